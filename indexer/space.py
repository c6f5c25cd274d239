"""Whether the disk has room for what a job is about to write."""

import shutil
from pathlib import Path

from searchsvc.catalog import Catalog
from searchsvc.engines.generations import Generations
from searchsvc.errors import EngineUnavailable, NoSpace
from searchsvc.settings import Settings

#: Segments that are being merged stand there twice; how much that is at a time is a guess.
_WHILE_MERGING = 1.5
#: Index bytes a byte of text, when there is no generation to judge by.
_A_TEXT_BYTE = 2.0
_LEAST = 8_000_000


def needed_for_rebuild(settings: Settings, catalog: Catalog) -> int:
    """How many bytes a new generation takes while it is built, estimated."""
    try:
        live = Generations(settings.index_folder).current()
    except EngineUnavailable:
        live = None
    size = folder_size(live) if live and live.exists() else 0
    text = catalog.counts().text_bytes * _A_TEXT_BYTE
    return _LEAST + int(max(size, text) * _WHILE_MERGING)


def check_space(settings: Settings, catalog: Catalog) -> None:
    """Raises NoSpace, with figures, before a rebuild that would fill the disk."""
    settings.index_folder.mkdir(parents=True, exist_ok=True)
    require_space(settings.index_folder, needed_for_rebuild(settings, catalog), "a new index")


def require_space(folder: Path, needed: int, what: str) -> None:
    """Raises NoSpace unless the disk that holds `folder` has so many bytes left."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise NoSpace(
            f"{what} needs about {needed / 1e6:,.0f} MB in {folder}, where {free / 1e6:,.0f} MB "
            "are left"
        )


def folder_size(folder: Path) -> int:
    """Bytes of all files below; those with several names there count once."""
    found = {}
    for path in folder.rglob("*"):
        stat = path.lstat()
        found[stat.st_ino] = stat.st_size
    return sum(found.values())
