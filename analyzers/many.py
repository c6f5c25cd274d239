"""Normalizing many texts at once, in a row: what it alters is told from all their letters.

Five texts of six have nothing that `normalize_letters` alters, and the others little, so only the
stretches of them that it may alter are given to it.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from analyzers.alignment import Normalized
from analyzers.characters import replacements
from analyzers.kernel import Texts, kernel
from analyzers.kinds import code_points, text_of
from analyzers.letters import Changes, Letters
from analyzers.normalize import is_compound, normalize_letters
from analyzers.sentences import SPACE, kinds_of, part_of_row, row_of
from analyzers.text_row import Ends, TextRow

_SEPARATORS = ".,"


class NormalizedTexts(NamedTuple):
    """Normalized texts, and the same in a row."""

    texts: list[str]
    row: Texts

    def part(self, begin: int, end: int) -> "NormalizedTexts":
        """Those from `begin` to `end` (excluded)."""
        return NormalizedTexts(self.texts[begin:end], part_of_row(self.row, begin, end))


def normalize_all(texts: Sequence[str]) -> NormalizedTexts:
    """`normalize` of each, without the way back to the text as it was delivered."""
    together = TextRow.of(texts)
    letters = Letters.of(together)
    row, ends = Edits(together.text, letters.changes()).applied(letters.ends)
    for sign in letters.signs():
        row = row.replace(sign, replacements()[sign])
    return _parted(row, ends)


def _parted(row: str, ends: Ends) -> NormalizedTexts:
    """Texts in a row with `part_words` done to each, which leaves it as long."""
    letters = code_points(row)
    kinds, parted = kinds_of(letters), letters.copy()
    hyphens = np.empty((row.count("-"), 3), np.int32)
    count = kernel().part_words(row_of(letters, kinds, ends), parted, hyphens)
    for start, hyphen, end in hyphens[:count].tolist():
        if is_compound(row[start:hyphen], row[hyphen + 1 : end]):
            parted[hyphen], kinds[hyphen] = ord(" "), SPACE
    row = text_of(parted)
    normalized = [row[start:end] for start, end in pairwise(ends.tolist())]
    return NormalizedTexts(normalized, row_of(parted, kinds, ends))


class Edits:
    """The stretches of a row of texts that `normalize_letters` may alter in words (`changes`), and
    `texts`: what stands for each.
    """

    texts: list[str]

    def __init__(self, row: str, changes: Changes) -> None:
        self._row = row
        self._changes: list[tuple[int, int, int]] = changes.tolist()
        self._normalized = {
            number: normalize_letters(row[start:end])
            for number, (start, end, is_number) in enumerate(self._changes)
            if not is_number
        }
        self.texts = [
            self._normalized[number].text
            if number in self._normalized
            else row[start:end].replace(".", "").replace(",", "")
            for number, (start, end, _) in enumerate(self._changes)
        ]

    def applied(self, ends: Ends) -> tuple[str, Ends]:
        """The row with them, and where the texts end in it that ended in `ends`."""
        parts: list[str] = []
        done = 0
        for (start, end, _), text in zip(self._changes, self.texts, strict=True):
            parts += self._row[done:start], text
            done = end
        stops = [0, *(end for _, end, _ in self._changes)]
        longer = (
            len(text) - (end - start)
            for (start, end, _), text in zip(self._changes, self.texts, strict=True)
        )
        further = np.cumsum([0, *longer], dtype=np.int64)
        moved = further[np.searchsorted(stops, ends, "right") - 1]
        return "".join(parts) + self._row[done:], ends + moved

    def delivered(self, change: int, place: int) -> tuple[int, int]:
        """Where in the row a character stands, given its change and its place in the text of it."""
        start, end, is_number = self._changes[change]
        if is_number:
            stretch = Normalized(self._row[start:end])
            edits = [
                (at, at + 1, "") for at, sign in enumerate(stretch.text) if sign in _SEPARATORS
            ]
            normalized = stretch.then(edits)
        else:
            normalized = self._normalized[change]
        first, behind = normalized.span(place, place + 1)
        return start + first, start + behind
