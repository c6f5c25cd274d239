"""Processes that work for a job: they end with it, and leave Ctrl-C to it."""

import os
import signal
from multiprocessing import get_context, parent_process
from multiprocessing.context import ForkServerContext
from threading import Thread

#: What the server imports once for all the processes that it forks.
_PRELOADED = ["indexer.analysis", "indexer.reading"]


def forking() -> ForkServerContext:
    """A fork server: this process may have threads of an index writer, which survive no fork."""
    context = get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    return context


def follow_parent() -> None:
    """In a new process: end with the job, which may be killed, and leave Ctrl-C to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if parent := parent_process():
        parent.join()
        os._exit(1)
