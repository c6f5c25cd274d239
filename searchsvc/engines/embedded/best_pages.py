"""Scored pages as numpy columns: a search looks at hundreds of pages and shows a few."""

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
    """n pages, best first; those of equal score by item key, then by number.

    `items`: keys of their items, `numbers`: their page numbers, `scores`; each of shape (n,).
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
        """Item and number of the first `limit` pages, or of all."""
        return list(zip(self.items[:limit].tolist(), self.numbers[:limit].tolist(), strict=True))

    def by_place(self) -> dict[Place, float]:
        """The score of each page."""
        return dict(zip(self.places(), self.scores.tolist(), strict=True))

    def raised(self, more: Mapping[Place, float], among: int) -> "BestPages":
        """The same pages, in their new order, after `more` was added to the scores of those of the
        first `among` that it has.
        """
        scores = self.scores.copy()
        scores[:among] += [more.get(place, 0.0) for place in self.places(among)]
        return self.ordered(self.items, self.numbers, scores)

    def by_item(self) -> tuple[Integers, Scores, Integers]:
        """The items' keys in ascending order, and score and number of each item's best page."""
        items, first = np.unique(self.items, return_index=True)
        return items, self.scores[first], self.numbers[first]

    def numbers_of(self, keys: Sequence[int]) -> dict[int, list[int]]:
        """For each of these items, the numbers of its pages, best first."""
        return {key: self.numbers[self.items == key].tolist() for key in keys}
