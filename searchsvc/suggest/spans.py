"""Runs of syllables in the phrases of a vocabulary.

Answers are cached: a query and its corrections ask for the same ones again and again.
"""

from collections import Counter
from functools import lru_cache

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

    def __init__(self, phrases: Phrases) -> None:
        self._phrases = phrases
        self.begun = lru_cache(_REMEMBERED)(self._begun)
        self.written = lru_cache(_REMEMBERED)(self._written)
        self.frequency = lru_cache(_REMEMBERED)(self._frequency)

    def _begun(self, folded: str) -> range:
        """The stretch of places that have these syllables; the last may go on. See `Phrases`."""
        fewer = folded.rpartition(" ")[0]
        within = self.begun(fewer) if fewer else None
        return self._phrases.begun(folded, within)

    def _written(self, folded: str) -> Written:
        """The ways in which phrases write these syllables."""
        phrases, length = self._phrases, folded.count(" ") + 1
        places = phrases.whole(folded, self.begun(folded))
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

    def _frequency(self, folded: str) -> int:
        """How many items and pages have a phrase with these syllables in it."""
        begun = self.begun(folded)
        if not begun:
            return 0
        found = self._phrases.numbers(self._phrases.whole(folded, begun))
        return int(self._phrases.frequencies[found].sum())
