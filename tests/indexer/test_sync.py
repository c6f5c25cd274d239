"""`ingest --sync`: a folder that mirrors a source, and when nothing may be taken out."""

import os
from pathlib import Path

import pytest

from tests.indexer.conftest import Tangthu, record, write_records
from tests.indexer.marc import KIEU, iso2709


@pytest.fixture
def folder(tmp_path: Path, tangthu: Tangthu) -> Path:
    """A folder with three items, and one beside it, all taken in."""
    folder = tmp_path / "nguồn"
    (folder / "sub").mkdir(parents=True)
    write_records(folder / "ab.jsonl", [record("a", "một"), record("b", "hai")])
    write_records(folder / "sub" / "c.jsonl", [record("c", "ba")])
    beside = write_records(tmp_path / "nguồn2.jsonl", [record("d", "bốn")])
    assert tangthu("ingest", folder, beside).status == 0
    return folder


def ids(tangthu: Tangthu) -> list[str]:
    return sorted(hit["id"] for hit in tangthu("search", "", "--json").json["hits"])


def test_what_is_gone_is_taken_out(folder: Path, tangthu: Tangthu) -> None:
    write_records(folder / "ab.jsonl", [record("b", "hai")])
    (folder / "sub" / "c.jsonl").unlink()
    done = tangthu("ingest", "--sync", folder, "--json")
    assert done.status == 0
    assert sorted(done.json["gone"]) == ["a", "c"]
    assert done.json["removed"] == 2
    assert ids(tangthu) == ["b", "d"]
    assert tangthu("status", "--json").json["agree"]


def test_without_it_nothing_is_taken_out(folder: Path, tangthu: Tangthu) -> None:
    (folder / "ab.jsonl").unlink()
    assert tangthu("ingest", folder).status == 0
    assert ids(tangthu) == ["a", "b", "c", "d"]


def test_a_dry_run_says_so_and_writes_nothing(folder: Path, tangthu: Tangthu) -> None:
    write_records(folder / "ab.jsonl", [record("b", "khác"), record("e", "mới"), b"{"])
    before = tangthu("status", "--json").json
    done = tangthu("ingest", "--sync", "--dry-run", folder)
    assert done.status == 1
    assert done.out.splitlines() == [
        "This would be done; nothing was written.",
        "1 item added, 1 replaced, 1 unchanged, 1 rejected.",
        "1 item is no longer there; it was kept, since something could not be read.",
    ]
    write_records(folder / "ab.jsonl", [record("b", "khác")])
    done = tangthu("ingest", "--sync", "--dry-run", folder)
    assert done.status == 0
    assert done.out.splitlines()[-1] == "1 item is no longer there: a."
    assert tangthu("status", "--json").json == before
    assert tangthu("rejects", "--json").json == []


def test_an_item_that_moved_within_the_folder_stays(folder: Path, tangthu: Tangthu) -> None:
    (folder / "sub" / "c.jsonl").rename(folder / "c.jsonl")
    done = tangthu("ingest", "--sync", folder, "--json")
    assert done.json["gone"] == []
    assert ids(tangthu) == ["a", "b", "c", "d"]


def test_an_item_that_another_source_holds_now_stays(
    folder: Path, tangthu: Tangthu, tmp_path: Path
) -> None:
    assert tangthu("ingest", write_records(tmp_path / "x.jsonl", [record("a", "một")])).status == 0
    (folder / "ab.jsonl").unlink()
    assert tangthu("ingest", "--sync", folder, "--json").json["gone"] == ["b"]
    assert ids(tangthu) == ["a", "c", "d"]


@pytest.mark.parametrize("broken", [b"{", b'{"id": "a"}', b'{"id": "b", "title": "Hai"}'])
def test_nothing_is_taken_out_where_anything_was_rejected(
    folder: Path, tangthu: Tangthu, broken: bytes
) -> None:
    # The last is the same id again: which of the two was meant is not known.
    write_records(folder / "ab.jsonl", [record("b", "hai"), broken])
    (folder / "sub" / "c.jsonl").unlink()
    done = tangthu("ingest", "--sync", folder)
    assert done.status == 1
    assert "2 items are no longer there; they were kept" in done.out
    assert ids(tangthu) == ["a", "b", "c", "d"]


def test_nothing_is_taken_out_where_a_folder_cannot_be_read(
    folder: Path, tangthu: Tangthu, monkeypatch: pytest.MonkeyPatch
) -> None:
    genuine = os.scandir

    def scandir(path: Path) -> object:
        if Path(path).name == "sub":
            raise PermissionError(13, "Permission denied")
        return genuine(path)

    monkeypatch.setattr(os, "scandir", scandir)
    done = tangthu("ingest", "--sync", folder)
    monkeypatch.undo()
    assert done.status == 1
    assert "sub: cannot be read: Permission denied" in done.err
    assert "1 item is no longer there; it was kept" in done.out


def test_an_empty_folder_is_refused(folder: Path, tangthu: Tangthu, tmp_path: Path) -> None:
    empty = tmp_path / "not-mounted"
    folder.rename(tmp_path / "elsewhere")
    folder.mkdir()
    empty.mkdir()
    for given in ([folder], [empty], [folder, empty]):
        done = tangthu("ingest", "--sync", *given)
        assert (done.status, done.out) == (2, "")
        assert "--sync does not empty a collection" in done.err
    # One of two that is not mounted must not be emptied either.
    done = tangthu("ingest", "--sync", folder, tmp_path / "elsewhere")
    assert done.status == 2
    assert ids(tangthu) == ["a", "b", "c", "d"]


def test_it_takes_folders(folder: Path, tangthu: Tangthu) -> None:
    done = tangthu("ingest", "--sync", folder / "ab.jsonl")
    assert done.status == 2
    assert "--sync takes folders" in done.err


def test_folders_whose_names_begin_alike_are_apart(tangthu: Tangthu, tmp_path: Path) -> None:
    for name, item_id in (("In", "a"), ("in", "b"), ("in2", "c"), ("i_", "d")):
        (tmp_path / name).mkdir()
        write_records(tmp_path / name / "x.jsonl", [record(item_id, "x")])
        assert tangthu("ingest", tmp_path / name).status == 0
    write_records(tmp_path / "in" / "x.jsonl", [record("e", "x")])
    write_records(tmp_path / "i_" / "x.jsonl", [record("f", "x")])
    assert tangthu("ingest", "--sync", tmp_path / "in", "--json").json["gone"] == ["b"]
    assert tangthu("ingest", "--sync", tmp_path / "i_", "--json").json["gone"] == ["d"]


@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_a_mirror_of_one_format_is_refused(
    folder: Path, tangthu: Tangthu, options: tuple[str, ...]
) -> None:
    """It would take out what is of others, though it is still there."""
    (folder / "d.txt").write_text("một trang")
    assert tangthu("ingest", folder).status == 0
    before = ids(tangthu)
    done = tangthu("ingest", "--sync", "--format", "plaintext", folder, *options)
    assert done.status == 2
    assert "--sync and --format" in done.err
    assert ids(tangthu) == before


def test_a_folder_may_be_given_by_a_way_round(
    folder: Path, tangthu: Tangthu, tmp_path: Path
) -> None:
    (tmp_path / "đâu đó").mkdir()
    way_round = tmp_path / "đâu đó" / ".." / folder.name
    write_records(folder / "ab.jsonl", [record("a", "một"), b"{"])
    assert tangthu("ingest", way_round).status == 1
    write_records(folder / "ab.jsonl", [record("a", "một")])
    assert tangthu("ingest", "--sync", "--dry-run", way_round, "--json").json["gone"] == ["b"]
    done = tangthu("ingest", "--sync", way_round, "--json")
    assert (done.status, done.json["gone"]) == (0, ["b"])
    assert ids(tangthu) == ["a", "c", "d"]
    assert tangthu("rejects", "--json").json == []


@pytest.mark.parametrize("name", ["a.jsonl", "a.mrc", "a.csv"])
def test_a_file_that_was_emptied_takes_nothing_out(
    tmp_path: Path, tangthu: Tangthu, name: str
) -> None:
    contents = {
        "a.jsonl": b'{"id": "1", "title": "A"}',
        "a.mrc": iso2709(KIEU),
        "a.csv": b"id,title\n1,A\n",
    }
    folder = tmp_path / "nguồn"
    folder.mkdir()
    write_records(folder / "b.jsonl", [record("b", "hai")])
    (folder / name).write_bytes(contents[name])
    assert tangthu("ingest", folder, "--sync").status == 0
    for emptied in (b"", b"\n\n", *[b"id,title\n"] * (name == "a.csv")):
        (folder / name).write_bytes(emptied)
        done = tangthu("ingest", folder, "--sync")
        assert done.status == 1
        assert len(ids(tangthu)) == 2
