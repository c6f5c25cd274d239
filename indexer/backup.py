"""One file with all that a home needs, made while others serve and ingest."""

import shutil
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from indexer.archive import ArchiveWriter
from indexer.lock import backup_lock
from indexer.progress import Reporter
from indexer.space import folder_size, require_space
from indexer.wording import counted
from searchsvc.catalog import Catalog
from searchsvc.catalog.database import catalog_file
from searchsvc.durable import appearing, link
from searchsvc.engines.embedded import commit_folder, verify_checksums
from searchsvc.engines.generations import Generations, read_manifest
from searchsvc.errors import CatalogUnavailable, EngineUnavailable, UsageError
from searchsvc.settings import FILE_NAME, Settings

CATALOG = "catalog.sqlite"
_WORK = ".backup"


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What was written, and the folders of page images, which are not in it."""

    file: Path
    bytes: int
    items: int
    pages: int
    with_index: bool
    image_folders: tuple[str, ...]
    seconds: float

    @property
    def json(self) -> dict[str, Any]:
        return {
            "file": str(self.file),
            "bytes": self.bytes,
            "items": self.items,
            "pages": self.pages,
            "with_index": self.with_index,
            "image_folders": list(self.image_folders),
            "seconds": round(self.seconds, 1),
        }

    @property
    def text(self) -> str:
        without = "" if self.with_index else ", without the index"
        lines = [
            f"{counted(self.items, 'item')} and {counted(self.pages, 'page')} are in {self.file}"
            f" ({self.bytes / 1e6:,.1f} MB{without}; {self.seconds:.1f} s)",
            "Page images are not; back these folders up as well:",
            *(f"  {folder}" for folder in self.image_folders),
        ]
        return "\n".join(lines if self.image_folders else lines[:1])


def backup(settings: Settings, file: Path, with_index: bool, report: Reporter) -> BackupReport:
    """Write a home to `file`, which appears when it is complete.

    Raises UsageError for a catalog on a database server, NoSpace, HomeBusy; Unavailable also for
    what is damaged, so that it does not take the place of a sound backup.
    """
    began = time.monotonic()
    origin = catalog_file(settings.catalog_url)
    if origin is None:
        raise UsageError("the catalog is on a database server: back it up with that server's tools")
    file = file.absolute()
    if not file.parent.is_dir():
        raise UsageError(f"there is no folder {file.parent}")
    with backup_lock(settings.home), _work_folder(settings.home) as work:
        # The index first: what the catalog gets meanwhile, it merely lacks.
        if with_index:
            _link_generation(Generations(settings.index_folder), work / "index")
        with report.stage("catalog"), closing(Catalog.open(settings.catalog_url)) as catalog:
            require_space(work, origin.stat().st_size, "a copy of the catalog")
            if problems := catalog.file_problems():
                raise CatalogUnavailable(f"{problems[0]}; run: tangthu verify --repair")
            catalog.copy_to(work / CATALOG)
        if (settings.home / FILE_NAME).exists():
            shutil.copyfile(settings.home / FILE_NAME, work / FILE_NAME)
        require_space(file.parent, folder_size(work), "the backup")
        with closing(Catalog.open(f"sqlite:///{work / CATALOG}")) as copy:
            counts, folders = copy.counts(), copy.source_folders()
        names = sorted(p for p in work.rglob("*") if p.is_file() and not _is_beside(p))
        with appearing(file) as target, report.stage("writing", len(names)) as stage:
            archive = ArchiveWriter(target)
            for path in names:
                archive.add(path.relative_to(work).as_posix(), path)
                stage.advance()
            archive.close(
                created_at=datetime.now(UTC).isoformat(timespec="seconds"),
                items=counts.items,
                pages=counts.pages,
                with_index=with_index,
                image_folders=folders,
            )
    return BackupReport(
        file=file,
        bytes=file.stat().st_size,
        items=counts.items,
        pages=counts.pages,
        with_index=with_index,
        image_folders=tuple(folders),
        seconds=time.monotonic() - began,
    )


def _is_beside(path: Path) -> bool:
    """Whether it is one of the files that SQLite keeps beside a catalog that is open."""
    return path.name in (f"{CATALOG}-wal", f"{CATALOG}-shm")


def _link_generation(generations: Generations, target: Path) -> None:
    """Names of our own for the files of the serving generation's commit, so that they stay."""
    while True:
        current = generations.current()
        if current is None:
            raise EngineUnavailable("there is no index; back up --without-index")
        manifest = read_manifest(current)
        commit = commit_folder(current, manifest.commit)
        try:
            copy = target / current.name / commit.name
            shutil.copytree(commit, copy, copy_function=link, ignore=_hidden)
            shutil.copyfile(current / "manifest.json", target / current.name / "manifest.json")
            if read_manifest(target / current.name) == manifest:
                break
        except (FileNotFoundError, shutil.Error):
            if generations.current() == current and read_manifest(current) == manifest:
                raise
        # It was replaced by a newer commit while it was being linked.
        shutil.rmtree(target)
    if problems := verify_checksums(copy, manifest.checksums):
        raise EngineUnavailable(f"{problems[0]}; run: tangthu verify --repair")
    Generations(target).point_to(target / current.name)


def _hidden(_folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name.startswith(".")]


@contextmanager
def _work_folder(home: Path) -> Iterator[Path]:
    """A folder in the home, where links to its files can be; what a killed backup left goes."""
    work = home / _WORK
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)
