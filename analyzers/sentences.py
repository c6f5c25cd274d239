"""Where sentences end: syllable pairs do not cross that place, and snippets begin after it.

Marks of European writing (`.!?…`, several in a row, and what they close) end a sentence where white
space or nothing follows, those of Chinese anywhere. A full stop ends none where a word that is
written short stands before it (`TP. Hồ Chí Minh`, `A. de Rhodes`), nor do points where the text
goes on in small letters. An empty line always does; the end of a line alone does not, since lines
of a scan end anywhere.
"""

from collections.abc import Iterator
from functools import cache
from itertools import pairwise, product

import numpy as np
from numpy.typing import NDArray

from analyzers.kernel import Texts, kernel
from analyzers.kinds import CodePoints, Kinds, KindTable
from analyzers.text_row import Ends, TextRow

#: Words that are written short with a full stop and go before another, in lower case; they have
#: four letters at most. Any single letter is one as well.
_SHORT = """
    tp tx tt gs ts pgs ths cn ks bs ls ds kts nsnd nsưt nxb tr st vs mr mrs ms dr prof jr
    no vol p pp ed cf sđd ph q vd
""".split()
_KELVIN = "\u212a"  # its lower case is a plain k

#: As kernel/kernel.h has them.
SPACE, _ALNUM, _ALPHA, _LOWER, _FIGURE = 1, 2, 4, 8, 16


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the sentences of a text, in order; they tile it (code points, ends excluded)."""
    return pairwise([0, *sentence_ends(with_kinds(TextRow.of([text]))).tolist()[:-1]])


def sentence_ends(texts: Texts) -> NDArray[np.int32]:
    """Where the sentences of each text end, in order, and behind those of each a place that no text
    has.
    """
    found = np.empty(len(texts.arrays["letters"]) + texts.count, np.int32)
    return found[: kernel().sentence_ends(texts, found)]


def with_kinds(row: TextRow) -> Texts:
    """Texts as the kernel looks for their sentences."""
    return row_of(row.codes, kinds_of(row.codes), row.ends)


def row_of(letters: CodePoints, kinds: Kinds, ends: Ends) -> Texts:
    """The same of n texts that are put together: their letters, the kinds of those, and where each
    text ends, behind a 0.
    """
    shorts = _shorts()
    return Texts(
        letters=letters,
        kinds=kinds,
        ends=ends,
        count=len(ends) - 1,
        shorts=shorts,
        short_count=len(shorts),
    )


def part_of_row(row: Texts, begin: int, end: int) -> Texts:
    """Some of the texts in a row: those from `begin` to `end` (excluded)."""
    of = row.arrays
    return row_of(of["letters"], of["kinds"], of["ends"][begin : end + 1])


def kinds_of(letters: CodePoints) -> Kinds:
    """The kinds of letters of a `row_of` texts."""
    return _KINDS.of(letters)


def _kind(character: str) -> int:
    return (
        SPACE * character.isspace()
        | _ALNUM * character.isalnum()
        | _ALPHA * character.isalpha()
        | _LOWER * character.islower()
        | _FIGURE * character.isdecimal()
    )


_KINDS = KindTable(_kind)


@cache
def _shorts() -> NDArray[np.uint64]:
    """Every way to write a word of _SHORT, with 16 bits a letter; ascending."""
    forms = (product(*(_cases(letter) for letter in word)) for word in _SHORT)
    keys = (sum(ord(c) << 16 * at for at, c in enumerate(reversed(f))) for w in forms for f in w)
    return np.array(sorted(keys), np.uint64)


def _cases(letter: str) -> set[str]:
    return {letter, letter.upper(), *(_KELVIN if letter == "k" else "")}
