"""What each of pyvi's tokens adds to the streams of terms: put together once, looked up after."""

import re
import sys
import threading
from collections.abc import Sequence
from itertools import count
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analyzers.pairs import Codes, code
from analyzers.segmenter.growing import GrowingArray
from analyzers.syllables import FORMS, TOKEN, Memo
from analyzers.terms import Entry, entries

#: In the free bits of a syllable's code: that it is a word, and has marks.
WORD, MARKED = 1, 2

#: A new start is made when so many tokens are known (some 50 MB), or so many characters of tokens:
#: a token may be as long as its text.
_MOST_TOKENS, _MOST_CHARACTERS = 70_000, 2_000_000

Numbers = NDArray[np.intp]
Flags = NDArray[np.bool_]


class Piece(NamedTuple):
    """What a token of a segmentation adds to the streams. Most are one syllable; a mark is none, a
    call number several.

    `text`, `unmarked_text`: to the text stream of a text with marks, and of one without, each
    term with a space before it; `codes`: of its syllables, `uint32`; `beginning`, `continuation`:
    to the word stream, where it begins a word, and where it goes on with one, "" where it is not
    of a word; `is_open`: whether its last syllable may go on in the next token, as pyvi parts
    `1.5km` behind the 5.
    """

    text: str
    unmarked_text: str
    codes: bytes
    beginning: str
    continuation: str
    is_open: bool


def _piece(token: str) -> Piece:
    found = entries(token)
    return Piece(
        "".join([f" {marked} {folded}" for _, (marked, folded), *_ in found]),
        "".join([f" {bare} {folded}" for _, _, (bare, folded), *_ in found]),
        b"".join([_flagged(entry).to_bytes(4, sys.byteorder) for entry in found]),
        beginning(token),
        _continuation(token),
        token[-1].isalnum() and not token.isalnum(),
    )


def _flagged(entry: Entry) -> int:
    return code(entry.folded) | WORD * entry.is_word | MARKED * entry.is_marked


PIECES = Memo(_piece)


def beginning(word: str) -> str:
    """A space and the term of a word as pyvi writes it, its tokens joined by "_"; "" where it has
    none.
    """
    tokens = word.split("_")
    if len(tokens) == 1 and not TOKEN.fullmatch(word):
        return ""
    term = _joined_term(tokens)
    return " " + term if term else ""


def _continuation(token: str) -> str:
    term = _joined_term(token.split("_"))
    return "_" + term if term else ""


def _joined_term(tokens: Sequence[str]) -> str:
    if not all(map(_HAS_LETTER.search, tokens)):
        return ""
    return "_".join([FORMS[token].term for token in tokens])


_HAS_LETTER = re.compile(r"[^\W_]")

#: Where the codes of a token stand.
_RANGE = np.dtype([("first", np.intp), ("count", np.intp)])


class Columns:
    """The pieces of the tokens met so far, by their numbers: those of many tokens at once."""

    def __init__(self) -> None:
        self._numbers = _Numbers()
        self._characters = 0
        self._are_open = GrowingArray(np.bool_)
        self._ranges = GrowingArray(_RANGE)
        self._codes = GrowingArray(np.uint32)
        self._texts = GrowingArray(np.object_)  # two a token: with marks, without
        self._words = GrowingArray(np.object_)  # two a token: where it begins a word, or goes on

    @property
    def is_full(self) -> bool:
        return len(self._are_open) > _MOST_TOKENS or self._characters > _MOST_CHARACTERS

    def numbers(self, tokens: Sequence[str]) -> Numbers:
        """Of each token; those that are new are taken in."""
        numbers = np.fromiter(map(self._numbers.__getitem__, tokens), np.intp, len(tokens))
        unknown = (numbers < 0).nonzero()[0].tolist()
        if unknown:
            self._learn(list(dict.fromkeys([tokens[place] for place in unknown])))
            numbers[unknown] = [self._numbers[tokens[place]] for place in unknown]
        return numbers

    def _learn(self, tokens: list[str]) -> None:
        self._characters += sum(map(len, tokens))
        found = list(map(_piece, tokens))
        self._numbers.update(zip(tokens, count(len(self._are_open))))
        self._are_open.extend([piece.is_open for piece in found], len(found))
        codes = np.frombuffer(b"".join([piece.codes for piece in found]), np.uint32)
        ranges = np.empty(len(found), _RANGE)
        ranges["count"] = [len(piece.codes) // codes.itemsize for piece in found]
        ranges["first"] = len(self._codes) + ranges["count"].cumsum() - ranges["count"]
        self._ranges.extend(ranges, len(ranges))
        self._codes.extend(codes, len(codes))
        texts = [text for piece in found for text in (piece.text, piece.unmarked_text)]
        self._texts.extend(texts, len(texts))
        words = [word for piece in found for word in (piece.beginning, piece.continuation)]
        self._words.extend(words, len(words))

    def are_open(self, numbers: Numbers) -> Flags:
        """`is_open` of each token."""
        return self._are_open.take(numbers)

    def codes(self, numbers: Numbers) -> tuple[Codes, Numbers]:
        """The codes of all syllables; and how many there are before each token, and in all."""
        ranges = self._ranges.take(numbers)
        before = np.append(0, ranges["count"].cumsum())
        places = (ranges["first"] - before[:-1]).repeat(ranges["count"]) + np.arange(before[-1])
        return self._codes.take(places), before

    def texts(self, numbers: Numbers, unmarked: Flags) -> list[str]:
        """`text` of each token, or `unmarked_text`."""
        texts: list[str] = self._texts.take(2 * numbers + unmarked).tolist()
        return texts

    def words(self, numbers: Numbers, joined: Flags) -> list[str]:
        """`beginning` of each token, or `continuation`."""
        words: list[str] = self._words.take(2 * numbers + joined).tolist()
        return words


class _Numbers(dict[str, int]):
    """-1 for a token that is not known."""

    def __missing__(self, token: str) -> int:
        return -1


class _Known(threading.local):
    """Columns of each thread: none waits for another, and none is locked for good by a fork."""

    def __init__(self) -> None:
        self.columns = Columns()


_known = _Known()


def columns() -> Columns:
    """Those of this thread. Numbers that they gave mean nothing after the next call."""
    if _known.columns.is_full:
        _known.columns = Columns()
    return _known.columns
