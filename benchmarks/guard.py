"""Has a layer become slow? Ratios of layers in one run, each with a bound.

    python -m benchmarks.guard [--pages 3000] [--rounds 3] [--json FILE]

What runs in CI, so: no milliseconds, no collection that is not in the repository, and bounds that
noise alone does not pass. A home of made pages is filled and asked a mix of queries; each goes
through all layers in turn, in another order each time, so that a busy machine slows all of them. A
ratio is that of the sums over the queries, the slowest twentieth of each layer left out. It must be
within its bound in one round of three: what has become slow is slow in all of them.

Bounds are about twice what was measured (`docs/benchmarks/guard.json`): a layer that has doubled
its part is found, and not one that the machine disturbed.
"""

import math
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson

from benchmarks.collection import material
from benchmarks.corpus import corpus
from benchmarks.layers import measure, opened_layers
from benchmarks.measuring import circumstances, options, save
from benchmarks.queries import mix
from benchmarks.recombining import Recombining, Source, first_pages, sample_source
from indexer.ingest import ingest
from indexer.progress import reporter
from searchsvc.settings import Settings

PAGES, QUERIES, ROUNDS = 3000, 100, 3
_WARM_UP = 20
_LEFT_OUT = 20
#: Characters of a made page, as many as one of a book has.
_PAGE_LENGTH = 2000

Times = Mapping[str, Sequence[float]]


@dataclass(frozen=True, slots=True)
class Bound:
    """So many times what the layers of `below` take together, the layer `above` may take."""

    above: str
    below: tuple[str, ...]
    most: float

    @property
    def name(self) -> str:
        return f"{self.above} / {' + '.join(self.below)}"

    def ratio(self, times: Times) -> float:
        return _sum(times[self.above]) / sum(_sum(times[layer]) for layer in self.below)


BOUNDS = (
    Bound("service", ("engine",), 8.0),
    Bound("API", ("service", "empty route"), 2.0),
    Bound("page", ("API",), 3.0),
    Bound("engine", ("engine, no facets",), 3.0),
    Bound("understanding", ("engine",), 1.0),
    Bound("finding, snippets", ("page texts",), 18.0),
    Bound("did you mean", ("engine",), 2.0),
)


def check(
    settings: Settings,
    queries: int = QUERIES,
    rounds: int = ROUNDS,
    bounds: Sequence[Bound] = BOUNDS,
    warm_up: int = _WARM_UP,
) -> dict[str, float]:
    """The best ratio by the bound's name. No further round once all are within their bounds."""
    best: dict[str, float] = {}
    with opened_layers(settings) as layers:
        found = material(settings, queries)
        measure(layers, [request for _, request in mix(found, warm_up, seed=0)])
        for number in range(1, rounds + 1):
            # Each round asks others: what has been asked may have been kept.
            times = measure(layers, [request for _, request in mix(found, queries, number)])
            for bound in bounds:
                best[bound.name] = min(best.get(bound.name, math.inf), bound.ratio(times))
            if not broken(best, bounds):
                break
    return best


def broken(ratios: Mapping[str, float], bounds: Sequence[Bound] = BOUNDS) -> list[str]:
    """What is to be said of the bounds that were passed, a line each."""
    return [
        f"{bound.name} is {ratios[bound.name]:.2f}, at most {bound.most} is allowed"
        for bound in bounds
        if ratios[bound.name] > bound.most
    ]


def made_home(home: Path, pages: int, source: Source) -> Settings:
    """A home of so many made pages."""
    settings = Settings(home=home)
    home.mkdir(parents=True, exist_ok=True)
    file = home / "made.jsonl"
    records = first_pages(iter(Recombining(source, least=_PAGE_LENGTH)), pages)
    with file.open("wb") as lines:
        lines.writelines(orjson.dumps(record) + b"\n" for record in records)
    ingest(settings, [file], None, reporter(quiet=True))
    return settings


def _sum(values: Sequence[float]) -> float:
    """Of all but the slowest twentieth."""
    return sum(sorted(values)[: len(values) - len(values) // _LEFT_OUT])


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--pages", type=int, default=PAGES)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    chosen = parser.parse_args()
    about = circumstances()
    with tempfile.TemporaryDirectory() as folder:
        settings = made_home(Path(folder), chosen.pages, sample_source())
        ratios = check(settings, rounds=chosen.rounds)
        held = corpus(settings)
    print(f"{held['pages']:,} made pages; {about}\n\n{'':<32}{'ratio':>9}{'at most':>9}")
    for bound in BOUNDS:
        print(f"{bound.name:<32}{ratios[bound.name]:>9.2f}{bound.most:>9.1f}")
    bounds = {bound.name: bound.most for bound in BOUNDS}
    save(chosen.json, {**about, **held, "ratios": ratios, "bounds": bounds})
    if problems := broken(ratios):
        sys.exit("\n".join(problems))


if __name__ == "__main__":
    main()
