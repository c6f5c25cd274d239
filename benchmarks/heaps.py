"""Heaps' law of real texts, and made texts that keep to it.

The number of different words grows with a text as V(n) = K·nᵝ. Texts that are put together from
others have no words of their own: beyond the size of what they were taken from, V would stand
still, and an index of them would be smaller and faster than one of real texts. So rare words
(names, numbers, foreign words) are made into new ones wherever fewer words than the law says have
been met. `n` and `V` are of runs of letters and digits here, in lower case.
"""

import random
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

WORD = re.compile(r"\w+")
#: Of a source, words that occur at most so often may be made into others.
_RARE = 2
#: The law is fitted to the growth over the last so many doublings.
_DOUBLINGS = 5
_FIRST = 1_000


@dataclass(frozen=True, slots=True)
class Law:
    """How many different words texts of so many words have: as measured, beyond it by β."""

    sizes: tuple[float, ...]
    types: tuple[float, ...]
    beta: float

    def at(self, words: int) -> float:
        if words > self.sizes[-1]:
            return float(self.types[-1] * (words / self.sizes[-1]) ** self.beta)
        logs = np.log(self.sizes), np.log(self.types)
        return float(np.exp(np.interp(np.log(max(words, 1)), *logs)))


def growth_of(pages: Iterable[str]) -> tuple[Law, frozenset[str]]:
    """The law of some pages in an order without order, and their rare words."""
    counts: Counter[str] = Counter()
    words, following = 0, _FIRST
    points: list[tuple[float, float]] = [(1.0, 1.0)]
    for page in pages:
        found = WORD.findall(page.lower())
        counts.update(found)
        words += len(found)
        if words >= following:
            points.append((float(words), float(len(counts))))
            following = words * 5 // 4
    if words < _FIRST:
        raise ValueError(f"{words} words are too few to see how a vocabulary grows")
    if words > points[-1][0]:
        points.append((float(words), float(len(counts))))
    sizes, types = zip(*points, strict=True)
    last = [i for i, size in enumerate(sizes) if size >= sizes[-1] / 2**_DOUBLINGS]
    beta = np.polyfit(np.log([sizes[i] for i in last]), np.log([types[i] for i in last]), 1)[0]
    rare = frozenset(word for word, count in counts.items() if count <= _RARE)
    return Law(tuple(sizes), tuple(types), float(beta)), rare


class Growing:
    """Texts that follow each other, with as many different words as a law says."""

    def __init__(self, law: Law, rare: frozenset[str], chance: random.Random) -> None:
        self._law = law
        self._rare = rare
        self._others = sorted(rare)
        self._chance = chance
        self._seen: set[str] = set()
        self.words = 0

    @property
    def types(self) -> int:
        return len(self._seen)

    def grown(self, text: str) -> str:
        """The text, with new words for rare ones where there are too few."""
        found = WORD.findall(text.lower())
        self.words += len(found)
        self._seen.update(found)
        lacking = int(self._law.at(self.words)) - len(self._seen)
        if lacking <= 0:
            return text
        rare = sorted(self._rare.intersection(found))
        if not rare:
            return text
        new = {word: self._new(word) for word in rare[:lacking]}
        return WORD.sub(lambda m: new.get(m[0].lower(), m[0]), text)

    def _new(self, word: str) -> str:
        """A word of the same kind that has not been met."""
        while True:
            if word.isdecimal():
                made = str(self._chance.randrange(10 ** max(4, len(word) + 1)))
            else:
                other = self._chance.choice(self._others)
                made = word[: len(word) // 2 + 1] + other[len(other) // 2 :]
            if made not in self._seen:
                self._seen.add(made)
                return made
