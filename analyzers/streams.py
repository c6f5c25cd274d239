"""The streams of terms that an index takes in, from a normalized text and its segmentation.

Everything is looked up by token: what a token adds to each stream is put together once.
"""

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analyzers.pairs import Codes, code, pair_terms
from analyzers.segmenter import Segmentation
from analyzers.sentences import sentences
from analyzers.syllables import FORMS, TOKEN, Memo
from analyzers.terms import Entry, entries, is_unmarked

#: In the free bits of a syllable's code: that it is a word, and has marks; and of what stands among
#: codes where a sentence ends.
_WORD, _MARKED, _END = 1, 2, 4
_SENTENCE_END = _END.to_bytes(4, sys.byteorder)


class Piece(NamedTuple):
    """What a token of a segmentation adds to the streams. Most are one syllable; a mark is none, a
    call number several.

    `text`, `unmarked_text`: to the text stream of a text with marks, and of one without, each
    term with a space before it; `codes`: of its syllables, `uint32`; `word`: to the word stream,
    where it begins a word; `is_open`: whether its last syllable may go on in the next token, as
    pyvi parts `1.5km` behind the 5.
    """

    text: str
    unmarked_text: str
    codes: bytes
    word: str
    is_open: bool


def _piece(token: str) -> Piece:
    found = entries(token)
    return Piece(
        "".join([f" {marked} {folded}" for _, (marked, folded), *_ in found]),
        "".join([f" {bare} {folded}" for _, _, (bare, folded), *_ in found]),
        b"".join([_flagged(entry).to_bytes(4, sys.byteorder) for entry in found]),
        _beginning(token),
        token[-1].isalnum() and not token.isalnum(),
    )


def _flagged(entry: Entry) -> int:
    return code(entry.folded) | _WORD * entry.is_word | _MARKED * entry.is_marked


_PIECES = Memo(_piece)


class Pieces(NamedTuple):
    """The same of many tokens: a column for each field of `Piece`."""

    text: tuple[str, ...]
    unmarked_text: tuple[str, ...]
    codes: tuple[bytes, ...]
    word: tuple[str, ...]
    is_open: tuple[bool, ...]

    @classmethod
    def of(cls, tokens: Sequence[str]) -> "Pieces":
        # One call for all columns takes a third of a loop for each.
        columns = list(zip(*map(_PIECES.__getitem__, tokens), strict=True))
        return cls(*columns) if columns else cls((), (), (), (), ())


@dataclass(frozen=True, slots=True)
class TermStreams:
    """The terms of a text, each stream joined by spaces for a `whitespace` tokenizer.

    `text`: every syllable in order, twice (`analyzers.terms`), for positions; `NO_TERM` where a
    position has none, which the index leaves out. `words`: pyvi's words, canonical (`thư_viện`,
    `sách`). `pairs`: folded syllables by twos, within a sentence (`analyzers.pairs`).
    `length`: how many syllables the text has.
    """

    text: str
    words: str
    pairs: str
    length: int


def streams(normalized: str, segmentation: Segmentation) -> TermStreams:
    """All streams of a text."""
    pieces = Pieces.of(segmentation.tokens)
    words = _words(pieces.word, segmentation.tokens, segmentation.joined)
    ends = [end for _, end in sentences(normalized)]
    cuts = segmentation.starts.searchsorted(ends).tolist()
    if _is_syllable_cut(pieces, segmentation):
        found = list(TOKEN.finditer(normalized))
        cuts = np.searchsorted([match.start() for match in found], ends).tolist()
        pieces = Pieces.of([match[0] for match in found])
    codes = _codes(pieces, cuts)
    is_end = (codes & _END).astype(np.bool_)
    follows = ~(is_end[:-1] | is_end[1:])
    length = len(codes) - len(cuts)
    return TermStreams(_text(pieces, codes), words, pair_terms(codes, follows), length)


def text_stream(normalized: str) -> str:
    """The terms of a whole text, two a syllable."""
    pieces = Pieces.of(TOKEN.findall(normalized))
    return _text(pieces, _codes(pieces))


def word_stream(segmentation: Segmentation) -> str:
    """The terms of the words that a segmentation has.

    Left out are marks, and codes, which are found by their parts.
    """
    tokens = segmentation.tokens
    return _words(Pieces.of(tokens).word, tokens, segmentation.joined)


def _is_syllable_cut(pieces: Pieces, segmentation: Segmentation) -> bool:
    """Whether a syllable goes on over the end of a token."""
    tokens, starts = segmentation.tokens, segmentation.starts
    if True not in pieces.is_open:
        return False
    return any(
        tokens[at + 1][0].isalnum() and starts[at + 1] == starts[at] + len(tokens[at])
        for at, is_open in enumerate(pieces.is_open[:-1])
        if is_open
    )


def _codes(pieces: Pieces, cuts: Sequence[int] = ()) -> Codes:
    """The codes of all syllables; before each of the pieces `cuts` a sentence ends."""
    parts = list(pieces.codes)
    for cut in reversed(cuts):
        parts.insert(cut, _SENTENCE_END)
    return np.frombuffer(b"".join(parts), np.uint32)


def _text(pieces: Pieces, codes: Codes) -> str:
    words, marked = (int(np.count_nonzero(codes & flag)) for flag in (_WORD, _MARKED))
    if is_unmarked(words, marked):
        return "".join(pieces.unmarked_text)[1:]
    return "".join(pieces.text)[1:]


def _words(beginnings: Sequence[str], tokens: Sequence[str], joined: NDArray[np.bool_]) -> str:
    """`beginnings`: what each token adds where it begins a word."""
    words = list(beginnings)
    places = joined.nonzero()[0].tolist()
    for place in places:
        words[place] = _CONTINUATIONS[tokens[place]]
    end = 0
    for place in [p for p in places if not (words[p] and words[p - 1])]:
        # A part is none by itself (`C++`), or keeps the others from being one.
        if place >= end:
            begin, end = _word_around(place, joined)
            words[begin:end] = [_beginning("_".join(tokens[begin:end]))] + [""] * (end - begin - 1)
    return "".join(words)[1:]


def _word_around(place: int, joined: NDArray[np.bool_]) -> tuple[int, int]:
    begin, end = place, place + 1
    while joined[begin]:
        begin -= 1
    while end < len(joined) and joined[end]:
        end += 1
    return begin, end


def _beginning(word: str) -> str:
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


_CONTINUATIONS = Memo(_continuation)


def _joined_term(tokens: Sequence[str]) -> str:
    if not all(map(_HAS_LETTER.search, tokens)):
        return ""
    return "_".join([FORMS[token].term for token in tokens])


_HAS_LETTER = re.compile(r"[^\W_]")
