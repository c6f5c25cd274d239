"""The words of a row of texts as arrays, and which of them are, or begin with, a few folded forms.

A syllable has seven letters at most, so with its length it is one number of eight bytes, and all
words of an answer's pages, some 6,000, are compared with one form in 3 µs.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from analyzers.letters import WORD, Letters

Places = NDArray[np.intp]
Keys = NDArray[np.uint64]

#: Letters of a word that its key has; what is longer is looked at once more.
_KEYED = 7
_LENGTH = np.uint64(8 * _KEYED)
_LONGEST = 255
#: The bits of so many first letters.
_HEADS = np.array([(1 << 8 * letters) - 1 for letters in range(_KEYED + 1)], np.uint64)


class RowWords:
    """No word touches either end of the row. Forms are folded ones in ASCII letters, which a letter
    of another script is none of.
    """

    def __init__(self, letters: Letters) -> None:
        self._plain = letters.plain
        are_words = (letters.kinds & WORD).astype(np.bool_)
        edges = np.flatnonzero(are_words[1:] != are_words[:-1]) + 1
        self._starts: Places = edges[0::2]
        self._ends: Places = edges[1::2]
        padded = self._plain + bytes(8)
        eight_letters: Keys = np.ndarray(len(self._plain), "<u8", padded, strides=(1,))
        lengths = self._ends - self._starts
        heads = eight_letters[self._starts] & _HEADS[np.minimum(lengths, _KEYED)]
        self._keys: Keys = heads | np.minimum(lengths, _LONGEST).astype(np.uint64) << _LENGTH

    def places_of(self, forms: Iterable[bytes]) -> list[tuple[int, int]]:
        """Of the words that have one of these forms, in order."""
        wanted = set(forms)
        places = self._places(self._are(wanted))
        if any(len(form) > _KEYED for form in wanted):
            return [(start, end) for start, end in places if self._plain[start:end] in wanted]
        return places

    def runs_of(self, forms: Sequence[Iterable[bytes]]) -> list[tuple[int, int]]:
        """Of the words behind which others stand so that each may have one of its forms, in order:
        those are all, and there are a few others.
        """
        first, *others = map(self._are, forms)
        for after, found in enumerate(others, 1):
            first[:-after] &= found[after:]
            first[-after:] = False
        return self._places(first)

    def places_begun(self, beginnings: Iterable[bytes]) -> list[tuple[int, int]]:
        """Of the words that begin with one of these letters, in order."""
        wanted = tuple(beginnings)
        found = np.zeros(len(self._keys), np.bool_)
        for letters in wanted:
            head = _HEADS[min(len(letters), _KEYED)]
            found |= (self._keys & head) == (_key(letters) & head)
        places = self._places(found)
        return [(start, end) for start, end in places if self._plain.startswith(wanted, start)]

    def different(self) -> tuple[set[str], list[tuple[int, int]]]:
        """The forms that there are, and the places of the words that have letters of others."""
        others = np.cumsum(np.frombuffer(self._plain, np.uint8) == 0)
        foreign = others[self._ends - 1] != others[self._starts - 1]
        _, first = np.unique(self._keys, return_index=True)
        seen = np.zeros(len(self._keys), np.bool_)
        seen[first] = True
        seen |= self._ends - self._starts > _KEYED
        plain = str(self._plain, "ascii")
        forms = {plain[start:end] for start, end in self._places(seen & ~foreign)}
        return forms, self._places(foreign)

    def _are(self, forms: Iterable[bytes]) -> NDArray[np.bool_]:
        return np.isin(self._keys, [_key(form) for form in forms])

    def _places(self, found: NDArray[np.bool_]) -> list[tuple[int, int]]:
        which = np.flatnonzero(found)
        return list(zip(self._starts[which].tolist(), self._ends[which].tolist(), strict=True))


def _key(form: bytes) -> np.uint64:
    letters = int.from_bytes(form[:_KEYED], "little")
    return np.uint64(letters | min(len(form), _LONGEST) << int(_LENGTH))
