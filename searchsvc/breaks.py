"""Phrases that run from a page over to the next, and near words on both sides of a page break: they
match their item and no page.

Both pages are hits then, and each has its part marked. Between the parts there may stand the
numbers that are printed on the pages (`over_breaks`).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, product
from typing import NamedTuple

from analyzers import TextRow
from searchsvc.catalog import Catalog, Entry
from searchsvc.documents import about
from searchsvc.engines.base import EngineQuery, SearchEngine
from searchsvc.highlight import Highlighter
from searchsvc.matches import Found
from searchsvc.query import Kind, Match, Node, text_matches
from searchsvc.requests import MAX_WINDOW, Marks

#: Characters on either side of a break: those of any words, and as many for each that a phrase has,
#: or that may stand between near ones.
_AROUND, _LONG_WORD = 400, 15
#: Words of a near phrase by which pages to look at are chosen; asking for more would take longer.
_MOST_ASKED = 5
#: Pairs of pages of an item that are looked at.
_MOST_LOOKED_AT = 200
_NUMBER_AT_FOOT = re.compile(r"\W*\b[0-9]{1,5}\W*\Z")
_NUMBER_AT_HEAD = re.compile(r"\A\W*[0-9]{1,5}\b\W*")

#: An item's key and a page's number.
Place = tuple[int, int]


#: What is found at the end of a page, and at the beginning of the next.
_Parts = tuple[list[Found], list[Found]]


class _Phrase(NamedTuple):
    """A phrase, or near words."""

    match: Match
    highlighter: Highlighter


class Breaks:
    """Finds one query's phrases and near words over page breaks; made once for all the pages of an
    answer.
    """

    def __init__(self, tree: Node, marks: Marks) -> None:
        self._tree = tree
        self._marks = marks

    @cached_property
    def _phrases(self) -> list[_Phrase]:
        # Made when first needed: most answers have no page whose neighbour is looked at.
        return [
            _Phrase(match, Highlighter(match, self._marks, scattered=False))
            for match in text_matches(self._tree)
            if len(match.syllables) > 1 and match.kind is Kind.WHOLE
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
            if not len(phrase.highlighter.find_in(TextRow.of(values))):
                found.update(self._pages(catalog, engine, entry.key, phrase))
        return tuple(sorted(found))

    def found(self, catalog: Catalog, texts: Mapping[Place, str]) -> dict[Place, list[Found]]:
        """The parts of phrases at the edges of these pages, whose other parts their neighbours
        have.
        """
        if not texts or not self._phrases:
            return {}
        beside = {(key, number + by) for key, number in texts for by in (-1, 1)} - texts.keys()
        known = {**catalog.page_texts(beside).by_place(), **texts}
        found: dict[Place, list[Found]] = {}
        over = [(key, number) for key, number in known if (key, number + 1) in known]
        texts_at = [(known[key, number], known[key, number + 1]) for key, number in over]
        for phrase in self._phrases:
            for (key, number), parts in zip(over, _parts(texts_at, phrase), strict=True):
                for at, of_page in enumerate(parts, number):
                    if of_page:
                        found.setdefault((key, at), []).extend(of_page)
        return found

    def _pages(
        self, catalog: Catalog, engine: SearchEngine, key: int, phrase: _Phrase
    ) -> Iterator[int]:
        begins = self._beginnings(engine, key, phrase.match)[:_MOST_LOOKED_AT]
        numbers = {number + after for number in begins for after in (0, 1)}
        pages = catalog.page_texts([(key, number) for number in numbers]).by_place()
        over = [n for n in begins if (key, n) in pages and (key, n + 1) in pages]
        texts = [(pages[key, n], pages[key, n + 1]) for n in over]
        for number, parts in zip(over, _parts(texts, phrase), strict=True):
            if any(parts):
                yield from (number, number + 1)

    def _beginnings(self, engine: SearchEngine, key: int, match: Match) -> list[int]:
        """Pages of an item that may have the phrase together with the next page."""
        typed = match.syllables
        asked = list(dict.fromkeys(typed))[:_MOST_ASKED] if match.slop else (typed[0], typed[-1])
        having = [
            set(engine.pages(EngineQuery(Match((one,)), self._marks, limit=MAX_WINDOW), key)[1])
            for one in asked
        ]
        before = [{number - 1 for number in numbers} for numbers in having]
        if match.slop:  # in any order, so each word may stand on either page
            return sorted(set.intersection(*map(set.union, having, before)))
        return sorted(having[0] & before[-1])


class _Joint(NamedTuple):
    """The end of a page and the beginning of the next, put together. `cut`: how many characters of
    the one stand before it; `skipped`: how many of the other.
    """

    cut: int
    foot: str
    skipped: int
    head: str

    @property
    def texts(self) -> tuple[str, str, str]:
        return self.foot, self.head, f"{self.foot} {self.head}"

    def parts(self, in_foot: list[Found], in_head: list[Found], in_both: list[Found]) -> _Parts:
        """What is found in both together and in neither alone."""
        begin = len(self.foot) + 1
        alone = {*in_foot, *(_moved(one, begin) for one in in_head)}
        over = [one for one in in_both if one not in alone]
        return (
            [
                _moved(one._replace(end=min(one.end, len(self.foot))), self.cut)
                for one in over
                if one.start < begin
            ],
            [
                _moved(one._replace(start=max(one.start, begin)), self.skipped - begin)
                for one in over
                if one.end > begin
            ],
        )


def _parts(breaks: Sequence[tuple[str, str]], phrase: _Phrase) -> list[_Parts]:
    """For each page break, whose texts are given, the parts of a phrase that runs over it."""
    around = _AROUND + _LONG_WORD * (len(phrase.match.syllables) + phrase.match.slop)
    joints = [_joints(*texts, around) for texts in breaks]
    row = TextRow.of(text for joint in chain.from_iterable(joints) for text in joint.texts)
    found = iter(phrase.highlighter.find_in(row).in_each())
    at_breaks = []
    for of_break in joints:
        ways = [joint.parts(next(found), next(found), next(found)) for joint in of_break]
        at_breaks.append(next(filter(any, ways), ([], [])))
    return at_breaks


def _joints(above: str, below: str, around: int) -> list[_Joint]:
    """Ways to put two texts together, with and without what may be a page's number."""
    cut = max(0, len(above) - around)
    return [
        _Joint(cut, foot, skipped, head)
        for foot, (skipped, head) in product(_feet(above[cut:]), _heads(below[:around]))
    ]


def _moved(found: Found, by: int) -> Found:
    return found._replace(start=found.start + by, end=found.end + by)


def _feet(tail: str) -> Sequence[str]:
    """The text without what is blank at its end, and without a number there."""
    whole = tail.rstrip()
    return tuple(dict.fromkeys((whole, _NUMBER_AT_FOOT.sub("", whole))))


def _heads(head: str) -> Sequence[tuple[int, str]]:
    """The same at its beginning, and how many characters each leaves out."""
    whole = head.lstrip()
    starts = dict.fromkeys((whole, _NUMBER_AT_HEAD.sub("", whole)))
    return [(len(head) - len(start), start) for start in starts]
