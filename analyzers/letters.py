"""Kinds of the characters of whole texts, and their folded letters, as arrays."""

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from analyzers.characters import DASHES, IDEOGRAPHS, QUOTES
from analyzers.folding import fold
from analyzers.kernel import Folding, kernel
from analyzers.kinds import TABLE_END, CodePoints, Far, Kinds, KindTable, told_of_each
from analyzers.normalize import specials
from analyzers.text_row import Ends, TextRow

Changes = NDArray[np.int32]
Spans = NDArray[np.int32]


class Class(IntEnum):
    """The classes of characters, as kernel/finding.c has them. LETTER and DIGIT: of a word; an
    ideograph is one by itself.
    """

    OTHER, LETTER, DIGIT, IDEOGRAPH, BLANK, LINE_END, DASH, SEPARATOR = range(8)


#: What a kind tells beside the class. MARKED: folding alters the character. SPECIAL: normalizing
#: may alter what words there are. SIGN: a quote or dash that it writes in another way, though that
#: alters no word.
MARKED, SPECIAL, SIGN = 8, 16, 32

_SIGNS = frozenset(QUOTES + DASHES)
_WORD = re.compile(rf"[^\W_{IDEOGRAPHS}]")
_IDEOGRAPH = re.compile(rf"[{IDEOGRAPHS}]")


@dataclass(frozen=True, slots=True, eq=False)
class Letters:
    """n texts in a row, and behind them what may stand for parts of them.

    `kinds`: one a character; `far`: places of the characters that are not in the tables; `ends`:
    where each text ends, behind a 0; shape (n + 1,).
    """

    codes: CodePoints
    kinds: Kinds
    far: Far
    ends: Ends

    @classmethod
    def of(cls, row: TextRow) -> "Letters":
        """Those of texts alone."""
        return cls(row.codes, *_KINDS.told(row.codes), row.ends)

    def followed_by(self, codes: CodePoints) -> "Letters":
        """With others behind them."""
        kinds, far = _KINDS.told(codes)
        return Letters(
            np.concatenate([self.codes, codes]),
            np.concatenate([self.kinds, kinds]),
            np.concatenate([self.far, far + len(self.codes)], dtype=np.int32),
            self.ends,
        )

    def folding(self) -> Folding:
        """How its letters are folded: small letters without marks, each one code point; a final
        sigma as any other.
        """
        return _folding(tuple(sorted(set(self.codes[self.far].tolist()))))

    def changes(self) -> Changes:
        """The stretches that normalizing (`normalize_letters`) may alter, in order: start, end, and
        whether it is one of numbers (`1.000`), which lose all separators; shape (m, 3). Others are
        treated as texts by themselves. No word goes on over the edge of one.

        None in which it alters a word is missing; a few are among them that it leaves as they are.
        """
        changes = np.empty((len(self.codes), 3), np.int32)
        texts = len(self.ends) - 1
        return changes[: kernel().find_changes(self.codes, self.kinds, self.ends, texts, changes)]

    def signs(self) -> list[str]:
        """The different quotes and dashes that normalizing writes in another way."""
        return list(map(chr, np.unique(self.codes[(self.kinds & SIGN) != 0]).tolist()))

    def words(self, changes: Changes, new_ends: Ends) -> tuple[Spans, Ends, Ends]:
        """Where words start and end, in order, shape (m, 2); how many there are up to the end of
        each text, behind a 0, shape (n + 1,); and for each text how many of its words are no
        numbers, and how many have marks, shape (n, 2).

        For each change that is read which stands at its new end, up to the next, shape (k + 1,).
        """
        texts = len(self.ends) - 1
        words, bounds = np.empty((len(self.codes), 2), np.int32), np.empty(texts + 1, np.int64)
        counts = np.empty((texts, 2), np.int64)
        given = self.kinds, self.ends, texts, changes, new_ends, len(changes)
        kernel().read_words(*given, words, bounds, counts)
        return words[: bounds[-1]], bounds, counts


@lru_cache(maxsize=1 << 14)
def _kind(character: str) -> int:
    lower, kind = character.lower(), _class(character)
    is_word = kind in (Class.LETTER, Class.DIGIT)
    is_special = character in specials()
    is_sign = is_special and character in _SIGNS and not is_word
    return (
        kind
        | MARKED * (fold(lower) != lower)
        | SPECIAL * (is_special and not is_sign)
        | SIGN * is_sign
    )


def _class(character: str) -> Class:
    if _WORD.match(character):
        return Class.DIGIT if character.isdecimal() else Class.LETTER
    if _IDEOGRAPH.match(character):
        return Class.IDEOGRAPH
    for kind, characters in _CLASSES.items():
        if character in characters:
            return kind
    return Class.OTHER


_CLASSES = {
    Class.BLANK: " \t",
    Class.LINE_END: "\r\n",
    Class.DASH: "-" + DASHES,
    Class.SEPARATOR: ".,",
}


def plain_sigma(folded: str) -> str:
    """A final sigma is one by its place in a word, which a character alone does not tell."""
    return folded.replace("ς", "σ")


def _folded(character: str) -> int:
    return ord(plain_sigma(fold(character.lower()[0])))  # the small letter of İ is two characters


@lru_cache(maxsize=4)  # most texts have no far letters, a few very many
def _folding(far: tuple[int, ...]) -> Folding:
    return Folding(
        table=_folded_letters(),
        size=TABLE_END,
        far=np.array(far, np.uint32),
        far_folded=told_of_each(_folded, far, np.uint32),
        far_count=len(far),
    )


@cache
def _folded_letters() -> CodePoints:
    return told_of_each(_folded, range(TABLE_END), np.uint32)


_KINDS = KindTable(_kind)
