"""Job rows: what was asked, how it ended, and jobs that were killed."""

import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from indexer.jobs import last_jobs, recorded
from indexer.status import inspect, status_text
from searchsvc.catalog import CatalogWriter
from searchsvc.errors import CatalogUnavailable
from searchsvc.settings import Settings, load_settings
from tests.indexer.collection import items
from tests.indexer.conftest import Tangthu, environment, record, write_records
from tests.postgres import PostgresServer


def jobs(tangthu: Tangthu) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tangthu("status", "--json").json["jobs"]
    return found


def test_each_job_has_a_row(tangthu: Tangthu, tmp_path: Path) -> None:
    file = write_records(tmp_path / "a.jsonl", [record("a", "x"), record("b", "y"), b"{"])
    tangthu("ingest", file, "--collection", "Báo cũ")
    tangthu("remove", "a")
    tangthu("retry")
    tangthu("reindex")
    found = jobs(tangthu)
    assert [job["kind"] for job in found] == ["reindex", "retry", "remove", "ingest"]
    assert {job["state"] for job in found} == {"done"}
    assert all(job["started"] <= job["ended"] for job in found)
    assert found[-1]["what"] == {
        "paths": [str(file)],
        "collection": "Báo cũ",
        "sync": False,
        "format": None,
    }
    counts = {"added": 2, "replaced": 0, "unchanged": 0, "rejected": 1, "removed": 0}
    assert found[-1]["counts"] == {**counts, "pages": 2, "text_bytes": 2}
    assert found[2]["what"] == {"ids": ["a"]}
    assert found[2]["counts"] == {"removed": 1}
    assert "ingest done" in tangthu("status").out
    assert "2 added" in tangthu("status").out


def test_one_that_fails_says_why(
    tangthu: Tangthu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise CatalogUnavailable("the disk is full")

    file = write_records(tmp_path / "a.jsonl", [record("a", "x")])
    with monkeypatch.context() as patch:
        patch.setattr(CatalogWriter, "settle", fail)
        assert tangthu("ingest", file).status == 3
    (job,) = jobs(tangthu)
    assert (job["state"], job["counts"]["error"]) == ("failed", "the disk is full")
    assert "the disk is full" in tangthu("status").out


def test_one_that_is_stopped_is_interrupted(
    tangthu: Tangthu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    file = write_records(tmp_path / "a.jsonl", [record("a", "x")])
    with monkeypatch.context() as patch:
        patch.setattr(CatalogWriter, "settle", stop)
        assert tangthu("ingest", file).status == 3
    assert jobs(tangthu)[0]["state"] == "interrupted"


#: A job that goes no further than to where it would index.
HELD = """
import time
from indexer import ingest
from indexer.cli import main
def hold(*_):
    print("held", flush=True)
    time.sleep(600)
ingest.update_index = hold
main()
"""


def test_one_that_is_killed_is_interrupted(tangthu: Tangthu, home: Path, tmp_path: Path) -> None:
    file = write_records(tmp_path / "a.jsonl", items(20, seed=1))
    with subprocess.Popen(
        [sys.executable, "-c", HELD, "--home", home, "ingest", file, "-q"],
        stdout=subprocess.PIPE,
        env=environment(TANGTHU_JOBS="1"),
    ) as job:
        assert job.stdout and job.stdout.readline() == b"held\n"
        assert jobs(tangthu)[0]["state"] == "running"
        job.send_signal(signal.SIGKILL)
    assert jobs(tangthu)[0]["state"] == "interrupted", "seen at once"
    url = load_settings(str(home)).catalog_url
    with closing(CatalogWriter.open(url)) as catalog:
        assert [job.state for job in catalog.jobs()] == ["running"], "not yet noted"
    assert tangthu("ingest", file).status == 0
    with closing(CatalogWriter.open(url)) as catalog:
        assert [job.state for job in catalog.jobs()] == ["done", "interrupted"]
    assert list((home / "jobs").iterdir()) == []


def test_one_of_another_machine_is_not_taken_for_killed(
    postgres: PostgresServer, tmp_path: Path
) -> None:
    """Two homes, one catalog: a lock in a home says nothing of the jobs of the other."""
    here, there = tmp_path / "here", tmp_path / "there"
    url = postgres.fresh()
    with closing(CatalogWriter.open(url)) as catalog:
        with recorded(there, catalog, "ingest", {}) as running:
            assert [job.state for job in last_jobs(here, catalog, 1)] == ["running elsewhere"]
            assert [job.state for job in last_jobs(there, catalog, 1)] == ["running"]
            shown = status_text(inspect(Settings(home=here, database_url=url)))
            began = catalog.job(running.id).started
            assert f"ingest running elsewhere since {began}, unless its machine is gone\n" in shown
            with recorded(here, catalog, "remove", {}):
                assert catalog.job(running.id).state == "running"
        # Killed: its file is left, and no lock on it.
        killed = catalog.begin_job("ingest", {})
        (there / "jobs" / f"{killed}.lock").touch()
        assert [job.state for job in last_jobs(there, catalog, 1)] == ["interrupted"]
        with recorded(here, catalog, "remove", {}):
            assert catalog.job(killed).state == "running"
        with recorded(there, catalog, "remove", {}):
            assert catalog.job(killed).state == "interrupted"
        assert list((there / "jobs").iterdir()) == []


def test_one_whose_end_could_not_be_noted_is_known_as_its_home_s(
    postgres: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise CatalogUnavailable("the server is gone")

    with closing(CatalogWriter.open(postgres.fresh())) as catalog:
        with (
            monkeypatch.context() as patch,
            pytest.raises(ValueError),
            recorded(tmp_path, catalog, "ingest", {}) as job,
        ):
            patch.setattr(catalog, "end_job", fail)
            raise ValueError
        with recorded(tmp_path, catalog, "remove", {}):
            assert catalog.job(job.id).state == "interrupted"


def test_a_dry_run_has_no_row(tangthu: Tangthu, tmp_path: Path) -> None:
    file = write_records(tmp_path / "a.jsonl", [record("a", "x")])
    assert tangthu("ingest", file, "--dry-run").status == 0
    assert jobs(tangthu) == []


def test_the_last_ones_first(tangthu: Tangthu, home: Path, tmp_path: Path) -> None:
    file = write_records(tmp_path / "a.jsonl", [record("a", "x")])
    for _ in range(3):
        tangthu("ingest", file)
    catalog = CatalogWriter.open(load_settings(str(home)).catalog_url)
    assert [job.id for job in catalog.jobs(limit=2)] == [3, 2]
    catalog.close()


def test_pages_that_need_ocr_are_taken_in_and_counted(tangthu: Tangthu, tmp_path: Path) -> None:
    scanned = record("a", "x")
    scanned["pages"] += [
        {"number": 2, "text": "", "image": "2.jpg", "needs_ocr": True},
        {"number": 3, "text": "", "image": "3.jpg", "needs_ocr": True},
    ]
    other = record("b", "y")
    other["pages"].append({"number": 2, "text": "", "image": "2.jpg", "needs_ocr": True})
    done = tangthu(
        "ingest", write_records(tmp_path / "a.jsonl", [scanned, other, record("c", "z")])
    )
    assert done.status == 0
    assert done.out.splitlines()[1] == "3 pages of 2 items need OCR."
    assert "3 pages of 2 items need OCR" in tangthu("status").out
    found = tangthu("status", "--json").json["catalog"]["needs_ocr"]
    assert found == {"items": 2, "pages": 3}
    again = tangthu("ingest", tmp_path / "a.jsonl", "--json").json
    assert again["needs_ocr"] == {"items": 2, "pages": 3}
