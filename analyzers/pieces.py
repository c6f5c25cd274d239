"""What each of pyvi's tokens adds to the streams of terms: put together once, looked up after."""

import re
import sys
import threading
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analyzers.pairs import Codes, code
from analyzers.segmenter import Vocabulary
from analyzers.segmenter.growing import GrowingArray
from analyzers.syllables import FORMS, IDEOGRAPH, TOKEN, Memo
from analyzers.terms import NO_TERM, Entry, entries, entry

#: In the free bits of a syllable's code: that it is a word, and has marks.
WORD, MARKED = 1, 2

Numbers = NDArray[np.intp]
Flags = NDArray[np.bool_]


class Piece(NamedTuple):
    """What a token of a segmentation adds to the streams. Most are one syllable; a mark is none, a
    call number several.

    `text`, `unmarked_text`: to the text stream of a text with marks, and of one without, each
    term with a space before it; `codes`: of its syllables, `uint32`; `beginning`, `continuation`:
    to the word stream, where it begins a word, and where it goes on with one, "" where it is not
    of a word; `open_length`: its length where its last syllable may go on in the next token, as
    pyvi parts `1.5km` behind the 5, else 0.
    """

    text: str
    unmarked_text: str
    codes: bytes
    beginning: str
    continuation: str
    open_length: int


def _piece(token: str) -> Piece:
    if token.isalnum() and not IDEOGRAPH.search(token):
        return _of_one_syllable(entry(token))
    found = entries(token)
    return Piece(
        "".join([f" {marked} {folded}" for _, (marked, folded), *_ in found]),
        "".join([f" {bare} {folded}" for _, _, (bare, folded), *_ in found]),
        b"".join([_flagged(entry) for entry in found]),
        beginning(token),
        _continuation(token),
        len(token) if token[-1].isalnum() and not token.isalnum() else 0,
    )


def _of_one_syllable(found: Entry) -> Piece:
    """Most are: the same, sooner."""
    (marked, folded), (bare, _) = found.terms, found.unmarked_terms
    word = found.folded if marked == NO_TERM else marked
    texts = f" {marked} {folded}", f" {bare} {folded}"
    return Piece(*texts, _flagged(found), f" {word}", f"_{word}", 0)


def _flagged(entry: Entry) -> bytes:
    flags = WORD * entry.is_word | MARKED * entry.is_marked
    return (code(entry.folded) | flags).to_bytes(4, sys.byteorder)


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
    """The pieces of the tokens that a vocabulary knows, by its numbers: those of many at once."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._open_lengths = GrowingArray(np.int32)
        self._ranges = GrowingArray(_RANGE)
        self._codes = GrowingArray(np.uint32)
        self._texts = GrowingArray(np.object_)  # two a token: with marks, without
        self._words = GrowingArray(np.object_)  # two a token: where it begins a word, or goes on

    def follow(self) -> None:
        """Take in what the vocabulary has met since."""
        new = self.vocabulary.strings(np.arange(len(self._ranges), len(self.vocabulary)))
        found = list(map(_piece, new))
        self._open_lengths.extend([piece.open_length for piece in found], len(found))
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

    def open_lengths(self, numbers: Numbers) -> NDArray[np.int32]:
        """`open_length` of each token."""
        return self._open_lengths.take(numbers)

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


class _Known(threading.local):
    """Columns of each thread: none waits for another, and none is locked for good by a fork."""

    columns: Columns | None = None


_known = _Known()


def columns(vocabulary: Vocabulary) -> Columns:
    """Those of this thread for all that a vocabulary knows. Of another than the last one they are
    made anew.
    """
    found = _known.columns
    if found is None or found.vocabulary is not vocabulary:
        found = _known.columns = Columns(vocabulary)
    found.follow()
    return found
