"""What a home holds, and whether its parts agree."""

import shutil
from contextlib import closing
from typing import Any

from analyzers import Analyzer
from indexer.lock import rebuild_lock
from indexer.space import folder_size, needed_for_rebuild
from indexer.terminal import one_line
from searchsvc.catalog import Catalog
from searchsvc.engines.embedded import is_current
from searchsvc.engines.generations import (
    Generations,
    Manifest,
    progress,
    read_manifest,
    refuse_damaged,
)
from searchsvc.errors import CatalogUnavailable, EngineUnavailable, HomeBusy
from searchsvc.settings import Settings


def inspect(settings: Settings) -> dict[str, Any]:
    """Counts of catalog and index, and `advice`: what is wrong and which command mends it."""
    catalog, advice = _catalog(settings)
    index, more = _index(settings, catalog)
    advice += more
    disk, more = _disk(settings, catalog)
    return {
        "home": str(settings.home),
        "catalog": catalog,
        "index": index,
        "analyzer": Analyzer().fingerprint,
        "disk": disk,
        "agree": not advice,
        "advice": advice + more,
    }


def status_text(found: dict[str, Any]) -> str:
    """The same for reading."""
    lines = [f"home      {found['home']}"]
    if catalog := found["catalog"]:
        rights = ", ".join(f"{count:,} {name}" for name, count in catalog["by_rights"].items())
        lines.append(
            f"catalog   {catalog['items']:,} items ({rights or 'none'}),"
            f" {catalog['pages']:,} pages, {catalog['text_bytes'] / 1e6:,.1f} MB of text,"
            f" revision {catalog['revision']:,}"
        )
    if index := found["index"]:
        lines.append(
            f"index     {index['items']:,} items, {index['pages']:,} pages,"
            f" revision {index['revision']:,}, generation {index['generation']}"
        )
    lines += [f"!         {one_line(line)}" for line in found["advice"]] or [
        "          catalog and index agree"
    ]
    return "\n".join(lines)


def _catalog(settings: Settings) -> tuple[dict[str, Any] | None, list[str]]:
    try:
        catalog = Catalog.open(settings.catalog_url)
    except CatalogUnavailable as error:
        return None, [f"catalog: {error}"]
    try:
        counts = catalog.counts()
        return {
            "items": counts.items,
            "pages": counts.pages,
            "text_bytes": counts.text_bytes,
            "by_rights": counts.by_rights,
            "revision": catalog.revision(),
        }, []
    finally:
        catalog.close()


def _index(
    settings: Settings, catalog: dict[str, Any] | None
) -> tuple[dict[str, Any] | None, list[str]]:
    try:
        generations = Generations(settings.index_folder)
        folder = generations.current()
        if folder is None:
            return None, ["index: there is none yet; run: tangthu reindex"] if catalog else []
        manifest = read_manifest(folder)
    except EngineUnavailable as error:
        return None, [f"index: {error}; run: tangthu reindex"]
    advice = _stale(manifest)
    if catalog and manifest.revision < catalog["revision"]:
        behind = catalog["revision"] - manifest.revision
        advice.append(f"index: lacks the last {behind:,} changes; run: tangthu ingest or reindex")
    if catalog and manifest.revision > catalog["revision"]:
        advice.append("index: newer than the catalog; run: tangthu reindex")
    try:
        refuse_damaged(folder)
    except EngineUnavailable as error:
        advice.append(f"index: {error}")
    builds, more = _builds(settings, generations)
    advice += more
    previous = generations.previous()
    return {
        "generation": manifest.generation,
        "items": manifest.items,
        "pages": manifest.pages,
        "revision": manifest.revision,
        "analyzer": manifest.analyzer,
        "schema": manifest.schema,
        "committed_at": manifest.committed_at,
        "bytes": folder_size(folder),
        "previous": previous.name if previous else None,
        "builds": builds,
    }, advice


def _stale(manifest: Manifest) -> list[str]:
    if is_current(manifest):
        return []
    what = (
        "fields of the index"
        if manifest.analyzer == Analyzer().fingerprint
        else "analysis (terms of the texts)"
    )
    return [f"index: made by another version of the analysis: other {what}; run: tangthu reindex"]


def _builds(settings: Settings, generations: Generations) -> tuple[list[dict[str, Any]], list[str]]:
    """Generations that are not complete: one may be under way, others have died."""
    builds = [{"generation": f.name, "revision": progress(f)[0]} for f in generations.builds()]
    if not builds:
        return [], []
    try:
        with rebuild_lock(settings.home):
            return builds, ["index: a rebuild has died; run: tangthu reindex goes on with it"]
    except (HomeBusy, OSError):
        return builds, []


def _disk(settings: Settings, catalog: dict[str, Any] | None) -> tuple[dict[str, int], list[str]]:
    """What is free, and whether a rebuild has room."""
    home = settings.home
    free = shutil.disk_usage(home).free if home.exists() else 0
    if catalog is None or not home.exists():
        return {"free": free, "rebuild": 0}, []
    with closing(Catalog.open(settings.catalog_url)) as opened:
        needed = needed_for_rebuild(settings, opened)
    line = f"disk: a reindex needs about {needed / 1e6:,.0f} MB, {free / 1e6:,.0f} MB are free"
    return {"free": free, "rebuild": needed}, [line] if free < needed else []
