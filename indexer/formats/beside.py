"""What stands beside an item's files and describes it: `metadata.json`, `.xml`, `.csv`, `.mrc`."""

import json
import os
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
from lxml import etree

from indexer.formats import dublin_core, marc, marcxml, mods, table
from indexer.formats.base import HEAD, Describer, Description, Malformed, checked_bytes, title_from
from indexer.formats.record import is_deep
from indexer.formats.xml import local_name, parse_xml, root_name
from searchsvc.errors import RecordError
from searchsvc.exact_json import has_rounded

METADATA_FILE = "metadata.json"
_STEM = "metadata"
#: The first that is there counts.
_SUFFIXES = (".json", ".xml", ".csv", ".xlsx", ".mrc")


def is_metadata(path: Path) -> bool:
    """Whether a file describes what stands beside it; such a file is never an item itself."""
    name = path.name.lower()
    return name.startswith(f"{_STEM}.") and name.removeprefix(_STEM) in _SUFFIXES


def metadata_file(folder: Path) -> Path | None:
    """The file that describes a folder, in capitals or not; None where there is none."""
    try:
        names = os.listdir(folder)
    except FileNotFoundError:
        return None
    # A link that leads nowhere is an error: what it should say of the rights is not known.
    found = [folder / name for name in names if is_metadata(Path(name))]
    return min(found, key=_rank, default=None)


def _rank(file: Path) -> tuple[int, bool]:
    return _SUFFIXES.index(file.suffix.lower()), not file.name.islower()


def first_rows(file: Path, max_bytes: int) -> list[Description | RecordError]:
    """What the first two rows of a metadata file say, none where it is no table."""
    is_table = file.suffix.lower() in table.FORMAT.suffixes
    return list(islice(table.describe(file, max_bytes), 2)) if is_table else []


def description(path: Path, item_id: str, max_bytes: int) -> tuple[dict[str, Any], dict[int, str]]:
    """The record in the metadata file of a folder, if there is one, and the page labels in it.

    Where it names no id or title, they come from the item's path. Raises Malformed; OSError.
    """
    record: dict[str, Any] = {"id": item_id, "title": title_from(path.stem)}
    if not path.is_dir():
        return record, {}
    record["title"] = title_from(path.name)
    file = metadata_file(path)
    if file is None:
        return record, {}
    if file.suffix.lower() == ".json":
        described = _json(file, max_bytes)
        listed = described.pop("pages", None)
        return record | described, _labels(listed if isinstance(listed, list) else [])
    try:
        return record | _single(file, max_bytes), {}
    except Malformed as error:
        raise Malformed(f"{file.name}: {error}") from error


def _json(file: Path, max_bytes: int) -> dict[str, Any]:
    data = checked_bytes(file, max_bytes).removeprefix(b"\xef\xbb\xbf")
    try:
        described = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise Malformed(f"not JSON: {error}") from error
    if not isinstance(described, dict):
        raise Malformed("not a JSON object")
    exact = has_rounded(described) and not is_deep(described)  # what is deep is refused later
    return json.loads(data) if exact else described


def _single(file: Path, max_bytes: int) -> dict[str, Any]:
    """The only record of a metadata file. Its number in a catalogue does not name the item."""
    describe = _describer(file)
    if describe is None:
        return mods.record_from_mods(_mods(file, max_bytes))
    found = list(islice(describe(file, max_bytes), 2))
    if not found:
        raise Malformed("describes nothing")
    first = found[0]
    if isinstance(first, RecordError):
        raise Malformed(first.reason)
    if len(found) > 1:
        raise Malformed("describes more than one item")
    is_table = file.suffix.lower() in table.FORMAT.suffixes
    return {k: v for k, v in first.record.items() if k != "id" or is_table}


def _mods(file: Path, max_bytes: int) -> etree._Element:
    """The description of a MODS file, which may be the only one of a collection."""
    root = parse_xml(checked_bytes(file, max_bytes))
    elements = [root] if local_name(root) == "mods" else list(root.iterchildren("{*}mods"))
    if len(elements) != 1:
        raise Malformed(f"describes {len(elements)} items")
    return elements[0]


def _describer(file: Path) -> Describer | None:
    """What reads the descriptions in a file; None for MODS, which is no format of its own."""
    if file.suffix.lower() in table.FORMAT.suffixes:
        return table.describe
    if file.suffix.lower() in marc.FORMAT.suffixes:
        return marc.describe
    with file.open("rb") as opened:
        head = opened.read(HEAD)
    for format_ in (marcxml.FORMAT, dublin_core.FORMAT):
        if format_.recognizes(file, head) and format_.describes:
            return format_.describes
    if root_name(head) in ("mods", "modsCollection"):
        return None
    raise Malformed("neither MARCXML, Dublin Core nor MODS")


def _labels(listed: list[Any]) -> dict[int, str]:
    """Page labels by number."""
    return {
        page["number"]: page["label"]
        for page in listed
        if isinstance(page, dict)
        and type(page.get("number")) is int
        and isinstance(page.get("label"), str)
    }
