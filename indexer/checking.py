"""Whether a generation is what the catalog says and what was written, before it serves."""

from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

from indexer.comparing import differences
from indexer.probes import failed_probes
from searchsvc.catalog import Catalog
from searchsvc.engines.embedded import commit_folder, verify_checksums
from searchsvc.engines.generations import read_manifest
from searchsvc.errors import EngineUnavailable

_SHOWN = 5


def check_generation(catalog: Catalog, folder: Path) -> None:
    """Every byte, every document, and some searches, beside each other. What another machine puts
    into a shared catalog meanwhile is not missed.

    Raises EngineUnavailable saying what is wrong.
    """
    manifest = read_manifest(folder)
    commit = commit_folder(folder, manifest.commit)
    with ThreadPoolExecutor(3, "checking") as beside:
        damaged = beside.submit(verify_checksums, commit, manifest.checksums)
        different = beside.submit(_differences, catalog, folder)
        failed = beside.submit(failed_probes, catalog, folder, manifest.revision)
    # In this order: what is damaged may answer anything.
    _refuse(damaged.result(), "is damaged")
    _refuse(different.result(), "is not what the catalog holds")
    _refuse(failed.result(), "does not answer")


def _differences(catalog: Catalog, folder: Path) -> list[str]:
    """The first few."""
    wrong = (d for d in differences(catalog, folder) if not d.behind)
    return [f"{d.item_id or d.key} {d.reason}" for d in islice(wrong, _SHOWN + 1)]


def _refuse(problems: list[str], what: str) -> None:
    if problems:
        more = "; …" if len(problems) > _SHOWN else ""
        raise EngineUnavailable(f"the index {what}: {'; '.join(problems[:_SHOWN])}{more}")
