"""DSpace's Simple Archive Format: a folder an item, described by `dublin_core.xml`.

Beside it stand `metadata_SCHEMA.xml` in other vocabularies, `contents` (the item's files and their
bundles), `handle` and `collections`. Pages come from the files of the bundle ORIGINAL; where these
have no text, from those of the bundle TEXT, which DSpace has taken out of them.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from lxml import etree

from indexer.formats.base import Description, Format, Malformed, checked_bytes, id_from
from indexer.formats.dublin_core import record_from_dc
from indexer.formats.spelled import Entries
from indexer.formats.xml import all_text, local_name, parse_xml
from searchsvc.domain import Rights
from searchsvc.errors import RecordError

DESCRIPTION, CONTENTS = "dublin_core.xml", "contents"
_ORIGINAL, _TEXT = "ORIGINAL", "TEXT"
#: Vocabularies whose terms are Dublin Core's.
_CORE = frozenset({"dc", "dcterms"})
_ANYBODY = "anonymous"
_GROUP = re.compile(r"-\[?r[w|\]]*\s+'([^']*)'")


class _File(NamedTuple):
    """A line of `contents`."""

    name: str
    bundle: str
    closed: bool


def is_item(folder: Path) -> bool:
    """Whether a folder is an item of this format."""
    return (folder / DESCRIPTION).is_file() and (folder / CONTENTS).is_file()


def describe(path: Path, max_bytes: int) -> Iterator[Description | RecordError]:
    """The one item of a folder."""
    try:
        record = _record(path, max_bytes)
        files = list(_files(path / CONTENTS, max_bytes))
    except (OSError, Malformed) as error:
        yield RecordError(str(path), f"not an item of DSpace: {error}")
        return
    if any(file.closed for file in files):
        # Who the group is, we do not know; that it is not everybody, we do.
        record["rights"] = Rights.METADATA.value
    entries = Entries(path)
    originals = tuple(entries.find(file.name) for file in files if file.bundle == _ORIGINAL)
    texts = tuple(entries.find(file.name) for file in files if file.bundle == _TEXT)
    yield Description(str(path), record, files=originals or texts, texts=texts if originals else ())


def _record(folder: Path, max_bytes: int) -> dict[str, Any]:
    record: dict[str, Any] = {}
    for file in [folder / DESCRIPTION, *sorted(folder.glob("metadata_*.xml"))]:
        try:
            root = parse_xml(checked_bytes(file, max_bytes))
        except Malformed as error:
            raise Malformed(f"{file.name}: {error}") from error
        schema = root.get("schema") or "dc"
        found = record_from_dc(root) if schema in _CORE else _further(root, schema)
        record = {**found, **record}
    if handle := _line(folder / "handle"):
        record["id"] = id_from(*handle.split("/"))
        record["identifiers"] = [*record.get("identifiers", []), handle]
    if collection := _line(folder / "collections"):
        record["collection"] = collection
    return record


def _further(root: etree._Element, schema: str) -> dict[str, list[str]]:
    """Values of another vocabulary, kept under its names: `thesis.degree.name`."""
    values: dict[str, list[str]] = {}
    for element in root.iterchildren("{*}dcvalue"):
        parts = (schema, element.get("element"), element.get("qualifier"))
        name = ".".join(part for part in parts if part and part != "none")
        values.setdefault(name, []).append(all_text(element))
    if local_name(root) != "dublin_core":
        raise Malformed(f"the root element is {local_name(root)}")
    return values


def _files(contents: Path, max_bytes: int) -> Iterator[_File]:
    """The files of the item: name, and flags after tabs."""
    text = checked_bytes(contents, max_bytes).decode("utf-8-sig", "replace")
    for line in filter(str.strip, text.splitlines()):
        name, *flags = line.split("\t")
        if line.startswith("-r"):  # registered: `-r -s 1 -f path`, a file that is elsewhere
            found = re.search(r"-f\s+(\S+)", name)
            name = found[1] if found else name
        given = dict(flag.strip().split(":", 1) for flag in flags if ":" in flag)
        group = _GROUP.search(given.get("permissions", ""))
        closed = bool(group and group[1].strip().lower() != _ANYBODY)
        yield _File(name.strip(), given.get("bundle", _ORIGINAL).strip(), closed)


def _line(file: Path) -> str:
    """The first line of a small file, '' where there is none."""
    if not file.is_file():
        return ""
    with file.open(encoding="utf-8-sig", errors="replace") as opened:
        return opened.readline(200).strip()


FORMAT = Format(
    "saf",
    "DSpace's Simple Archive Format; a folder with dublin_core.xml and contents is an item",
    (),
    lambda path, _head: False,
    describes=describe,
)
