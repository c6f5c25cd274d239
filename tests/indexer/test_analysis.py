"""Terms of many pages: the same as of each alone, and to the right item."""

import pytest

from analyzers import Analyzer
from indexer import analysis
from indexer.analysis import PageTerms, PageText, analyse, by_item
from tests.indexer.collection import items

_PAGES = [
    PageText(order, page["number"], page["text"])
    for order, item in enumerate(items(30, seed=8))
    for page in item["pages"]
] + [PageText(30, 1, ""), PageText(30, 2, "thư\u0301 viê\u0323n \U00020089 " * 400)]


@pytest.mark.parametrize("at_once", [1, 1000, 1_000_000])
def test_how_many_are_analysed_at_once_changes_nothing(
    at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(analysis, "_AT_ONCE", at_once)
    analyzed = Analyzer().analyze
    expected = [PageTerms(order, number, analyzed(text)) for order, number, text in _PAGES]
    assert list(analyse(iter(_PAGES))) == expected


def test_by_item_has_an_entry_for_an_item_without_pages() -> None:
    terms = Analyzer().analyze("thư viện")
    pages = [PageTerms(1, 1, terms), PageTerms(1, 2, terms), PageTerms(3, 7, terms)]
    numbers = [[number for number, _ in item] for item in by_item(pages, 5)]
    assert numbers == [[], [1, 2], [], [7], []]
