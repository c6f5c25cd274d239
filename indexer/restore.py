"""A backup into a home. All of it is unpacked and checked before anything is replaced."""

import shutil
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from indexer.archive import check_archive, unpack
from indexer.backup import CATALOG
from indexer.indexing import IndexReport, update_index
from indexer.lock import LOCK_FILES, rebuild_lock, write_lock
from indexer.progress import Reporter
from indexer.reports import index_json, index_text
from indexer.space import require_space
from indexer.wording import counted
from searchsvc.catalog import Catalog, CatalogWriter
from searchsvc.catalog.database import catalog_file, shown_url
from searchsvc.engines.embedded import commit_folder, renew_writer, verify_checksums
from searchsvc.engines.generations import Generations, read_manifest
from searchsvc.errors import BadBackup, UsageError
from searchsvc.settings import FILE_NAME, load_settings

_UNPACKED = ".restoring"


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """What the home holds now; `replaced`: where what it held before is kept, if anything."""

    items: int
    pages: int
    made_at: str
    image_folders: tuple[str, ...]
    replaced: Path | None
    index: IndexReport

    @property
    def json(self) -> dict[str, Any]:
        return {
            "items": self.items,
            "pages": self.pages,
            "made_at": self.made_at,
            "image_folders": list(self.image_folders),
            "replaced": str(self.replaced) if self.replaced else None,
            "index": index_json(self.index),
        }

    @property
    def text(self) -> str:
        items, pages = counted(self.items, "item"), counted(self.pages, "page")
        lines = [f"Restored {items} and {pages}, as of {self.made_at}."]
        lines.append(index_text(self.index))
        lines += [f"Page images are looked for in {folder}" for folder in self.image_folders]
        if self.replaced:
            lines.append(f"What was there before is in {self.replaced}; delete it when it may go.")
        return "\n".join(lines)


def restore(home: Path, file: Path, force: bool, report: Reporter) -> RestoreReport:
    """Make `home` what it was when `file` was written, and bring its index up to date.

    Raises BadBackup, UsageError for a home that is not empty without `force` or whose catalog is
    elsewhere, HomeBusy, NoSpace: nothing is replaced then.
    """
    with write_lock(home):
        with rebuild_lock(home):
            if _contents(home) and not force:
                raise UsageError(f"{home} is not empty; --force replaces what it holds")
            unpacked = home / _UNPACKED
            shutil.rmtree(unpacked, ignore_errors=True)
            try:
                require_space(home, file.stat().st_size, "the backup")
                with report.stage("checking"):
                    check_archive(file)
                    unpacked.mkdir()
                    said = unpack(file, unpacked)
                    _check(file, unpacked, said)
                _refuse_elsewhere(home, unpacked)
                replaced = _replace(home, unpacked)
            finally:
                shutil.rmtree(unpacked, ignore_errors=True)
        settings = load_settings(str(home))
        with closing(CatalogWriter.open(settings.catalog_url)) as catalog:
            catalog.settle()
            index = update_index(settings, catalog, report)
    return RestoreReport(
        items=said["items"],
        pages=said["pages"],
        made_at=said["created_at"],
        image_folders=tuple(said["image_folders"]),
        replaced=replaced,
        index=index,
    )


def _contents(home: Path) -> list[Path]:
    """What a home holds, in the order in which it may go: without a catalog it is none."""
    own = {*LOCK_FILES, _UNPACKED}
    found = [p for p in home.iterdir() if p.name not in own and not p.name.startswith(".replaced-")]
    return sorted(found, key=lambda path: (not path.name.startswith(CATALOG), path.name))


def _check(file: Path, unpacked: Path, said: dict[str, Any]) -> None:
    """Raises BadBackup unless what was unpacked can be opened and is what it is said to be."""
    if not (unpacked / CATALOG).exists():
        raise BadBackup(f"{file} holds no catalog")
    with closing(Catalog.open(f"sqlite:///{unpacked / CATALOG}")) as catalog:
        if problems := catalog.file_problems():
            raise BadBackup(f"{file}: {problems[0]}")
        counts = catalog.counts()
    if (counts.items, counts.pages) != (said["items"], said["pages"]):
        raise BadBackup(f"{file}: the catalog does not hold as much as it is said to")
    generation = Generations(unpacked / "index").current()
    if generation:
        manifest = read_manifest(generation)
        commit = commit_folder(generation, manifest.commit)
        if problems := verify_checksums(commit, manifest.checksums):
            raise BadBackup(f"{file}: {problems[0]}")
        renew_writer(generation)


def _refuse_elsewhere(home: Path, unpacked: Path) -> None:
    """Raises UsageError where the restored settings name a catalog that is not the home's own:
    what is restored would be read by nobody.
    """
    url = load_settings(str(unpacked)).database_url
    file = catalog_file(url) if url else home / CATALOG
    if file is None or file.resolve() != (home / CATALOG).resolve():
        raise UsageError(
            f"database_url names {shown_url(url)}, and a backup is restored into the home's own "
            f"{CATALOG}; restore with TANGTHU_DATABASE_URL= (nothing) in the environment, and "
            f"take database_url out of {home / FILE_NAME} then"
        )


def _replace(home: Path, unpacked: Path) -> Path | None:
    """Move what the home holds aside and what was unpacked in; both on one disk, so at once."""
    replaced = None
    if old := _contents(home):
        replaced = home / f".replaced-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
        replaced.mkdir()
        for path in old:
            path.rename(replaced / path.name)
    for path in reversed(_contents(unpacked)):
        path.rename(home / path.name)
    return replaced
