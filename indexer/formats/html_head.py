"""What a web page says of itself: title and meta tags (Dublin Core, Highwire, Open Graph)."""

import re
from typing import Any

from lxml import etree

from indexer.formats.documents import day, names, real_title, subjects
from indexer.formats.page import MAX_VALUE
from searchsvc.domain import ItemType

#: Names of tags by the key of a record, the surest first.
_NAMES = {
    "title": ("citation_title", "dc.title", "dcterms.title", "og:title"),
    "creators": ("citation_author", "citation_authors", "dc.creator", "dcterms.creator", "author"),
    "contributors": ("dc.contributor", "dcterms.contributor"),
    "subjects": ("citation_keywords", "dc.subject", "dcterms.subject", "keywords"),
    "publisher": ("citation_publisher", "dc.publisher", "dcterms.publisher"),
    "description": ("dc.description", "dcterms.abstract", "description", "og:description"),
    "date": (
        "citation_publication_date",
        "citation_date",
        "dc.date.issued",
        "dcterms.issued",
        "dc.date",
        "dcterms.date",
        "article:published_time",
    ),
    "identifiers": ("citation_doi", "citation_isbn", "citation_issn", "dc.identifier"),
    "languages": ("citation_language", "dc.language", "dcterms.language"),
    "source": ("citation_public_url", "citation_abstract_html_url", "og:url"),
}
_MAX_VALUES = 200


def declared(root: etree._Element) -> dict[str, Any]:
    """Keys of a record; `languages` as they stand there."""
    tags = _tags(root)
    found = {key: _first(tags, keys) for key, keys in _NAMES.items()}
    title = next(filter(None, map(real_title, [*found["title"], *_titles(root)])), None)
    source = [url for url in (*found["source"], *_canonical(root)) if re.match("https?://", url)]
    values: dict[str, Any] = {
        "title": title,
        "creators": list(names(found["creators"])),
        "contributors": list(names(found["contributors"])),
        "subjects": list(subjects(found["subjects"])),
        "publisher": next(iter(found["publisher"]), None),
        "description": next(iter(found["description"]), None),
        "date": next(filter(None, (day(d.replace("/", "-")) for d in found["date"])), None),
        "identifiers": found["identifiers"],
        "languages": [*found["languages"], root.get("lang") or ""],
        "source": next(iter(source), None),
    }
    if any(name.startswith("citation_") for name in tags):
        values["type"] = ItemType.ARTICLE
    return {key: value for key, value in values.items() if value}


def _tags(root: etree._Element) -> dict[str, list[str]]:
    tags: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").strip().lower()
        content = " ".join((meta.get("content") or "").split())[:MAX_VALUE]
        if name and content:
            tags.setdefault(name.replace("dc:", "dc."), []).append(content)
    return tags


def _first(tags: dict[str, list[str]], keys: tuple[str, ...]) -> list[str]:
    """The values under the first of the names that there is."""
    return next((tags[key] for key in keys if key in tags), [])[:_MAX_VALUES]


def _titles(root: etree._Element) -> list[str]:
    return ["".join(str(t) for t in e.itertext()) for e in root.iter("title", "h1")][:5]


def _canonical(root: etree._Element) -> list[str]:
    links = root.iter("link")
    return [e.get("href") or "" for e in links if (e.get("rel") or "").lower() == "canonical"]
