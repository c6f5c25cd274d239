"""The streams of terms that an index takes in, from normalized texts and their segmentations.

Everything is looked up by token (`pieces`), and for all tokens of several texts at once.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

import numpy as np

from analyzers.columns import pieces
from analyzers.many import NormalizedTexts
from analyzers.pieces import MARKED, PIECES, WORD
from analyzers.segmenter import Segmentation, Vocabulary
from analyzers.sentences import part_of_row, sentence_ends
from analyzers.syllables import TOKEN
from analyzers.terms import is_unmarked
from analyzers.token_rows import Numbers, TokenRow


class TermStreams(NamedTuple):
    """The terms of a text, each stream joined by spaces for a `whitespace` tokenizer.

    `text`: every syllable in order, twice (`analyzers.terms`), for positions; `NO_TERM` where a
    position has none. `words`: pyvi's words, canonical (`thư_viện`, `sách`). `pairs`: folded
    syllables by twos, within a sentence; each once (`analyzers.pairs`). `length`: how many
    syllables the text has.
    """

    text: str
    words: str
    pairs: str
    length: int


def streams(
    normalized: NormalizedTexts, segmentations: Sequence[Segmentation]
) -> list[TermStreams]:
    """All streams of each text."""
    texts, row = normalized
    found: list[TermStreams] = []
    for vocabulary, group in groupby(segmentations, key=lambda one: one.vocabulary):
        begin, own = len(found), list(group)
        end = begin + len(own)
        sentences = sentence_ends(part_of_row(row, begin, end))
        found += _streams(vocabulary, own, texts[begin:end], sentences)
    return found


def _streams(
    vocabulary: Vocabulary,
    segmentations: Sequence[Segmentation],
    texts: Sequence[str],
    sentences: Numbers,
) -> Iterator[TermStreams]:
    """Of texts whose tokens have their numbers from one vocabulary. `sentences`: where theirs end
    (`sentence_ends`).
    """
    row = TokenRow.of((one.numbers, one.starts) for one in segmentations)
    known = pieces(vocabulary)
    words = row.words(known, np.concatenate([one.joined for one in segmentations]))
    if (cut := row.cut(known)).any():
        row = TokenRow.of(
            _whole_syllables(vocabulary, text) if is_cut else (one.numbers, one.starts)
            for text, one, is_cut in zip(texts, segmentations, cut, strict=True)
        )
        known = pieces(vocabulary)
    counts = row.counts(known)
    unmarked = np.array(list(map(is_unmarked, counts.words, counts.marked)), np.bool_)
    pairs = row.pairs(known, sentences, sum(counts.syllables))
    yield from map(TermStreams, row.syllables(known, unmarked), words, pairs, counts.syllables)


def _whole_syllables(vocabulary: Vocabulary, text: str) -> tuple[Numbers, Numbers]:
    """The syllables of a text as tokens, and where they start."""
    found = list(TOKEN.finditer(text))
    starts = np.array([match.start() for match in found], np.int32)
    return vocabulary.numbers_of([match[0] for match in found]), starts


def text_stream(normalized: str) -> str:
    """The terms of a whole text, two a syllable; sooner than `streams` for a short one."""
    found = [PIECES[token] for token in TOKEN.findall(normalized)]
    codes = np.frombuffer(b"".join([piece.codes for piece in found]), np.uint32)
    words, marked = (int(np.count_nonzero(codes & flag)) for flag in (WORD, MARKED))
    if is_unmarked(words, marked):
        return "".join([piece.unmarked_text for piece in found])[1:]
    return "".join([piece.text for piece in found])[1:]


def word_stream(segmentation: Segmentation) -> str:
    """The terms of the words that a segmentation has.

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
