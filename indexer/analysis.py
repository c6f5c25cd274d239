"""Texts to joined terms, in parallel, in order, and in bounded memory."""

import gc
import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import groupby
from typing import NamedTuple

from analyzers import Analyzer, PackedStreams, TermStreams
from indexer.processes import follow_parent, forking
from searchsvc.catalog import UnknownDictionary, decode_text, learn
from searchsvc.errors import EngineUnavailable

#: Bytes of packed text that one task takes, some 200,000 characters: long enough to be worth
#: sending, short enough to share out.
_TASK_BYTES = 90_000
#: Tasks under way for each process: enough to go on with while a part is committed, and what bounds
#: the memory.
_TASKS_AHEAD = 6
#: Whoever analyses gives way to who writes. Otherwise all tasks are done when a part is committed,
#: and nobody has anything to do meanwhile.
_NICENESS = 5


class PageText(NamedTuple):
    """A page on its way in; `order` numbers its item's place in the job. `text` is packed, as the
    catalog has it.
    """

    order: int
    number: int
    text: bytes


class PageTerms(NamedTuple):
    order: int
    number: int
    terms: TermStreams


def analyse(
    pages: Iterable[PageText], jobs: int, dictionaries: Sequence[bytes] = ()
) -> Iterator[PageTerms]:
    """The terms of each page, in the order of the pages; the result does not depend on `jobs`.
    `dictionaries`: that texts are packed with.

    Raises EngineUnavailable when one of the processes is killed, CatalogUnavailable for a text that
    cannot be unpacked.
    """
    tasks = _tasks(pages)
    if jobs <= 1:
        for task in tasks:
            yield from _results(task, _terms_here(task))
        return
    pool = ProcessPoolExecutor(jobs, forking(), initializer=_begin, initargs=(dictionaries,))
    try:
        yield from _in_parallel(pool, tasks, jobs * _TASKS_AHEAD)
    except (BrokenProcessPool, BrokenPipeError) as error:  # at work, or just when it started
        raise EngineUnavailable(
            "a process that analyses text was killed; with less memory, set fewer jobs"
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _begin(dictionaries: Sequence[bytes]) -> None:
    follow_parent()
    os.nice(_NICENESS)
    # Nothing that is made here refers to itself, and to look for it takes one part in thirty.
    gc.disable()
    for dictionary in dictionaries:
        learn(dictionary)


def _in_parallel(
    pool: ProcessPoolExecutor, tasks: Iterable[list[PageText]], ahead: int
) -> Iterator[PageTerms]:
    waiting: deque[tuple[list[PageText], Future[list[PackedStreams]]]] = deque()
    for task in tasks:
        waiting.append((task, pool.submit(_terms, [page.text for page in task])))
        if len(waiting) >= ahead:
            yield from _awaited(*waiting.popleft())
    while waiting:
        yield from _awaited(*waiting.popleft())


def _awaited(task: list[PageText], future: Future[list[PackedStreams]]) -> Iterator[PageTerms]:
    try:
        terms = future.result()
    except UnknownDictionary:
        # Packed by another job with one that was made after the process was.
        terms = _terms_here(task)
    yield from _results(task, terms)


def by_item(pages: Iterable[PageTerms], orders: int) -> Iterator[list[tuple[int, TermStreams]]]:
    """For each of `orders` items in turn the numbers and terms of its pages, maybe none."""
    groups = groupby(pages, key=lambda page: page.order)
    group = next(groups, None)
    for order in range(orders):
        if group and group[0] == order:
            yield [(page.number, page.terms) for page in group[1]]
            group = next(groups, None)
        else:
            yield []


def _terms_here(task: list[PageText]) -> list[PackedStreams]:
    return _terms([page.text for page in task])


def _terms(texts: list[bytes]) -> list[PackedStreams]:
    return Analyzer().pack_all([decode_text(text) for text in texts])


def _results(task: list[PageText], terms: list[PackedStreams]) -> Iterator[PageTerms]:
    for page, found in zip(task, terms, strict=True):
        yield PageTerms(page.order, page.number, found.unpacked())


def _tasks(pages: Iterable[PageText]) -> Iterator[list[PageText]]:
    task: list[PageText] = []
    size = 0
    for page in pages:
        task.append(page)
        size += len(page.text)
        if size >= _TASK_BYTES:
            yield task
            task, size = [], 0
    if task:
        yield task
