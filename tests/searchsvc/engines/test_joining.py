"""Phrases of items: those of their pages, looked up by their keys, and those over page breaks."""

import gc
import time
import weakref
from collections.abc import Iterator
from itertools import cycle, islice

import pytest

from searchsvc.domain import Metadata
from searchsvc.engines.base import IndexedItem, SearchEngine
from searchsvc.engines.embedded import EmbeddedEngine, joining
from searchsvc.over_breaks import AROUND
from tests.searchsvc.engines.makers import EmbeddedMaker, asked, filled, made_item

PHRASE = "thư viện làng"
#: Keys of the items with the phrase on one of their pages: far from each other, and in rows.
HAVING = [2, 3, 4, 5, 900, 2_000_000_000, 2_000_000_001, 3_999_999_999]
OTHERS = [1, 6, 901, 3_000_000_000]


def filler(words: int) -> str:
    return " ".join(islice(cycle("một hai ba bốn năm".split()), words))


def item(key: int, *pages: str) -> IndexedItem:
    return made_item(key, Metadata(f"i{key}", f"Sách {key}"), *pages)


@pytest.fixture
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchEngine]:
    having = [item(key, filler(80), f"{filler(9)} {PHRASE} {filler(70)}") for key in HAVING]
    others = [item(key, "làng thư", filler(80), "viện làng thư") for key in OTHERS]
    maker = EmbeddedMaker(tmp_path_factory.mktemp("joining") / "index")
    opened = filled(maker, sorted(having + others, key=lambda one: one.key))
    yield opened
    opened.close()


def found(engine: SearchEngine, q: str) -> list[int]:
    answer = engine.search(asked(q))
    assert answer.total == len(answer.hits) == engine.count(asked(q))
    return sorted(hit.key for hit in answer.hits)


@pytest.mark.parametrize("at_once", [joining._AT_ONCE, 7, 3, 1])
def test_items_are_found_however_many_are_told_apart_at_once(
    engine: SearchEngine, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(joining, "_AT_ONCE", at_once)
    assert found(engine, f'"{PHRASE}"') == HAVING
    assert found(engine, f'"thư làng"~2 AND NOT "{PHRASE}"') == OTHERS
    assert found(engine, f'làng AND NOT "{PHRASE}"') == OTHERS
    assert found(engine, f'"{PHRASE}" OR "viện làng thư"') == sorted(HAVING + OTHERS)
    assert found(engine, '"làng viện thư"') == []


def test_facets_and_other_windows_are_of_the_same_items(engine: SearchEngine) -> None:
    whole = engine.search(asked(f'"{PHRASE}"'))
    assert sum(count for _, count in whole.facets["collection"]) in (0, len(HAVING))
    second = engine.search(asked(f'"{PHRASE}"', offset=3, limit=3))
    assert [hit.key for hit in second.hits] == [hit.key for hit in whole.hits][3:6]


@pytest.mark.parametrize(
    ("before", "after", "is_found"),
    [(0, 0, True), (AROUND - 2, 0, True), (0, AROUND - 1, True), (AROUND - 1, 0, False)],
)
def test_near_words_over_a_break_stand_near_it(
    tmp_path_factory: pytest.TempPathFactory, before: int, after: int, is_found: bool
) -> None:
    pages = f"{filler(90)} mõ làng {filler(before)}", f"{filler(after)} trống {filler(90)}"
    maker = EmbeddedMaker(tmp_path_factory.mktemp("near") / "index")
    engine = filled(maker, [item(1, *pages)])
    assert bool(found(engine, '"mõ trống"~50')) is is_found
    engine.close()


@pytest.mark.parametrize("broken", [1, AROUND, 30, 49])
def test_a_long_phrase_is_found_over_a_break(
    tmp_path_factory: pytest.TempPathFactory, broken: int
) -> None:
    phrase = [f"câu{number}" for number in range(50)]
    pages = f"{filler(90)} {' '.join(phrase[:broken])}", f"{' '.join(phrase[broken:])} {filler(90)}"
    maker = EmbeddedMaker(tmp_path_factory.mktemp("long") / "index")
    engine = filled(maker, [item(1, *pages), item(2, " ".join(reversed(phrase)))])
    assert found(engine, f'"{" ".join(phrase)}"') == [1]
    assert found(engine, f'"{" ".join(reversed(phrase[1:]))}"') == [2]
    assert found(engine, f'"{" ".join([*phrase[:AROUND], *phrase[:AROUND]])}"') == []
    engine.close()


def test_both_ends_of_a_long_page_are_not_near(tmp_path_factory: pytest.TempPathFactory) -> None:
    page = f"{filler(AROUND - 1)} mõ {filler(200)} trống {filler(AROUND - 1)}"
    maker = EmbeddedMaker(tmp_path_factory.mktemp("ends") / "index")
    engine = filled(maker, [item(1, "đầu", page, "cuối")])
    assert found(engine, '"mõ trống"~50') == []
    assert found(engine, "mõ trống") == [1]
    engine.close()


def test_a_snapshot_that_is_let_go_of_is_gone_at_once(engine: SearchEngine) -> None:
    assert isinstance(engine, EmbeddedEngine)
    found(engine, f'"{PHRASE}"')
    by_pages = weakref.ref(engine._current().by_pages)
    gc.disable()
    engine.close()
    deadline = time.monotonic() + 60
    while by_pages() and time.monotonic() < deadline:
        time.sleep(0.01)  # the thread beside may just be done with it
    gc.enable()
    assert by_pages() is None
