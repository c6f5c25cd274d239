"""Unicode form NFC in linear time, with a way back to the text as it was given."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile

import numpy as np
from numpy.typing import NDArray

from analyzers.characters import followers
from analyzers.segmenter.segmentation import Word

_CEASELESS_MARKS = re.compile(r"[^\w\s]{31,}")
"""Holds every run of more marks than Unicode's stream-safe format allows on a letter."""
_TIBETAN_VOWELS = {code: unicodedata.normalize("NFD", chr(code)) for code in (0xF73, 0xF75, 0xF81)}
"""The only characters that are no marks by themselves and begin with one when taken apart."""


def composed(text: str) -> str:
    """``unicodedata.normalize("NFC", text)``, which sorts marks in quadratic time."""
    if unicodedata.is_normalized("NFC", text):
        return text
    return unicodedata.normalize("NFC", _CEASELESS_MARKS.sub(_sorted_marks, text))


def _sorted_marks(run: re.Match[str]) -> str:
    marks = run[0].translate(_TIBETAN_VOWELS)
    return "".join(
        "".join(sorted(group, key=unicodedata.combining) if movable else group)
        for movable, group in groupby(marks, lambda mark: unicodedata.combining(mark) > 0)
    )


@dataclass(frozen=True, slots=True)
class Composed:
    """A text in NFC, cut into n parts that each stand for a part of the original.

    ``ends``, ``original_ends``: shape (n + 1,), where each part ends in either text, after a 0
    for the first one's begin.
    """

    text: str
    ends: NDArray[np.intp]
    original_ends: NDArray[np.intp]

    def placed(self, words: Sequence[Word]) -> list[Word]:
        """Words of ``text`` with their places in the original: the parts that they touch."""
        first = self.ends.searchsorted([word.start for word in words], "right") - 1
        last = self.ends.searchsorted([word.end for word in words], "left")
        starts, ends = self.original_ends.take(first), self.original_ends.take(last)
        return list(map(Word, [word.text for word in words], starts.tolist(), ends.tolist()))


def compose(text: str) -> Composed:
    """A part is a character, or the least of a letter and its marks that NFC changes."""
    marks = followers().union(map(chr, _TIBETAN_VOWELS)).intersection(text)
    following = f"[{re.escape(''.join(sorted(marks)))}]*" if marks else ""
    letters = re.findall(rf"(?s:.){following}", text)
    cut = {letter: _parts(letter) for letter in set(letters)}
    parts = [part for letter in letters for part in cut[letter]]
    normal = [form for _, form in parts]
    return Composed("".join(normal), _ends(normal), _ends(part for part, _ in parts))


def _parts(letter: str) -> list[tuple[str, str]]:
    """A letter and its marks in parts, each with its form in NFC."""
    form = composed(letter)
    begin = _alike(letter, form)
    if begin == len(letter):
        return list(zip(letter, letter, strict=True))
    # Read from behind, to where they are known to differ.
    end = _alike(letter[:begin:-1], form[:begin:-1])
    ahead, behind = letter[:begin], letter[len(letter) - end :]
    changed = letter[begin : len(letter) - end], form[begin : len(form) - end]
    return [*zip(ahead, ahead, strict=True), changed, *zip(behind, behind, strict=True)]


def _alike(one: str, other: str) -> int:
    """How many characters both begin with."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _ends(parts: Iterable[str]) -> NDArray[np.intp]:
    return np.cumsum([0, *map(len, parts)])
