"""What comes first in the embedded engine, asked as the service asks it."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchsvc.domain import Metadata
from searchsvc.engines.base import SearchEngine
from searchsvc.engines.embedded.ranking import _not_among
from searchsvc.evidence import engine_query
from searchsvc.query import parse
from searchsvc.requests import SearchRequest
from tests.searchsvc.engines.makers import EmbeddedMaker, filled, made_item

BOOKS = [
    made_item(1, Metadata("so-do", "Số đỏ", creators=("Vũ Trọng Phụng",)), "Xuân tóc đỏ."),
    made_item(
        2,
        Metadata("van-hoc", "Văn học hiện đại"),
        "Số đỏ của Vũ Trọng Phụng là tiểu thuyết. Vũ Trọng Phụng viết Số đỏ năm 1936.",
    ),
    made_item(3, Metadata("thu", "Thư"), "Thư gửi mẹ, thư gửi cha."),
    made_item(4, Metadata("thung", "Thung lũng"), "Thung lũng sâu."),
    made_item(5, Metadata("thua", "Thưa và thừa"), "Thưa rằng còn thừa."),
    made_item(6, Metadata("kien", "Kiên trung"), "Kiên nhẫn."),
    made_item(8, Metadata("dia-ly", "Địa lý"), "Bài học."),
    made_item(9, Metadata("dat", "Đất và nước"), "Địa lí là môn học. Địa lí địa lí."),
    made_item(7, Metadata("kieu", "Kiều"), "Kiều càng sắc sảo mặn mà, Kiều."),
]


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    engine = filled(EmbeddedMaker(tmp_path_factory.mktemp("ranking") / "index"), BOOKS)
    yield lambda q: titles(engine, q)[0]
    engine.close()


def titles(engine: SearchEngine, q: str) -> list[str]:
    query = engine_query(SearchRequest(q=q), parse(q), engine.vocabulary())
    names = {item.key: item.shown_title for item in BOOKS}
    return [names[hit.key] for hit in engine.search(query).hits]


@pytest.mark.parametrize(
    "q", ["Số đỏ Vũ Trọng Phụng", "vu trong phung so do", '"Số đỏ" "Vũ Trọng Phụng"']
)
def test_a_title_with_its_author_is_that_book(first: Callable[[str], str], q: str) -> None:
    assert first(q) == "Số đỏ"


@pytest.mark.parametrize(
    ("q", "title"), [("thư*", "Thư"), ("thư~", "Thư"), ("kiều~", "Kiều"), ("kieu~", "Kiều")]
)
def test_the_word_itself_comes_before_what_is_near_it(
    first: Callable[[str], str], q: str, title: str
) -> None:
    assert first(q) == title


@pytest.mark.parametrize("q", ["địa lí", "địa lý", "dia li"])
def test_a_title_in_another_spelling_is_the_same(first: Callable[[str], str], q: str) -> None:
    assert first(q) == "Địa lý"


@given(st.sets(st.integers(0, 9)), st.lists(st.integers(0, 12), unique=True))
def test_items_beyond_the_best_are_told_as_numpy_tells_them(
    paged: set[int], keys: list[int]
) -> None:
    given_, wanted = np.array(sorted(paged), np.int64), np.array(keys, np.int64)
    assert np.array_equal(_not_among(given_, wanted), ~np.isin(given_, wanted))
