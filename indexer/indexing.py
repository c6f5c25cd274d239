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
#: A new generation in so many parts, if it is not small: tantivy merges that many segments of like
#: size into one, which takes a twentieth longer to build; the engine answers a sixth sooner.
_PARTS = 8
_SMALL = 10_000
#: Items asked for in one query.
_ENTRIES_AT_ONCE = 200
#: Pages asked for in one, if they are not of one item.
_PAGES_AT_ONCE = 500
#: Generations kept beside the serving one.
_KEPT = 1
#: How often a rebuild catches up with what others wrote before it asks them to wait.
_OPEN_PASSES = 3


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What was done to the index, and what it now holds."""

    generation: str
    rebuilt: bool
    changes: int
    items: int
    pages: int
    revision: int


def update_index(settings: Settings, catalog: Catalog, report: Reporter) -> IndexReport:
    """Apply what the serving generation lacks; build a new one where that cannot be done. The
    caller holds the home's write lock.
    """
    folder = _updatable(settings, catalog)
    if folder is None:
        try:
            return rebuild_index(settings, catalog, report, nullcontext)
        except HomeBusy:
            # A reindex is under way. It takes in at its end what the catalog has got meanwhile.
            return IndexReport("", False, 0, 0, 0, 0)
    changes = catalog.changes(read_manifest(folder).revision)
    if changes:
        build = open_build(folder, settings.writer_memory_mb)
        _apply(settings, catalog, build, changes, report, build.commit)
    return report_of(folder, False, len(changes))


def rebuild_index(
    settings: Settings,
    catalog: Catalog,
    report: Reporter,
    write_lock: Callable[[], AbstractContextManager[None]],
) -> IndexReport:
    """Build a generation beside the serving one, verify it, and let it serve.

    Others may write meanwhile; `write_lock` is entered for the last changes, the verification and
    the swap. A build that died is gone on with. Raises EngineUnavailable, the old generation
    serving on, when the new one is not what the catalog says or not what was written; NoSpace;
    HomeBusy, what is built being kept, when another job rebuilds or goes on writing.
    """
    generations = Generations(settings.index_folder)
    with rebuild_lock(settings.home):
        check_space(settings, catalog)
        folder = _build_folder(generations, catalog)
        done = 0
        with _discarded_on_failure(folder):
            build = EmbeddedBuild(folder, settings.writer_memory_mb)
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
    """Let the previous generation serve, once it holds what has changed since. The caller holds
    the home's write lock. Raises UsageError when there is none that can.
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
    changes = catalog.changes(read_manifest(folder).revision)
    if changes:
        build = open_build(folder, settings.writer_memory_mb)
        _apply(settings, catalog, build, changes, report, build.commit)
    with report.stage("verifying"):
        check_generation(catalog, folder)
    generations.point_to(folder)
    return report_of(folder, False, len(changes))


def repair_index(
    settings: Settings, catalog: Catalog, report: Reporter, keys: Collection[int]
) -> IndexReport:
    """Put the items with these keys into the serving generation anew, and what it lacks. The
    caller holds the home's write lock.
    """
    folder = _updatable(settings, catalog)
    if folder is None:
        return rebuild_index(settings, catalog, report, nullcontext)
    known, last = read_manifest(folder).revision, catalog.revision()
    changes = [c for c in catalog.changes(0) if c.revision > known or c.key in keys]
    unknown = set(keys) - {change.key for change in changes}
    changes += [Change(key, last, False, 0) for key in sorted(unknown)]
    build = open_build(folder, settings.writer_memory_mb)
    _apply(settings, catalog, build, changes, report, build.commit, last)
    return report_of(folder, False, len(changes))


def lacks_changes(settings: Settings, catalog: Catalog) -> bool:
    """Whether the serving generation can be brought up to date by what the catalog has."""
    folder = _updatable(settings, catalog)
    return folder is not None and read_manifest(folder).revision < catalog.revision()


def report_of(folder: Path, rebuilt: bool, changes: int) -> IndexReport:
    """What a generation holds now."""
    now = read_manifest(folder)
    return IndexReport(now.generation, rebuilt, changes, now.items, now.pages, now.revision)


def _updatable(settings: Settings, catalog: Catalog) -> Path | None:
    """The serving generation, None when there is none that changes can be put into."""
    try:
        folder = Generations(settings.index_folder).current()
        manifest = read_manifest(folder) if folder else None
        if folder:
            refuse_damaged(folder)
    except EngineUnavailable:
        return None
    if manifest is None or not is_current(manifest) or manifest.revision > catalog.revision():
        return None
    return folder


@contextmanager
def _discarded_on_failure(folder: Path) -> Iterator[None]:
    """Delete a build that failed; not to be used once it may serve."""
    try:
        yield
    except EngineUnavailable as error:
        # A process that was killed says nothing against what is built.
        if not isinstance(error.__cause__, BrokenProcessPool):
            discard(folder)
        raise
    except OSError:  # a full disk, most likely
        discard(folder)
        raise


def _build_folder(generations: Generations, catalog: Catalog) -> Path:
    """A build that died and can be gone on with, or a new one; others are deleted."""
    resumed = None
    for folder in reversed(generations.builds()):
        revision, made_by = progress(folder)
        if resumed or made_by != recipe() or not 0 < revision <= catalog.revision():
            tidy(folder, discard)
        else:
            resumed = folder
    if resumed is None:
        resumed = generations.create()
        mark_progress(resumed, 0, recipe())
    return resumed


def _lacking(catalog: Catalog, folder: Path) -> Sequence[Change]:
    """What a build lacks."""
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
    """Put changes into a build, in their order; gives how many.

    `save`: the build's `commit` or `checkpoint`, called now and then, and in the end for
    `revision`, by default that of the last change. More may have changed by then: others may write
    while a new generation is built. `a_commit`: pages after which that is.
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
    """Work is counted in pages, since items differ so much; an item without any counts as one."""
    return sum(max(1, change.page_count) for change in changes)


def _a_part(changes: Sequence[Change]) -> int:
    """Pages after which a build of all these is committed."""
    pages = _pages_of(changes)
    return _PAGES_A_COMMIT if pages < _SMALL else min(_PAGES_A_COMMIT, ceil(pages / _PARTS))


def _texts(catalog: Catalog, changes: Sequence[Change]) -> Iterator[PageText]:
    """The pages that the index takes in, item by item; what is not open is not even read."""
    for first, orders in _runs(catalog, changes):
        for key, number, text in catalog.packed_texts(first, first + len(orders) - 1):
            yield PageText(orders[key - first], number, text)


def _runs(catalog: Catalog, changes: Sequence[Change]) -> Iterator[tuple[int, range]]:
    """Items with open texts whose keys follow each other, since to ask for one by one takes as long
    as to read a short one: the first key, and their places among the changes.
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
    """Each change with its item, None for one that is there no more."""
    for start in range(0, len(changes), _ENTRIES_AT_ONCE):
        here = changes[start : start + _ENTRIES_AT_ONCE]
        entries = catalog.entries([change.key for change in here])
        yield from ((change, entries.get(change.key)) for change in here)
