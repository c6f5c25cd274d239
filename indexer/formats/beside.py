"""What stands beside an item's files and describes it: `metadata.json`, `.xml`, `.csv`, `.mrc`;
`mods.xml`, `dc.xml`, `dublin_core.xml`.
"""

import json
import os
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from indexer.formats import dublin_core, marc, marcxml, mods_file, table
from indexer.formats.base import Describer, Description, Malformed, checked_bytes, title_from
from indexer.formats.record import is_deep
from indexer.formats.xml import first_bytes
from searchsvc.errors import RecordError
from searchsvc.exact_json import has_rounded

METADATA_FILE = "metadata.json"
_STEM = "metadata"
#: The first that is there describes.
_NAMES = (
    *(f"{_STEM}{suffix}" for suffix in (".json", ".xml", ".csv", ".xlsx", ".mrc")),
    *("mods.xml", "dc.xml", "dublin_core.xml"),
)
_IN_XML = (mods_file.FORMAT, marcxml.FORMAT, dublin_core.FORMAT)


def is_metadata(path: Path) -> bool:
    """Whether a file describes what stands beside it; such a file is never an item itself."""
    return path.name.lower() in _NAMES


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
    return _NAMES.index(file.name.lower()), not file.name.islower()


def is_list(file: Path, max_bytes: int) -> bool:
    """Whether a metadata file is rather a catalogue: a table of several rows, or what is called
    `mods.xml` or `dc.xml` as exports of whole catalogues are too.
    """
    if file.suffix.lower() in table.FORMAT.suffixes:
        return len(list(islice(table.describe(file, max_bytes), 2))) > 1
    if is_named_metadata(file):
        return False
    try:
        return describes_several(file, _describer(file), max_bytes)
    except (OSError, Malformed):
        return False


def describes_several(file: Path, describe: Describer, max_bytes: int) -> bool:
    """Whether a catalogue has more than one description that can be read. Raises OSError."""
    found = islice(describe(file, max_bytes), 2)
    return sum(isinstance(each, Description) for each in found) > 1


def is_named_metadata(file: Path) -> bool:
    """Whether a metadata file is called so, and can be nothing else."""
    return file.stem.lower() == _STEM


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
        described = record_in_json(file, max_bytes)
        listed = described.pop("pages", None)
        return record | described, _labels(listed if isinstance(listed, list) else [])
    try:
        return record | single_record(file, max_bytes), {}
    except Malformed as error:
        raise Malformed(f"{file.name}: {error}") from error


def record_in_json(file: Path, max_bytes: int) -> dict[str, Any]:
    """The one JSON object of a file. Raises Malformed; OSError."""
    data = checked_bytes(file, max_bytes).removeprefix(b"\xef\xbb\xbf")
    try:
        described = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise Malformed(f"not JSON: {error}") from error
    if not isinstance(described, dict):
        raise Malformed("not a JSON object")
    exact = has_rounded(described) and not is_deep(described)  # what is deep is refused later
    return json.loads(data) if exact else described


def single_record(file: Path, max_bytes: int) -> dict[str, Any]:
    """The only record of a metadata file. Its number in a catalogue does not name the item.

    Raises Malformed, for none or several too; OSError.
    """
    found = list(islice(_describer(file)(file, max_bytes), 2))
    if not found:
        raise Malformed("describes nothing")
    first = found[0]
    if isinstance(first, RecordError):
        raise Malformed(first.reason)
    if len(found) > 1:
        raise Malformed("describes more than one item")
    is_table = file.suffix.lower() in table.FORMAT.suffixes
    return {k: v for k, v in first.record.items() if k != "id" or is_table}


def _describer(file: Path) -> Describer:
    """What reads the descriptions in a file. Raises Malformed; OSError."""
    if file.suffix.lower() in table.FORMAT.suffixes:
        return table.describe
    if file.suffix.lower() in marc.FORMAT.suffixes:
        return marc.describe
    if describe := description_in_xml(file):
        return describe
    raise Malformed("neither MARCXML, Dublin Core nor MODS")


def description_in_xml(file: Path) -> Describer | None:
    """What reads the descriptions in a file of XML, None where it has none. Raises OSError."""
    head = first_bytes(file)
    return next((f.describes for f in _IN_XML if f.recognizes(file, head)), None)


def _labels(listed: list[Any]) -> dict[int, str]:
    """Page labels by number."""
    return {
        page["number"]: page["label"]
        for page in listed
        if isinstance(page, dict)
        and type(page.get("number")) is int
        and isinstance(page.get("label"), str)
    }
