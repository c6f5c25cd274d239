"""Runs of syllables in the phrases of a vocabulary.

Answers are cached: a query and its corrections ask for the same ones again and again.
"""

from collections import Counter
from collections.abc import Callable
from functools import lru_cache, partial

import numpy as np

from searchsvc.suggest.phrases import Phrases

#: Some hundred bytes each. Looking one up takes 20 to 100 µs.
_REMEMBERED = 4096
#: Occurrences of a run that are looked at: those in the commonest phrases.
_MOST_OCCURRENCES = 16
#: Weight of a phrase by its source: an item's title, creator or subject counts as 20 pages of text.
_WEIGHTS = np.array([20, 20, 20, 1])

#: Ways to write some syllables: their forms, and the weight of the phrases that write them so.
Written = tuple[tuple[tuple[str, ...], int], ...]


class Spans:
    """Asked by folded syllables with single spaces between them."""

    #: The ways in which phrases write these syllables.
    written: Callable[[str], Written]
    #: How many items and pages have a phrase with these syllables in it.
    frequency: Callable[[str], int]

    def __init__(self, phrases: Phrases) -> None:
        self._begun = _Begun(phrases)
        # Not of methods: a cache that holds its owner keeps both until garbage is collected.
        self.written = lru_cache(_REMEMBERED)(partial(_written, phrases, self._begun))
        self.frequency = lru_cache(_REMEMBERED)(partial(_frequency, phrases, self._begun))

    def begun(self, folded: str) -> range:
        """The stretch of places that have these syllables; the last may go on. See `Phrases`."""
        return self._begun[folded]


class _Begun(dict[str, range]):
    """What `Spans.begun` gives, as it is asked for."""

    def __init__(self, phrases: Phrases) -> None:
        self._phrases = phrases

    def __missing__(self, folded: str) -> range:
        fewer = folded.rpartition(" ")[0]
        stretch = self._phrases.begun(folded, self[fewer] if fewer else None)
        if len(self) >= _REMEMBERED:
            self.clear()
        self[folded] = stretch
        return stretch


def _written(phrases: Phrases, begun: _Begun, folded: str) -> Written:
    length = folded.count(" ") + 1
    places = phrases.whole(folded, begun[folded])
    if len(places) > _MOST_OCCURRENCES:
        numbers = phrases.numbers(places)
        weights = phrases.frequencies[numbers] * _WEIGHTS[phrases.sources(numbers)]
        places = places[np.argpartition(-weights, _MOST_OCCURRENCES)[:_MOST_OCCURRENCES]]
    written: Counter[tuple[str, ...]] = Counter()
    for place in places.tolist():
        number, at = phrases.syllable(place)
        weight = phrases.frequencies.item(number) * _WEIGHTS.item(phrases.source(number))
        written[tuple(phrases.forms(number)[at : at + length])] += weight
    return tuple(written.items())


def _frequency(phrases: Phrases, begun: _Begun, folded: str) -> int:
    stretch = begun[folded]
    if not stretch:
        return 0
    found = phrases.numbers(phrases.whole(folded, stretch))
    return int(phrases.frequencies[found].sum())
