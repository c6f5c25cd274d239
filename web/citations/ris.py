"""RIS, as Zotero, EndNote and Mendeley read it: a tag and a value a line, CRLF."""

from searchsvc.domain import ItemType, Metadata
from web.citations.text import one_line, year_month_day

_KINDS = {
    ItemType.BOOK: "BOOK",
    ItemType.NEWSPAPER: "NEWS",
    ItemType.JOURNAL: "JFULL",
    ItemType.MANUSCRIPT: "UNPB",
    ItemType.MAP: "MAP",
    ItemType.IMAGE: "ART",
    ItemType.LAW: "STAT",
    ItemType.ARTICLE: "JOUR",
    ItemType.THESIS: "THES",
}


def ris(known: Metadata, address: str) -> str:
    """One record. `address`: where the item is found."""
    year, month, day = year_month_day(known.date)
    # Four digits, as RIS wants them.
    year = year and year.zfill(4 + year.startswith("-"))
    lines = [
        ("TY", _KINDS.get(known.type, "GEN")),
        ("ID", known.id),
        ("TI", known.title),
        *(("AU", name) for name in known.creators),
        *(("A2", name) for name in known.contributors),
        ("PY", year),
        ("DA", f"{year}/{month}/{day}/" if year else ""),
        ("PB", known.publisher or ""),
        *(("KW", subject) for subject in known.subjects),
        ("LA", ", ".join(known.languages)),
        ("DP", known.library or ""),
        ("CN", ", ".join(known.identifiers)),
        ("AB", known.description or ""),
        ("UR", address),
    ]
    values = ((tag, one_line(value)) for tag, value in lines)
    return "".join(f"{tag}  - {value}\r\n" for tag, value in values if value) + "ER  - \r\n"
