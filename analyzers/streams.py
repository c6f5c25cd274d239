"""The streams of terms that an index takes in, from normalized texts and their segmentations.

Everything is looked up by token (`pieces`), and for all tokens of several texts at once.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

import numpy as np

from analyzers.columns import pieces
from analyzers.many import NormalizedTexts
from analyzers.pieces import MARKED, PIECES, WORD
from analyzers.segmenter import Segmentation, SegmentedTexts, Vocabulary
from analyzers.sentences import sentence_ends
from analyzers.syllables import TOKEN
from analyzers.terms import is_unmarked
from analyzers.token_rows import Flags, Numbers, TokenRow


class TermStreams(NamedTuple):
    """The terms of a text, each stream joined by spaces for a `whitespace` tokenizer; those of
    `text` and `words` in brief (`analyzers.brief`).

    `text`: every syllable in order, twice (`analyzers.terms`), for positions; `NO_TERM` where a
    position has none. `words`: pyvi's words, canonical (`thư_viện`, `sách`). `pairs`: folded
    syllables by twos, within a sentence; each once (`analyzers.pairs`). `length`: how many
    syllables the text has.
    """

    text: str
    words: str
    pairs: str
    length: int


def streams(normalized: NormalizedTexts, segmented: Iterable[SegmentedTexts]) -> list[TermStreams]:
    """All streams of each text."""
    found: list[TermStreams] = []
    for vocabulary, group in groupby(segmented, key=lambda one: one.vocabulary):
        parts = list(group)
        row, joined = TokenRow.of_parts(parts), np.concatenate([part.joined for part in parts])
        here = normalized.part(len(found), len(found) + row.texts)
        found += _streams(vocabulary, row, joined, here)
    return found


def _streams(
    vocabulary: Vocabulary, row: TokenRow, joined: Flags, normalized: NormalizedTexts
) -> Iterator[TermStreams]:
    """Of texts whose tokens have their numbers from one vocabulary."""
    known = pieces(vocabulary)
    words = row.words(known, joined)
    if (cut := row.cut(known)).any():
        row = TokenRow.of(
            _whole_syllables(vocabulary, text) if is_cut else row.of_text(number)
            for number, (text, is_cut) in enumerate(zip(normalized.texts, cut, strict=True))
        )
        known = pieces(vocabulary)
    counts = row.counts(known)
    unmarked = np.array(list(map(is_unmarked, counts.words, counts.marked)), np.bool_)
    pairs = row.pairs(known, sentence_ends(normalized.row), sum(counts.syllables))
    yield from map(TermStreams, row.syllables(known, unmarked), words, pairs, counts.syllables)


def _whole_syllables(vocabulary: Vocabulary, text: str) -> tuple[Numbers, Numbers]:
    """The syllables of a text as tokens, and where they start."""
    found = list(TOKEN.finditer(text))
    starts = np.array([match.start() for match in found], np.int32)
    return vocabulary.numbers_of([match[0] for match in found]), starts


def text_stream(normalized: str) -> str:
    """The terms of a whole text in brief, two a syllable; sooner than `streams` for a short one."""
    found = [PIECES[token] for token in TOKEN.findall(normalized)]
    codes = np.frombuffer(b"".join([piece.codes for piece in found]), np.uint32)
    words, marked = (int(np.count_nonzero(codes & flag)) for flag in (WORD, MARKED))
    if is_unmarked(words, marked):
        return "".join([piece.unmarked_text for piece in found])[1:]
    return "".join([piece.text for piece in found])[1:]


def word_stream(segmentation: Segmentation) -> str:
    """The terms of the words that a segmentation has, in brief.

    Left out are marks, and codes, which are found by their parts.
    """
    begins = np.flatnonzero(~segmentation.joined).tolist()
    tokens = segmentation.tokens
    words = (tokens[begin:end] for begin, end in pairwise([*begins, len(tokens)]))
    return "".join(map(_word, words))[1:]


def _word(tokens: Sequence[str]) -> str:
    """What a word adds to the word stream: nothing where a part of it is no word."""
    if len(tokens) == 1:
        return PIECES[tokens[0]].beginning
    parts = [PIECES[token].continuation for token in tokens]
    return " " + "".join(parts)[1:] if all(parts) else ""
