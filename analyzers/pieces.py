"""What one of pyvi's tokens adds to the streams of terms."""

import re
import sys
from collections.abc import Sequence
from typing import NamedTuple

from analyzers.brief import brief
from analyzers.pairs import code
from analyzers.syllables import IDEOGRAPH, TOKEN, Memo, forms
from analyzers.terms import NO_TERM, Entry, entry

#: In the free bits of a syllable's code: that it is a word, and has marks (kernel/streams.c).
WORD, MARKED = 1, 2


class Piece(NamedTuple):
    """What a token of a segmentation adds to the streams, in brief (`analyzers.brief`). Most are
    one syllable; a mark is none, a call number several.

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


def piece(token: str) -> Piece:
    """What a token adds."""
    if token.isalnum() and not IDEOGRAPH.search(token):
        return _of_one_syllable(entry(token))
    # Not from the memo of entries: nobody asks for the piece of a token twice.
    found = list(map(entry, TOKEN.findall(token)))
    return Piece(
        "".join([f" {brief(marked)} {folded}" for _, (marked, folded), *_ in found]),
        "".join([f" {brief(bare)} {folded}" for _, _, (bare, folded), *_ in found]),
        b"".join([_flagged(entry) for entry in found]),
        _beginning(token),
        _continuation(token),
        len(token) if token[-1].isalnum() and not token.isalnum() else 0,
    )


def _of_one_syllable(found: Entry) -> Piece:
    """Most are: the same, sooner."""
    (marked, folded), (bare, _) = found.terms, found.unmarked_terms
    marked, bare = brief(marked), brief(bare)
    word = found.folded if marked == NO_TERM else marked
    texts = f" {marked} {folded}", f" {bare} {folded}"
    return Piece(*texts, _flagged(found), f" {word}", f"_{word}", 0)


def _flagged(entry: Entry) -> bytes:
    flags = WORD * entry.is_word | MARKED * entry.is_marked
    return (code(entry.folded) | flags).to_bytes(4, sys.byteorder)


PIECES = Memo(piece)


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
    return "_".join([brief(forms(token).term) for token in tokens])


_HAS_LETTER = re.compile(r"[^\W_]")
