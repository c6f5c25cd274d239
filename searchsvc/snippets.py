"""The part of a text that shows best where a query's words stand: an exact piece of it, escaped.

Whole sentences where they fit. Offsets are code points of the text as it was delivered.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import accumulate, pairwise

from analyzers.sentences import sentences
from searchsvc.highlight import Found, Span

SNIPPET_CHARACTERS = 240

_SPACE = re.compile(r"\s")
_NO_SPACE = re.compile(r"\S")
_LETTER = re.compile(r"\w")
#: The end of a line after which the text does not go on in small letters: of a heading, a verse, a
#: paragraph. Other lines of a scan end anywhere.
_LINE_END = re.compile(r"\n\s*+(?=\S)")
#: Text looked at beside the part that may be shown, so that sentences end in it as in the whole.
_AROUND = 12


def snippet(text: str, found: Sequence[Found], size: int = SNIPPET_CHARACTERS) -> str:
    """The part of `text` that shows most of the query, escaped, `<mark>` round what was found.

    At most `size` characters, but for a single match that is longer; the beginning when nothing
    was found.
    """
    start, end = (
        _around(text, *_densest(text, found, size), size) if found else _beginning(text, size)
    )
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


def _densest(text: str, found: Sequence[Found], size: int) -> Span:
    """Where those matches stand that show most of the query within three quarters of `size`.

    Most different words first, a phrase counting as many as it has; then most words that follow
    each other as in the query; then most words.
    """
    reach = size * 3 // 4
    if found[-1].end - found[0].start <= reach:
        return found[0].start, found[-1].end
    follows = list(accumulate(_follow(text, found), initial=0))
    within = [0] * (1 + max(match.word for match in found))
    best, span = (0, 0, 0), (0, 0)
    shown = right = 0
    for left, begin in enumerate(found):
        while right < len(found) and (right == left or found[right].end - begin.start <= reach):
            word = found[right].word
            if not within[word]:
                shown += found[right].syllables
            within[word] += 1
            right += 1
        score = shown, follows[right - 1] - follows[left], right - left
        if score > best:
            best, span = score, (begin.start, found[right - 1].end)
        within[begin.word] -= 1
        if not within[begin.word]:
            shown -= begin.syllables
    return span


def _follow(text: str, found: Sequence[Found]) -> Iterator[bool]:
    """Whether each match and the next are neighbours in the query and in the text."""
    for one, other in pairwise(found):
        yield other.word == one.word + 1 and not _LETTER.search(text, one.end, other.start)


def _around(text: str, first: int, last: int, size: int) -> Span:
    """The part round two places: whole sentences, else the beginning of one, or its end."""
    size = max(size, last - first)
    starts = [_begin(text, place) for place in _breaks(text, last - size, first)]
    ends = [_end(text, place) for place in _breaks(text, last, first + size)]
    if starts and ends and ends[0] - starts[-1] <= size:
        end = max(end for end in ends if end - starts[-1] <= size)
        return min(start for start in starts if end - start <= size), end
    if starts:
        return starts[-1], _cut(text, last, starts[-1] + size)
    if ends:
        return _cut_before(text, ends[0] - size, first), ends[0]
    start = _cut_before(text, first - (size - (last - first)) // 2, first)
    return start, _cut(text, last, start + size)


def _beginning(text: str, size: int) -> Span:
    start = _begin(text, 0)
    ends = [_end(text, place) for place in _breaks(text, start + 1, start + size)]
    return start, ends[-1] if ends else _cut(text, start, start + size)


def _breaks(text: str, low: int, high: int) -> list[int]:
    """Places from `low` to `high` where a sentence, a line or the text begins or ends."""
    begin = max(0, low - _AROUND)
    piece = text[begin : high + _AROUND]
    places = {end for _, end in sentences(piece)}
    places.update(m.start() for m in _LINE_END.finditer(piece) if not piece[m.end()].islower())
    found = sorted(begin + place for place in places if low <= begin + place <= high)
    return [0, *found] if low <= 0 else found


def _begin(text: str, place: int) -> int:
    """The first character from there on that is no space."""
    character = _NO_SPACE.search(text, place)
    return character.start() if character else place


def _end(text: str, place: int) -> int:
    """Behind the last character before there that is no space."""
    while place and text[place - 1].isspace():
        place -= 1
    return place


def _cut(text: str, low: int, high: int) -> int:
    """An end between the two, not within a word; where there is no space, anywhere."""
    if high >= len(text):
        return max(low, _end(text, len(text)))
    return next((i for i in range(high, low - 1, -1) if text[i].isspace()), high)


def _cut_before(text: str, low: int, high: int) -> int:
    """A start between the two, alike."""
    if low <= 0:
        return 0
    space = _SPACE.search(text, low - 1, high)
    return space.end() if space else low
