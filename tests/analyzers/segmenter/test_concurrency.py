"""Threads and forked processes."""

import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from analyzers import Analyzer, segmenter
from analyzers.segmenter import segment, segmentations
from analyzers.segmenter import segmenter as segmenter_module
from tests.analyzers.segmenter.texts import WRITTEN


def test_threads_with_a_vocabulary_that_is_always_full(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"{text} {number}x" for number in range(40) for text in WRITTEN]
    expected = [segment(text) for text in texts]
    monkeypatch.setattr(segmenter_module, "_VOCABULARY_CHUNKS", 20)
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(segment, texts)) == expected


def test_threads_while_what_is_known_grows() -> None:
    """Some learn the same words at once, and tables and arrays are replaced while others read."""
    texts = [
        " ".join(f"thư{word:x}-viện" for word in range(n, n + 300)) for n in range(0, 9000, 90)
    ]
    segmenter._segmenter().forget()
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(Analyzer().analyze, texts))
    segmenter._segmenter().forget()
    assert found == list(map(Analyzer().analyze, texts))


def test_threads_that_load_the_model_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segmenter, "_shared", None)
    ready = threading.Barrier(6)

    def first_use(_: int) -> object:
        ready.wait()
        return segmenter._segmenter()

    with ThreadPoolExecutor(6) as threads:
        assert len(set(threads.map(first_use, range(6)))) == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_fork_while_another_thread_holds_the_locks() -> None:
    segmentations(["thư viện"])
    with segmenter._lock, segmenter._segmenter()._vocabulary._lock:
        child = os.fork()
        if child == 0:
            status = 1
            try:
                signal.alarm(20)  # ends the child if it waits for a lock
                status = int(segment("zyx wvu, thư viện") != "zyx wvu , thư_viện")
            finally:
                os._exit(status)
    assert os.waitpid(child, 0)[1] == 0
