"""Looking for terms in delivered texts, as an index would find them there."""

import secrets
from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from analyzers.kernel import Folding, kernel
from analyzers.kinds import CodePoints, code_points
from analyzers.letters import Letters, Spans, plain_sigma
from analyzers.many import Edits
from analyzers.terms import ENTRIES, Entry, Terms, is_unmarked
from analyzers.text_row import Ends, TextRow, ends_of

Numbers = NDArray[np.int32]

_BASE = secrets.randbits(64) | 1
"""What hashes depend on, so that nobody can write words that all have the same."""


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """Some words of texts in a row, by their numbers in it, in order.

    Those that are spelled alike, in texts with marks or without, are of one kind: `kinds` has its
    number for each, `entries` and `terms` by that number what is known of it, and its terms there.
    """

    numbers: Numbers
    kinds: Numbers
    entries: Sequence[Entry]
    terms: Sequence[Terms]

    def __len__(self) -> int:
        return len(self.numbers)


class TextTerms:
    """Delivered texts as the text field has them, looked at in a row for a few words of them.

    `ends`: where each text ends in the row, as delivered, behind a 0.
    """

    ends: Ends

    def __init__(self, row: TextRow) -> None:
        letters = Letters.of(row)
        changes = letters.changes()
        self.ends = row.ends
        self._edits = Edits(row.text, changes)
        # What stands for parts of the texts is read behind them.
        self._new_ends = len(row.codes) + ends_of(self._edits.texts)
        added = "".join(self._edits.texts)
        self._row = row.text + added
        self._letters = letters.followed_by(code_points(added)) if added else letters
        self._words, self._bounds, counts = self._letters.words(changes, self._new_ends)
        self._unmarked = np.array([is_unmarked(*of_text) for of_text in counts.tolist()], np.bool_)

    def of_forms(self, folded: Collection[str]) -> Words:
        """The words that have one of these folded forms, and perhaps others that have a sigma."""
        table = _table(len(folded))
        found = np.empty(len(self._words), np.int32)
        count = kernel().words_of_forms(*self._folded, *_forms(folded), *table, _BASE, found)
        return self._told(found[:count])

    def begun_with(self, folded: Collection[str]) -> Words:
        """The words that begin with one of these folded letters, and perhaps others, as above."""
        found = np.empty(len(self._words), np.int32)
        return self._told(found[: kernel().words_begun(*self._folded, *_forms(folded), found)])

    def every_word(self) -> Words:
        """All words."""
        return self._told(np.arange(len(self._words), dtype=np.int32))

    def texts_of(self, numbers: Numbers) -> NDArray[np.intp]:
        """The numbers of the texts in which words stand."""
        after: NDArray[np.intp] = np.searchsorted(self._bounds, numbers, "right")
        return after - 1

    def spans(self, first: Numbers, last: Numbers) -> tuple[Numbers, Numbers]:
        """Where runs of words start and end in the row of delivered texts, given the numbers of
        their first and last words.
        """
        starts, ends = self._words[:, 0][first], self._words[:, 1][last]
        for at in np.flatnonzero(starts >= self._new_ends[0]).tolist():
            starts[at] = self._delivered(int(starts[at]))[0]
        for at in np.flatnonzero(ends > self._new_ends[0]).tolist():
            ends[at] = self._delivered(int(ends[at]) - 1)[1]
        return starts, ends

    def _delivered(self, place: int) -> tuple[int, int]:
        """Where a character stood that is read behind the texts."""
        change = bisect_right(self._new_ends, place) - 1
        return self._edits.delivered(change, place - int(self._new_ends[change]))

    @cached_property
    def _folded(self) -> tuple[Folding, CodePoints, Spans, int]:
        """The words, as the kernel compares them with folded forms."""
        return self._letters.folding(), self._letters.codes, self._words, len(self._words)

    def _told(self, numbers: Numbers) -> Words:
        """These words, with what is known of their kinds."""
        kinds, firsts = np.empty((2, len(numbers)), np.int32)
        words = self._letters.codes, self._words, numbers, len(numbers)
        table = _table(len(numbers))
        count = kernel().tell_spellings(*words, *table, _BASE, kinds, firsts)
        spans = self._words[firsts[:count]].tolist()
        entries = [ENTRIES[self._row[start:end]] for start, end in spans]
        terms = [entry.terms for entry in entries]
        if self._unmarked.any():
            # What is spelled alike is of another kind in those texts.
            kinds += count * self._unmarked[self.texts_of(numbers)]
            terms += [entry.unmarked_terms for entry in entries]
            entries *= 2
        return Words(numbers, kinds, entries, terms)


def _forms(folded: Collection[str]) -> tuple[CodePoints, Spans, int]:
    """Forms as the kernel takes them: code points in a row, where each starts and ends, and how
    many they are.
    """
    plain = list(map(plain_sigma, folded))
    ends = list(accumulate(map(len, plain), initial=0))
    spans = np.array(list(pairwise(ends)), np.int32)
    return code_points("".join(plain)), spans.reshape(-1, 2), len(plain)


def _table(words: int) -> tuple[Numbers, int]:
    """Room for a table of so many words, and the number of bits of its places."""
    bits = (2 * words | 1).bit_length()
    return np.empty(1 << bits, np.int32), bits
