"""Runs of syllables as the phrases of a vocabulary have them; looked up once, for queries and their
corrections ask for the same ones over and over.
"""

from collections import Counter
from functools import lru_cache

import numpy as np

from searchsvc.suggest.phrases import Phrases

#: Some hundred bytes each. Looking one up takes 20 to 100 µs.
_REMEMBERED = 4096
#: Of phrases with the same words, so many of the commonest are looked at.
_MOST_OCCURRENCES = 16
#: What a phrase counts for by its source, beside the pages that a word of the text is on.
_WEIGHTS = np.array([20, 20, 20, 1])

#: Ways to write some syllables, and what speaks for each.
Written = tuple[tuple[tuple[str, ...], int], ...]


class Spans:
    """Asked by folded syllables with single spaces between them."""

    def __init__(self, phrases: Phrases) -> None:
        self._phrases = phrases
        self.begun = lru_cache(_REMEMBERED)(self._begun)
        self.written = lru_cache(_REMEMBERED)(self._written)
        self.frequency = lru_cache(_REMEMBERED)(self._frequency)

    def _begun(self, folded: str) -> range:
        """The places that have them, the last one perhaps longer; empty when there are none."""
        fewer = folded.rpartition(" ")[0]
        within = self.begun(fewer) if fewer else None
        return self._phrases.begun(folded, within)

    def _written(self, folded: str) -> Written:
        """The ways in which phrases write them."""
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
        """Items and pages that have a phrase with them in it."""
        begun = self.begun(folded)
        if not begun:
            return 0
        found = self._phrases.numbers(self._phrases.whole(folded, begun))
        return int(self._phrases.frequencies[found].sum())
