"""Checking that catalog and index are what was written, and agree. `repair` mends what is found.

Nothing is locked: what a job changes meanwhile is not taken for wrong.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from indexer.comparing import Difference, differences
from indexer.progress import Reporter
from searchsvc.catalog import Catalog, Unsound
from searchsvc.catalog.database import catalog_file
from searchsvc.engines.embedded import commit_folder, verify_checksums, writer_problems
from searchsvc.engines.generations import Generations, mark_damaged, read_manifest
from searchsvc.errors import CatalogUnavailable, EngineUnavailable
from searchsvc.settings import Settings


@dataclass(frozen=True, slots=True)
class Findings:
    """What is wrong in a home.

    `catalog`: problems of its file or structure. `unsound`: items whose content is not what was
    taken in. `index`: problems of the serving generation's files; `previous`: of those of the one
    kept for `rollback`. `differences`: items that index and catalog do not have alike; `behind`:
    how many others differ only because the index has not been brought up to date yet.
    `on_server`: the catalog is in a database that the home's backups do not hold.
    """

    catalog: list[str] = field(default_factory=list)
    unsound: list[Unsound] = field(default_factory=list)
    index: list[str] = field(default_factory=list)
    previous: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    behind: int = 0
    on_server: bool = False

    @property
    def sound(self) -> bool:
        return not (self.catalog or self.unsound or self.index or self.previous or self.differences)


def verify(settings: Settings, report: Reporter) -> Findings:
    """Read every byte of catalog and index, and compare them. Raises CatalogUnavailable when there
    is no catalog. What is damaged is marked, so that no server answers from it until a later check
    finds it sound.
    """
    catalog = Catalog.open(settings.catalog_url)
    try:
        with report.stage("catalog"):
            file, unsound = _catalog(catalog)
        found = [*file, *(f"{u.item_id}: {u.reason}" for u in unsound)]
        file += _note(catalog.mark_damaged, found)
        with report.stage("index"):
            index, previous = _index(settings)
            index += _of_another(settings, catalog)
        with report.stage("catalog and index"):
            differing: list[Difference] = []
            behind = 0
            if not index:
                try:
                    differing, behind = _differences(settings, catalog)
                except (CatalogUnavailable, EngineUnavailable) as error:
                    index = [str(error)]
    finally:
        catalog.close()
    on_server = catalog_file(settings.catalog_url) is None
    return Findings(file, unsound, index, previous, differing, behind, on_server)


def _catalog(catalog: Catalog) -> tuple[list[str], list[Unsound]]:
    problems = catalog.file_problems()
    unsound: list[Unsound] = []
    try:
        unsound.extend(catalog.unsound_items())
    except CatalogUnavailable as error:
        problems.append(str(error))
    return problems, unsound


def _index(settings: Settings) -> tuple[list[str], list[str]]:
    """What is wrong with the files of the serving and of the previous generation."""
    generations = Generations(settings.index_folder)
    try:
        current = generations.current()
    except EngineUnavailable as error:
        return [str(error)], []
    previous = generations.previous()
    return (
        generation_problems(current) if current else ["there is no index"],
        generation_problems(previous) if previous else [],
    )


def _of_another(settings: Settings, catalog: Catalog) -> list[str]:
    """A problem where the serving generation was made from another catalog."""
    try:
        current = Generations(settings.index_folder).current()
        alien = current and not read_manifest(current).is_of(catalog.identity())
    except (CatalogUnavailable, EngineUnavailable):
        return []  # told by who reads all of it
    return [f"{current} was made from another catalog"] if alien else []


def generation_problems(folder: Path) -> list[str]:
    """Problems of a generation's files. It is marked as damaged if there are any."""
    try:
        # When the commit is replaced by a newer one meanwhile, that one is checked.
        while True:
            manifest = read_manifest(folder)
            problems = verify_checksums(commit_folder(folder, manifest.commit), manifest.checksums)
            if not problems or read_manifest(folder) == manifest:
                break
        # A problem must be found twice, since a job may be writing these two files.
        problems += writer_problems(folder) and writer_problems(folder)
    except EngineUnavailable as error:
        return [str(error)]
    return problems + _note(partial(mark_damaged, folder), problems)


def _note(mark: Callable[[list[str]], None], problems: list[str]) -> list[str]:
    """Mark what is damaged. Returns a problem to report when it cannot be marked."""
    try:
        mark(problems)
    except (OSError, CatalogUnavailable) as error:
        return [f"what was found cannot be noted: {error}"]
    return []


def _differences(settings: Settings, catalog: Catalog) -> tuple[list[Difference], int]:
    current = Generations(settings.index_folder).current()
    assert current
    found = list(differences(catalog, current))
    wrong = [difference for difference in found if not difference.behind]
    return wrong, len(found) - len(wrong)
