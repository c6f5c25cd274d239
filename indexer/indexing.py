"""Bringing the index up to date with the catalog: the serving generation, or a new one."""

from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path

from indexer.analysis import PageText, analyse, by_item
from indexer.checking import check_generation
from indexer.lock import rebuild_lock
from indexer.processes import share_heaps
from indexer.progress import Reporter
from indexer.space import check_space
from searchsvc.access import is_text_open
from searchsvc.catalog import Catalog, Change, Entry
from searchsvc.documents import indexed_item
from searchsvc.engines.base import IndexBuild
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

#: Changes are committed after so many pages, so that a crash costs minutes and not hours.
_PAGES_A_COMMIT = 50_000
#: A new generation of _SMALL pages or more is committed in so many parts: tantivy merges as many
#: segments of like size into one. It takes a twentieth longer to build and answers a sixth faster.
_PARTS = 8
_SMALL = 10_000
#: Items that are read from the catalog by one query.
_ENTRIES_AT_ONCE = 200
#: Pages that are read by one query, unless a single item has more.
_PAGES_AT_ONCE = 500
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
        _apply(settings, catalog, build, changes, report, build.commit)
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

    Raises EngineUnavailable when the new generation is damaged or is not what the catalog holds, so
    that the old one stays; NoSpace; HomeBusy when another job is rebuilding, or does not stop
    writing (then the build is kept).
    """
    generations = Generations(settings.index_folder)
    with rebuild_lock(settings.home):
        check_space(settings, catalog)
        folder = _build_folder(generations, catalog)
        done = 0
        with _discarded_on_failure(folder):
            build = EmbeddedBuild(folder, settings.writer_memory_mb, catalog.identity())
            for _ in range(_OPEN_PASSES):
                changes = _lacking(catalog, folder)
                if not changes:
                    break
                save, part = build.checkpoint, _a_part(changes)
                done += _apply(settings, catalog, build, changes, report, save, a_commit=part)
        with write_lock():
            with _discarded_on_failure(folder):
                last = catalog.revision()  # first: another machine may write to the catalog, too
                changes = _lacking(catalog, folder)
                if changes:
                    done += _apply(settings, catalog, build, changes, report, build.commit, last)
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
        _apply(settings, catalog, build, changes, report, build.commit)
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
    _apply(settings, catalog, build, changes, report, build.commit, last)
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


def _apply(
    settings: Settings,
    catalog: Catalog,
    build: IndexBuild,
    changes: Sequence[Change],
    report: Reporter,
    save: Callable[[int], None],
    revision: int | None = None,
    a_commit: int | None = None,
) -> int:
    """Put changes into a build, in their order; returns how many.

    `save`: the build's `commit` or `checkpoint`. It is called after each `a_commit` pages, and at
    the end with `revision`, by default that of the last change: others may have written since.
    """
    share_heaps()
    jobs = settings.jobs or settings.cores
    a_commit = a_commit or _PAGES_A_COMMIT
    uncommitted = 0
    try:
        with report.stage("indexing", _pages_of(changes), "pages") as stage:
            known = catalog.learnt_dictionaries()
            analysed = by_item(analyse(_texts(catalog, changes), jobs, known), len(changes))
            described = zip(_entries(catalog, changes), analysed, strict=True)
            for (change, entry), terms in described:
                item = indexed_item(change.key, entry.metadata, terms) if entry else None
                if item:
                    build.add(replace(item, revision=change.revision))
                else:
                    build.delete(change.key)
                uncommitted += max(1, change.page_count)
                if uncommitted >= a_commit:
                    save(change.revision)
                    uncommitted = 0
                stage.advance(max(1, change.page_count))
        save(changes[-1].revision if revision is None else revision)
    except BaseException:
        build.abandon()
        raise
    return len(changes)


def _pages_of(changes: Sequence[Change]) -> int:
    """How many pages these changes have; an item without pages counts as one."""
    return sum(max(1, change.page_count) for change in changes)


def _a_part(changes: Sequence[Change]) -> int:
    """After how many pages a build of all these changes is committed."""
    pages = _pages_of(changes)
    return _PAGES_A_COMMIT if pages < _SMALL else min(_PAGES_A_COMMIT, ceil(pages / _PARTS))


def _texts(catalog: Catalog, changes: Sequence[Change]) -> Iterator[PageText]:
    """The texts of the changed items that are open, page by page."""
    for first, orders in _runs(catalog, changes):
        for key, number, text in catalog.packed_texts(first, first + len(orders) - 1):
            yield PageText(orders[key - first], number, text)


def _runs(catalog: Catalog, changes: Sequence[Change]) -> Iterator[tuple[int, range]]:
    """Runs of items with open texts whose keys follow each other: the first key, and the places of
    the items among the changes. A query for each item would take as long as reading a short one.
    """
    first, orders, pages = 0, range(0), 0
    for order, (change, entry) in enumerate(_entries(catalog, changes)):
        if not entry or not is_text_open(entry.metadata.rights):
            continue
        goes_on = orders and (change.key, order) == (first + len(orders), orders.stop)
        if goes_on and pages + change.page_count <= _PAGES_AT_ONCE:
            orders, pages = range(orders.start, order + 1), pages + change.page_count
            continue
        if orders:
            yield first, orders
        first, orders, pages = change.key, range(order, order + 1), change.page_count
    if orders:
        yield first, orders


def _entries(catalog: Catalog, changes: Sequence[Change]) -> Iterator[tuple[Change, Entry | None]]:
    """Each change with its item, None for one that was removed."""
    for start in range(0, len(changes), _ENTRIES_AT_ONCE):
        here = changes[start : start + _ENTRIES_AT_ONCE]
        entries = catalog.entries([change.key for change in here])
        yield from ((change, entries.get(change.key)) for change in here)
