"""What a home holds, and whether its parts agree."""

from dataclasses import asdict
from typing import Any

from analyzers import Analyzer
from indexer.jobs import last_jobs
from indexer.reports import needs_ocr
from indexer.terminal import one_line
from searchsvc.catalog import Catalog
from searchsvc.catalog.database import shown_url
from searchsvc.engines.embedded import is_current
from searchsvc.engines.generations import Generations, read_manifest
from searchsvc.errors import CatalogUnavailable, EngineUnavailable
from searchsvc.settings import Settings

#: Jobs shown.
_JOBS = 5


def inspect(settings: Settings) -> dict[str, Any]:
    """Counts of catalog and index, and `advice`: what is wrong and which command mends it."""
    catalog, jobs, advice = _catalog(settings)
    index, more = _index(settings, catalog)
    advice += more
    return {
        "home": str(settings.home),
        "database": shown_url(settings.catalog_url),
        "catalog": catalog,
        "index": index,
        "jobs": jobs,
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
        if pages := catalog["needs_ocr"]["pages"]:
            lines.append(f"          {needs_ocr(pages, catalog['needs_ocr']['items'])}")
        if rejected := catalog["rejected"]:
            lines.append(f"          {rejected:,} records are rejected; see: tangthu rejects")
    if index := found["index"]:
        lines.append(
            f"index     {index['items']:,} items, {index['pages']:,} pages,"
            f" revision {index['revision']:,}, generation {index['generation']}"
        )
    lines += [f"job       {_job_text(job)}" for job in found["jobs"]]
    lines += [f"!         {one_line(line)}" for line in found["advice"]] or [
        "          catalog and index agree"
    ]
    return "\n".join(lines)


def _catalog(
    settings: Settings,
) -> tuple[dict[str, Any] | None, list[dict[str, Any]], list[str]]:
    try:
        catalog = Catalog.open(settings.catalog_url)
    except CatalogUnavailable as error:
        return None, [], [f"catalog: {error}"]
    try:
        counts = catalog.counts()
        found = {
            "items": counts.items,
            "pages": counts.pages,
            "text_bytes": counts.text_bytes,
            "by_rights": counts.by_rights,
            "needs_ocr": {"items": counts.ocr_items, "pages": counts.ocr_pages},
            "rejected": catalog.count_rejects(),
            "revision": catalog.revision(),
        }
        return found, [asdict(job) for job in last_jobs(settings.home, catalog, _JOBS)], []
    finally:
        catalog.close()


def _job_text(job: dict[str, Any]) -> str:
    """`12 ingest done 2026-11-25T08:00:00+00:00 to …: 3 added`."""
    counts = (f"{value:,} {name}" for name, value in job["counts"].items() if type(value) is int)
    said = job["counts"].get("error") or ", ".join(counts)
    times = job["started"] + (f" to {job['ended']}" if job["ended"] else "")
    return one_line(f"{job['id']} {job['kind']} {job['state']} {times}: {said}".rstrip(": "))


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
