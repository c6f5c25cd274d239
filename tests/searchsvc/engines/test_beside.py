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


def test_what_follows_is_given_the_result() -> None:
    beside = Beside()
    first = beside.begin(int, "20")
    assert first.then(lambda number: number + 1).result() == 21
    assert first.then(str).then(len).result() == 2
    assert first.result() == 20


def test_what_is_taken_back_is_done_once_for_all_who_follow() -> None:
    beside, let_go, done = Beside(), threading.Event(), []
    blocked = beside.begin(let_go.wait, 60)
    first = beside.begin(lambda: done.append(threading.get_ident()))
    then = first.then(lambda _: len(done))
    assert then.result() == 1
    let_go.set()
    blocked.result()
    first.result()
    assert done == [threading.get_ident()]


def test_an_error_comes_to_all_who_follow() -> None:
    beside, let_go = Beside(), threading.Event()
    blocked = beside.begin(let_go.wait, 60)
    first = beside.begin(int, "3½")
    for one in (first.then(str), first, first):
        with pytest.raises(ValueError, match="invalid literal"):
            one.result()
    let_go.set()
    blocked.result()
