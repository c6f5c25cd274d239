"""What a system answered, kept as TREC files, and what ir-measures says of it.

The folder of a set has `items.qrels` and `pages.qrels`; for each variant the queries as they were
typed, `VARIANT.tsv`, and for each system `VARIANT.SYSTEM.items.run` and `VARIANT.SYSTEM.pages.run`.
"""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import ir_measures
from ir_measures import RR, Qrel, ScoredDoc, Success

from benchmarks.relevance.systems import System
from benchmarks.relevance.topics import Topic

#: Items of an answer that count, and pages.
_DEPTH = 10


@dataclass(frozen=True, slots=True)
class Run:
    """By topic: items and pages in order, best first, and how long that took."""

    items: dict[str, list[str]]
    pages: dict[str, list[str]]
    milliseconds: dict[str, float]


@dataclass(frozen=True, slots=True)
class Figures:
    """`mrr`: mean of 1/rank of the first right item among ten; `first`, `ten`: share of queries
    with a right one first, or among ten. `page`: where the first item is right, how often the
    first page is too (None when it never is). `ms`: median time of an answer.
    """

    queries: int
    mrr: float
    first: float
    ten: float
    page: float | None
    ms: float


def ask(system: System, queries: Iterable[tuple[Topic, str]]) -> Run:
    """Ask every topic's query, as it is typed."""
    run = Run({}, {}, {})
    for topic, text in queries:
        began = time.perf_counter()
        places = system.answer(text)
        run.milliseconds[topic.id] = (time.perf_counter() - began) * 1000
        run.items[topic.id] = _first(place.item for place in places)
        run.pages[topic.id] = _first(place.name for place in places if place.page is not None)
    return run


def evaluate(run: Run, topics: Sequence[Topic]) -> Figures:
    """The figures for some of the topics that were asked; a query without answer counts."""
    measures = RR @ _DEPTH, Success @ 1, Success @ _DEPTH
    items = ir_measures.calc_aggregate(measures, item_qrels(topics), _scored(run.items, topics))
    first = items[Success @ 1]
    page = None
    if first:
        # The first page is one of the first item, so right pages are a part of right items.
        pages = ir_measures.calc_aggregate(
            [Success @ 1], page_qrels(topics), _scored(run.pages, topics)
        )
        page = pages[Success @ 1] / first
    return Figures(
        len(topics),
        items[RR @ _DEPTH],
        first,
        items[Success @ _DEPTH],
        page,
        median(run.milliseconds[topic.id] for topic in topics),
    )


def item_qrels(topics: Iterable[Topic]) -> list[Qrel]:
    return [
        Qrel(topic.id, item, 1)
        for topic in topics
        for item in dict.fromkeys(place.item for place in topic.answers)
    ]


def page_qrels(topics: Iterable[Topic]) -> list[Qrel]:
    return [Qrel(topic.id, place.name, 1) for topic in topics for place in topic.answers]


def write_topics(folder: Path, topics: Sequence[Topic]) -> None:
    """The qrels of a set."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, qrels in (("items", item_qrels(topics)), ("pages", page_qrels(topics))):
        lines = [f"{q.query_id} 0 {q.doc_id} {q.relevance}\n" for q in qrels]
        (folder / f"{name}.qrels").write_text("".join(lines), "utf-8")


def write_queries(folder: Path, variant: str, queries: Iterable[tuple[Topic, str]]) -> None:
    """What was typed."""
    lines = [f"{topic.id}\t{' '.join(text.split())}\n" for topic, text in queries]
    (folder / f"{_file_name(variant)}.tsv").write_text("".join(lines), "utf-8")


def write_run(folder: Path, variant: str, system: str, run: Run) -> None:
    """Both run files of a system."""
    tag = _file_name(system)
    for name, answers in (("items", run.items), ("pages", run.pages)):
        lines = [
            f"{topic} Q0 {answer} {rank} {_DEPTH - rank + 1} {tag}\n"
            for topic, found in answers.items()
            for rank, answer in enumerate(found, 1)
        ]
        file = folder / f"{_file_name(variant)}.{tag}.{name}.run"
        file.write_text("".join(lines), "utf-8")


def _scored(answers: dict[str, list[str]], topics: Iterable[Topic]) -> list[ScoredDoc]:
    return [
        ScoredDoc(topic.id, answer, float(-rank))
        for topic in topics
        for rank, answer in enumerate(answers[topic.id])
    ]


def _first(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))[:_DEPTH]


def _file_name(name: str) -> str:
    return name.replace(" ", "-")
