"""Where a query's words are in a text, and in the image of a page.

Offsets are code points of the text as it was delivered; the text itself is never altered.
"""

import re
from collections import deque
from collections.abc import Sequence
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from analyzers import TextRow, TextTerms
from searchsvc.domain import WordBox
from searchsvc.finders import Places, finders_for
from searchsvc.matches import Found, Matches
from searchsvc.query import Node, text_matches
from searchsvc.requests import Marks

#: Characters without a box that may stand between two boxes.
_LONGEST_GAP = 240
#: Where a box's word is found only further on, so many of the next boxes are looked for in between.
_LOOK_AHEAD = 4
_LETTER = re.compile(r"\w")

Span = tuple[int, int]


class Highlighter:
    """Finds the words of one query in texts. One is made for all the pages of an answer.

    `scattered`: as in `finders_for`.
    """

    def __init__(self, tree: Node, marks: Marks, scattered: bool = True) -> None:
        self._finders = finders_for(text_matches(tree), marks, scattered)

    def find(self, text: str) -> list[Found]:
        """All matches in the text, in order; those that overlap are joined."""
        return self.find_in(TextRow.of([text])).in_text(0)

    def find_in(self, texts: TextRow) -> Matches:
        """`find` for each of several texts, several times as fast as one by one."""
        if not len(texts):
            return Matches.of([])
        row = TextTerms(texts)
        found = [finder.find(row) for finder in self._finders]
        columns = _columns(row, found, [finder.syllables for finder in self._finders])
        starts, ends = columns[:2]
        overlap = (starts[1:] < ends[:-1]).any()
        bounds = np.searchsorted(starts, row.ends)
        columns[:2] -= np.repeat(row.ends[:-1].astype(np.int32), np.diff(bounds))
        matches = Matches(columns, bounds)
        return Matches.of([disjoint(one) for one in matches.in_each()]) if overlap else matches


def _columns(
    row: TextTerms, found: Sequence[Places], syllables: Sequence[int]
) -> NDArray[np.int32]:
    """What several finders have found, in order: starts and ends in the row of delivered texts,
    words and syllables; shape (4, n).
    """
    if not found:
        return np.empty((4, 0), np.int32)
    first, last, words = (np.concatenate(column) for column in zip(*found, strict=True))
    columns = np.empty((4, len(words)), np.int32)
    columns[:2] = row.spans(first, last)
    columns[2] = words
    columns[3] = np.repeat(syllables, [len(one.words) for one in found])
    # The most important column is the last that lexsort is given.
    return columns if len(found) == 1 else columns.take(np.lexsort(columns[::-1]), axis=1)


def _follows(text: str, one: Found, other: Found) -> bool:
    """Whether two matches follow each other in the query and in the text."""
    return other.word == one.word + 1 and not _LETTER.search(text, one.end, other.start)


def runs(text: str, found: Sequence[Found]) -> tuple[int, ...]:
    """For each match the number, from 0, of its run. Matches that follow each other are one run: a
    reader takes `thư viện`, when both words are searched, for one match.
    """
    begins = (not _follows(text, *both) for both in pairwise(found))
    return tuple(accumulate(begins, initial=0)) if found else ()


def disjoint(candidates: list[Found]) -> list[Found]:
    """The matches of one text in order, those that overlap joined."""
    found: list[Found] = []
    done = 0
    for candidate in sorted(candidates):
        if candidate.start >= done:
            found.append(candidate)
        else:
            found[-1] = _joined(found[-1], candidate)
        done = found[-1].end
    return found


def _joined(first: Found, other: Found) -> Found:
    """One match for two that overlap: the characters of both, the word of the longer one."""
    longer = max(first, other, key=lambda found: found.syllables)
    return longer._replace(start=first.start, end=max(first.end, other.end))


def boxes(text: str, words: Sequence[WordBox], spans: Sequence[Span]) -> tuple[WordBox, ...]:
    """The boxes whose words touch one of the spans."""
    return tuple(word for word, _ in boxes_of_matches(text, words, spans))


def boxes_of_matches(
    text: str, words: Sequence[WordBox], spans: Sequence[Span]
) -> tuple[tuple[WordBox, tuple[int, ...]], ...]:
    """The boxes whose words touch one of the spans; for each, the indices of these spans.

    Boxes and spans are in the order of the text. A box is skipped where the text does not have its
    word, and so is text that has no boxes.
    """
    found = []
    at = 0
    remaining = deque(spans)
    for i, word in enumerate(words):
        start = _next_place(text, word, at)
        if start < 0:
            continue
        if any(map(str.isalnum, text[at:start])):
            # Words lie between. Where one of the next boxes is found among them, this box's word is
            # not in the text, and what was found is another box's.
            others = words[i + 1 : i + 1 + _LOOK_AHEAD]
            if any(_has_word(text, other.text, at, start) for other in others):
                continue
        at = start + len(word.text)
        while remaining and remaining[0][1] <= start:
            remaining.popleft()
        # One box may hold several matches: `thư-viện` is one word to OCR, two to a query.
        touched = next((n for n, (begin, _) in enumerate(remaining) if begin >= at), len(remaining))
        if touched:
            first = len(spans) - len(remaining)
            found.append((word, tuple(range(first, first + touched))))
    return tuple(found)


def _next_place(text: str, word: WordBox, at: int) -> int:
    """Where a box's word begins from `at` on, -1 if not near: a far one would skip later boxes."""
    return text.find(word.text, at, at + _LONGEST_GAP + len(word.text)) if word.text else -1


def _has_word(text: str, word: str, start: int, end: int) -> bool:
    """Whether a text has a word between two places, and not as a part of a longer one."""
    place = text.find(word, start, end) if word else -1
    after = place + len(word)
    around = text[max(0, place - 1) : place] + text[after : after + 1]
    return place >= 0 and not any(map(str.isalnum, around))
