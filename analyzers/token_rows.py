"""The tokens of several texts in a row, and the streams, in UTF-8, that they make of each text."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analyzers.kernel import Pieces, kernel
from analyzers.pairs import SIZE, names
from analyzers.segmenter import SegmentedTexts

Numbers = NDArray[np.int32]
Ends = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Counts(NamedTuple):
    """Of each text how many syllables it has, how many words, and how many of these have marks."""

    syllables: list[int]
    words: list[int]
    marked: list[int]


class TokenRow(NamedTuple):
    """The tokens of n texts, and where they start in their texts. `ends`, shape (n + 1,): where the
    tokens of each text end, behind a 0.
    """

    numbers: Numbers
    starts: Numbers
    ends: Ends

    @classmethod
    def of(cls, parts: Iterable[tuple[Numbers, Numbers]]) -> "TokenRow":
        """Of the numbers and starts of each text's tokens."""
        numbers, starts = zip(*parts, strict=True)
        ends = np.cumsum([0, *map(len, numbers)], dtype=np.int64)
        return cls(np.concatenate(numbers), np.concatenate(starts), ends)

    @classmethod
    def of_parts(cls, parts: Sequence[SegmentedTexts]) -> "TokenRow":
        """Of all texts of some segmentations."""
        sizes = [np.diff(part.ends) for part in parts]
        return cls(
            np.concatenate([part.numbers for part in parts]),
            np.concatenate([part.starts for part in parts]),
            np.concatenate([[0], *sizes], dtype=np.int64).cumsum(),
        )

    @property
    def texts(self) -> int:
        """How many there are."""
        return len(self.ends) - 1

    def of_text(self, number: int) -> tuple[Numbers, Numbers]:
        """The numbers and starts of the tokens of one text."""
        begin, end = self.ends[number : number + 2].tolist()
        return self.numbers[begin:end], self.starts[begin:end]

    def words(self, known: Pieces, joined: Flags) -> list[str]:
        """The word stream of each text. `joined`: of each token, whether it goes on with the word
        of the token before it; never of a text's first.
        """
        sizes = np.empty(self.texts, np.int64)
        kernel().measure_words(known, self.numbers, joined, self.ends, self.texts, sizes)
        out = np.empty(sizes.sum(), np.uint8)
        kernel().write_words(known, self.numbers, joined, self.ends, self.texts, out)
        return _cut(out, sizes.cumsum(), before=1)

    def cut(self, known: Pieces) -> Flags:
        """Whether a syllable of each text goes on over the end of a token; shape (n,)."""
        found = np.empty(self.texts, np.bool_)
        kernel().find_cut(known, *self, self.texts, found)
        return found

    def counts(self, known: Pieces) -> Counts:
        """How many syllables and words there are."""
        counts = np.empty((3, self.texts), np.int64)
        kernel().count_syllables(known, self.numbers, self.ends, self.texts, *counts)
        return Counts(*counts.tolist())

    def syllables(self, known: Pieces, unmarked: Flags) -> list[str]:
        """The text stream of each text. `unmarked`: whether it was written without marks."""
        sizes = np.empty(self.texts, np.int64)
        kernel().measure_texts(known, self.numbers, self.ends, unmarked, self.texts, sizes)
        out = np.empty(sizes.sum(), np.uint8)
        kernel().write_texts(known, self.numbers, self.ends, unmarked, self.texts, out)
        return _cut(out, sizes.cumsum(), before=1)

    def pairs(self, known: Pieces, sentence_ends: Numbers, most: int) -> list[str]:
        """The pair stream of each text, at most `most` pairs in all. `sentence_ends`: where the
        sentences of each text end (`sentences.sentence_ends`).
        """
        out, ends = np.empty(most, np.uint32), np.empty(self.texts, np.int64)
        last = np.zeros(len(names()), np.int32)
        kernel().write_pairs(known, *self, self.texts, sentence_ends, names(), last, out, ends)
        return _cut(out.view(np.uint8), ends * SIZE, behind=1)


def _cut(row: NDArray[np.uint8], ends: Ends, before: int = 0, behind: int = 0) -> list[str]:
    """Strings that stand in a row, without so many bytes before and behind each."""
    data = row.data
    return [
        str(data[begin + before : max(begin, end - behind)], "utf-8", "surrogatepass")
        for begin, end in pairwise([0, *ends.tolist()])
    ]
