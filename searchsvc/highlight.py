"""Where a query's words stand in a text, and in the picture of a page.

Offsets are code points of the text as it was delivered; the text itself is never altered.
"""

import re
from collections import deque
from collections.abc import Sequence
from itertools import accumulate, islice, pairwise, repeat
from typing import NamedTuple

from analyzers import TextTerms
from searchsvc.domain import WordBox
from searchsvc.finders import finders_for
from searchsvc.query import Node, text_matches
from searchsvc.requests import Marks

#: How much text between two boxes may have no box.
_LONGEST_GAP = 240
#: How many boxes further on may tell that a box is not where its word is found.
_LOOK_AHEAD = 4
_LETTER = re.compile(r"\w")

Span = tuple[int, int]


class Found(NamedTuple):
    """Characters `start` to `end` of a text: the query's word of that number, or a phrase of it of
    so many syllables.
    """

    start: int
    end: int
    word: int
    syllables: int = 1


class Highlighter:
    """Finds the words of one query; made once for all the pages of an answer."""

    def __init__(self, tree: Node, marks: Marks) -> None:
        self._finders = finders_for(text_matches(tree), marks)

    def find(self, text: str) -> list[Found]:
        """Every word of the query in the text, in order; those that overlap are one."""
        return self.find_in([text])[0]

    def find_in(self, texts: Sequence[str]) -> list[list[Found]]:
        """The same for each of several texts, in a fraction of the time."""
        if not texts:
            return []
        row = TextTerms(texts)
        found: list[list[Found]] = [[] for _ in texts]
        for finder in self._finders:
            places, words = finder.find(row)
            spans, bounds = row.spans(places)
            every = map(Found._make, zip(*spans, words, repeat(finder.syllables), strict=False))
            for in_text, (first, last) in zip(found, pairwise(bounds), strict=True):
                in_text += islice(every, last - first)
        return [_parted(in_text) for in_text in found]


def follows(text: str, one: Found, other: Found) -> bool:
    """Whether two matches are neighbours in the query and in the text."""
    return other.word == one.word + 1 and not _LETTER.search(text, one.end, other.start)


def runs(text: str, found: Sequence[Found]) -> tuple[int, ...]:
    """For each match the number, from 0, of the run that it is of: `thư viện` where both words are
    wanted is one run of two matches, and one place to a reader.
    """
    begins = (not follows(text, *both) for both in pairwise(found))
    return tuple(accumulate(begins, initial=0)) if found else ()


def _parted(candidates: list[Found]) -> list[Found]:
    """In order, those that overlap as one."""
    found: list[Found] = []
    done = 0
    for candidate in sorted(candidates):
        if candidate.start >= done:
            found.append(candidate)
        else:
            found[-1] = _one(found[-1], candidate)
        done = found[-1].end
    return found


def _one(first: Found, other: Found) -> Found:
    """Two matches that overlap as one: the longer one's word, all the characters of both."""
    longer = max(first, other, key=lambda found: found.syllables)
    return longer._replace(start=first.start, end=max(first.end, other.end))


def boxes(text: str, words: Sequence[WordBox], spans: Sequence[Span]) -> tuple[WordBox, ...]:
    """The boxes whose words touch one of the spans."""
    return tuple(word for word, _ in boxes_of_matches(text, words, spans))


def boxes_of_matches(
    text: str, words: Sequence[WordBox], spans: Sequence[Span]
) -> tuple[tuple[WordBox, tuple[int, ...]], ...]:
    """The boxes whose words touch one of the spans, and which spans, counted from 0.

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
        # To OCR `thư-viện` is one word, to a query two.
        touched = next((n for n, (begin, _) in enumerate(remaining) if begin >= at), len(remaining))
        if touched:
            first = len(spans) - len(remaining)
            found.append((word, tuple(range(first, first + touched))))
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
