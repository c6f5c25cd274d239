"""Phrases that run from a page over to the next: such a phrase matches its item and no page.

Both pages are hits then, and each has its part of the phrase marked. Between the parts there may
stand the numbers that are printed on the pages (`whole_text`).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import product
from typing import NamedTuple

from analyzers import syllables
from searchsvc.catalog import Catalog, Entry
from searchsvc.documents import about
from searchsvc.engines.base import EngineQuery, SearchEngine
from searchsvc.highlight import Highlighter
from searchsvc.matches import Found
from searchsvc.query import Kind, Match, Node, text_matches
from searchsvc.requests import MAX_WINDOW, Marks

#: Characters on either side of a break: a phrase is hardly longer.
_AROUND = 400
#: Pairs of pages of an item that are looked at.
_MOST_LOOKED_AT = 200
_NUMBER_AT_FOOT = re.compile(r"\W*\b[0-9]{1,5}\W*\Z")
_NUMBER_AT_HEAD = re.compile(r"\A\W*[0-9]{1,5}\b\W*")

#: An item's key and a page's number.
Place = tuple[int, int]


class _Phrase(NamedTuple):
    match: Match
    highlighter: Highlighter


class Breaks:
    """Finds one query's phrases over page breaks; made once for all the pages of an answer."""

    def __init__(self, tree: Node, marks: Marks) -> None:
        self._tree = tree
        self._marks = marks

    @cached_property
    def _phrases(self) -> list[_Phrase]:
        # Made when first needed: most answers have no page whose neighbour is looked at.
        return [
            _Phrase(match, Highlighter(match, self._marks))
            for match in text_matches(self._tree)
            if len(match.syllables) > 1 and match.kind is Kind.WHOLE and not match.slop
        ]

    def pages(self, catalog: Catalog, engine: SearchEngine, entry: Entry) -> tuple[int, ...]:
        """Numbers of an item's pages that share a phrase with a neighbour, in order; none for a
        phrase that its metadata have, which says why it was found.
        """
        if entry.page_count < 2:
            return ()
        values = about(entry.metadata)
        found: set[int] = set()
        for phrase in self._phrases:
            if not len(phrase.highlighter.find_in(values)):
                found.update(self._pages(catalog, engine, entry.key, phrase))
        return tuple(sorted(found))

    def found(self, catalog: Catalog, texts: Mapping[Place, str]) -> dict[Place, list[Found]]:
        """The parts of phrases at the edges of these pages, whose other parts their neighbours
        have.
        """
        if not texts or not self._phrases:
            return {}
        beside = {(key, number + by) for key, number in texts for by in (-1, 1)} - texts.keys()
        others = {place: page.text for place, page in catalog.page_texts(beside).items()}
        known = {**others, **texts}
        found: dict[Place, list[Found]] = {}
        for (key, number), phrase in product(known, self._phrases):
            below = known.get((key, number + 1), "")
            for ends, begins in _parts(known[key, number], below, phrase):
                found.setdefault((key, number), []).append(ends)
                found.setdefault((key, number + 1), []).append(begins)
        return found

    def _pages(
        self, catalog: Catalog, engine: SearchEngine, key: int, phrase: _Phrase
    ) -> Iterator[int]:
        first, last = (
            engine.pages(EngineQuery(Match((typed,)), self._marks, limit=MAX_WINDOW), key)[1]
            for typed in (phrase.match.syllables[0], phrase.match.syllables[-1])
        )
        begins = sorted(set(first) & {number - 1 for number in last})[:_MOST_LOOKED_AT]
        numbers = {number + after for number in begins for after in (0, 1)}
        pages = catalog.page_texts([(key, number) for number in numbers])
        for number in begins:
            both = pages.get((key, number)), pages.get((key, number + 1))
            if both[0] and both[1] and any(_parts(both[0].text, both[1].text, phrase)):
                yield from (number, number + 1)


def _parts(above: str, below: str, phrase: _Phrase) -> Iterator[tuple[Found, Found]]:
    """The end of one text and the beginning of the next, where they are the phrase together."""
    cut = max(0, len(above) - _AROUND)
    tail, head = above[cut:], below[:_AROUND]
    if not _may_begin(tail, phrase.match):
        return
    for foot, (skipped, start) in product(_feet(tail), _heads(head)):
        joined = f"{foot} {start}"
        for one in phrase.highlighter.find(joined):
            if one.start < len(foot) < one.end:
                begin = skipped - len(foot) - 1
                yield (
                    one._replace(start=cut + one.start, end=cut + len(foot)),
                    one._replace(start=skipped, end=begin + one.end),
                )
                return


def _may_begin(tail: str, match: Match) -> bool:
    """Whether a text ends in a word of the phrase, or in one and a number."""
    folded = {typed.folded for typed in match.syllables}
    return any(syllable.folded in folded for syllable in syllables(tail)[-2:])


def _feet(tail: str) -> Sequence[str]:
    """The text without what is blank at its end, and without a number there."""
    whole = tail.rstrip()
    return tuple(dict.fromkeys((whole, _NUMBER_AT_FOOT.sub("", whole))))


def _heads(head: str) -> Sequence[tuple[int, str]]:
    """The same at its beginning, and how many characters each leaves out."""
    whole = head.lstrip()
    starts = dict.fromkeys((whole, _NUMBER_AT_HEAD.sub("", whole)))
    return [(len(head) - len(start), start) for start in starts]
