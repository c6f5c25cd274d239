"""Stages are measured by names of the program: one that is gone is said, and so is one not used."""

import time
from pathlib import Path

import pytest

from benchmarks.shares import CALLED, SERVER, WEB, Timed, decoded, encoded, summary
from benchmarks.stages import ENGINE, STAGES, Meter, StageGone, find, not_called, wrap_stages
from searchsvc.service import SearchService
from tests.homes import record, settings_of, take_in
from web.app import create_app


@pytest.mark.parametrize("name", [name for names in STAGES.values() for name in names])
def test_what_is_wrapped_is_there(name: str) -> None:
    assert callable(find(name)[2])


@pytest.mark.parametrize(
    "name",
    [
        "searchsvc.gone:search",
        "searchsvc.service:gone",
        "searchsvc.service:SearchService.gone",
        "searchsvc.service:SearchService",
        "searchsvc.service:SearchService.open",
    ],
)
def test_what_is_gone_is_said(name: str) -> None:
    with pytest.raises(StageGone, match=name):
        find(name)


def test_nothing_is_wrapped_when_something_is_gone() -> None:
    before = SearchService.search
    stages = {"search": ("searchsvc.service:SearchService.search", "searchsvc.service:gone")}
    with pytest.raises(StageGone):
        wrap_stages(Meter(), stages)
    assert SearchService.search is before


def test_all_stages_of_a_search_are_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    take_in(home, [record(f"a{n}", "Thư viện mở cửa lúc bảy giờ sáng.") for n in range(3)])
    service = SearchService.open(settings_of(home))
    meter = Meter()
    unwrap = wrap_stages(meter)
    try:
        app = create_app(settings_of(home), service)
        monkeypatch.setattr(app, "wsgi_app", Timed(app.wsgi_app, meter))
        client = app.test_client()
        client.get("/api/v1/search?type=book")  # nothing to rank by
        answer = client.get("/api/v1/search?q=thu+vien")
        called = client.get(CALLED).text.splitlines()
    finally:
        unwrap()
        service.close()
    spent = decoded(f"\r\nserver-timing: {answer.headers['Server-Timing']}\r\n".encode())
    assert set(spent) == {*STAGES, WEB}
    assert all(milliseconds >= 0 for milliseconds in spent.values())
    assert answer.get_json()["total"] == 3
    assert not_called(called) == []
    assert not_called(called[1:]) == called[:1]
    assert (
        "Server-Timing"
        not in create_app(settings_of(home), service).test_client().get("/healthz").headers
    )


def test_a_stage_is_not_charged_what_another_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([10.0, 11.0, 16.0, 18.0])
    monkeypatch.setattr(time, "perf_counter", lambda: next(clock))
    meter = Meter()
    with meter.stage("outer"), meter.stage("inner"):
        pass
    assert meter.spent == {"outer": 3000.0, "inner": 5000.0}


def test_a_whole_stage_is_charged_what_it_calls() -> None:
    meter = Meter()
    with meter.stage("did you mean"), meter.stage("inner"):
        pass
    assert set(meter.spent) == {"did you mean"}


def test_names_pass_through_a_header() -> None:
    spent = {"page ranking": 1.5, "engine, the rest": 0.25}
    assert decoded(f"\r\nserver-timing: {encoded(spent)}\r\n".encode()) == spent


def test_shares_add_up() -> None:
    answers = [{"page ranking": float(n), WEB: 1.0, SERVER: 1.0} for n in range(100)]
    found = summary(answers)
    assert sum(found["p50"]["shares"].values()) == pytest.approx(1)
    assert found["p50"]["engine"] == found["p50"]["shares"]["page ranking"]
    assert found["p99"]["ms"] == pytest.approx(98.5 + 2)
    assert set(ENGINE) <= set(STAGES)
