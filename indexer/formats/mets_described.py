"""What describes the book of a METS file: sections in it, or files beside it that these name."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from lxml import etree

from indexer.formats import marcxml
from indexer.formats.base import Malformed, checked_bytes
from indexer.formats.beside import single_record
from indexer.formats.dublin_core import record_from_dc
from indexer.formats.local_files import Elsewhere, local_file
from indexer.formats.marc_mapping import record_from_marc
from indexer.formats.mets_book import href_of, structure_of
from indexer.formats.mets_rights import narrowest, rights_in
from indexer.formats.mods import record_from_mods
from indexer.formats.spelled import Entries
from indexer.formats.xml import local_name, parse_xml

#: What the types of metadata begin with that are read from files (MDTYPE, OTHERMDTYPE).
_DESCRIPTIONS = ("MODS", "MARC", "DC", "DUBLIN")
_RIGHTS = ("METSRIGHTS", "PREMIS", "MODS", "DC", "DUBLIN")
#: Kinds of places that are files, and no numbers in a register.
_PLACES = ("URL", "OTHER")

_Record = dict[str, Any]


class Described(NamedTuple):
    """`record`: the keys that METS says, not yet checked, without an id, and without a title where
    it says none. `unread`: the sections whose files could not be read, and why: what these say of
    the rights is not known.
    """

    record: _Record
    unread: dict[str, str]


def describe(root: etree._Element, folder: Path, max_bytes: int) -> Described:
    """The book as the section of the outermost logical part that has a title describes it.

    OBJID is one of the identifiers. What any section closes is closed: the text of a part is the
    book's. Only files in `folder` are read.
    """
    files = _Files(folder, max_bytes)
    records = [
        _wrapped(section) or files.read(section, _DESCRIPTIONS, single_record)
        for section in _sections(root)
    ]
    on_rights = [
        rights_in(section) or files.read(section, _RIGHTS, _rights_in_file)
        for section in _sections_on_rights(root)
    ]
    described = [record for record in records if record]
    titled = (record for record in described if record.get("title"))
    record = next(titled, described[0] if described else {})
    for words in on_rights:
        record = {**words, **record}
    if closing := narrowest([*records, *on_rights]):
        record = {**record, "rights": closing}
    if not record.get("title") and (label := " ".join((root.get("LABEL") or "").split())):
        record = {**record, "title": label}
    if named := (root.get("OBJID") or "").strip():
        known = record.get("identifiers", [])
        record = {**record, "identifiers": list(dict.fromkeys([*known, named]))}
    return Described(record, files.unread)


def describing_files(root: etree._Element, folder: Path) -> frozenset[Path]:
    """The files beside METS that describe its book, links followed."""
    named = [_file_named(section, _DESCRIPTIONS) for section in _sections(root)]
    named += [_file_named(section, _RIGHTS) for section in _sections_on_rights(root)]
    found = set()
    entries = Entries(folder)
    for href in filter(None, dict.fromkeys(named)):
        try:
            found.add(local_file(folder, href, entries))
        except Malformed:
            continue  # said when the book is read
    return frozenset(found)


def _sections(root: etree._Element) -> Iterator[etree._Element]:
    """Descriptions, those of the logical structure from outside inwards first, each once."""
    by_id = {section.get("ID"): section for section in root.iterchildren("{*}dmdSec")}
    logical = structure_of(root, "LOGICAL")
    divs = logical.iter("{*}div") if logical is not None else iter(())
    named = (section_id for div in divs for section_id in (div.get("DMDID") or "").split())
    ids = dict.fromkeys([*named, *by_id])
    return (by_id[section_id] for section_id in ids if section_id in by_id)


def _sections_on_rights(root: etree._Element) -> Iterator[etree._Element]:
    return root.iterfind("{*}amdSec/{*}rightsMD")


def _wrapped(section: etree._Element) -> _Record:
    """What stands in a section itself."""
    data = section.find("{*}mdWrap/{*}xmlData")
    if data is None:
        return {}
    for element in data.iter("{*}mods"):
        return record_from_mods(element)
    for element in filter(marcxml.is_record, data.iter("{*}record")):
        return record_from_marc(marcxml.marc_from(element))
    return record_from_dc(data) if any(map(local_name, data.iterchildren("{*}*"))) else {}


def _file_named(section: etree._Element, kinds: tuple[str, ...]) -> str:
    """The file that has a section's metadata, '' where it names none that is of these kinds."""
    named = section.find("{*}mdRef")
    if named is None or (named.get("LOCTYPE") or "URL") not in _PLACES:
        return ""
    kind = named.get("MDTYPE") or ""
    kind = (named.get("OTHERMDTYPE") or "") if kind == "OTHER" else kind
    return href_of(named) if kind.upper().startswith(kinds) else ""


class _Files:
    """Reads what sections name, each file once: a hostile METS names one a million times."""

    def __init__(self, folder: Path, max_bytes: int) -> None:
        self._folder, self._entries = folder, Entries(folder)
        self._max_bytes = max_bytes
        self._known: dict[tuple[str, tuple[str, ...]], _Record] = {}
        self.unread: dict[str, str] = {}

    def read(
        self, section: etree._Element, kinds: tuple[str, ...], read: Callable[[Path, int], _Record]
    ) -> _Record:
        """What the file of a section says, if it is of these kinds. No other machine is asked."""
        href = _file_named(section, kinds)
        if href and (href, kinds) not in self._known:
            self._known[href, kinds] = {}
            try:
                path = local_file(self._folder, href, self._entries)
                self._known[href, kinds] = _read(path, self._max_bytes, read)
            except Elsewhere:
                pass
            except (OSError, Malformed) as error:
                self.unread[section.get("ID") or local_name(section)] = str(error)
        return self._known.get((href, kinds), {})


def _read(path: Path, max_bytes: int, read: Callable[[Path, int], _Record]) -> _Record:
    try:
        return read(path, max_bytes)
    except Malformed as error:
        raise Malformed(f"{path.name}: {error}") from error


def _rights_in_file(path: Path, max_bytes: int) -> _Record:
    return rights_in(parse_xml(checked_bytes(path, max_bytes)))
