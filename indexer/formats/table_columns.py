"""Columns of a table of metadata: what their headings mean, and what a row says."""

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from analyzers import fold
from indexer.formats.base import Malformed
from indexer.formats.catalogued import access_rights
from indexer.formats.dublin_core_terms import KEYS, WITHHELD, record_from_terms

#: Headings by what they mean: a term of Dublin Core, or a key of our own. Folded, letters only.
_HEADINGS = {
    "id": "id ma masach matailieu sokyhieu sohieu recordid itemid",
    "file": "file files tep teptin tentep filename tenfile duongdan path fulltext toanvan",
    "title": "title nhande tieude tensach tentailieu ten",
    "alternative": "alternative nhandekhac tieudekhac",
    "creator": "creator creators author authors tacgia",
    "contributor": "contributor contributors nguoidonggop dichgia nguoidich chubien tacgiaphu",
    "subject": "subject subjects keyword keywords chude tukhoa demuc",
    "language": "language languages ngonngu",
    "identifier": "identifier identifiers isbn issn dinhdanh mavach",
    "publisher": "publisher nhaxuatban nxb",
    "description": "description abstract mota tomtat",
    "type": "type loai loaitailieu loaihinh dangtailieu",
    "date": "date year nam namxuatban namxb ngay ngayxuatban thoigian",
    "collection": "collection bosuutap suutap",
    "library": "library thuvien donvi noiluutru",
    "accessRights": "rights access quyen quyentruycap quyenkhaithac",
    "source": "source url link lienket nguon",
}
_TERMS = {heading: term for term, headings in _HEADINGS.items() for heading in headings.split()}
_BY_DC = {re.sub(r"[^a-z.]", "", key.lower()): key for key in (*KEYS, *WITHHELD)}
#: Keys that are one text, whatever signs are in it; all others are parted into several values.
_WHOLE = frozenset({"id", "title", "publisher", "description", "date", "type", "collection"})
#: What spreadsheets show where a formula failed, and where that may not be taken for an empty cell.
_FAILED = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"})
_NEEDED = frozenset({"id", "file", "accessRights"})
_OWN = ("collection", "library")
_PREFIX = re.compile(r"^dc(?:terms)?[.:_]", re.IGNORECASE)


class Column(NamedTuple):
    """A column: its heading as given, and the term that it means, '' where we know none."""

    heading: str
    term: str


def columns(headings: Sequence[str]) -> list[Column]:
    """What the headings mean. Raises Malformed where no column gives a title or a file."""
    found = [Column(heading.strip(), term_of(heading)) for heading in headings]
    if not {"title", "file"} & {column.term for column in found}:
        shown = ", ".join(column.heading for column in found)[:200]
        raise Malformed(f"no column is a title (nhan đề) or a file (tệp): {shown}")
    return found


def term_of(heading: str) -> str:
    """The term that a heading means, '' for one that is not known."""
    heading = re.sub(r"\[[^\]]*\]$", "", heading.strip())  # DSpace: `dc.title[vi]`
    if _PREFIX.match(heading):
        return _BY_DC.get(re.sub(r"[^a-z.]", "", _PREFIX.sub("", heading).lower()), "")
    return _TERMS.get(re.sub(r"[^a-z]", "", fold(heading).lower()), "")


def record_of(
    cells: Sequence[str], named: Sequence[Column]
) -> tuple[dict[str, Any], str, list[str]]:
    """The record of a row, its id as given ('' for none), and the files that it names.

    Raises Malformed where a formula failed whose value would join the row or close it.
    """
    terms: defaultdict[str, list[str]] = defaultdict(list)
    further: dict[str, Any] = {}
    for position, (cell, column) in enumerate(zip(cells, named, strict=False), 1):
        text = cell.strip()
        if text in _FAILED:
            if column.term in _NEEDED:
                raise Malformed(f"{column.heading} is {text}")
            continue
        if text and column.term:
            terms[column.term] += [text] if column.term in _WHOLE else _values(text)
        elif text:
            further[_further_key(column.heading or f"column {position}")] = text
    given = next(iter(terms.pop("id", ())), "")
    files = terms.pop("file", [])
    own = {key: values[0] for key in _OWN if (values := terms.pop(key, None))}
    record = record_from_terms(terms)
    if access := [value for value in terms.get("accessRights", ()) if not access_rights(value)]:
        record["rights"] = access[0]  # a word that is not known is refused when it is checked
    return {**further, **record, **own}, given, files


def _further_key(heading: str) -> str:
    return heading if heading not in KEYS.values() and heading != "pages" else f"{heading}_"


def _values(text: str) -> list[str]:
    """Several values in a cell, parted by bars, or else by semicolons."""
    parts = text.split("|" if "|" in text else ";")
    return [value for part in parts if (value := part.strip())]
