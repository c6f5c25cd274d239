"""Many changes are indexed in parts, each by a process of its own.

    index/NAME/parts/000003/     a part: a build like any other, until the generation takes it in

Where a part ends depends on its changes alone, so the index is the same however many processes
there are. Such a process reads the catalog itself, and nothing but numbers is sent to and fro.
"""

from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from ctypes import Array, c_byte, c_ulonglong
from dataclasses import dataclass
from itertools import accumulate
from math import ceil
from pathlib import Path
from typing import NamedTuple

from indexer.changed import changed_items
from indexer.processes import follow_parent, forking, keep_garbage_longer, share_heaps
from searchsvc.catalog import Catalog, Change
from searchsvc.engines.embedded import EmbeddedBuild
from searchsvc.engines.generations import tidy
from searchsvc.errors import EngineUnavailable
from searchsvc.settings import Settings

_FOLDER = "parts"
#: Fewer pages are not worth it to start processes for them.
_SMALL = 2_000
#: tantivy merges as many segments of like size, or more, into one, which answers a sixth faster.
_PARTS = 8
#: Pages. To build a part of so many takes 300 MB.
_LARGEST_PART = 12_500
#: Of so many pages segments are made. Those that are merged into one are mapped into memory.
PAGES_A_SEGMENT = 16 * _LARGEST_PART
#: Seconds between two looks at how far the processes are.
_LOOK_SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class Part:
    """Changes that are indexed together in a folder of their own."""

    folder: Path
    changes: Sequence[Change]


def parts_of(folder: Path, changes: Sequence[Change]) -> list[Part]:
    """The parts of changes to the generation in `folder`; none where the changes are few."""
    pages = list(accumulate(max(1, change.page_count) for change in changes))
    if not pages or pages[-1] < _SMALL:
        return []
    count = max(_PARTS, ceil(pages[-1] / _LARGEST_PART))
    parts: list[Part] = []
    start = done = 0
    for end, so_far in enumerate(pages, 1):
        # In parts of the whole; a large book may be several, and what follows it none.
        reached = so_far * count // pages[-1]
        if reached > done:
            parts.append(Part(folder / _FOLDER / f"{len(parts):06}", changes[start:end]))
            start, done = end, reached
    return parts


def discard_parts(folder: Path) -> None:
    """Delete the parts of a generation that a job which was killed has left."""
    if (folder / _FOLDER).exists():
        tidy(folder / _FOLDER)


def built(
    settings: Settings, parts: Sequence[Part], advance: Callable[[int], None]
) -> Generator[Part]:
    """Each part, in order, when it is built. `advance` is told of pages that are done.

    Raises EngineUnavailable when one of the processes is killed; and what `EmbeddedBuild` raises.
    """
    jobs = min(settings.jobs or settings.cores, len(parts))
    if jobs > 1:
        yield from _in_processes(jobs, settings, parts, advance)
        return
    for part in parts:
        _build(settings, part, advance)
        yield part


def _in_processes(
    jobs: int, settings: Settings, parts: Sequence[Part], advance: Callable[[int], None]
) -> Generator[Part]:
    context = forking()
    board = _Board(context.RawArray("Q", len(parts)), context.RawValue("b"))
    pool = ProcessPoolExecutor(jobs, context, initializer=_begin, initargs=(board,))
    try:
        numbered = enumerate(parts)
        under_way = [pool.submit(_build_watched, settings, part, at) for at, part in numbered]
        known = 0
        for part, future in zip(parts, under_way, strict=True):
            is_built = False
            while not is_built:
                is_built = bool(wait([future], _LOOK_SECONDS).done)
                before, known = known, sum(board.pages)
                advance(known - before)
            future.result()
            yield part
    except (BrokenProcessPool, BrokenPipeError) as error:  # at work, or just when it started
        raise EngineUnavailable(
            "a process that indexes texts was killed; with less memory, set fewer jobs"
        ) from error
    finally:
        board.stop.value = 1
        pool.shutdown(cancel_futures=True)


def _build(settings: Settings, part: Part, advance: Callable[[int], None]) -> None:
    part.folder.mkdir(parents=True)
    with closing(Catalog.open(settings.catalog_url)) as catalog:
        build = EmbeddedBuild(part.folder, settings.writer_memory_mb)
        for change, item in changed_items(catalog, part.changes):
            if item:
                build.add(item)
            advance(max(1, change.page_count))
        build.end()


class _Board(NamedTuple):
    """What processes and the one that waits for them tell each other, in memory that they share.
    It has no lock, which whoever is killed would keep.

    `pages`: how many are done of each part. `stop`: 1 when nobody wants the parts any more.
    """

    pages: "Array[c_ulonglong]"
    stop: c_byte


class _Stopped(Exception):
    """Nobody wants the parts any more."""


#: In a process that builds parts: the board of its job.
_boards: list[_Board] = []


def _begin(board: _Board) -> None:
    follow_parent()
    share_heaps()
    keep_garbage_longer()
    _boards.append(board)


def _build_watched(settings: Settings, part: Part, at: int) -> None:
    (board,) = _boards

    def advance(pages: int) -> None:
        if board.stop.value:
            raise _Stopped
        board.pages[at] += pages

    _build(settings, part, advance)
