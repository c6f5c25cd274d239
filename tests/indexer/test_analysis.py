"""Terms in parallel: the same, in the same order, by however many processes."""

from collections.abc import Iterator

import pytest
import zstandard

from analyzers import Analyzer
from indexer import analysis
from indexer.analysis import PageTerms, PageText, analyse, by_item
from searchsvc.catalog.packing import learn, learnt, pack
from searchsvc.errors import CatalogUnavailable
from tests.indexer.collection import items

_TEXTS = [
    (order, page["number"], page["text"])
    for order, item in enumerate(items(30, seed=8))
    for page in item["pages"]
] + [(30, 1, ""), (30, 2, "thư\u0301 viê\u0323n \U00020089 " * 400)]
_PAGES = [PageText(order, number, pack(text.encode())) for order, number, text in _TEXTS]


def _trained() -> bytes:
    return zstandard.train_dictionary(4096, [text.encode() for _, _, text in _TEXTS * 9]).as_bytes()


@pytest.fixture
def small_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that each process gets many, of uneven size."""
    monkeypatch.setattr(analysis, "_TASK_BYTES", 1000)


@pytest.mark.usefixtures("small_tasks")
@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_the_result_does_not_depend_on_the_number_of_processes(jobs: int) -> None:
    assert len(list(analysis._tasks(_PAGES))) > 20
    analyzed = Analyzer().analyze
    expected = [PageTerms(order, number, analyzed(text)) for order, number, text in _TEXTS]
    assert list(analyse(iter(_PAGES), jobs)) == expected


@pytest.mark.usefixtures("small_tasks")
def test_the_processes_know_the_dictionaries(monkeypatch: pytest.MonkeyPatch) -> None:
    number = learn(_trained())
    pages = [PageText(o, n, pack(text.encode(), number)) for o, n, text in _TEXTS]
    expected = list(analyse(pages, 1))

    def here(_: object) -> None:
        raise AssertionError("analysed in the process that writes")

    monkeypatch.setattr(analysis, "_terms_here", here)
    assert list(analyse(pages, 2, learnt())) == expected


@pytest.mark.usefixtures("small_tasks")
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_dictionary_may_be_younger_than_the_processes(jobs: int) -> None:
    def pages() -> Iterator[PageText]:
        yield from _PAGES
        number = learn(_trained())
        for order, page, text in _TEXTS:
            yield PageText(order, page, pack(text.encode(), number))

    found = list(analyse(pages(), jobs))
    assert found[: len(_TEXTS)] == found[len(_TEXTS) :]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_damaged_text_ends_the_analysis(jobs: int) -> None:
    damaged = PageText(31, 1, b"\x02" + pack("thư viện".encode())[5:])
    with pytest.raises(CatalogUnavailable, match="damaged"):
        list(analyse([*_PAGES, damaged], jobs))


def test_by_item_has_an_entry_for_an_item_without_pages() -> None:
    terms = Analyzer().analyze("thư viện")
    pages = [PageTerms(1, 1, terms), PageTerms(1, 2, terms), PageTerms(3, 7, terms)]
    numbers = [[number for number, _ in item] for item in by_item(pages, 5)]
    assert numbers == [[], [1, 2], [], [7], []]
