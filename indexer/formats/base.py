"""What every reader shares."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

from analyzers import fold
from searchsvc.domain import Item
from searchsvc.errors import RecordError

#: A reader goes on after a record that cannot be taken in, so an error is a value here.
Record: TypeAlias = Item | RecordError


#: Reads one source: its path, the id for an item that names none (see `id_from`), and the size in
#: bytes beyond which a record is refused.
Reader: TypeAlias = Callable[[Path, str, int], Iterator[Record]]


def id_from(relative: Path) -> str:
    """An item id from a path below the folder that was given: `1936/Số 7.txt` → `1936.So-7`."""
    parts = [fold(part) for part in relative.with_suffix("").parts]
    return re.sub(r"[^A-Za-z0-9._:-]+", "-", ".".join(parts)).strip("-.")[:128] or "item"


def title_from(name: str) -> str:
    """A title from a file's or folder's name."""
    return " ".join(re.split(r"[\s_-]+", name)).strip() or name


def natural_order(path: Path) -> list[tuple[int, str]]:
    """Sort key that puts `page2` before `page10`."""
    return [
        (int(piece), "") if piece.isdecimal() else (-1, piece)
        for piece in re.split(r"(\d+)", path.name)
    ]
