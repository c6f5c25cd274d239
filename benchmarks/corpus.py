"""What a home holds, told so that two figures can be known to be of the same texts."""

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from searchsvc.settings import Settings

_ITEMS = (
    "SELECT r.item_id, i.fingerprint, i.page_count, i.text_bytes"
    " FROM items i JOIN revisions r ON r.key = i.key ORDER BY r.item_id"
)


def corpus(settings: Settings) -> dict[str, Any]:
    """Items, pages, megabytes of UTF-8 text, and a hash that is the same for the same items."""
    found = hashlib.sha256()
    items = pages = size = 0
    file = f"file:{settings.home / 'catalog.sqlite'}?mode=ro"
    with closing(sqlite3.connect(file, uri=True)) as connection:
        for item_id, fingerprint, page_count, text_bytes in connection.execute(_ITEMS):
            found.update(item_id.encode("utf-8", "surrogatepass") + b"\0" + fingerprint)
            items, pages, size = items + 1, pages + page_count, size + text_bytes
    return {
        "items": items,
        "pages": pages,
        "text_mb": size / 1e6,
        "corpus": found.hexdigest()[:12],
    }


def folder_size(folder: Path) -> int:
    """Bytes of the files below a folder; one that has several names counts once."""
    files = {(s.st_dev, s.st_ino): s.st_size for s in map(Path.stat, _files(folder))}
    return sum(files.values())


def serving_folder(settings: Settings) -> Path:
    """The generation that serves; those kept beside it for a rollback are others."""
    index = settings.index_folder
    return index / (index / "CURRENT").read_text("utf-8").split()[0]


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
