"""Where a query's words stand in a text, and the part of it that shows them best.

Offsets are code points of the text as it was delivered; the text itself is never altered.
"""

import re
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple

from analyzers import TextTerms
from searchsvc.domain import WordBox
from searchsvc.finders import finders_for
from searchsvc.query import Field, Node, positive_matches
from searchsvc.requests import Marks

SNIPPET_CHARACTERS = 240
#: How much text between two boxes may have no box.
_LONGEST_GAP = 240
#: How many boxes further on may tell that a box is not where its word is found.
_LOOK_AHEAD = 4
_SPACE = re.compile(r"\s")

Span = tuple[int, int]


class Found(NamedTuple):
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
        """Every word of the query in the text, in order; those that overlap are one."""
        in_text = TextTerms(text)
        candidates = [
            Found(*in_text.span(first, last), word)
            for finder in self._finders
            for first, last, word in finder.find(in_text)
        ]
        found: list[Found] = []
        for candidate in sorted(candidates):
            if not found or candidate.start >= found[-1].end:
                found.append(candidate)
            elif candidate.end > found[-1].end:
                found[-1] = found[-1]._replace(end=candidate.end)
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

    Boxes come in the order of the text. A box whose word the text does not have there is skipped,
    and so is a stretch of text that has no boxes.
    """
    found = []
    at = 0
    remaining = deque(spans)
    for i, word in enumerate(words):
        start = _next_place(text, word, at)
        if start < 0:
            continue
        if any(map(str.isalnum, text[at:start])):
            # Not the next word. If the boxes that follow stand nearer, it is not this box's.
            others = words[i + 1 : i + 1 + _LOOK_AHEAD]
            if any(_has_word(text, other.text, at, start) for other in others):
                continue
        at = start + len(word.text)
        while remaining and remaining[0][1] <= start:
            remaining.popleft()
        if remaining and remaining[0][0] < at:
            found.append(word)
    return tuple(found)


def _next_place(text: str, word: WordBox, at: int) -> int:
    """Where a word begins after `at`, not too far: behind a gap every later box would be lost."""
    return text.find(word.text, at, at + _LONGEST_GAP + len(word.text)) if word.text else -1


def _has_word(text: str, word: str, start: int, end: int) -> bool:
    """Whether a word stands whole between two places."""
    place = text.find(word, start, end) if word else -1
    after = place + len(word)
    around = text[max(0, place - 1) : place] + text[after : after + 1]
    return place >= 0 and not any(map(str.isalnum, around))


def _window(text: str, found: Sequence[Found], size: int) -> Span:
    """Start and end of the part with the most different words, then the most words."""
    if not found:
        if len(text) <= size:
            return 0, len(text)
        return 0, _last_space(text, 1, size) or size
    best = (0, 0)
    first, last = found[0], found[0]
    within: Counter[int] = Counter()
    right = 0
    for left, begin in enumerate(found):
        while right < len(found) and (
            right == left or found[right].end - begin.start <= size * 3 // 4
        ):
            within[found[right].word] += 1
            right += 1
        score = (len(within), right - left)
        if score > best:
            best, first, last = score, begin, found[right - 1]
        within[begin.word] -= 1
        if not within[begin.word]:
            del within[begin.word]
    spare = max(0, size - (last.end - first.start))
    start = max(0, first.start - spare // 2)
    end = max(last.end, min(len(text), start + size))
    # Not in the middle of a word; a stretch without spaces is cut where it must be.
    if start and (space := _SPACE.search(text, start - 1, first.start)):
        start = space.end()
    if end < len(text):
        end = _last_space(text, last.end, end) or end
    return start, end


def _last_space(text: str, start: int, end: int) -> int | None:
    return next((i for i in range(end, start - 1, -1) if text[i].isspace()), None)
