"""Slips of the fingers: a letter more, fewer or other, a space too many or too few.

Only a word that the collection does not have is taken for a slip, or else each word in turn, but
one alone. What it may have been is judged by the phrases that it would make with its neighbours.
"""

from collections.abc import Iterator, Sequence
from itertools import product
from math import log
from typing import NamedTuple

from analyzers import is_syllable
from searchsvc.suggest.vocabulary import Vocabulary
from searchsvc.suggest.wording import Wording

#: More words than these that the collection does not have are another language, not slips.
_MOST_SLIPS = 2
#: Of what the words may have been, so many are judged in all, and so many kept.
_JUDGED, _KEPT = 40, 8
#: Of each of two slips.
_KEPT_OF_EACH = 4
#: A phrase with a neighbour counts for so much more than how frequent a word is by itself (nats).
_PHRASE = 4.0
_FREQUENCY = 0.3


class _Option(NamedTuple):
    """Other syllables for the parts from `at` to `until`, and how much speaks for them."""

    score: float
    at: int
    until: int
    folded: tuple[str, ...]


def corrections(wording: Wording, vocabulary: Vocabulary) -> list[Wording]:
    """What may have been meant, likeliest first; its marks are still to be found."""
    words = [part.typed[0].folded for part in wording.parts]
    unknown = [at for at, word in enumerate(words) if not vocabulary.forms_of(word)]
    if len(unknown) > _MOST_SLIPS:
        return []
    suspects = unknown or range(len(words))
    judged = max(4, _JUDGED // len(suspects))
    choices = [sorted(_options(words, at, judged, vocabulary), reverse=True) for at in suspects]
    if len(unknown) < 2:
        options = sorted((option for choice in choices for option in choice), reverse=True)
        return [_applied(wording, [option]) for option in options[:_KEPT]]
    pairs = [
        pair
        for pair in product(*(choice[:_KEPT_OF_EACH] for choice in choices))
        if pair[0].until <= pair[1].at
    ]
    pairs.sort(key=lambda pair: -sum(option.score for option in pair))
    return [_applied(wording, pair) for pair in pairs[:_KEPT]]


def _applied(wording: Wording, options: Sequence[_Option]) -> Wording:
    # From the end, so that places before it stay.
    for option in sorted(options, key=lambda option: -option.at):
        wording = wording.instead(option.at, option.until, option.folded)
    return wording


def _options(
    words: Sequence[str], at: int, judged: int, vocabulary: Vocabulary
) -> Iterator[_Option]:
    word = words[at]
    for near in vocabulary.near_forms.near(word)[:judged]:
        yield _judged(words, at, at + 1, (near.folded,), vocabulary)
    for cut in range(1, len(word)):
        halves = word[:cut], word[cut:]
        if all(is_syllable(half) and vocabulary.forms_of(half) for half in halves):
            yield _judged(words, at, at + 1, halves, vocabulary)
    if at + 1 < len(words) and vocabulary.forms_of(joined := word + words[at + 1]):
        yield _judged(words, at, at + 2, (joined,), vocabulary)


def _judged(
    words: Sequence[str], at: int, until: int, folded: tuple[str, ...], vocabulary: Vocabulary
) -> _Option:
    """How often its rarest syllable stands in texts, and which phrases it makes."""
    before, after = words[max(0, at - 1) : at], words[until : until + 1]
    phrases = vocabulary.phrases
    score = _FREQUENCY * min(_logged(form, vocabulary) for form in folded)
    for first, last in ((before, ()), ((), after), (before, after), ((), ())):
        span = [*first, *folded, *last]
        if len(span) > len(folded) or (not first and not last and len(span) > 1):
            found = phrases.numbers(phrases.whole(" ".join(span)))
            if len(found):
                score += _PHRASE + _FREQUENCY * log(1 + int(phrases.frequencies[found].sum()))
    return _Option(score, at, until, folded)


def _logged(folded: str, vocabulary: Vocabulary) -> float:
    return log(1 + sum(form.frequency for form in vocabulary.forms_of(folded)))
