"""Bringing the index up to date with the catalog: the serving generation, or a new one."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.analysis import PageText, analyse, by_item
from indexer.progress import Reporter
from searchsvc.access import is_text_open
from searchsvc.catalog import Catalog, Change, Entry
from searchsvc.documents import indexed_item
from searchsvc.engines.base import IndexBuild
from searchsvc.engines.embedded import EmbeddedBuild, is_current, open_build, verify_checksums
from searchsvc.engines.generations import Generations, read_manifest
from searchsvc.errors import EngineUnavailable
from searchsvc.settings import Settings

#: A live update is committed after so many pages, so that a crash costs minutes and not hours.
_PAGES_A_COMMIT = 50_000
#: Items asked for in one query.
_ENTRIES_AT_ONCE = 200
#: Generations kept beside the serving one.
_KEPT = 1


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
    """Apply what the serving generation lacks; build a new one where that cannot be done."""
    folder = _updatable(settings, catalog)
    if folder is None:
        return rebuild_index(settings, catalog, report)
    changes = catalog.changes(read_manifest(folder).revision)
    if changes:
        build = open_build(folder, settings.writer_memory_mb)
        last = changes[-1].revision
        _apply(settings, catalog, build, changes, last, report, _PAGES_A_COMMIT)
    return _report(folder, False, len(changes))


def rebuild_index(settings: Settings, catalog: Catalog, report: Reporter) -> IndexReport:
    """Build a generation beside the serving one, verify it, and let it serve.

    Raises EngineUnavailable, the old generation serving on, when the new one is not what the
    catalog says or not what was written.
    """
    generations = Generations(settings.index_folder)
    folder = generations.create()
    try:
        build = EmbeddedBuild(folder, settings.writer_memory_mb)
        known = catalog.changes(0)
        revision = known[-1].revision if known else 0
        changes = [change for change in known if change.exists]
        expected = _apply(settings, catalog, build, changes, revision, report, None)
        with report.stage("verifying"):
            _verify(folder, expected)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    generations.point_to(folder)
    generations.discard_others(_KEPT)
    return _report(folder, True, len(changes))


def _updatable(settings: Settings, catalog: Catalog) -> Path | None:
    """The serving generation, None when there is none that changes can be put into."""
    try:
        folder = Generations(settings.index_folder).current()
        manifest = read_manifest(folder) if folder else None
    except EngineUnavailable:
        return None
    if manifest is None or not is_current(manifest) or manifest.revision > catalog.revision():
        return None
    return folder


def _verify(folder: Path, expected: tuple[int, int]) -> None:
    manifest = read_manifest(folder)
    if (manifest.items, manifest.pages) != expected:
        raise EngineUnavailable(
            f"the new index holds {manifest.items} items and {manifest.pages} pages, "
            f"not the {expected[0]} and {expected[1]} that were put in"
        )
    if damaged := verify_checksums(folder, manifest.checksums):
        raise EngineUnavailable(f"the new index is damaged: {'; '.join(damaged)}")


def _report(folder: Path, rebuilt: bool, changes: int) -> IndexReport:
    now = read_manifest(folder)
    return IndexReport(now.generation, rebuilt, changes, now.items, now.pages, now.revision)


def _apply(
    settings: Settings,
    catalog: Catalog,
    build: IndexBuild,
    changes: Sequence[Change],
    revision: int,
    report: Reporter,
    pages_a_commit: int | None,
) -> tuple[int, int]:
    """Put changes into a build, in their order, and commit; gives the items and pages put in.

    `revision`: what the build holds then. Not the catalog's own: another machine may have written
    to it since the changes were read.
    """
    items = pages = uncommitted = 0
    jobs = settings.jobs or settings.cores
    # Counted in pages, since items differ so much; an item without any counts as one.
    with report.stage("indexing", sum(max(1, c.page_count) for c in changes), "pages") as stage:
        try:
            analysed = by_item(analyse(_texts(catalog, changes), jobs), len(changes))
            described = zip(_entries(catalog, changes), analysed, strict=True)
            for (change, entry), terms in described:
                item = indexed_item(change.key, entry.metadata, terms) if entry else None
                if item:
                    build.add(item)
                    items += 1
                    pages += len(item.pages)
                    uncommitted += len(item.pages)
                else:
                    build.delete(change.key)
                if pages_a_commit and uncommitted >= pages_a_commit:
                    build.commit(change.revision)
                    uncommitted = 0
                stage.advance(max(1, change.page_count))
            build.commit(revision)
        except BaseException:
            build.abandon()
            raise
    return items, pages


def _texts(catalog: Catalog, changes: Sequence[Change]) -> Iterator[PageText]:
    """The pages that the index takes in, item by item; what is not open is not even read."""
    for order, (change, entry) in enumerate(_entries(catalog, changes)):
        if entry and is_text_open(entry.metadata.rights):
            for number, text in catalog.item_texts(change.key):
                yield PageText(order, number, text)


def _entries(catalog: Catalog, changes: Sequence[Change]) -> Iterator[tuple[Change, Entry | None]]:
    """Each change with its item, None for one that is there no more."""
    for start in range(0, len(changes), _ENTRIES_AT_ONCE):
        here = changes[start : start + _ENTRIES_AT_ONCE]
        entries = catalog.entries([change.key for change in here])
        yield from ((change, entries.get(change.key)) for change in here)
