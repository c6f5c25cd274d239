"""Tables of what was measured."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.relevance.goals import Reached, judged
from benchmarks.relevance.runs import Figures
from benchmarks.relevance.systems import OURS
from benchmarks.relevance.topics import QuerySet


@dataclass(frozen=True, slots=True)
class Row:
    """One variant of a set. `altered`: the share of queries that it changes at all; `figures`: by
    system, ours first; `as_typed`: ours for the same topics as typed.
    """

    queries: str
    variant: str
    altered: float
    figures: dict[str, Figures]
    as_typed: Figures


def reached(rows: Sequence[Row]) -> Reached:
    """Our own figures by set and variant."""
    return {(row.queries, row.variant): (row.figures[OURS], row.as_typed) for row in rows}


def table(queries: QuerySet, rows: Sequence[Row]) -> Iterator[str]:
    """The lines for one set: ours in full, and what others reach beside it."""
    yield f"{queries.name}: {queries.about}"
    others = [name for name in rows[0].figures if name != OURS]
    yield (
        f"{'':<15}{'queries':>8}{'altered':>8}"
        f" |{'MRR@10':>7}{'of typed':>9}{'P@1':>6}{'R@10':>6}{'page':>6}{'ms':>7}"
        + "".join(f" |{name:>12}{'R@10':>6}{'ms':>7}" for name in others)
    )
    for row in rows:
        yield _line(row, queries.pages) + "".join(_other(row.figures[name]) for name in others)
    yield ""


def goals_table(rows: Sequence[Row]) -> Iterator[str]:
    """What was to be reached."""
    yield f"{'goal':<52}{'reached':>8}{'wanted':>8}"
    for goal, figure, enough in judged(reached(rows)):
        verdict = "ok" if enough else "not yet"
        yield f"{goal!s:<52}{100 * figure:>8.1f}{100 * goal.wanted:>8.1f}  {verdict}"


def as_json(rows: Sequence[Row]) -> dict[str, Any]:
    """All figures and goals."""
    return {
        "rows": [asdict(row) for row in rows],
        "goals": [
            {"goal": str(goal), "reached": figure, "wanted": goal.wanted, "ok": enough}
            for goal, figure, enough in judged(reached(rows))
        ],
    }


def _line(row: Row, with_pages: bool) -> str:
    figures, typed = row.figures[OURS], row.as_typed
    kept = f"{figures.mrr / typed.mrr:.1%}" if typed.mrr else "–"
    page = f"{100 * figures.page:.1f}" if with_pages and figures.page is not None else "–"
    return (
        f"{row.variant:<15}{figures.queries:>8}{row.altered:>8.0%}"
        f" |{100 * figures.mrr:>7.1f}{kept:>9}{100 * figures.first:>6.1f}"
        f"{100 * figures.ten:>6.1f}{page:>6}{figures.ms:>7.1f}"
    )


def _other(figures: Figures) -> str:
    return f" |{100 * figures.mrr:>12.1f}{100 * figures.ten:>6.1f}{figures.ms:>7.1f}"
