"""Where a query's words stand in a text, and the part of it that shows them best.

Offsets are code points of the text as it was delivered; the text itself is never altered.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from analyzers import TextTerms
from searchsvc.domain import WordBox
from searchsvc.finders import finders_for
from searchsvc.query import Field, Node, positive_matches
from searchsvc.requests import Marks

SNIPPET_CHARACTERS = 240

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """Characters `start` to `end` of a text; `word` numbers the word of the query they are."""

    start: int
    end: int
    word: int


class Highlighter:
    """Finds the words of one query; made once for all the pages of an answer."""

    def __init__(self, tree: Node, marks: Marks) -> None:
        matches = [m for m in positive_matches(tree) if m.field is Field.ANY]
        self._finders = finders_for(matches, marks)

    def find(self, text: str) -> list[Found]:
        """Every word of the query in the text, in order, none overlapping another."""
        in_text = TextTerms(text)
        candidates = [
            Found(*in_text.span(first, last), word)
            for finder in self._finders
            for first, last, word in finder.find(in_text.terms)
        ]
        found: list[Found] = []
        for candidate in sorted(candidates):
            if not found or candidate.start >= found[-1].end:
                found.append(candidate)
        return found


def snippet(text: str, found: Sequence[Found], size: int = SNIPPET_CHARACTERS) -> str:
    """The part of `text` that shows most of the query, escaped, `<mark>` round what was found.

    About `size` characters, cut at spaces where there are some; the beginning when nothing was
    found.
    """
    start, end = _window(text, found, size)
    return marked(text, [(f.start, f.end) for f in found], start, end)


def marked(text: str, spans: Iterable[Span], start: int, end: int) -> str:
    """Characters `start` to `end` of a text, escaped, with `<mark>` round the spans within."""
    pieces = []
    done = start
    for span_start, span_end in spans:
        if span_start >= done and span_end <= end:
            pieces.append(escape(text[done:span_start]))
            pieces.append(f"<mark>{escape(text[span_start:span_end])}</mark>")
            done = span_end
    pieces.append(escape(text[done:end]))
    return "".join(pieces)


def boxes(text: str, words: Sequence[WordBox], spans: Sequence[Span]) -> tuple[WordBox, ...]:
    """The boxes whose words touch one of the spans.

    Boxes come in the order of the text; a box whose word the text does not have there is skipped.
    """
    found = []
    at = 0
    remaining = list(spans)
    for word in words:
        start = text.find(word.text, at) if word.text else -1
        # A word far away is one that the text lacks here, or every later box would be lost.
        if start < 0 or start - at > SNIPPET_CHARACTERS:
            continue
        at = start + len(word.text)
        while remaining and remaining[0][1] <= start:
            remaining.pop(0)
        if remaining and remaining[0][0] < at:
            found.append(word)
    return tuple(found)


def _window(text: str, found: Sequence[Found], size: int) -> Span:
    """Start and end of the part with the most different words, then the most words."""
    if not found:
        return 0, _cut(text, size)
    best = (0, 0)
    first, last = found[0], found[0]
    right = 0
    for left, begin in enumerate(found):
        right = max(right, left)
        while right + 1 < len(found) and found[right + 1].end - begin.start <= size * 3 // 4:
            right += 1
        within = found[left : right + 1]
        score = (len({f.word for f in within}), len(within))
        if score > best:
            best, first, last = score, begin, found[right]
    spare = max(0, size - (last.end - first.start))
    start = max(0, first.start - spare // 2)
    end = max(last.end, min(len(text), start + size))
    if start:
        # Not in the middle of a word; a stretch without spaces is cut where it must be.
        space = max(text.find(" ", start, first.start), text.find("\n", start, first.start))
        start = space + 1 if space >= 0 else start
    if end < len(text):
        space = max(text.rfind(" ", last.end, end), text.rfind("\n", last.end, end))
        end = space if space >= 0 else end
    return start, end


def _cut(text: str, size: int) -> int:
    if len(text) <= size:
        return len(text)
    space = max(text.rfind(" ", 0, size), text.rfind("\n", 0, size))
    return space if space > 0 else size
