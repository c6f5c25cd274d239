"""Leafing through an item: its pages in strips, those that match, and where the next match is."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from unicodedata import normalize

from searchsvc.responses import PageSummary
from web.links import pager

#: Pages that one strip shows; a book of ten thousand pages has many strips.
STRIP_PAGES = 48
#: Numbers, `xxviii` and the like are no longer.
_LONGEST_FIGURE = 6
#: What stands before the number of a page in both languages.
_PAGE_WORD = re.compile(r"\A(?:trang|tr|page|p)(?:\b\.?\s*|(?=[0-9]))")
_NUMBER = re.compile("[1-9][0-9]{0,6}")


@dataclass(frozen=True, slots=True)
class Strip:
    """Some of an item's pages side by side. `matching`: numbers of those that match.

    `pager`: as of `links.pager`, strips counted from 1.
    """

    pages: Sequence[PageSummary]
    matching: frozenset[int]
    number: int
    pager: list[tuple[int, str | None]]
    first: int
    last: int

    @property
    def is_worded(self) -> bool:
        """Whether its pages are called by words, which take more room than numbers."""
        return any(len(page.label or "") > _LONGEST_FIGURE for page in self.pages)


@dataclass(frozen=True, slots=True)
class MatchingPages:
    """The pages that match, seen from one page. `place`: its own among them, from 1."""

    total: int
    place: int | None
    previous: int | None
    next: int | None


def strip(
    pages: Sequence[PageSummary],
    matching: Sequence[int],
    asked: str,
    url: Callable[[int], str],
) -> Strip:
    """The strip that was asked for by number, else the one with the first match."""
    last = max(1, -(-len(pages) // STRIP_PAGES))
    if _NUMBER.fullmatch(asked):
        number = int(asked)
    else:
        first = matching[0] if matching else 0
        number = 1 + bisect_left(pages, first, key=lambda page: page.number) // STRIP_PAGES
    number = min(number, last)
    begin = (number - 1) * STRIP_PAGES
    shown = pages[begin : begin + STRIP_PAGES]
    return Strip(
        shown,
        frozenset(matching),
        number,
        pager(number, last, url),
        begin + 1,
        begin + len(shown),
    )


def matching_pages(numbers: Sequence[int], number: int) -> MatchingPages:
    """Where a page stands among those that match, whose numbers are in order."""
    at, after = bisect_left(numbers, number), bisect_right(numbers, number)
    return MatchingPages(
        total=len(numbers),
        place=at + 1 if after > at else None,
        previous=numbers[at - 1] if at else None,
        next=numbers[after] if after < len(numbers) else None,
    )


def page_called(pages: Sequence[PageSummary], name: str) -> int | None:
    """The number of the page that a reader calls so: by what is printed on it, else by number,
    else by the one beginning of what is printed; `tr. 3` is `3` where no page is called so.
    """
    labels = [(_as_compared(page.label or ""), page.number) for page in pages]
    bare = [(_bare(label), number) for label, number in labels]
    numbers = [(str(page.number), page.number) for page in pages]
    name = _as_compared(name)
    names = [called for called in dict.fromkeys((name, _bare(name))) if called]
    for called in names:
        for text, number in (*labels, *bare, *numbers):
            if text == called:
                return number
    for called in names:
        begun = {number for text, number in labels if text.startswith(called)}
        if len(begun) == 1:
            return begun.pop()
    return None


def _as_compared(text: str) -> str:
    return normalize("NFC", text).strip().casefold()


def _bare(text: str) -> str:
    return _PAGE_WORD.sub("", text, count=1)
