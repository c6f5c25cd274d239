"""How far a job is: bars on a terminal, plain lines elsewhere, and nothing in its output."""

import io
import os
import pty
import subprocess
from pathlib import Path

import pytest

from indexer.progress import BYTES, Lines
from tests.indexer.conftest import PROGRAM, environment, record, write_records


def test_a_terminal_shows_bars_and_the_output_stays_clean(home: Path, tmp_path: Path) -> None:
    file = write_records(tmp_path / "a.jsonl", [record("a", "thư viện")])
    ours, its = pty.openpty()
    done = subprocess.run(
        [PROGRAM, "--home", home, "ingest", file],
        stdout=subprocess.PIPE,
        stderr=its,
        text=True,
        env=environment(TERM="xterm", COLUMNS="100"),
    )
    os.close(its)
    shown = _all(ours).decode()
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert done.stdout.startswith("1 item added")
    assert "\x1b" in shown, "a bar is drawn over and over"
    assert "reading" in shown and "indexing" in shown
    assert "1 of 1 pages" in shown


def _all(terminal: int) -> bytes:
    """What was written to a terminal whose other end is closed."""
    read = b""
    try:
        while block := os.read(terminal, 65536):
            read += block
    except OSError:
        pass
    os.close(terminal)
    return read


def test_lines_come_now_and_then_and_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Lines, "INTERVAL_SECONDS", 0.0)
    stream = io.StringIO()
    with Lines(stream).stage("reading", 1200) as stage:
        stage.advance()
        stage.advance(1199)
    assert stream.getvalue().splitlines() == [
        "reading: 1 of 1,200 … (0 s)",
        "reading: 1,200 of 1,200 … (0 s)",
        "reading: 1,200 of 1,200 done (0 s)",
    ]


def test_a_job_that_fails_does_not_say_done() -> None:
    stream = io.StringIO()
    with pytest.raises(OSError), Lines(stream).stage("reading"):
        raise OSError
    assert stream.getvalue() == ""


def test_a_line_has_rate_remaining_time_and_rejects(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Lines, "INTERVAL_SECONDS", 0.0)
    seconds = iter([0.0, 2.0, 2.0, 2.0, 4.0, 4.0, 4.0, 5.0])
    monkeypatch.setattr("indexer.progress.time.monotonic", lambda: next(seconds))
    stream = io.StringIO()
    with Lines(stream).stage("reading", 12_000_000, BYTES) as stage:
        stage.advance(3_000_000)
        stage.reject(1200)
        stage.advance(9_000_000)
    assert stream.getvalue().splitlines() == [
        "reading: 3.0 of 12.0 MB … (2 s, 1.5 MB/s, 6 s left)",
        "reading: 12.0 of 12.0 MB, 1,200 rejected … (4 s, 3.0 MB/s, 0 s left)",
        "reading: 12.0 of 12.0 MB, 1,200 rejected done (5 s, 2.4 MB/s)",
    ]


def test_a_line_names_what_is_counted() -> None:
    stream = io.StringIO()
    with Lines(stream).stage("indexing", 12, "pages") as stage:
        stage.advance(12)
    assert stream.getvalue() == "indexing: 12 of 12 pages done (0 s)\n"
