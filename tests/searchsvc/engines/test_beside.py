"""Work beside a search is done once: by the thread, or by whoever needs it first."""

import threading

import pytest

from searchsvc.engines.embedded.beside import Beside


def test_what_the_thread_has_not_begun_is_done_by_the_one_who_needs_it() -> None:
    beside, done, let_go = Beside(), threading.Event(), threading.Event()

    def long() -> int:
        done.set()
        let_go.wait(60)
        return threading.get_ident()

    first = beside.begin(long)
    done.wait(60)
    assert beside.begin(threading.get_ident).result() == threading.get_ident()
    let_go.set()
    assert first.result() != threading.get_ident()


def test_what_it_raises_comes_to_the_one_who_asks() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        Beside().begin(int, "3½").result()
