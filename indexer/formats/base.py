"""What every reader shares."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from analyzers import fold
from searchsvc.domain import Item, Page
from searchsvc.errors import RecordError

_LONGEST_ID = 128


class Malformed(ValueError):
    """What is wrong with a record; the reader adds where it stands."""


class Found(NamedTuple):
    """An item that can be taken in, and where it stands (`file` or `file:line`)."""

    place: str
    item: Item


#: A reader goes on after a record that cannot be taken in, so an error is a value here.
Record: TypeAlias = Found | RecordError

#: Reads one source: its path, the id for an item that names none (see `id_from`), and the size in
#: bytes beyond which a record is refused.
Reader: TypeAlias = Callable[[Path, str, int], Iterator[Record]]

#: Reads a file that holds pages and says nothing of the item they are of: its path, and the size in
#: bytes beyond which it is refused. The pages are numbered from 1. Raises Malformed, with the
#: reason, for a file that cannot be read; OSError.
PageReader: TypeAlias = Callable[[Path, int], list[Page]]


@dataclass(frozen=True, slots=True)
class Description:
    """An item as a catalogue describes it, its pages being elsewhere or nowhere.

    `record`: keys of a record without `pages`, not yet checked. One without `id` is named by its
    first file, or by its catalogue and `name`, if that is not empty. `files`: what has its pages,
    in order, below the folder of the catalogue. `texts`: what is read where no file has any text.
    `unread`: what is of the item too, and so no item of its own.
    """

    place: str
    record: dict[str, Any]
    name: str = ""
    files: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


#: Reads a catalogue: its path, and the size in bytes beyond which a description is refused.
Describer: TypeAlias = Callable[[Path, int], Iterator[Description | RecordError]]


@dataclass(frozen=True, slots=True)
class Format:
    """A format that can be taken in, and how a file of it is known.

    `recognizes` sees a file's path and its first bytes (see `first_bytes`), and never raises. Just
    one of the three readers is there: `pages` where files of one folder are together an item,
    `describes` where items are described and their pages are in other files.
    """

    name: str  # as `--format` takes it
    title: str  # one line for people, as `tangthu formats` lists it
    suffixes: tuple[str, ...]  # what names end in, in small letters
    recognizes: Callable[[Path, bytes], bool]
    read: Reader | None = None
    pages: PageReader | None = None
    describes: Describer | None = None
    #: Those of the suffixes whose files cannot be read, and are known only to be rejected by name.
    refused: tuple[str, ...] = ()

    @property
    def read_suffixes(self) -> list[str]:
        """What the names of files end in that can be read."""
        return [suffix for suffix in self.suffixes if suffix not in self.refused]


#: Bytes of a file by which its format is told, unless XML needs more.
HEAD = 4096


def checked_bytes(path: Path, max_bytes: int) -> bytes:
    """What is in a file. Raises Malformed where that is more than `max_bytes`; OSError."""
    if path.stat().st_size > max_bytes:
        raise Malformed(f"larger than {max_bytes} bytes")
    return path.read_bytes()


def id_from(*names: str) -> str:
    """An item id from the names of folders and of a file: `1936`, `Số 7` → `1936.So-7`.

    Where letters are lost (Hán and Nôm, or a path that is too long) a few characters that stand
    for the whole path keep ids apart.
    """
    folded = ".".join(fold(name) for name in names)
    plain = re.sub(r"[^A-Za-z0-9._:-]+", "-", folded).strip("-.")
    lost = any(letter.isalnum() and not letter.isascii() for letter in folded)
    if plain and not lost and len(plain) <= _LONGEST_ID:
        return plain
    mark = blake2b("/".join(names).encode(), digest_size=4).hexdigest()
    return f"{plain[: _LONGEST_ID - len(mark) - 1].rstrip('-.') or 'item'}-{mark}"


def title_from(name: str) -> str:
    """A title from a file's or folder's name."""
    return " ".join(re.split(r"[\s_-]+", name)).strip() or name


def natural_order(path: Path) -> tuple[list[tuple[int, str]], str]:
    """Sort key that puts `page2` before `page10`."""
    pieces = [
        (int(piece), "") if piece.isdecimal() else (-1, piece)
        for piece in re.split(r"(\d+)", path.name)
    ]
    return pieces, path.name
