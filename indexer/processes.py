"""Processes that work for a job: they end with it, and leave Ctrl-C to it."""

import ctypes
import gc
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import forkserver, get_context, parent_process, resource_tracker
from multiprocessing.context import ForkServerContext
from threading import Thread

#: What the server imports once for all the processes that it forks.
_PRELOADED = ["indexer.parts", "indexer.reading"]


def forking() -> ForkServerContext:
    """A fork server: this process may have threads of an index writer, which survive no fork."""
    context = get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    # In two steps, for to start the first lets Ctrl-C through again.
    for start in (resource_tracker.ensure_running, forkserver.ensure_running):
        with terminal_blocked():
            start()
    return context


def start_forking() -> None:
    """Start the server that forks, so that it imports what its processes need while this process
    imports its own: half a second of each job.
    """
    forking()


@contextmanager
def terminal_blocked() -> Iterator[None]:
    """What is started meanwhile never hears of Ctrl-C or a closed terminal, which are the job's:
    not even while it still imports, when Python would show where it was stopped.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def follow_parent() -> None:
    """In a new process: end with the job, which may be killed."""
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if parent := parent_process():
        parent.join()
        os._exit(1)


def keep_garbage_longer() -> None:
    """Look for objects that refer to each other after 50,000 more of them, not after 700: rows and
    records were looked through again and again, and hardly any does.
    """
    gc.set_threshold(_GARBAGE_AFTER)


#: Objects: some megabytes.
_GARBAGE_AFTER = 50_000


def share_heaps() -> None:
    """Let all threads share two heaps of the C library, from now on and where it is glibc.

    It gives each thread a heap of its own; tantivy takes memory in one and frees it in another, and
    what is free in a heap stays there: 75 MB at 98 thousand pages, more with more (DECISIONS.md).
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:
        mallopt(_M_ARENA_MAX, 2)


#: glibc's <malloc.h>.
_M_ARENA_MAX = -8
