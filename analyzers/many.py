"""Normalizing many texts at once: those that it alters are told from all letters in a row.

Five texts of six have nothing that `normalize_letters` alters, and to find that out by regular
expressions takes most of its time.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from analyzers.alignment import Normalized
from analyzers.characters import replacements
from analyzers.letters import SEPARATOR, Letters
from analyzers.normalize import join_thousands, normalize_letters, part_words

#: Stands before, between and behind texts: no word goes on over it.
_GAP = "\n"
_END = _GAP * 4
#: Enough for any code point.
_CODE_BITS = 21


class Row(NamedTuple):
    """Texts in a row, and where each begins in it."""

    text: str
    begins: list[int]

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Row":
        sizes = (len(text) + len(_GAP) for text in texts[:-1])
        begins = list(accumulate(sizes, initial=len(_GAP)))[: len(texts)]
        return cls(_GAP + _GAP.join(texts) + _END, begins)


def normalize_all(texts: Sequence[str]) -> list[str]:
    """`normalize` of each, without the way back to the text as it was delivered."""
    row = Row.of(texts)
    letters = Letters(row.text)
    found = list(texts)
    for number, sign in _signs(row, letters):
        found[number] = found[number].replace(sign, replacements()[sign])
    for number, normal in altered(texts, row, letters).items():
        found[number] = normal.text
    return [part_words(Normalized(text)).text for text in found]


def _signs(row: Row, letters: Letters) -> Iterator[tuple[int, str]]:
    """Numbers of texts, and the quotes and dashes in them that are written in another way."""
    places, codes = letters.signs()
    numbers = np.searchsorted(row.begins, places, "right") - 1
    for key in np.unique(numbers << _CODE_BITS | codes).tolist():
        yield key >> _CODE_BITS, chr(key & (1 << _CODE_BITS) - 1)


def altered(texts: Sequence[str], row: Row, letters: Letters) -> dict[int, Normalized]:
    """By number the texts that `normalize_letters` alters, as it gives them, and perhaps a few
    others. `letters`: of the row.
    """
    places = letters.may_change()
    if not len(places):
        return {}
    numbers = np.searchsorted(row.begins, places, "right") - 1
    is_separator = (letters.kinds[places] & SEPARATOR).astype(np.bool_)
    others = set(numbers[~is_separator].tolist())
    found = {number: normalize_letters(texts[number]) for number in others}
    for number in set(numbers.tolist()) - others:
        separators = places[numbers == number] - row.begins[number]
        found[number] = join_thousands(texts[number], separators.tolist())
    return found
