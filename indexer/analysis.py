"""Texts to joined terms, in parallel, in order, and in bounded memory."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import groupby
from multiprocessing import get_context
from typing import NamedTuple

from analyzers import IndexTerms, index_terms

#: Characters that one task takes: long enough to be worth sending, short enough to share out.
_TASK_CHARACTERS = 200_000
#: Tasks under way for each process; what bounds the memory.
_TASKS_AHEAD = 3


class PageText(NamedTuple):
    """A page on its way in; `order` numbers its item's place in the job."""

    order: int
    number: int
    text: str


class PageTerms(NamedTuple):
    order: int
    number: int
    terms: IndexTerms


def analyse(pages: Iterable[PageText], jobs: int) -> Iterator[PageTerms]:
    """The terms of each page, in the order of the pages; the result does not depend on `jobs`."""
    tasks = _tasks(pages)
    if jobs <= 1:
        for task in tasks:
            yield from _results(task, _terms([page.text for page in task]))
        return
    # A fork server: this process may have threads of an index writer, which do not survive a fork.
    with ProcessPoolExecutor(jobs, mp_context=get_context("forkserver")) as pool:
        waiting: deque[tuple[list[PageText], Future[list[IndexTerms]]]] = deque()
        for task in tasks:
            waiting.append((task, pool.submit(_terms, [page.text for page in task])))
            if len(waiting) >= jobs * _TASKS_AHEAD:
                done, future = waiting.popleft()
                yield from _results(done, future.result())
        while waiting:
            done, future = waiting.popleft()
            yield from _results(done, future.result())


def by_item(pages: Iterable[PageTerms], orders: int) -> Iterator[list[tuple[int, IndexTerms]]]:
    """For each of `orders` items in turn the numbers and terms of its pages, maybe none."""
    groups = groupby(pages, key=lambda page: page.order)
    group = next(groups, None)
    for order in range(orders):
        if group and group[0] == order:
            yield [(page.number, page.terms) for page in group[1]]
            group = next(groups, None)
        else:
            yield []


def _terms(texts: list[str]) -> list[IndexTerms]:
    return index_terms(texts)


def _results(task: list[PageText], terms: list[IndexTerms]) -> Iterator[PageTerms]:
    for page, found in zip(task, terms, strict=True):
        yield PageTerms(page.order, page.number, found)


def _tasks(pages: Iterable[PageText]) -> Iterator[list[PageText]]:
    task: list[PageText] = []
    size = 0
    for page in pages:
        task.append(page)
        size += len(page.text)
        if size >= _TASK_CHARACTERS:
            yield task
            task, size = [], 0
    if task:
        yield task
