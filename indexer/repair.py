"""Mending what `verify` found."""

from contextlib import closing
from functools import partial

from indexer.indexing import rebuild_index, repair_index
from indexer.lock import finishing_lock, write_lock
from indexer.progress import Reporter
from indexer.verify import Findings, generation_problems, verify
from indexer.wording import counted
from searchsvc.catalog import Catalog, CatalogWriter
from searchsvc.engines.generations import Generations, discard
from searchsvc.settings import Settings


def repair(
    settings: Settings, found: Findings, report: Reporter, patience: float
) -> tuple[list[str], Findings]:
    """What was done, one line each, and what a second look finds.

    A damaged item is taken out, for nobody can say what it was; its source can be ingested again.
    A damaged structure of the catalog is beyond this: that is what backups are for. Of a file that
    merely differs from what was written, all items being sound, the checksums are renewed.
    """
    done = _catalog(settings, found)
    done += _index(settings, found, report, patience)
    generations = Generations(settings.index_folder)
    with write_lock(settings.home):
        while (previous := generations.previous()) and generation_problems(previous):
            discard(previous)
            done.append(f"deleted the generation {previous.name}, which is damaged")
    return done, verify(settings, report)


def _catalog(settings: Settings, found: Findings) -> list[str]:
    with write_lock(settings.home), closing(CatalogWriter.open(settings.catalog_url)) as writer:
        mended = writer.mend_dictionaries()
        taken_out = writer.remove([item.item_id for item in found.unsound])
        writer.settle()
    sources = {item.item_id: item.source for item in found.unsound}
    return mended + [
        f"took out {item_id}, whose content is damaged; ingest {sources[item_id]} again"
        for item_id in taken_out
    ]


def _index(settings: Settings, found: Findings, report: Reporter, patience: float) -> list[str]:
    with closing(Catalog.open(settings.catalog_url)) as catalog:
        if found.index:
            lock = partial(finishing_lock, settings.home, patience)
            made = rebuild_index(settings, catalog, report, lock)
            return [f"built the index anew: generation {made.generation}"]
        keys = {difference.key for difference in found.differences}
        if not keys and not found.unsound:
            return []
        with write_lock(settings.home):
            made = repair_index(settings, catalog, report, keys)
        return [f"put {counted(made.changes, 'item')} into the index as the catalog has them"]
