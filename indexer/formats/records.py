"""Records: one JSON object a line, `.jsonl` or `.jsonl.gz`."""

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

import orjson

from indexer.formats.base import Format, Found, Malformed, Record
from indexer.formats.record import item_from
from searchsvc.domain import ITEM_ID, Item
from searchsvc.errors import RecordError
from searchsvc.exact_json import has_rounded

#: A line that is too long is read past in pieces of this many bytes.
_BLOCK = 1 << 20
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read_records(path: Path, _item_id: str, max_bytes: int) -> Iterator[Record]:
    """Items of a file, line by line; a line of more than `max_bytes` is rejected unread.

    A file without any record is an error: it looks as a file does that was cut off or emptied.
    """
    number = 0
    found = False
    try:
        with _open(path) as file:
            for number, line in enumerate(_lines(file, max_bytes), 1):
                place = f"{path}:{number}"
                record = line and line.removeprefix(_BYTE_ORDER_MARK).strip()
                if record is None:
                    yield RecordError(place, f"the line is longer than {max_bytes} bytes")
                elif record:
                    yield _record(record, place)
                found = found or record != b""
        if not found:
            yield RecordError(str(path), "has no record")
    except (OSError, EOFError, zlib.error) as error:
        yield RecordError(f"{path}:{number + 1}", f"cannot be read from here on: {error}")


def _open(path: Path) -> BinaryIO:
    if path.suffix.lower() == ".gz":
        return cast(BinaryIO, gzip.open(path, "rb"))
    return path.open("rb")


def _lines(file: BinaryIO, max_bytes: int) -> Iterator[bytes | None]:
    """The lines of a file, None for one that is too long."""
    while line := file.readline(max_bytes + 1):
        if len(line) <= max_bytes or line.endswith(b"\n"):
            yield line
            continue
        while (rest := file.readline(_BLOCK)) and not rest.endswith(b"\n"):
            pass
        yield None


def _record(line: bytes, place: str) -> Record:
    try:
        record = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return RecordError(place, f"not JSON: {error}")
    try:
        return Found(place, _item(record, line))
    except Malformed as error:
        item_id = record.get("id") if isinstance(record, dict) else None
        named = isinstance(item_id, str) and ITEM_ID.fullmatch(item_id)
        return RecordError(place, str(error), item_id if named else None)


def _item(record: object, line: bytes) -> Item:
    """The item of a record, and of its line where numbers under unknown keys need that."""
    item = item_from(record)
    unknown = (item.metadata.extra, *(page.extra for page in item.pages))
    return item_from(json.loads(line)) if has_rounded(*unknown) else item


FORMAT = Format(
    "records",
    "records, one JSON object a line, an item each; may be gzipped",
    (".jsonl", ".jsonl.gz"),
    lambda path, _head: path.name.lower().endswith((".jsonl", ".jsonl.gz")),
    read=read_records,
)
