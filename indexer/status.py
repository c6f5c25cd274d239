"""What a home holds, and whether its parts agree."""

import shutil
from contextlib import closing
from dataclasses import asdict
from typing import Any

from analyzers import Analyzer
from indexer.jobs import last_jobs
from indexer.lock import is_rebuilding
from indexer.reports import needs_ocr
from indexer.space import folder_size, needed_for_rebuild
from indexer.terminal import one_line
from indexer.wording import agreeing, counted
from searchsvc.catalog import Catalog, JobState
from searchsvc.catalog.database import shown_url
from searchsvc.engines.embedded import is_current
from searchsvc.engines.generations import (
    Generations,
    Manifest,
    progress,
    read_manifest,
    refuse_damaged,
)
from searchsvc.errors import CatalogUnavailable, EngineUnavailable
from searchsvc.settings import Settings

#: Jobs shown.
_JOBS = 5


def inspect(settings: Settings) -> dict[str, Any]:
    """Counts of catalog and index, and `advice`: what is wrong and which command mends it."""
    catalog, jobs, advice = _catalog(settings)
    index, more = _index(settings, catalog)
    advice += more
    needed, others = _disk(settings, catalog)
    others = _dead_build(settings, index) + others
    return {
        "home": str(settings.home),
        "database": shown_url(settings.catalog_url),
        "catalog": catalog,
        "index": index,
        "jobs": jobs,
        "analyzer": Analyzer().fingerprint,
        "needed_for_reindex": needed,
        "agree": not advice,
        "advice": advice + others,
    }


def status_text(found: dict[str, Any]) -> str:
    """The same for reading."""
    lines = [f"home      {found['home']}", f"database  {one_line(found['database'])}"]
    if catalog := found["catalog"]:
        rights = ", ".join(f"{count:,} {name}" for name, count in catalog["by_rights"].items())
        lines.append(
            f"catalog   {counted(catalog['items'], 'item')} ({rights or 'none'}),"
            f" {counted(catalog['pages'], 'page')}, {catalog['text_bytes'] / 1e6:,.1f} MB of text,"
            f" revision {catalog['revision']:,}"
        )
        if pages := catalog["needs_ocr"]["pages"]:
            lines.append(f"          {needs_ocr(pages, catalog['needs_ocr']['items'])}")
        if rejected := catalog["rejected"]:
            are = agreeing(rejected, "is", "are")
            records = counted(rejected, "record")
            lines.append(f"          {records} {are} rejected; see: tangthu rejects")
    if index := found["index"]:
        lines.append(
            f"index     {counted(index['items'], 'item')}, {counted(index['pages'], 'page')},"
            f" revision {index['revision']:,}, generation {index['generation']}"
        )
    lines += [f"job       {_job_text(job)}" for job in found["jobs"]]
    if found["agree"]:
        lines.append("          catalog and index agree")
    lines += [f"!         {one_line(line)}" for line in found["advice"]]
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
            "identity": catalog.identity(),
        }
        return found, [asdict(job) for job in last_jobs(settings.home, catalog, _JOBS)], []
    finally:
        catalog.close()


def _job_text(job: dict[str, Any]) -> str:
    """`12 ingest done 2026-11-25T08:00:00+00:00 to …: 3 added`. Nothing is heard of one that runs
    on another machine before it ends, and never if that machine is gone.
    """
    counts = (f"{value:,} {name}" for name, value in job["counts"].items() if type(value) is int)
    said = job["counts"].get("error") or ", ".join(counts)
    times = job["started"] + (f" to {job['ended']}" if job["ended"] else "")
    if job["state"] == JobState.ELSEWHERE:
        times = f"since {times}, unless its machine is gone"
    return one_line(f"{job['id']} {job['kind']} {job['state']} {times}: {said}".rstrip(": "))


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
    if catalog and not manifest.is_of(catalog["identity"]):
        advice.append("index: made from another catalog; run: tangthu reindex")
    elif catalog and manifest.revision < catalog["revision"]:
        behind = counted(catalog["revision"] - manifest.revision, "change")
        advice.append(f"index: lacks the last {behind}; run: tangthu ingest or reindex")
    elif catalog and manifest.revision > catalog["revision"]:
        advice.append("index: newer than the catalog; run: tangthu reindex")
    try:
        refuse_damaged(folder)
    except EngineUnavailable as error:
        advice.append(f"index: {error}")
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
        "builds": [
            {"generation": f.name, "revision": progress(f)[0]} for f in generations.builds()
        ],
    }, advice


def _stale(manifest: Manifest) -> list[str]:
    if is_current(manifest):
        return []
    what = "terms" if manifest.analyzer != Analyzer().fingerprint else "fields"
    return [
        f"index: has other {what}, made by another version of the analysis; run: tangthu reindex"
    ]


def _dead_build(settings: Settings, index: dict[str, Any] | None) -> list[str]:
    """Whether a generation that is not complete is one that died, and not one under way."""
    if not index or not index["builds"]:
        return []
    try:
        if is_rebuilding(settings.home):
            return []
    except OSError:
        return []
    return ["index: a rebuild has died; run: tangthu reindex goes on with it"]


def _disk(settings: Settings, catalog: dict[str, Any] | None) -> tuple[int, list[str]]:
    """Bytes that a rebuild needs, and whether they are free."""
    if catalog is None or not settings.home.exists():
        return 0, []
    with closing(Catalog.open(settings.catalog_url)) as opened:
        needed = needed_for_rebuild(settings, opened)
    free = shutil.disk_usage(settings.home).free
    line = f"disk: a reindex needs about {needed / 1e6:,.0f} MB, {free / 1e6:,.0f} MB are free"
    return needed, [line] if free < needed else []
