"""Near spellings: the folded forms that are one slip of the fingers away.

A form of letters is one number, five bits a letter, so that the few hundred slips of a word are
made and looked up as arrays: 0.05 ms, where strings took 0.4.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from searchsvc.suggest.arrays import Arrays

#: Of a letter.
BITS = 5
_LETTER = (1 << BITS) - 1
_LETTERS = np.arange(1, 27, dtype=np.uint64)
_A = ord("a") - 1
#: Letters that fit into a number.
MOST_LETTERS = 12
_LEAST_LETTERS = 2

Codes = NDArray[np.uint64]


class Near(NamedTuple):
    """A folded form one slip away, and in how many pages it stands."""

    folded: str
    frequency: int


class NearForms:
    """`codes`: of all forms, ascending; `counts`: in how many pages each stands."""

    def __init__(self, codes: Codes, counts: NDArray[np.int64]) -> None:
        self._codes, self._counts = codes, counts

    def frequency(self, folded: str) -> int:
        """In how many pages a form stands."""
        if not is_coded(folded) or not len(self._codes):
            return 0
        code = np.uint64(code_of(folded))
        place = min(int(np.searchsorted(self._codes, code)), len(self._codes) - 1)
        return int(self._counts[place]) if self._codes[place] == code else 0

    def near(self, folded: str, most: int | None = None) -> list[Near]:
        """Forms with one letter more, fewer or other, or two of them swapped; commonest first.

        `most`: how many are wanted.
        """
        if not is_coded(folded) or len(folded) < _LEAST_LETTERS or not len(self._codes):
            return []
        own = code_of(folded)
        slips = np.unique(np.concatenate(list(_slips(own, len(folded)))))
        places = np.searchsorted(self._codes, slips)
        places[places == len(self._codes)] = 0
        found = places[(self._codes[places] == slips) & (slips != own)]
        found = found[np.argsort(-self._counts[found], kind="stable")][:most]
        pairs = zip(self._codes[found].tolist(), self._counts[found].tolist(), strict=True)
        return [Near(_form(code), count) for code, count in pairs]


def near_arrays(totals: Mapping[str, int]) -> Arrays:
    """What `NearForms` reads, from how often each folded form stands."""
    coded = sorted((code_of(form), n) for form, n in totals.items() if is_coded(form))
    return {
        "codes": np.array([code for code, _ in coded], np.uint64),
        "code_counts": np.array([count for _, count in coded], np.int64),
    }


def is_coded(folded: str) -> bool:
    """Whether a form can be a number: small letters of the alphabet, not too many."""
    return 0 < len(folded) <= MOST_LETTERS and folded.isascii() and folded.isalpha()


def code_of(folded: str) -> int:
    code = 0
    for letter in folded:
        code = code << BITS | ord(letter) - _A
    return code


def _form(code: int) -> str:
    letters = []
    while code:
        letters.append(chr((code & _LETTER) + _A))
        code >>= BITS
    return "".join(reversed(letters))


def _slips(code: int, length: int) -> Iterator[Codes]:
    """The codes one slip away, place by place; `code` itself may be among them."""
    for at in range(length + 1):
        # Letters before the place, and from it on.
        bits = BITS * (length - at)
        before, rest = code >> bits, code & ((1 << bits) - 1)
        if length < MOST_LETTERS:
            yield _with_any_letter(before, rest, bits)
        if at == length:
            continue
        bits -= BITS
        letter, rest = rest >> bits, rest & ((1 << bits) - 1)
        yield _with_any_letter(before, rest, bits)
        yield np.array([before << bits | rest], np.uint64)
        if bits:
            bits -= BITS
            following, rest = rest >> bits, rest & ((1 << bits) - 1)
            swapped = ((before << BITS | following) << BITS | letter) << bits | rest
            yield np.array([swapped], np.uint64)


def _with_any_letter(before: int, rest: int, bits: int) -> Codes:
    """Each letter between two parts; `bits`: those of the second."""
    return np.uint64(before << (bits + BITS) | rest) | (_LETTERS << np.uint64(bits))
