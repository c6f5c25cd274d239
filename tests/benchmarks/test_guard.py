"""The guard holds what the program is, and finds a layer that has become slow.

Ratios only: see `benchmarks/guard.py`.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from pkgutil import resolve_name
from typing import Any

import pytest

from benchmarks.guard import BOUNDS, QUERIES, Bound, broken, check, made_home
from benchmarks.recombining import sample_source
from searchsvc.requests import SearchRequest
from searchsvc.responses import SearchResponse
from searchsvc.service import SearchService
from searchsvc.settings import Settings

_PAGES = 2000
#: Enough for a ratio, and fewer than the guard asks: what is slow here is slow with each of them,
#: and by so much that a busy machine does not hide it.
_FEW = 5


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return made_home(tmp_path_factory.mktemp("guard") / "home", _PAGES, sample_source())


def _slowed(function: Callable[..., Any], milliseconds: float) -> Callable[..., Any]:
    def slow(*arguments: Any, **named: Any) -> Any:
        time.sleep(milliseconds / 1000)
        return function(*arguments, **named)

    return slow


def test_no_layer_is_slow(home: Settings) -> None:
    assert broken(check(home, QUERIES)) == []


@pytest.mark.parametrize(
    ("slow", "milliseconds", "found"),
    [
        ("searchsvc.service.SearchService.search", 150, "service / engine"),
        ("searchsvc.wire.search", 150, "API / service + empty route"),
        ("web.pages.render_template", 300, "page / API"),
        ("searchsvc.engines.embedded.engine.count_facets", 100, "engine / engine, no facets"),
        ("searchsvc.understanding.Understanding.read", 100, "understanding / engine"),
        ("searchsvc.highlight.Highlighter.find_in", 100, "finding, snippets / page texts"),
        ("searchsvc.service.SearchService.did_you_mean", 100, "did you mean / engine"),
    ],
)
def test_a_slow_layer_is_found(
    home: Settings, monkeypatch: pytest.MonkeyPatch, slow: str, milliseconds: int, found: str
) -> None:
    owner, _, name = slow.rpartition(".")
    function = getattr(resolve_name(owner), name)
    monkeypatch.setattr(slow, _slowed(function, milliseconds))
    problems = broken(check(home, _FEW, rounds=1, warm_up=0))
    assert any(problem.startswith(f"{found} is ") for problem in problems), problems


def test_every_bound_is_tried_above() -> None:
    (mark,) = test_a_slow_layer_is_found.pytestmark  # type: ignore[attr-defined]  # pytest adds it
    assert {found for _, _, found in mark.args[1]} == {bound.name for bound in BOUNDS}


def test_the_best_round_counts(home: Settings) -> None:
    impossible = Bound("engine", ("engine",), 0.5)
    assert broken(check(home, _FEW, 2, [impossible], 0), [impossible]) == [
        "engine / engine is 1.00, at most 0.5 is allowed"
    ]


def test_layers_that_disagree_are_no_figures(
    home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    search = SearchService.search

    def wrong(service: SearchService, request: SearchRequest) -> SearchResponse:
        return replace(search(service, request), total=-1)

    monkeypatch.setattr(SearchService, "search", wrong)
    with pytest.raises(AssertionError, match="-1"):
        check(home, _FEW, warm_up=0)
