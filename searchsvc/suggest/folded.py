"""All folded forms of a collection: which of them differ from a word in a few letters."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from analyzers import TextRow, text_of
from analyzers.kernel import kernel
from searchsvc.suggest.arrays import Arrays


class FoldedForms:
    """n folded forms. `letters`: the code points of all; `ends`: where each ends, behind a 0; shape
    (n + 1,), or (0,) where the forms are not known.
    """

    def __init__(self, letters: NDArray[np.uint32], ends: NDArray[np.int64]) -> None:
        # In the machine's own order of bytes, which a file's need not be.
        self._letters = letters.astype(np.uint32, copy=False)
        self._ends = ends.astype(np.int64, copy=False)
        if len(ends) and (ends[0] or ends[-1] != len(letters) or (np.diff(ends) < 0).any()):
            raise ValueError("folded forms do not end where they should")

    def near(self, folded: str, most: int) -> list[str] | None:
        """Those that are at most so many letters away, inserted, deleted, replaced or swapped with
        the next one. None where the forms are not known.
        """
        if not len(self._ends):
            return None
        ends, word = self._ends, TextRow.of([folded])
        found = np.empty(len(ends) - 1, np.int32)
        given = self._letters, ends, len(found), word.codes, len(folded), most
        numbers = found[: kernel().words_near(*given, found)].tolist()
        return [text_of(self._letters[ends[number] : ends[number + 1]]) for number in numbers]


def folded_arrays(forms: Iterable[str]) -> Arrays:
    """The arrays of `FoldedForms` for all forms of a collection."""
    row = TextRow.of(forms)
    return {"folded_letters": row.codes, "folded_ends": row.ends}


def unknown_forms() -> Arrays:
    """The same where the forms are not known, or not all."""
    return {"folded_letters": np.zeros(0, np.uint32), "folded_ends": np.zeros(0, np.int64)}
