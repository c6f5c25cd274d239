"""Near spellings: the folded forms that are one slip of the fingers away.

A form of letters is one number, five bits a letter, so that all some hundred slips of a word are
looked up at once: 0.4 ms, and 16 bytes a form.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from searchsvc.suggest.arrays import Arrays

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_BITS = 5
#: Letters that fit into a number.
MOST_LETTERS = 12
LEAST_LETTERS = 2


class Near(NamedTuple):
    """A folded form one slip away, and in how many pages it stands."""

    folded: str
    frequency: int


class NearForms:
    """`codes`: of all forms, ascending; `counts`: in how many pages each stands."""

    def __init__(self, codes: NDArray[np.uint64], counts: NDArray[np.int64]) -> None:
        self._codes, self._counts = codes, counts

    def near(self, folded: str) -> list[Near]:
        """Forms with one letter more, fewer or other, or two of them swapped; commonest first."""
        if not LEAST_LETTERS <= len(folded) <= MOST_LETTERS or not _is_coded(folded):
            return []
        slips = list(dict.fromkeys(_slips(folded)))
        codes = np.array([_code(slip) for slip in slips], np.uint64)
        places = np.searchsorted(self._codes, codes)
        places[places == len(self._codes)] = 0
        if not len(self._codes):
            return []
        found = np.flatnonzero(self._codes[places] == codes)
        near = [Near(slips[i], int(self._counts[places[i]])) for i in found.tolist()]
        return sorted(near, key=lambda one: (-one.frequency, one.folded))


def near_arrays(totals: Mapping[str, int]) -> Arrays:
    """What `NearForms` reads, from how often each folded form stands."""
    coded = [(_code(form), n) for form, n in totals.items() if _is_coded(form)]
    coded.sort()
    return {
        "codes": np.array([code for code, _ in coded], np.uint64),
        "code_counts": np.array([count for _, count in coded], np.int64),
    }


def _is_coded(folded: str) -> bool:
    return len(folded) <= MOST_LETTERS and folded.isascii() and folded.isalpha()


def _code(folded: str) -> int:
    code = 0
    for letter in folded:
        code = code << _BITS | ord(letter) - 96
    return code


def _slips(word: str) -> Iterator[str]:
    """Every string one slip away, but for the word itself."""
    for at in range(len(word)):
        before, letter, rest = word[:at], word[at], word[at + 1 :]
        yield before + rest
        if rest and rest[0] != letter:
            yield before + rest[0] + letter + rest[1:]
        yield from (before + other + rest for other in _LETTERS if other != letter)
    if len(word) < MOST_LETTERS:
        for at in range(len(word) + 1):
            yield from (word[:at] + more + word[at:] for more in _LETTERS)
