"""What each of pyvi's tokens adds to the streams of terms, put together once."""

import re
import sys
import threading
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from analyzers.kernel import Pieces
from analyzers.pairs import code
from analyzers.segmenter import Vocabulary
from analyzers.segmenter.growing import GrowingArray
from analyzers.syllables import IDEOGRAPH, TOKEN, Memo, forms
from analyzers.terms import NO_TERM, Entry, entry

#: In the free bits of a syllable's code: that it is a word, and has marks (kernel/streams.c).
WORD, MARKED = 1, 2


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

    @property
    def strings(self) -> tuple[str, str, str, str]:
        """In the order in which kernel/streams.c has them."""
        return self.text, self.unmarked_text, self.beginning, self.continuation


def _piece(token: str) -> Piece:
    if token.isalnum() and not IDEOGRAPH.search(token):
        return _of_one_syllable(entry(token))
    # Not from the memo of entries: nobody asks for the piece of a token twice.
    found = list(map(entry, TOKEN.findall(token)))
    return Piece(
        "".join([f" {marked} {folded}" for _, (marked, folded), *_ in found]),
        "".join([f" {bare} {folded}" for _, _, (bare, folded), *_ in found]),
        b"".join([_flagged(entry) for entry in found]),
        _beginning(token),
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


def _beginning(token: str) -> str:
    parts = token.split("_")
    if len(parts) == 1 and not TOKEN.fullmatch(token):
        return ""
    term = _joined_term(parts)
    return " " + term if term else ""


def _continuation(token: str) -> str:
    term = _joined_term(token.split("_"))
    return "_" + term if term else ""


def _joined_term(tokens: Sequence[str]) -> str:
    if not all(map(_HAS_LETTER.search, tokens)):
        return ""
    return "_".join([forms(token).term for token in tokens])


_HAS_LETTER = re.compile(r"[^\W_]")


class Columns:
    """The pieces of the tokens that a vocabulary knows, by its numbers."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._strings = GrowingArray(np.uint8)
        self._string_ends = GrowingArray(np.int64)
        self._codes = GrowingArray(np.uint32)
        self._code_ends = GrowingArray(np.int64)
        self._open_lengths = GrowingArray(np.int32)
        self._goes_on = GrowingArray(np.bool_)
        self._string_ends.extend([0], 1)
        self._code_ends.extend([0], 1)

    def follow(self) -> Pieces:
        """All, with those of what the vocabulary has met since."""
        new = self.vocabulary.strings(np.arange(len(self._goes_on), len(self.vocabulary)))
        found = list(map(_piece, new))
        strings = [
            text.encode("utf-8", "surrogatepass") for piece in found for text in piece.strings
        ]
        _append(self._strings, self._string_ends, strings)
        _append(self._codes, self._code_ends, [piece.codes for piece in found])
        self._open_lengths.extend([piece.open_length for piece in found], len(found))
        self._goes_on.extend([token[0].isalnum() for token in new], len(new))
        return Pieces(
            strings=self._strings.items,
            string_ends=self._string_ends.items,
            codes=self._codes.items,
            code_ends=self._code_ends.items,
            open_lengths=self._open_lengths.items,
            goes_on=self._goes_on.items,
        )


def _append(array: GrowingArray, ends: GrowingArray, parts: Sequence[bytes]) -> None:
    """Append parts to an array, and where each ends, behind a 0, to another."""
    items = np.frombuffer(b"".join(parts), array.items.dtype)
    sizes = np.fromiter(map(len, parts), np.int64, len(parts)) // items.itemsize
    ends.extend(ends.items[-1] + sizes.cumsum(), len(sizes))
    array.extend(items, len(items))


class _Known(threading.local):
    """Columns of each thread: none waits for another, and none is locked for good by a fork."""

    columns: Columns | None = None


_known = _Known()


def pieces(vocabulary: Vocabulary) -> Pieces:
    """Those of all tokens that a vocabulary knows. Of another one than the last that this thread
    asked for they are made anew.
    """
    found, _known.columns = _known.columns, None
    if found is None or found.vocabulary is not vocabulary:
        found = Columns(vocabulary)
    known = found.follow()
    _known.columns = found  # unless something broke it off: then its arrays may not agree
    return known
