"""The whole of the growth benchmark on a few pages, and its picture."""

import sys
from pathlib import Path

import pytest

from benchmarks import growth, growth_homes, opening, plot
from benchmarks.measuring import percentiles, save
from benchmarks.recombining import sample_source


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of figures, measured."""
    monkeypatch.setattr(growth, "growth_source", sample_source)
    # Half the work will do here: that of real pages is the same.
    monkeypatch.setattr(growth, "real", lambda *_: None)
    monkeypatch.setattr(opening, "_ROUNDS", 1)
    figures, homes = tmp_path / "figures", tmp_path / "homes"
    arguments = ["--sizes", "40", "--queries", "8", "--folder", str(homes)]
    arguments += ["--json", str(figures / "growth.json")]
    monkeypatch.setattr(sys, "argv", ["growth", *arguments])
    growth.main()
    layers = {"empty Flask route": percentiles([1.0]), "API over HTTP": percentiles([2.0, 9.0])}
    about = {"date": "2026-11-26", "commit": "abc", "machine": "M", "cores": 2}
    save(figures / "latency.json", {**about, "load": 0.5, "pages": 60, "ms": layers})
    return figures


def test_from_pages_to_picture(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    latency, grown = plot.read(kept)["latency"], plot.read(kept)["growth"]
    (home,) = grown["homes"]
    assert (home["kind"], home["pages"]) == ("made", 40)
    assert set(home["ingest"]["stages"]) >= {"reading", "indexing"}
    for name in ("text_mb", "syllables", "words", "index_mb", "rss_mb", "open_ms", "seen_ms"):
        assert home[name] > 0
    assert home["with_results"] > 0
    more = {**home, "pages": 400, "ms": {"p50": 20.0, "p99": 90.0}}
    grown["homes"] += [more, {**home, "kind": "real"}]
    pictures = [kept / "one.svg", kept / "two.svg"]
    for picture in pictures:
        plot.draw(latency, grown, picture)
    one, two = (picture.read_bytes() for picture in pictures)
    assert one == two
    assert len(one) < 100_000
    table = "\n".join(plot.tables({"latency": latency, "growth": grown}))
    assert "| API over HTTP | 2 | 2 | 2 | 9 |" in table
    assert "| pages | 40 | 400 |" in table


def test_homes_are_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = sample_source()
    first = growth_homes.made(source, 10, tmp_path)
    monkeypatch.setattr(growth_homes, "measured", None)
    again = growth_homes.made(source, 10, tmp_path)
    assert again.settings == first.settings
    assert again.ingest["pages"] == first.ingest["pages"] == 10
    assert growth_homes.real(source, 100_000, tmp_path) is None
