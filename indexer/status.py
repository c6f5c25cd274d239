"""What a home holds, and whether its parts agree."""

from typing import Any

from analyzers import Analyzer
from indexer.terminal import one_line
from searchsvc.catalog import Catalog
from searchsvc.catalog.database import shown_url
from searchsvc.engines.embedded import is_current
from searchsvc.engines.generations import Generations, read_manifest
from searchsvc.errors import CatalogUnavailable, EngineUnavailable
from searchsvc.settings import Settings


def inspect(settings: Settings) -> dict[str, Any]:
    """Counts of catalog and index, and `advice`: what is wrong and which command mends it."""
    catalog, advice = _catalog(settings)
    index, more = _index(settings, catalog)
    advice += more
    return {
        "home": str(settings.home),
        "database": shown_url(settings.catalog_url),
        "catalog": catalog,
        "index": index,
        "analyzer": Analyzer().fingerprint,
        "agree": not advice,
        "advice": advice,
    }


def status_text(found: dict[str, Any]) -> str:
    """The same for reading."""
    lines = [f"home      {found['home']}", f"database  {one_line(found['database'])}"]
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
        folder = Generations(settings.index_folder).current()
        if folder is None:
            return None, ["index: there is none yet; run: tangthu reindex"] if catalog else []
        manifest = read_manifest(folder)
    except EngineUnavailable as error:
        return None, [f"index: {error}; run: tangthu reindex"]
    advice = []
    if not is_current(manifest):
        advice.append("index: made by another version of the analysis; run: tangthu reindex")
    if catalog and manifest.revision < catalog["revision"]:
        behind = catalog["revision"] - manifest.revision
        advice.append(f"index: lacks the last {behind:,} changes; run: tangthu ingest or reindex")
    if catalog and manifest.revision > catalog["revision"]:
        advice.append("index: newer than the catalog; run: tangthu reindex")
    return {
        "generation": manifest.generation,
        "items": manifest.items,
        "pages": manifest.pages,
        "revision": manifest.revision,
        "analyzer": manifest.analyzer,
        "schema": manifest.schema,
        "committed_at": manifest.committed_at,
    }, advice
