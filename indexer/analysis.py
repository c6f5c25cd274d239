"""Texts to joined terms, many at once, in order, and in bounded memory."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from analyzers import Analyzer, TermStreams

#: Characters that are analysed at once: enough for what that gains, and what bounds the memory.
_AT_ONCE = 200_000


class PageText(NamedTuple):
    """A page on its way in; `order` numbers its item's place in the job."""

    order: int
    number: int
    text: str


class PageTerms(NamedTuple):
    order: int
    number: int
    terms: TermStreams


def analyse(pages: Iterable[PageText]) -> Iterator[PageTerms]:
    """The terms of each page, in the order of the pages."""
    for together in _batches(pages):
        found = Analyzer().analyze_all([page.text for page in together])
        for page, terms in zip(together, found, strict=True):
            yield PageTerms(page.order, page.number, terms)


def by_item(pages: Iterable[PageTerms], orders: int) -> Iterator[list[tuple[int, TermStreams]]]:
    """For each of `orders` items in turn the numbers and terms of its pages, maybe none."""
    groups = groupby(pages, key=lambda page: page.order)
    group = next(groups, None)
    for order in range(orders):
        if group and group[0] == order:
            yield [(page.number, page.terms) for page in group[1]]
            group = next(groups, None)
        else:
            yield []


def _batches(pages: Iterable[PageText]) -> Iterator[list[PageText]]:
    batch: list[PageText] = []
    size = 0
    for page in pages:
        batch.append(page)
        size += len(page.text)
        if size >= _AT_ONCE:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
