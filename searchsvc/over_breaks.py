"""The text around the page breaks of an item, so that a phrase may cross them.

A printed page number would stand in the middle of such a phrase. A number at the edge of a page is
taken for a page number when it runs with the pages: when, at the same edge of another page, there
is one with the same difference to that page's place. The text around a break with such a number is
there once more without it.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from analyzers import NO_TERM, POSITIONS

Page = tuple[int, str]

#: Syllables on each side of a break. What a phrase has beyond them is not asked for (`stretches`).
AROUND = 16
#: Words that may stand between near ones on both sides of a break.
MOST_BETWEEN = 2 * (AROUND - 1)
#: Syllables that are left free between what does not follow each other.
_APART = MOST_BETWEEN + 2
_GAP = " ".join([NO_TERM] * POSITIONS * _APART)
#: Terms of a page that are looked at where numbers are left out: those, and a number.
_EDGE = POSITIONS * (AROUND + 1)
_MOST_DIGITS = 5


def over_breaks(pages: Sequence[Page]) -> str:
    """A stream of what stands around the breaks between an item's pages; a page shorter than that
    is there as a whole. `pages`: their numbers and text streams, in order.
    """
    pages = [page for page in pages if page[1]]  # a phrase may go on over a blank page
    if len(pages) < 2:
        return ""
    (_, first), *between, (_, last) = pages
    as_they_are = [_end(first), *(_ends(stream) for _, stream in between), _beginning(last)]
    return f" {_GAP} ".join([" ".join(as_they_are), *_without_numbers(pages)])


def stretches(words: int) -> Iterator[slice]:
    """Stretches of a phrase of so many words that fit around a break: wherever in the phrase one
    is, the words on both sides of it are together in a stretch.
    """
    last = max(0, words - AROUND - 1)
    for start in (*range(0, last, AROUND), last):
        yield slice(start, start + AROUND + 1)


def _ends(stream: str) -> str:
    """The beginning and the end of a page, or the whole of a short one."""
    beginning, end = _beginning(stream), _end(stream)
    if len(stream) <= len(beginning) + len(end) + 1:
        return stream
    return f"{beginning} {_GAP} {end}"


def _beginning(stream: str) -> str:
    parts = stream.split(" ", POSITIONS * AROUND)
    return " ".join(parts[: POSITIONS * AROUND])


def _end(stream: str) -> str:
    parts = stream.rsplit(" ", POSITIONS * AROUND)
    return " ".join(parts[-POSITIONS * AROUND :])


def _without_numbers(pages: Sequence[Page]) -> Iterator[str]:
    """The text around each break with a printed page number, without it."""
    at_head, at_foot = _running(pages, _head), _running(pages, _foot)
    for (above, ended), (below, begun) in pairwise(pages):
        if above in at_foot or below in at_head:
            foot, head = ended.rsplit(" ", _EDGE)[-_EDGE:], begun.split(" ", _EDGE)[:_EDGE]
            if above in at_foot:
                foot = foot[:-POSITIONS]
            if below in at_head:
                head = head[POSITIONS:]
            around = foot[-POSITIONS * AROUND :] + head[: POSITIONS * AROUND]
            yield " ".join(around)


def _running(pages: Sequence[Page], edge: Callable[[str], list[str]]) -> frozenset[int]:
    """Numbers of the pages that have a page number at this edge."""
    distances = {
        number: printed - number
        for number, stream in pages
        if (printed := _number(edge(stream))) is not None
    }
    borne = Counter(distances.values())
    return frozenset(number for number, distance in distances.items() if borne[distance] > 1)


def _head(stream: str) -> list[str]:
    return stream.split(" ", POSITIONS)[:POSITIONS]


def _foot(stream: str) -> list[str]:
    return stream.rsplit(" ", POSITIONS)[-POSITIONS:]


def _number(terms: list[str]) -> int | None:
    folded = terms[-1][1:]  # the folded term, after its sign
    is_number = folded.isascii() and folded.isdigit() and len(folded) <= _MOST_DIGITS
    return int(folded) if is_number else None
