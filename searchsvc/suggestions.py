"""Suggestions, each of which is looked up in the index or the catalog before it is shown."""

from collections.abc import Sequence
from itertools import islice

from analyzers import fold, read_keystrokes
from searchsvc.access import is_listed, is_text_open
from searchsvc.catalog import Catalog, Entry
from searchsvc.documents import facet_values, shown_title
from searchsvc.engines.base import EngineQuery, SearchEngine
from searchsvc.query import Everything, ParsedQuery, Typed, parse
from searchsvc.requests import MAX_FILTER_VALUES, Filters, Marks, Mode, SearchRequest
from searchsvc.responses import SimilarResponse, Suggestion
from searchsvc.suggest import Hits, Phrase, Source, completions, did_you_mean, telling_words

#: Candidates beyond those wanted, since some may have gone since the last commit.
_SPARE = 8


class Suggestions:
    """Suggestions from one catalog and one index, both of which the caller closes."""

    def __init__(self, catalog: Catalog, engine: SearchEngine) -> None:
        self._catalog = catalog
        self._engine = engine

    def completions(self, q: str, limit: int) -> tuple[Suggestion, ...]:
        """Titles, names, subjects and frequent words that continue what was typed. Where there are
        none, it may be keystrokes of Telex or VNI: `thuw vieejn`.
        """
        phrases = self._engine.vocabulary().phrases
        found = completions(q, phrases, limit + _SPARE)
        if not found and (keystrokes := read_keystrokes(q)):
            found = completions(keystrokes.text, phrases, limit + _SPARE)
        keys = [phrase.key for phrase in found if phrase.source is Source.TITLE]
        entries = self._catalog.entries(keys) if keys else {}
        # The vocabulary is as old as the last commit, and an item can be closed at any time.
        standing = (
            phrase
            for phrase in found
            if (
                _has_title(entries.get(phrase.key), phrase.text)
                if phrase.source is Source.TITLE
                else self._engine.count(_phrase_query(phrase))
            )
        )
        return tuple(
            Suggestion(phrase.text, phrase.source.name.lower())
            for phrase in islice(standing, limit)
        )

    def did_you_mean(
        self, request: SearchRequest, parsed: ParsedQuery, total: int
    ) -> tuple[Suggestion, ...]:
        """At most three queries to try instead of one that finds `total` items."""

        def found(q: str) -> int:
            tree = parse(q, Mode.ALL).tree
            return self._engine.count(EngineQuery(tree, request.marks, request.filters))

        def phrase(forms: Sequence[str]) -> int:
            typed = [Typed(form, fold(form)) for form in forms]
            return self._engine.pages_with(typed, request.filters)

        vocabulary, pages = self._engine.vocabulary(), self._engine.state().pages
        hits = Hits(found, phrase, pages, any_marks=request.marks is not Marks.STRICT)
        return did_you_mean(request.q, parsed.tree, total, vocabulary, hits)

    def similar(self, entry: Entry, limit: int) -> SimilarResponse:
        """Items like this one."""
        # A closed text must not even show which items are similar to it.
        pages = self._catalog.item_texts(entry.key) if is_text_open(entry.metadata.rights) else ()
        telling = telling_words(entry.metadata, (text for _, text in pages))
        keys = list(self._engine.similar(entry.key, telling, limit + _SPARE))
        if len(keys) < limit:
            keys += self._related(entry, limit + _SPARE)
        entries = self._catalog.entries(keys)
        others = (entries[key] for key in dict.fromkeys(keys) if key in entries)
        listed = (e.metadata for e in others if is_listed(e.metadata.rights) and e.key != entry.key)
        return SimilarResponse(entry.metadata, tuple(islice(listed, limit)))

    def _related(self, entry: Entry, limit: int) -> list[int]:
        """Keys of items that share a subject or a creator with this one."""
        values = facet_values(entry.metadata)
        return [
            hit.key
            for facet in ("subject", "creator")
            if values[facet]
            for hit in self._engine.search(
                EngineQuery(
                    Everything(),
                    filters=Filters({facet: values[facet][:MAX_FILTER_VALUES]}),
                    limit=limit,
                    with_facets=False,
                )
            ).hits
        ]


def _has_title(entry: Entry | None, title: str) -> bool:
    """Whether an item exists, may be found, and still has this title."""
    return (
        entry is not None
        and is_listed(entry.metadata.rights)
        and shown_title(entry.metadata.title) == title
    )


def _phrase_query(phrase: Phrase) -> EngineQuery:
    """The query that must find something for a name, subject or word to be suggested."""
    match phrase.source:
        case Source.CREATOR:
            return EngineQuery(Everything(), filters=Filters({"creator": (phrase.text,)}))
        case Source.SUBJECT:
            return EngineQuery(Everything(), filters=Filters({"subject": (phrase.text,)}))
        case _:
            return EngineQuery(parse(phrase.text, Mode.ALL).tree)
