"""Bringing the index up to date with the catalog: the serving generation, or a new one."""

from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from indexer.applying import Applier
from indexer.checking import check_generation
from indexer.lock import rebuild_lock
from indexer.parts import PAGES_A_SEGMENT
from indexer.progress import Reporter
from indexer.space import check_space
from searchsvc.catalog import Catalog, Change
from searchsvc.engines.embedded import EmbeddedBuild, is_current, open_build, recipe
from searchsvc.engines.generations import (
    Generations,
    discard,
    mark_progress,
    progress,
    read_manifest,
    refuse_damaged,
    tidy,
)
from searchsvc.errors import EngineUnavailable, HomeBusy, UsageError
from searchsvc.settings import Settings

#: Generations that are kept beside the serving one, for `rollback`.
_KEPT = 1
#: How often a rebuild catches up with what others wrote before it takes the write lock.
_OPEN_PASSES = 3


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What was done to the index, and what it holds now. `generation` is empty where another job is
    rebuilding it.
    """

    generation: str
    rebuilt: bool
    changes: int
    items: int
    pages: int
    revision: int


def update_index(settings: Settings, catalog: Catalog, report: Reporter) -> IndexReport:
    """Apply the changes that the serving generation lacks, or build a new one where that is not
    possible. The caller holds the home's write lock.
    """
    folder = _updatable(settings, catalog)
    if folder is None:
        try:
            return rebuild_index(settings, catalog, report, nullcontext)
        except HomeBusy:
            # A reindex is under way, and will apply these changes at its end.
            return IndexReport("", False, 0, 0, 0, 0)
    changes = catalog.changes(read_manifest(folder).revision)
    if changes:
        build = open_build(folder, settings.writer_memory_mb, catalog.identity())
        Applier(settings, catalog, report).apply(build, changes, build.commit)
    return report_of(folder, False, len(changes))


def rebuild_index(
    settings: Settings,
    catalog: Catalog,
    report: Reporter,
    write_lock: Callable[[], AbstractContextManager[None]],
) -> IndexReport:
    """Build a generation beside the serving one, verify it, and let it serve.

    Others may write meanwhile; `write_lock` is held for the last changes, the verification and the
    swap. A build that died is resumed.

    Raises EngineUnavailable when the new generation is damaged or is not what the catalog holds, or
    the catalog was put back meanwhile, so that the old one stays; NoSpace; HomeBusy when another
    job is rebuilding, or does not stop writing (then the build is kept).
    """
    generations = Generations(settings.index_folder)
    applier = Applier(settings, catalog, report)
    with rebuild_lock(settings.home), ExitStack() as stack:
        check_space(settings, catalog)
        identity = catalog.identity()
        folder = _build_folder(generations, catalog)
        done = 0
        with _discarded_on_failure(folder):
            build = EmbeddedBuild(folder, settings.writer_memory_mb, identity)
            stack.callback(build.close)
            for _ in range(_OPEN_PASSES):
                changes = _lacking(catalog, folder)
                if not changes:
                    break
                done += applier.apply(build, changes, build.checkpoint, a_commit=PAGES_A_SEGMENT)
        with write_lock():
            with _discarded_on_failure(folder):
                last = catalog.revision()  # first: another machine may write to the catalog, too
                if catalog.identity() != identity or last < progress(folder)[0]:
                    raise EngineUnavailable(
                        "the catalog was put back while its index was built; run: tangthu reindex"
                    )
                changes = _lacking(catalog, folder)
                if changes:
                    done += applier.apply(build, changes, build.commit, last)
                else:
                    build.commit(last)
                with report.stage("verifying"):
                    check_generation(catalog, folder)
            generations.point_to(folder)
            generations.discard_others(_KEPT)
    return report_of(folder, True, done)


def rollback_index(settings: Settings, catalog: Catalog, report: Reporter) -> IndexReport:
    """Let the previous generation serve again, brought up to date. The caller holds the home's
    write lock. Raises UsageError when there is none, or this program cannot use it.
    """
    generations = Generations(settings.index_folder)
    folder = generations.previous()
    if folder is None:
        raise UsageError("there is no previous generation to go back to")
    if not is_current(read_manifest(folder)):
        raise UsageError(
            f"generation {folder.name} was made by another version of the analysis, "
            "whose searches this program would answer wrongly; run: tangthu reindex"
        )
    if not read_manifest(folder).is_of(catalog.identity()):
        raise UsageError(f"generation {folder.name} was made from another catalog")
    changes = catalog.changes(read_manifest(folder).revision)
    if changes:
        build = open_build(folder, settings.writer_memory_mb, catalog.identity())
        Applier(settings, catalog, report).apply(build, changes, build.commit)
    with report.stage("verifying"):
        check_generation(catalog, folder)
    generations.point_to(folder)
    return report_of(folder, False, len(changes))


def repair_index(
    settings: Settings, catalog: Catalog, report: Reporter, keys: Collection[int]
) -> IndexReport:
    """Index the items with these keys again, and apply all that the serving generation lacks. The
    caller holds the home's write lock.
    """
    folder = _updatable(settings, catalog)
    if folder is None:
        return rebuild_index(settings, catalog, report, nullcontext)
    known, last = read_manifest(folder).revision, catalog.revision()
    changes = [c for c in catalog.changes(0) if c.revision > known or c.key in keys]
    unknown = set(keys) - {change.key for change in changes}
    changes += [Change(key, last, False, 0) for key in sorted(unknown)]
    build = open_build(folder, settings.writer_memory_mb, catalog.identity())
    Applier(settings, catalog, report).apply(build, changes, build.commit, last)
    return report_of(folder, False, len(changes))


def lacks_changes(settings: Settings, catalog: Catalog) -> bool:
    """Whether the serving generation lacks changes and can take them in without a rebuild."""
    folder = _updatable(settings, catalog)
    return folder is not None and read_manifest(folder).revision < catalog.revision()


def is_ahead(settings: Settings, catalog: Catalog) -> bool:
    """Whether the serving generation has changes that the catalog has not: this one was put back to
    an earlier state, and will give the same revisions to other changes.
    """
    try:
        folder = Generations(settings.index_folder).current()
        return folder is not None and read_manifest(folder).revision > catalog.revision()
    except EngineUnavailable:
        return False


def report_of(folder: Path, rebuilt: bool, changes: int) -> IndexReport:
    """A report with what a generation holds now."""
    now = read_manifest(folder)
    return IndexReport(now.generation, rebuilt, changes, now.items, now.pages, now.revision)


def _updatable(settings: Settings, catalog: Catalog) -> Path | None:
    """The serving generation; None when changes cannot be put into it, or there is none."""
    try:
        folder = Generations(settings.index_folder).current()
        manifest = read_manifest(folder) if folder else None
        if folder:
            refuse_damaged(folder)
    except EngineUnavailable:
        return None
    if manifest is None or not is_current(manifest) or manifest.revision > catalog.revision():
        return None
    return folder if manifest.is_of(catalog.identity()) else None


@contextmanager
def _discarded_on_failure(folder: Path) -> Iterator[None]:
    """Delete a build when it fails. Not to be used once the generation may serve."""
    try:
        yield
    except EngineUnavailable as error:
        # When a process was killed, what has been built so far is still sound.
        if not isinstance(error.__cause__, BrokenProcessPool):
            discard(folder)
        raise
    except OSError:  # a full disk, most likely
        discard(folder)
        raise


def _build_folder(generations: Generations, catalog: Catalog) -> Path:
    """The newest build that died and can be resumed, or a new one. Other builds are deleted."""
    resumed, ours = None, f"{recipe()} {catalog.identity()}"
    for folder in reversed(generations.builds()):
        revision, made_by = progress(folder)
        if resumed or made_by != ours or not 0 < revision <= catalog.revision():
            tidy(folder, discard)
        else:
            resumed = folder
    if resumed is None:
        resumed = generations.create()
        mark_progress(resumed, 0, ours)
    return resumed


def _lacking(catalog: Catalog, folder: Path) -> Sequence[Change]:
    """The changes that a build lacks."""
    return catalog.changes(progress(folder)[0])
