"""What is to be reached, and what has been."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter

from benchmarks.relevance.runs import Figures
from benchmarks.relevance.variants import TYPED, UNACCENTED

#: By set and variant: our figures, and those of the same topics as typed.
Reached = Mapping[tuple[str, str], tuple[Figures, Figures]]


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure of ours that is wanted to be at least `wanted`.

    `of`: not the figure counts but its share of the same one as typed (TYPED) or in another set.
    """

    queries: str
    variant: str
    measure: str
    wanted: float
    of: str | None = None

    def __str__(self) -> str:
        of = f", of that {self.of}" if self.of else ""
        return f"{self.queries}, {self.variant}: {_NAMES[self.measure]}{of}"

    def reached(self, figures: Reached) -> float | None:
        """None when it was not measured."""
        measure = attrgetter(self.measure)
        asked = figures.get((self.queries, self.variant))
        if asked is None:
            return None
        if self.of is None:
            return float(measure(asked[0]))
        base = asked[1] if self.of == TYPED else figures.get((self.of, self.variant), (None,))[0]
        return float(measure(asked[0]) / measure(base)) if base and measure(base) else None


_NAMES = {"mrr": "MRR@10", "ten": "R@10", "page": "right page first"}

GOALS = (
    Goal("xquad", TYPED, "mrr", 0.965),
    Goal("xquad", UNACCENTED, "mrr", 0.99, of=TYPED),
    Goal("xquad", "NFD", "mrr", 1.0, of=TYPED),
    Goal("xquad", "tone style", "mrr", 1.0, of=TYPED),
    Goal("xquad", "hyphens", "mrr", 0.98, of=TYPED),
    Goal("among", TYPED, "mrr", 0.88),
    Goal("among", UNACCENTED, "mrr", 0.97, of=TYPED),
    Goal("titles", TYPED, "mrr", 0.97),
    Goal("titles", UNACCENTED, "mrr", 0.95),
    Goal("ocr 2", TYPED, "ten", 0.95, of="truth 2"),
)


def judged(figures: Reached) -> Iterator[tuple[Goal, float, bool]]:
    """The goals that were measured: what was reached, and whether that is enough."""
    for goal in GOALS:
        reached = goal.reached(figures)
        if reached is not None:
            yield goal, reached, reached >= goal.wanted
