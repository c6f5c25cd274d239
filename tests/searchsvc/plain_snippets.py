"""Snippets as they are cut and marked step by step in Python, which the kernel must do alike."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise
from typing import NamedTuple

from searchsvc.matches import Found
from tests.analyzers.plain_sentences import plain_sentences

Span = tuple[int, int]

_SPACE = re.compile(r"\s")
_NO_SPACE = re.compile(r"\S")
#: The end of a line. If the next does not begin with a small letter, it is the end of a heading, a
#: verse or a paragraph; other lines of a scan end anywhere.
_LINE_END = re.compile(r"\n\s*+(?=\S)")
#: Characters around the part that may be shown that are looked at too, so that its sentences end
#: where they do in the whole text.
_AROUND = 12


def plain_snippet(text: str, found: Sequence[Found], size: int) -> str:
    stretch = _densest(text, found, size) if found else None
    breaks = _breaks(_window(text, stretch, size))
    shown = _around(text, *stretch, size, breaks) if stretch else _beginning(text, size, breaks)
    return _marked(text, [(f.start, f.end) for f in found], *shown)


class _Window(NamedTuple):
    """A part of a text, from `low`, which may be negative, to `high`, in which a snippet may begin
    or end.
    """

    text: str
    low: int
    high: int


def _window(text: str, stretch: Span | None, size: int) -> _Window:
    """Where a snippet may begin or end that shows a stretch, or the beginning of the text."""
    if stretch is None:
        start = _begin(text, 0)
        return _Window(text, start + 1, start + size)
    first, last = stretch
    size = max(size, last - first)
    return _Window(text, last - size, first + size)


def _marked(text: str, spans: Iterable[Span], start: int, end: int) -> str:
    """Characters `start` to `end` of a text, escaped, with `<mark>` round the spans within."""
    shown = text[start:end]
    # Few texts need escaping, and a text has many pieces: so it is tried once for all of them.
    escaped = escape if escape(shown) != shown else str
    pieces = []
    done = start
    for span_start, span_end in spans:
        if span_start >= done and span_end <= end:
            pieces.append(escaped(text[done:span_start]))
            pieces.append(f"<mark>{escaped(text[span_start:span_end])}</mark>")
            done = span_end
    pieces.append(escaped(text[done:end]))
    return "".join(pieces)


def _follows(text: str, one: Found, other: Found) -> bool:
    return other.word == one.word + 1 and not re.search(r"\w", text[one.end : other.start])


def _densest(text: str, found: Sequence[Found], size: int) -> Span:
    """The stretch of at most three quarters of `size` characters that shows most of the query.

    The best one has most different words (a phrase counts as many as it has); of these, most pairs
    of words that follow each other as in the query; then most matches in the `size` characters from
    there on; then it is the shortest.
    """
    reach = size * 3 // 4
    starts = [match.start for match in found]
    following = [False, *(_follows(text, *both) for both in pairwise(found))]
    words = [0] * (1 + max(match.word for match in found))
    pairs = words.copy()
    best, span = (0, 0, 0, 0), (0, 0)
    shown = joined = left = 0
    for right, (start, end, word, syllables) in enumerate(found):
        if not words[word]:
            shown += syllables
        words[word] += 1
        if following[right]:
            joined += not pairs[word]
            pairs[word] += 1
        # Leave out matches on the left that are too far away, or that later ones make needless.
        while left < right:
            first, after = found[left], found[left + 1].word
            if end - first.start <= reach and (
                words[first.word] == 1 or (following[left + 1] and pairs[after] == 1)
            ):
                break
            words[first.word] -= 1
            if not words[first.word]:
                shown -= first.syllables
            if following[left + 1]:
                pairs[after] -= 1
                joined -= not pairs[after]
            left += 1
        if (shown, joined) >= best[:2]:
            start = starts[left]
            near = bisect_left(starts, start + size) - left
            score = shown, joined, near, start - end
            if score > best:
                best, span = score, (start, end)
    return span


def _around(text: str, first: int, last: int, size: int, breaks: Sequence[int]) -> Span:
    """The part around a stretch: whole sentences if they fit, else the beginning or end of one."""
    size = max(size, last - first)
    starts = [_begin(text, place) for place in breaks if place <= first]
    ends = [_end(text, place) for place in breaks if place >= last]
    if starts and ends and ends[0] - starts[-1] <= size:
        end = max(end for end in ends if end - starts[-1] <= size)
        return min(start for start in starts if end - start <= size), end
    if starts:
        return starts[-1], _cut(text, last, starts[-1] + size)
    if ends:
        return _cut_before(text, ends[0] - size, first), ends[0]
    start = _cut_before(text, first - (size - (last - first)) // 2, first)
    return start, _cut(text, last, start + size)


def _beginning(text: str, size: int, breaks: Sequence[int]) -> Span:
    start = _begin(text, 0)
    ends = [_end(text, place) for place in breaks]
    return start, ends[-1] if ends else _cut(text, start, start + size)


def _breaks(window: _Window) -> list[int]:
    """Places in a window where a sentence, a line or the text begins or ends."""
    _, low, high = window
    begin = max(0, low - _AROUND)
    piece = window.text[begin : high + _AROUND]
    places = [end for _, end in plain_sentences(piece)]
    places += (m.start() for m in _LINE_END.finditer(piece) if not piece[m.end()].islower())
    found = sorted({begin + place for place in places if low <= begin + place <= high})
    return [0, *found] if low <= 0 else found


def _begin(text: str, place: int) -> int:
    """The place of the first character from `place` on that is no space."""
    character = _NO_SPACE.search(text, place)
    return character.start() if character else len(text)


def _end(text: str, place: int) -> int:
    """The place behind the last character before `place` that is no space."""
    while place and text[place - 1].isspace():
        place -= 1
    return place


def _cut(text: str, low: int, high: int) -> int:
    """An end from `low` to `high` that cuts no word; `high` where there is no space."""
    if high >= len(text):
        return len(text)
    space = next((i for i in range(high, low - 1, -1) if text[i].isspace()), None)
    return high if space is None else max(low, _end(text, space))


def _cut_before(text: str, low: int, high: int) -> int:
    """A start from `low`, which is not 0, to `high` that cuts no word; `low` without a space."""
    space = _SPACE.search(text, low - 1, high)
    return _begin(text, space.end()) if space else low
