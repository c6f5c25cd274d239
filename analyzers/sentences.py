"""Where sentences end: syllable pairs do not cross that place, and snippets begin after it.

Marks of European writing (`.!?…`, several in a row, and what they close) end a sentence where white
space or nothing follows, those of Chinese anywhere. A full stop ends none where a word that is
written short stands before it (`TP. Hồ Chí Minh`, `A. de Rhodes`), nor do points where the text
goes on in small letters. An empty line always does; the end of a line alone does not, since lines
of a scan end anywhere.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise, product

import numpy as np
from numpy.typing import NDArray

from analyzers.kernel import Texts, kernel
from analyzers.kinds import KindTable, code_points

#: Words that are written short with a full stop and go before another, in lower case; they have
#: four letters at most. Any single letter is one as well.
_SHORT = """
    tp tx tt gs ts pgs ths cn ks bs ls ds kts nsnd nsưt nxb tr st vs mr mrs ms dr prof jr
    no vol p pp ed cf sđd ph q vd
""".split()
_KELVIN = "\u212a"  # its lower case is a plain k

#: As kernel/kernel.h has them.
_SPACE, _ALNUM, _ALPHA, _LOWER = 1, 2, 4, 8


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the sentences of a text, in order; they tile it (code points, ends excluded)."""
    return pairwise([0, *sentence_ends([text]).tolist()[:-1]])


def sentence_ends(texts: Sequence[str]) -> NDArray[np.int32]:
    """Where the sentences of each text end, in order, and behind those of each a place that no text
    has.
    """
    row = text_row(texts)
    found = np.empty(len(row.arrays["letters"]) + len(texts), np.int32)
    return found[: kernel().sentence_ends(row, found)]


def text_row(texts: Sequence[str]) -> Texts:
    """Texts as the kernel looks for their sentences."""
    letters, shorts = code_points("".join(texts)), _shorts()
    return Texts(
        letters=letters,
        kinds=_KINDS.of(letters),
        ends=np.cumsum([0, *map(len, texts)], dtype=np.int64),
        count=len(texts),
        shorts=shorts,
        short_count=len(shorts),
    )


def _kind(character: str) -> int:
    return (
        _SPACE * character.isspace()
        | _ALNUM * character.isalnum()
        | _ALPHA * character.isalpha()
        | _LOWER * character.islower()
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
