"""Rejected records are kept in the catalog until they are taken in, and can be read again."""

import csv
import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from indexer.rejects import print_csv
from searchsvc.catalog import Reject
from tests.indexer.alto import alto, page
from tests.indexer.conftest import Tangthu, command_on, record, write_records

A, B = record("a", "thư viện"), record("b", "sách")
NO_TITLE = b'{"id": "b"}'


def rejects(tangthu: Tangthu) -> list[tuple[str, str | None]]:
    """Where what is rejected stands, by file name, and its id."""
    found = tangthu("rejects", "--json").json
    return [(Path(reject["place"]).name, reject["item_id"]) for reject in found]


@pytest.fixture
def file(tmp_path: Path, tangthu: Tangthu) -> Path:
    """Three records, two of which cannot be taken in."""
    file = write_records(tmp_path / "in" / "a.jsonl", [A, NO_TITLE, b"{"])
    assert tangthu("ingest", file.parent).status == 1
    return file


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()


def test_they_have_id_file_position_reason_job_and_time(file: Path, tangthu: Tangthu) -> None:
    first, second = tangthu("rejects", "--json").json
    assert first == {
        "place": f"{file}:2",
        "source": str(file),
        "item_id": "b",
        "reason": "title is missing, blank or longer than 20000 characters",
        "job_id": 1,
        "rejected_at": first["rejected_at"],
    }
    assert first["rejected_at"].endswith("+00:00")
    assert (second["place"], second["item_id"]) == (f"{file}:3", None)
    lines = tangthu("rejects").out.splitlines()
    assert lines[0].endswith(f"{file}:2 (b): {first['reason']}")
    assert tangthu("status", "--json").json["catalog"]["rejected"] == 2
    assert "2 records are rejected" in tangthu("status").out


def test_the_table_is_safe_in_a_spreadsheet(tmp_path: Path, tangthu: Tangthu) -> None:
    folder = tmp_path / "in"
    write_records(folder / "=cmd, x.jsonl", [b"{"])
    tangthu("ingest", folder)
    (row,) = csv.DictReader(io.StringIO(tangthu("rejects", "--csv").out))
    assert row["place"] == f"{folder}/=cmd, x.jsonl:1"
    assert row["item_id"] == ""
    sheet = io.StringIO()
    print_csv([Reject("=1+1\n", "@x", None, "-", job_id=3)], sheet)
    assert sheet.getvalue().splitlines()[1] == "'=1+1 ,'@x,,'-,3,"


def test_they_can_be_taken_as_a_workbook(file: Path, tangthu: Tangthu, tmp_path: Path) -> None:
    path = tmp_path / "bị loại.xlsx"
    assert tangthu("rejects", "--xlsx", path).out == ""
    headings, *rows = load_workbook(path).active.iter_rows(values_only=True)
    listed = tangthu("rejects", "--json").json
    assert [dict(zip(headings, row, strict=True)) for row in rows] == [
        {name: str(value) if value else None for name, value in one.items()} for one in listed
    ]
    assert len(rows) == 2


def test_a_workbook_is_not_written_where_no_file_can_be(
    file: Path, tangthu: Tangthu, tmp_path: Path
) -> None:
    refused = tangthu("rejects", "--xlsx", tmp_path / "none" / "a.xlsx")
    assert refused.status not in (0, 1)
    assert str(tmp_path / "none" / "a.xlsx") in refused.err


def test_no_rejects(tangthu: Tangthu, tmp_path: Path) -> None:
    tangthu("ingest", write_records(tmp_path / "a.jsonl", [A]))
    assert tangthu("rejects").out == ""
    assert tangthu("rejects", "--json").json == []
    assert len(tangthu("rejects", "--csv").out.splitlines()) == 1
    assert tangthu("rejects", "--csv", "--json").status == 2
    assert tangthu("rejects", "--xlsx", tmp_path / "a.xlsx", "--csv").status == 2
    assert not (tmp_path / "a.xlsx").exists()


def test_the_same_place_twice_is_one_row(file: Path, tangthu: Tangthu) -> None:
    assert tangthu("ingest", file).status == 1
    assert rejects(tangthu) == [("a.jsonl:2", "b"), ("a.jsonl:3", None)]
    assert {reject["job_id"] for reject in tangthu("rejects", "--json").json} == {2}


def test_one_goes_when_its_place_is_taken_in(file: Path, tangthu: Tangthu) -> None:
    write_records(file, [A, B, b"{"])
    assert tangthu("ingest", file).status == 1
    assert rejects(tangthu) == [("a.jsonl:3", None)]


def test_one_goes_when_its_place_is_gone(file: Path, tangthu: Tangthu, tmp_path: Path) -> None:
    other = write_records(file.parent / "b.jsonl", [b"["])
    tangthu("ingest", file.parent)
    assert len(rejects(tangthu)) == 3
    write_records(file, [A])
    assert tangthu("ingest", file).status == 0
    assert rejects(tangthu) == [("b.jsonl:1", None)], "of what was not read nothing is forgotten"
    other.unlink()
    assert tangthu("ingest", file.parent).status == 0
    assert rejects(tangthu) == []


class TestRetry:
    def test_what_was_mended_is_taken_in(self, file: Path, tangthu: Tangthu) -> None:
        write_records(file, [A, B, b"{"])
        done = tangthu("retry")
        assert done.status == 1
        assert done.out.splitlines()[0] == "1 are no longer rejected, 1 still are."
        assert f"rejected: {file}:3: not JSON" in done.err
        assert tangthu("search", "id:b", "--json").json["total"] == 1
        write_records(file, [A, B])
        done = tangthu("retry", "--json")
        assert done.status == 0
        assert (done.json["mended"], done.json["still_rejected"]) == (1, 0)
        assert rejects(tangthu) == []
        assert tangthu("retry", "--json").json["mended"] == 0

    def test_other_sources_are_not_read(self, file: Path, tangthu: Tangthu) -> None:
        write_records(file.parent / "new.jsonl", [record("new", "x")])
        tangthu("retry")
        assert tangthu("search", "id:new", "--json").json["total"] == 0

    def test_ids_and_collection_are_as_they_were_given(
        self, tmp_path: Path, tangthu: Tangthu
    ) -> None:
        folder = tmp_path / "in" / "Số 7"
        folder.mkdir()
        (folder / "1.xml").write_text("<alto")
        assert tangthu("ingest", tmp_path / "in", "--collection", "Báo cũ").status == 1
        assert rejects(tangthu) == [("1.xml", "in.So-7.1")], (
            "no folder of pages, as far as one sees"
        )
        (folder / "1.xml").write_text(alto(page("thư viện")))
        assert tangthu("retry").status == 0
        (hit,) = tangthu("search", "", "--json").json["hits"]
        assert (hit["id"], hit["collection"]) == ("in.So-7", "Báo cũ")
        assert rejects(tangthu) == []

    def test_an_item_from_elsewhere_is_not_replaced(self, tmp_path: Path, tangthu: Tangthu) -> None:
        folder = tmp_path / "in"
        write_records(folder / "1.jsonl", [record("a", "hay")])
        write_records(folder / "2.jsonl", [record("a", "dở")])
        assert tangthu("ingest", folder).status == 1
        assert tangthu("retry").status == 1
        assert tangthu("search", "hay", "--json").json["total"] == 1
        (folder / "1.jsonl").unlink()
        tangthu("remove", "a")
        assert tangthu("retry").status == 0
        assert tangthu("search", "dở", "--json").json["total"] == 1

    def test_what_is_not_there_stays_known(self, file: Path, tangthu: Tangthu) -> None:
        away = file.parent.rename(file.parent.with_name("away"))
        done = tangthu("retry")
        assert done.status == 1
        assert f"not there to be read again: {file.parent}" in done.out
        assert len(rejects(tangthu)) == 2
        away.rename(file.parent)
        file.unlink()
        assert tangthu("retry").status == 0
        assert rejects(tangthu) == []


def test_a_report_lists_the_first_and_counts_all(
    tmp_path: Path, tangthu: Tangthu, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.filling.LISTED", 2)
    monkeypatch.setattr("indexer.filling._ENTRIES", 3)
    done = tangthu("ingest", write_records(tmp_path / "a.jsonl", [b"{"] * 5), "-q")
    assert len(done.err.splitlines()) == 3
    assert done.err.splitlines()[-1] == "rejected: 3 more; see: tangthu rejects"
    assert len(rejects(tangthu)) == 5


def test_a_killed_reader_is_kept_as_a_reject_of_its_source(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With two jobs the command's own process reads nothing."""
    monkeypatch.setenv("TANGTHU_JOBS", "2")
    monkeypatch.setattr("indexer.readers._MEMORY", 30_000_000)
    large = record("big", *["thư viện " * 50_000 for _ in range(80)])
    write_records(tmp_path / "in" / "1.jsonl", [large])
    write_records(tmp_path / "in" / "2.jsonl", [A])
    tangthu = command_on(home)
    done = tangthu("ingest", tmp_path / "in")
    assert done.status == 1
    assert done.out.startswith("1 item added, 0 replaced, 0 unchanged, 1 rejected.")
    assert "1.jsonl: takes too much memory to read" in done.err
