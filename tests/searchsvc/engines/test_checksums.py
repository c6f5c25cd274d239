"""The manifest's checksums: of what is committed, all of it, and nothing else."""

from pathlib import Path

import pytest

from searchsvc.domain import Metadata
from searchsvc.engines.embedded import checksums, commit_folder, verify_checksums
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
    expected = manifest.checksums
    assert {name.split("/")[0] for name in expected} == {"items", "pages", "vocabulary"}
    assert {Path(name).suffix for name in expected} >= {".json", ".idx", ".pos", ".term", ".fast"}
    assert verify_checksums(commit, expected) == []


def test_a_changed_bit_is_noticed(commit: Path, manifest: Manifest) -> None:
    expected = manifest.checksums
    for name in expected:
        whole = (commit / name).read_bytes()
        for at in (0, len(whole) // 2, len(whole) - 1):
            flipped = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
            (commit / name).write_bytes(flipped)
            assert verify_checksums(commit, expected) == [f"{name}: damaged"]
        (commit / name).write_bytes(whole)


def test_a_lost_or_cut_file_is_noticed(commit: Path, manifest: Manifest) -> None:
    expected = manifest.checksums
    first, second = list(expected)[:2]
    (commit / first).unlink()
    (commit / second).write_bytes(b"cut")
    found = verify_checksums(commit, expected)
    assert [problem.split(":")[0] for problem in found] == [first, second]


def test_of_the_next_commit_only_what_is_new_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    maker = EmbeddedMaker(tmp_path / "index")
    filled(maker, ITEMS[:1])
    folder = Generations(tmp_path / "index").current()
    assert folder
    known: checksums.Known = set()
    read: list[str] = []
    real = checksums.whole_checksum

    def whole_checksum(path: Path) -> int:
        read.append(str(path.relative_to(here)))
        return real(path)

    monkeypatch.setattr(checksums, "whole_checksum", whole_checksum)
    first = read_manifest(folder)
    here = commit_folder(folder, first.commit)
    assert verify_checksums(here, first.checksums, known) == []
    assert read == list(first.checksums)

    build = maker.build()
    build.add(ITEMS[1])
    maker.publish(build)
    second = read_manifest(folder)
    here = commit_folder(folder, second.commit)
    read.clear()
    assert verify_checksums(here, second.checksums, known) == []
    new = {n for n, crc in second.checksums.items() if first.checksums.get(n) != crc}
    assert 0 < len(read) < len(second.checksums)
    assert set(read) == new
    assert len(known) == len(second.checksums), "nothing is kept of commits that are gone"

    read.clear()
    assert verify_checksums(here, second.checksums) == []
    assert read == list(second.checksums), "`verify` reads all"


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
