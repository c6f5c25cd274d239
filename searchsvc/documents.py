"""Catalog items as an index takes them in. What the public may not see is left out."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain

from analyzers import Analyzer, TermStreams, collation_key, standard_number, syllables
from searchsvc.access import is_listed, is_text_open
from searchsvc.dates import DateSpan
from searchsvc.domain import Metadata
from searchsvc.engines.base import IndexedItem, IndexedPage
from searchsvc.requests import facet_value

#: Sort keys end in the item's key, of so many bits, so that no two are equal.
_KEY_BITS = 32
_UNDATED_LAST = (1 << 63) - 1
_MAX_TITLE = 300
_ANALYZER = Analyzer()


def indexed_item(
    key: int, metadata: Metadata, pages: Iterable[tuple[int, TermStreams]] = ()
) -> IndexedItem | None:
    """The item as an index takes it in; None when the public may not find it.

    `pages`: numbers and terms of its pages in order; ignored when its text is not open.
    """
    if not is_listed(metadata.rights):
        return None
    span = metadata.span
    return IndexedItem(
        key=key,
        title=_ANALYZER.values([metadata.title]),
        creators=_ANALYZER.values([*metadata.creators, *metadata.contributors]),
        subjects=_ANALYZER.values(metadata.subjects),
        about=_ANALYZER.values(about(metadata)),
        exact_title=exact_title(metadata.title),
        shown_title=shown_title(metadata.title),
        identifiers=_identifiers(metadata),
        facets=facet_values(metadata),
        first_year=span.first.year if span else None,
        last_year=span.last.year if span else None,
        newest=_by_day(span, key) if span else key,
        oldest=_by_day(span, key) if span else _UNDATED_LAST - key,
        by_title=f"{collation_key(metadata.title)}\x00{key:010d}",
        pages=_open_pages(metadata, pages),
    )


def _by_day(span: DateSpan, key: int) -> int:
    """A sort key by the first day of a span. It is above every item's key, which is the sort key of
    an undated item.
    """
    return (span.first.ordinal + 1 << _KEY_BITS) + key


def exact_title(text: str) -> str:
    """A title's folded syllables: those of a query are the same when it is the whole title."""
    return " ".join(syllable.folded for syllable in syllables(text[:_MAX_TITLE]))


def shown_title(title: str) -> str:
    """A title as it is suggested; empty when it is too long for that."""
    shown = " ".join(title.replace("\0", " ").split())
    return shown if len(shown) <= _MAX_TITLE else ""


def facet_values(metadata: Metadata) -> dict[str, tuple[str, ...]]:
    """An item's values by facet name, each once."""
    values = {
        "collection": (metadata.collection,),
        "library": (metadata.library,),
        "creator": metadata.creators,
        "subject": metadata.subjects,
        "language": metadata.languages,
        "type": (str(metadata.type),),
    }
    return {
        name: tuple(dict.fromkeys(value for v in found if v and (value := _facet_value(name, v))))
        for name, found in values.items()
    }


#: Most values of a collection come again and again.
_facet_value = lru_cache(maxsize=1 << 13)(facet_value)


def _identifiers(metadata: Metadata) -> tuple[str, ...]:
    """As catalogued, and ISBNs and ISSNs as they are compared, too."""
    catalogued = map(_identifier, (metadata.id, *metadata.identifiers))
    return tuple(dict.fromkeys((*catalogued, *_numbers(metadata))))


def _identifier(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip().lower()


def _numbers(metadata: Metadata) -> list[str]:
    known = (metadata.id, *metadata.identifiers)
    found = ((text, standard_number(text)) for text in known)
    return [number for text, number in found if number and number != text]


def about(metadata: Metadata) -> list[str]:
    """All that is said of an item, in which a word may stand that may stand anywhere."""
    lists = (metadata.creators, metadata.contributors, metadata.subjects, metadata.identifiers)
    values = [metadata.title, metadata.id, *chain.from_iterable(lists), *_numbers(metadata)]
    others = (metadata.date, metadata.publisher, metadata.description)
    places = (metadata.collection, metadata.library)
    return values + [value for value in (*others, *places) if value]


def _open_pages(
    metadata: Metadata, pages: Iterable[tuple[int, TermStreams]]
) -> tuple[IndexedPage, ...]:
    if not is_text_open(metadata.rights):
        return ()
    return tuple(IndexedPage(number, terms) for number, terms in pages)
