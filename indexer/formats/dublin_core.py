"""Dublin Core elements to a record."""

from typing import Any

from lxml import etree

from indexer.formats.stated import date_in, type_in
from indexer.formats.xml import all_text, local_name

_NAMESPACES = ("{http://purl.org/dc/elements/1.1/}", "{http://purl.org/dc/terms/}")
_LISTS = {
    "creator": "creators",
    "contributor": "contributors",
    "subject": "subjects",
    "language": "languages",
    "identifier": "identifiers",
}


def record_from_dc(element: etree._Element) -> dict[str, Any]:
    """The keys of a record that the elements below have a value for.

    Type and date as they are stated, and rights, are kept under `dc_type`, `dc_date`, `dc_rights`.
    """
    values: dict[str, list[str]] = {}
    for found in element.iterdescendants("{*}*"):
        text = all_text(found)
        if str(found.tag).startswith(_NAMESPACES) and text:
            values.setdefault(local_name(found), []).append(text)
    first = {name: texts[0] for name, texts in values.items()}
    record: dict[str, Any] = {
        "title": first.get("title"),
        "publisher": first.get("publisher"),
        "description": "\n".join(values.get("description", [])),
        "type": type_in(first.get("type", "")),
        "date": date_in(first.get("date", "")),
        "dc_type": first.get("type"),
        "dc_date": first.get("date"),
        "dc_rights": values.get("rights"),
        "dc_source": first.get("source"),
        **{key: list(dict.fromkeys(values.get(name, []))) for name, key in _LISTS.items()},
    }
    return {key: value for key, value in record.items() if value}
