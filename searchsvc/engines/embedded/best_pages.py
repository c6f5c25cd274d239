"""Pages in the order of their scores, as columns: a search looks at hundreds and shows a few."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

#: An item and the number of a page of it.
Place = tuple[int, int]

Integers = NDArray[np.int64]
Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class BestPages:
    """Pages, best first: of equal ones those of the item with the lower key, then in reading order.

    `items`, `numbers`, `scores` are as long as each other.
    """

    items: Integers
    numbers: Integers
    scores: Scores

    @classmethod
    def ordered(cls, items: Integers, numbers: Integers, scores: Scores) -> "BestPages":
        """From columns in any order."""
        order = np.lexsort((numbers, items, -scores))
        return cls(items[order], numbers[order], scores[order])

    def __len__(self) -> int:
        return len(self.items)

    def places(self, limit: int | None = None) -> list[Place]:
        """The first `limit` of them, or all."""
        return list(zip(self.items[:limit].tolist(), self.numbers[:limit].tolist(), strict=True))

    def by_place(self) -> dict[Place, float]:
        """Their scores."""
        return dict(zip(self.places(), self.scores.tolist(), strict=True))

    def raised(self, more: Mapping[Place, float], among: int) -> "BestPages":
        """The same pages after the scores of some of the first `among` were added to."""
        scores = self.scores.copy()
        scores[:among] += [more.get(place, 0.0) for place in self.places(among)]
        return self.ordered(self.items, self.numbers, scores)

    def by_item(self) -> tuple[Integers, Scores, Integers]:
        """Keys of the items, in order, and of each the score and the number of its best page."""
        items, first = np.unique(self.items, return_index=True)
        return items, self.scores[first], self.numbers[first]

    def numbers_of(self, keys: Sequence[int]) -> dict[int, list[int]]:
        """By item the numbers of its pages that are among these, best first."""
        return {key: self.numbers[self.items == key].tolist() for key in keys}
