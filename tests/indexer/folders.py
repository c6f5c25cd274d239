"""Folders to be read by tests, and what is read from them."""

import unicodedata
from pathlib import Path

from PIL import Image

from indexer.formats import Source, discover
from indexer.formats.base import Found, id_from
from searchsvc.domain import Item

LARGE = 10**7
DC = (
    '<dc xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Truyện Kiều</dc:title>'
    "<dc:rights>restricted</dc:rights></dc>"
)
MODS = (
    '<mods xmlns="http://www.loc.gov/mods/v3"><titleInfo><title>Truyện Kiều</title></titleInfo>'
    "</mods>"
)


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def write(folder: Path, **files: str | bytes) -> Path:
    """Files in a folder; `__` in a name stands for a point, `___` for a slash."""
    for name, content in files.items():
        file = folder / name.replace("___", "/").replace("__", ".")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def image(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (40, 60)).save(path)
    return path


def read(folder: Path, format_name: str | None = None) -> tuple[dict[str, Item], list[str]]:
    """Items by what follows the folder's name in their ids, and what is wrong."""
    items: dict[str, Item] = {}
    errors: list[str] = []
    for source in discover([folder], format_name):
        records = source.read(LARGE) if isinstance(source, Source) else iter([source])
        for record in records:
            if isinstance(record, Found):
                name = record.item.id.removeprefix(id_from(folder.name)).removeprefix(".")
                assert name not in items
                items[name] = record.item
            else:
                errors.append(str(record).replace(f"{folder}", ""))
    return items, errors
