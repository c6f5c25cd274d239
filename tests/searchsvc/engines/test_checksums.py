"""The manifest's checksums: of what is committed, all of it, and nothing else."""

from pathlib import Path

import pytest

from searchsvc.domain import Metadata
from searchsvc.engines.embedded import commit_folder, verify_checksums
from searchsvc.engines.generations import Generations, Manifest, read_manifest
from tests.searchsvc.engines.makers import EmbeddedMaker, filled, made_item

ITEMS = [made_item(n, Metadata(f"item-{n}", f"Sách {n}"), "thư viện", "sông") for n in (1, 2)]


@pytest.fixture
def manifest(tmp_path: Path) -> Manifest:
    filled(EmbeddedMaker(tmp_path / "index"), ITEMS)
    folder = Generations(tmp_path / "index").current()
    assert folder
    return read_manifest(folder)


@pytest.fixture
def commit(tmp_path: Path, manifest: Manifest) -> Path:
    return commit_folder(tmp_path / "index" / manifest.generation, manifest.commit)


def test_every_committed_file_has_one(commit: Path, manifest: Manifest) -> None:
    checksums = manifest.checksums
    assert {name.split("/")[0] for name in checksums} == {"items", "pages", "vocabulary"}
    assert {Path(name).suffix for name in checksums} >= {".json", ".idx", ".pos", ".term", ".fast"}
    assert verify_checksums(commit, checksums) == []


def test_a_changed_bit_is_noticed(commit: Path, manifest: Manifest) -> None:
    checksums = manifest.checksums
    for name in checksums:
        whole = (commit / name).read_bytes()
        for at in (0, len(whole) // 2, len(whole) - 1):
            flipped = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
            (commit / name).write_bytes(flipped)
            assert verify_checksums(commit, checksums) == [f"{name}: damaged"]
        (commit / name).write_bytes(whole)


def test_a_lost_or_cut_file_is_noticed(commit: Path, manifest: Manifest) -> None:
    checksums = manifest.checksums
    first, second = list(checksums)[:2]
    (commit / first).unlink()
    (commit / second).write_bytes(b"cut")
    found = verify_checksums(commit, checksums)
    assert [problem.split(":")[0] for problem in found] == [first, second]


def test_what_a_killed_writer_left_does_not_stop_a_commit(tmp_path: Path) -> None:
    maker = EmbeddedMaker(tmp_path / "index")
    filled(maker, ITEMS[:1])
    folder = Generations(tmp_path / "index").current()
    assert folder
    (folder / "pages" / f"{'0' * 32}.idx").write_bytes(b"half writ")
    build = maker.build()
    build.add(ITEMS[1])
    maker.publish(build)
    manifest = read_manifest(folder)
    assert (manifest.items, manifest.pages) == (2, 4)
    assert not any("0" * 32 in name for name in manifest.checksums)
