"""Slips of the fingers: a letter more, fewer or other, a space too many or too few.

A word that the collection does not have is taken for a slip. If it has all words, each doubtful one
is tried by itself. Corrections are judged by the phrases that they make with their neighbours.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise, product
from math import log
from typing import NamedTuple

import numpy as np

from searchsvc.suggest.near import Near, code_of
from searchsvc.suggest.vocabulary import Vocabulary
from searchsvc.suggest.wording import Wording

#: With more unknown words a query is taken to be in another language.
_MOST_SLIPS = 2
#: Corrections that are judged, the commonest ones: of all words of a query together; of each word
#: at least; of an odd word.
_JUDGED, _LEAST_JUDGED, _JUDGED_IF_ODD = 64, 6, 32
#: A word is odd when at most 1 page of so many has it, or when it is no Vietnamese syllable.
_ODD = 10_000
#: Corrected queries that are kept: at most the first number, but of a long query fewer, so that
#: they have the second number of words in all. The third: corrections of each of two slips.
_KEPT, _KEPT_WORDS, _KEPT_OF_EACH = 5, 20, 4
#: What a phrase that a correction makes adds to its score, and the weight of the logarithm of how
#: frequent the word or the phrase is (nats).
_PHRASE = 4.0
_FREQUENCY = 0.3


class _Option(NamedTuple):
    """A correction: folded syllables in place of the query's parts from `at` to `until`. `score`:
    how likely it is (nats).
    """

    score: float
    at: int
    until: int
    folded: tuple[str, ...]


def corrections(wording: Wording, vocabulary: Vocabulary, pages: int) -> list[Wording]:
    """Corrected queries, likeliest first. Their corrected words have no marks yet.

    `pages`: how many the index has.
    """
    words = [part.typed[0].folded for part in wording.parts]
    unknown = [at for at, word in enumerate(words) if not vocabulary.forms_of(word)]
    if len(unknown) > _MOST_SLIPS:
        return []
    choices = [
        sorted(_options(words, at, vocabulary, pages), reverse=True)
        for at in unknown or _doubtful(words, vocabulary)
    ]
    kept = max(2, min(_KEPT, _KEPT_WORDS // len(words)))
    if len(unknown) < 2:
        options = sorted((option for choice in choices for option in choice), reverse=True)
        return [_applied(wording, [option]) for option in options[:kept]]
    # An option may correct both slips at once, when they are the halves of one word (`vi et`).
    mended = [(option,) for option in choices[0] if option.until > unknown[1]]
    pairs: list[tuple[_Option, ...]] = mended + [
        (first, second)
        for first, second in product(*(choice[:_KEPT_OF_EACH] for choice in choices))
        if first.until <= second.at
    ]
    pairs.sort(key=lambda pair: -sum(option.score for option in pair))
    return [_applied(wording, pair) for pair in pairs[:kept]]


def _doubtful(words: Sequence[str], vocabulary: Vocabulary) -> list[int]:
    """Places of the words that make no phrase with either neighbour; of all when each makes one."""
    pairs = [vocabulary.spans.frequency(" ".join(pair)) > 0 for pair in pairwise(words)]
    known = [left or right for left, right in zip([False, *pairs], [*pairs, False], strict=True)]
    return [at for at, is_known in enumerate(known) if not is_known] or list(range(len(words)))


def _applied(wording: Wording, options: Sequence[_Option]) -> Wording:
    # From the end, so that the places of those before stay the same.
    for option in sorted(options, key=lambda option: -option.at):
        wording = wording.instead(option.at, option.until, option.folded)
    return wording


def _options(
    words: Sequence[str], at: int, vocabulary: Vocabulary, pages: int
) -> Iterator[_Option]:
    word = words[at]
    is_odd = vocabulary.total(word) <= pages // _ODD or not vocabulary.is_vietnamese(word)
    judged = _JUDGED_IF_ODD if is_odd else max(_LEAST_JUDGED, _JUDGED // len(words))

    def option(folded: tuple[str, ...], start: int, until: int) -> _Option:
        before, after = words[max(0, start - 1) : start], words[until : until + 1]
        return _Option(_score(before, folded, after, vocabulary), start, until, folded)

    near = vocabulary.near_forms.near(word, judged)
    yield from _near_options(words, at, near, vocabulary)
    for cut in range(1, len(word)):
        halves = word[:cut], word[cut:]
        if all(map(vocabulary.is_vietnamese, halves)):
            yield option(halves, at, at + 1)
    for start in range(max(0, at - 1), min(at + 1, len(words) - 1)):
        if vocabulary.is_vietnamese(joined := words[start] + words[start + 1]):
            yield option((joined,), start, start + 2)


def _near_options(
    words: Sequence[str], at: int, near: Sequence[Near], vocabulary: Vocabulary
) -> Iterator[_Option]:
    """Options that replace one syllable, for all candidates at once; scored as by `_score`."""
    codes = np.array([code_of(one.folded) for one in near], np.uint64)
    nowhere = [0] * len(near)
    before, after = words[max(0, at - 1) : at], words[at + 1 : at + 2]
    left = vocabulary.neighbours.following(before[0], codes).tolist() if before else nowhere
    right = vocabulary.neighbours.preceding(after[0], codes).tolist() if after else nowhere
    for one, on_the_left, on_the_right in zip(near, left, right, strict=True):
        score = _FREQUENCY * log(1 + one.frequency) + _worth(on_the_left) + _worth(on_the_right)
        if on_the_left and on_the_right:
            score += _phrase_worth((*before, one.folded, *after), vocabulary)
        yield _Option(score, at, at + 1, (one.folded,))


def _score(
    before: Sequence[str], folded: Sequence[str], after: Sequence[str], vocabulary: Vocabulary
) -> float:
    """The score of an option: by how many pages have its rarest syllable, and by the phrases that
    its syllables make by themselves and with the words before and after.
    """
    score = _FREQUENCY * min(log(1 + vocabulary.total(form)) for form in folded)
    spans = {(*b, *folded, *a) for b in ((), before) for a in ((), after)}
    return score + sum(_phrase_worth(span, vocabulary) for span in spans if len(span) > 1)


def _phrase_worth(words: Sequence[str], vocabulary: Vocabulary) -> float:
    return _worth(vocabulary.spans.frequency(" ".join(words)))


def _worth(frequency: int) -> float:
    return _PHRASE + _FREQUENCY * log(1 + frequency) if frequency else 0.0
