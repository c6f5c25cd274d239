"""The text of an item as one stream, page after page, so that a phrase may cross a page break.

A printed page number would stand in the middle of such a phrase. A number at the edge of a page is
taken for a page number when it runs with the pages: when, at the same edge of another page, there
is one with the same difference to that page's place. The pages stay as they are; the text around a
break with such a number is added once more without it.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

from analyzers import GAP, POSITIONS

Page = tuple[int, str]

#: Syllables on either side of a break that are added: phrases are hardly longer.
_AROUND = 20
#: Terms of a page that are looked at: those, and a number.
_EDGE = POSITIONS * (_AROUND + 1)
_MOST_DIGITS = 5


def whole_text(pages: Sequence[Page]) -> str:
    """The text streams of an item's pages as one. `pages`: their numbers and streams, in order."""
    pages = [page for page in pages if page[1]]  # a phrase may go on over a blank page
    at_head, at_foot = _running(pages, _head), _running(pages, _foot)
    parts = [stream for _, stream in pages]
    for (above, ended), (below, begun) in pairwise(pages):
        if above in at_foot or below in at_head:
            foot, head = ended.rsplit(" ", _EDGE)[-_EDGE:], begun.split(" ", _EDGE)[:_EDGE]
            if above in at_foot:
                foot = foot[:-POSITIONS]
            if below in at_head:
                head = head[POSITIONS:]
            around = foot[-POSITIONS * _AROUND :] + head[: POSITIONS * _AROUND]
            parts += GAP, " ".join(around)
    return " ".join(parts)


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
