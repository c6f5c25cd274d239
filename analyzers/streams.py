"""The streams of terms that an index takes in, from normalized texts and their segmentations.

Everything is looked up by token (`pieces`), and for all tokens of several texts at once.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, groupby, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analyzers.pairs import SIZE, pair_terms
from analyzers.pieces import MARKED, PIECES, WORD, Columns, Flags, Numbers, beginning, columns
from analyzers.segmenter import Segmentation, Vocabulary
from analyzers.sentences import sentences
from analyzers.syllables import TOKEN
from analyzers.terms import is_unmarked

Bounds = list[tuple[int, int]]
Starts = NDArray[np.int32]


class TermStreams(NamedTuple):
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


def streams(texts: Sequence[str], segmentations: Sequence[Segmentation]) -> list[TermStreams]:
    """All streams of each text."""
    segmented = zip(texts, segmentations, strict=True)
    found: list[TermStreams] = []
    for vocabulary, group in groupby(segmented, key=lambda one: one[1].vocabulary):
        found += _streams(vocabulary, *zip(*group, strict=True))
    return found


def _streams(
    vocabulary: Vocabulary, texts: Sequence[str], segmentations: Sequence[Segmentation]
) -> Iterator[TermStreams]:
    """Of texts whose tokens have their numbers from one vocabulary."""
    parts = [one.numbers for one in segmentations]
    starts = [one.starts for one in segmentations]
    bounds = _bounds(map(len, parts))
    numbers, joined = np.concatenate(parts), np.concatenate([one.joined for one in segmentations])
    known = columns(vocabulary)

    def spelled(begin: int, end: int) -> str:
        return "_".join(vocabulary.strings(numbers[begin:end]))

    words = _mended(known.words(numbers, joined), joined, spelled)
    for at in _with_cut_syllables(known, numbers, np.concatenate(starts), bounds):
        found = list(TOKEN.finditer(texts[at]))
        parts[at] = vocabulary.numbers_of([match[0] for match in found])
        starts[at] = np.array([match.start() for match in found], np.int32)
    by_syllables = _by_syllables(columns(vocabulary), texts, parts, starts)
    for (begin, end), (text, pairs, length) in zip(bounds, by_syllables, strict=True):
        yield TermStreams(text, "".join(words[begin:end])[1:], pairs, length)


def text_stream(normalized: str) -> str:
    """The terms of a whole text, two a syllable; sooner than `streams` for a short one."""
    pieces = [PIECES[token] for token in TOKEN.findall(normalized)]
    codes = np.frombuffer(b"".join([piece.codes for piece in pieces]), np.uint32)
    words, marked = (int(np.count_nonzero(codes & flag)) for flag in (WORD, MARKED))
    if is_unmarked(words, marked):
        return "".join([piece.unmarked_text for piece in pieces])[1:]
    return "".join([piece.text for piece in pieces])[1:]


def word_stream(segmentation: Segmentation) -> str:
    """The terms of the words that a segmentation has.

    Left out are marks, and codes, which are found by their parts.
    """
    tokens, joined = segmentation.tokens, segmentation.joined
    words = [
        PIECES[token].continuation if goes_on else PIECES[token].beginning
        for token, goes_on in zip(tokens, joined.tolist(), strict=True)
    ]

    def spelled(begin: int, end: int) -> str:
        return "_".join(tokens[begin:end])

    return "".join(_mended(words, joined, spelled))[1:]


def _bounds(lengths: Iterable[int]) -> Bounds:
    """Where each of several parts begins and ends in a row."""
    return list(pairwise(accumulate(lengths, initial=0)))


def _with_cut_syllables(
    known: Columns, numbers: Numbers, starts: Starts, bounds: Bounds
) -> set[int]:
    """Numbers of the texts in which a syllable goes on over the end of a token."""
    lengths = known.open_lengths(numbers)
    touched = (lengths[:-1] > 0) & (starts[:-1] + lengths[:-1] == starts[1:])
    ends = [end for _, end in bounds]
    found = set()
    for place in touched.nonzero()[0].tolist():
        at, behind = bisect_right(ends, place), place + 1
        (following,) = known.vocabulary.strings(numbers[behind : behind + 1])
        if behind < ends[at] and following[0].isalnum():
            found.add(at)
    return found


def _by_syllables(
    known: Columns, texts: Sequence[str], parts: Sequence[Numbers], starts: Sequence[Starts]
) -> Iterator[tuple[str, str, int]]:
    """Text stream, pair stream and length of each text, given its tokens and where they start."""
    bounds = _bounds(map(len, parts))
    numbers = np.concatenate(parts)
    codes, before = known.codes(numbers)
    ends = [
        begin + of_text.searchsorted([end for _, end in sentences(text)])
        for text, of_text, (begin, _) in zip(texts, starts, bounds, strict=True)
    ]
    # Whether syllable i + 1 is a pair with syllable i.
    follows = np.ones(max(0, len(codes) - 1), np.bool_)
    breaks = before[np.concatenate(ends)]
    follows[breaks[(breaks > 0) & (breaks < len(codes))] - 1] = False
    pairs, pairs_before = pair_terms(codes, follows), np.append(0, follows.cumsum())
    syllables = before[[0, *(end for _, end in bounds)]]
    words, marked = (
        np.diff(np.append(0, (codes & flag).astype(np.bool_).cumsum())[syllables]).tolist()
        for flag in (WORD, MARKED)
    )
    unmarked = np.repeat(list(map(is_unmarked, words, marked)), [len(part) for part in parts])
    terms = known.texts(numbers, unmarked)
    first_pairs = pairs_before[np.minimum(syllables, len(follows))].tolist()
    of_pairs = (
        pairs[begin * SIZE : max(0, end * SIZE - 1)] for begin, end in pairwise(first_pairs)
    )
    of_text = ("".join(terms[begin:end])[1:] for begin, end in bounds)
    yield from zip(of_text, of_pairs, np.diff(syllables).tolist(), strict=True)


def _mended(words: list[str], joined: Flags, spelled: Callable[[int, int], str]) -> list[str]:
    """What each token adds to the word stream, given what it would by itself: a part that is no
    word (`C++`) keeps all of its word from being one, or is left out of it.

    `spelled`: gives the word of the tokens from one place to another.
    """
    places = joined.nonzero()[0].tolist()
    end = 0
    for place in [p for p in places if not (words[p] and words[p - 1])]:
        if place >= end:
            begin, end = _word_around(place, joined)
            words[begin:end] = [beginning(spelled(begin, end))] + [""] * (end - begin - 1)
    return words


def _word_around(place: int, joined: Flags) -> tuple[int, int]:
    begin, end = place, place + 1
    while joined[begin]:
        begin -= 1
    while end < len(joined) and joined[end]:
        end += 1
    return begin, end
