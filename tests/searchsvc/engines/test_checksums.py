"""The manifest's checksums: of what is committed, all of it, and nothing else."""

from pathlib import Path

import pytest

from searchsvc.domain import Metadata
from searchsvc.engines.embedded import verify_checksums
from searchsvc.engines.generations import Generations, read_manifest
from tests.searchsvc.engines.makers import EmbeddedMaker, filled, made_item

ITEMS = [made_item(n, Metadata(f"item-{n}", f"Sách {n}"), "thư viện", "sông") for n in (1, 2)]


@pytest.fixture
def generation(tmp_path: Path) -> Path:
    filled(EmbeddedMaker(tmp_path / "index"), ITEMS)
    folder = Generations(tmp_path / "index").current()
    assert folder
    return folder


def test_every_committed_file_has_one(generation: Path) -> None:
    checksums = read_manifest(generation).checksums
    assert {name.split("/")[0] for name in checksums} == {"items", "pages", "1.vocabulary"}
    assert {Path(name).suffix for name in checksums} >= {".idx", ".pos", ".term", ".fast"}
    assert verify_checksums(generation, checksums) == []


def test_a_changed_bit_is_noticed(generation: Path) -> None:
    checksums = read_manifest(generation).checksums
    for name in checksums:
        whole = (generation / name).read_bytes()
        (generation / name).write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
        assert verify_checksums(generation, checksums) == [f"{name}: damaged"]
        (generation / name).write_bytes(whole)


def test_a_lost_or_cut_file_is_noticed(generation: Path) -> None:
    checksums = read_manifest(generation).checksums
    first, second = list(checksums)[:2]
    (generation / first).unlink()
    (generation / second).write_bytes(b"cut")
    found = verify_checksums(generation, checksums)
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
