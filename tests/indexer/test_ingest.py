"""The same catalog whatever the order of the sources and the number of processes; full disks."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from searchsvc.catalog import Catalog
from searchsvc.requests import SearchRequest
from searchsvc.service import SearchService
from searchsvc.settings import load_settings
from tests.indexer.collection import items
from tests.indexer.conftest import (
    PROGRAM,
    command_on,
    environment,
    record,
    run_process,
    write_records,
)


def contents(home: Path) -> list[tuple[Any, ...]]:
    """All that a catalog holds: keys, metadata and pages of the items, and what was rejected."""
    catalog = Catalog.open(load_settings(str(home)).catalog_url)
    found: list[tuple[Any, ...]] = []
    for change in catalog.changes(0):
        entry = catalog.entries([change.key])[change.key]
        texts = tuple(catalog.item_texts(change.key))
        found.append((change.key, change.revision, entry.metadata, entry.root, texts))
    found += [(r.place, r.item_id, r.reason, r.first_place) for r in catalog.rejects()]
    catalog.close()
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sources that have ids in common."""
    folder = tmp_path_factory.mktemp("in")
    for name, seed, start in (("b", 1, 0), ("a", 2, 5), ("c", 3, 10)):
        write_records(folder / f"{name}.jsonl", [*items(15, seed, start), b"{"])
    (folder / "sub").mkdir()
    write_records(folder / "sub" / "d.jsonl", [record("i3", "khác"), record("new", "mới")])
    for number in range(20):
        (folder / "sub" / f"t{number}.txt").write_text(f"trang {number}")
    return folder


@pytest.mark.parametrize("jobs", ["1", "2", "3"])
@pytest.mark.parametrize(
    "order",
    [
        ["c.jsonl", "b.jsonl", "a.jsonl", "sub"],
        ["sub", "a.jsonl", "c.jsonl", "b.jsonl"],
        ["sub", "a.jsonl", "a.jsonl", "b.jsonl", "sub", "c.jsonl"],
    ],
)
def test_neither_order_nor_processes_matter(
    folder: Path, tmp_path: Path, jobs: str, order: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = ["a.jsonl", "b.jsonl", "c.jsonl", "sub"]
    first = command_on(tmp_path / "first")("ingest", *(folder / name for name in given))
    monkeypatch.setenv("TANGTHU_JOBS", jobs)
    second = command_on(tmp_path / "second")("ingest", *(folder / name for name in order))
    assert (first.status, first.out) == (second.status, second.out)
    assert first.out.startswith("46 items added, 0 replaced, 0 unchanged, 24 rejected.")
    assert contents(tmp_path / "first") == contents(tmp_path / "second")


def test_the_winner_of_an_id_is_the_first_by_path(folder: Path, tmp_path: Path) -> None:
    tangthu = command_on(tmp_path / "home")
    for given in (["b.jsonl", "a.jsonl"], ["a.jsonl", "b.jsonl"]):
        tangthu("ingest", *(folder / name for name in given))
        duplicates = [r for r in contents(tmp_path / "home") if len(r) == 4 and r[3]]
        assert {Path(place).name.partition(":")[0] for place, *_ in duplicates} == {"b.jsonl"}
        assert {Path(first).name.partition(":")[0] for *_, first in duplicates} == {"a.jsonl"}


def test_a_folder_and_what_is_in_it_are_read_once(folder: Path, tmp_path: Path) -> None:
    one, both = command_on(tmp_path / "one"), command_on(tmp_path / "both")
    assert one("ingest", folder).out == both("ingest", folder / "sub", folder).out
    assert contents(tmp_path / "one") == contents(tmp_path / "both")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 12 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=12m", "none", disk], capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"no disk can be mounted here: {mounted.stderr.strip()}")
    yield disk
    # An index that was searched stays mapped for a while.
    subprocess.run(["umount", "--lazy", disk], check=True)


@pytest.mark.parametrize("left", [20_000, 300_000, 900_000])
def test_a_full_disk_leaves_the_old_state_and_the_next_run_goes_on(
    small_disk: Path, tmp_path: Path, left: int
) -> None:
    home = small_disk / "home"
    old = write_records(tmp_path / "old.jsonl", items(5, seed=1))
    new = write_records(tmp_path / "new.jsonl", items(150, seed=2, start=100))
    assert run_process(home, "ingest", old).status == 0
    # As a server has it, since before the disk was full.
    service = SearchService.open(load_settings(str(home)))
    before = service.search(SearchRequest(q="")).total
    filler = small_disk / "filler"
    free = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
    filler.write_bytes(b"\1" * (free - left))
    done = run_process(home, "ingest", new)
    assert done.status == 3
    assert "Traceback" not in done.err
    said = done.err.splitlines()[-1]
    assert said.startswith("tangthu: ")
    assert "disk" in said or "space" in said, said
    assert service.search(SearchRequest(q="")).total == before
    service.close()
    filler.unlink()
    done = run_process(home, "ingest", new)
    assert done.status == 0, done.err
    assert run_process(home, "status", "--json").json["agree"]
    assert run_process(home, "search", "", "--json").json["total"] > before


def test_a_full_disk_of_temporary_files_is_said(tmp_path: Path, small_disk: Path) -> None:
    records = write_records(
        tmp_path / "many.jsonl", [record(f"i{n:0100}", "x") for n in range(30_000)]
    )
    (small_disk / "filler").write_bytes(b"\1" * 11_500_000)
    done = subprocess.run(
        [PROGRAM, "--home", tmp_path / "home", "ingest", records, "-q"],
        env=environment(SQLITE_TMPDIR=str(small_disk), TANGTHU_JOBS="1"),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 3
    assert "tangthu: temporary files cannot be written" in done.stderr
