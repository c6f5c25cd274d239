"""The command line: what the jobs do, say, and end with."""

import json
import os
import shutil
from pathlib import Path

import pytest

from searchsvc.service import SearchService
from searchsvc.settings import load_settings
from tests.indexer.alto import alto, page
from tests.indexer.cli import DONE, FAILED, REJECTED, USAGE, A, B, Records, ids, without_jobs
from tests.indexer.conftest import (
    Tangthu,
    record,
    write_records,
)


class TestIngest:
    def test_it_says_what_was_added_and_what_the_index_holds(
        self, tangthu: Tangthu, records: Records
    ) -> None:
        answer = tangthu("ingest", records(A, B))
        assert answer.status == DONE
        assert answer.out.splitlines() == [
            "2 items added, 0 replaced, 0 unchanged, 0 rejected.",
            "The index holds 2 items and 3 searchable pages.",
        ]

    def test_the_same_again_changes_nothing_and_says_so(self, tangthu: Tangthu, two: Path) -> None:
        before = tangthu("status", "--json").json
        answer = tangthu("ingest", two)
        assert answer.status == DONE
        assert answer.out.startswith("Nothing changed, 2 unchanged, 0 rejected.")
        assert without_jobs(tangthu("status", "--json").json) == without_jobs(before)

    def test_json_holds_the_counts(self, tangthu: Tangthu, two: Path, records: Records) -> None:
        new = records(A | {"title": "Khác"}, B, record("c", "x"), b"{", name="more.jsonl")
        answer = tangthu("ingest", new, "--json")
        assert answer.status == REJECTED
        found = answer.json
        generation = found["index"].pop("generation")
        assert (two.parent / "home" / "index" / generation).is_dir()
        (rejected,) = found.pop("rejected")
        assert rejected["place"] == f"{new}:4"
        assert rejected["id"] is None
        assert rejected["reason"].startswith("not JSON")
        assert found == {
            "added": 1,
            "replaced": 1,
            "unchanged": 1,
            "pages": 4,
            "needs_ocr": {"items": 0, "pages": 0},
            "rejections": 1,
            "gone": [],
            "removed": 0,
            "index": {"rebuilt": False, "changes": 2, "items": 3, "pages": 4, "revision": 4},
        }

    def test_the_same_id_again_replaces_the_item(
        self, tangthu: Tangthu, two: Path, records: Records
    ) -> None:
        answer = tangthu("ingest", records(record("a", "một trang khác"), name="new.jsonl"))
        assert answer.out.startswith("0 items added, 1 replaced, 0 unchanged")
        assert "holds 2 items and 2 searchable pages" in answer.out
        assert ids(tangthu, "trang khác") == ["a"]
        assert ids(tangthu, '"thư viện tỉnh"') == []

    def test_rejected_records_are_listed_and_the_rest_is_in(
        self, tangthu: Tangthu, tmp_path: Path
    ) -> None:
        folder = tmp_path / "in"
        (folder / "báo").mkdir(parents=True)
        lines = [
            json.dumps(A),
            "{broken",
            json.dumps(A | {"title": "Lần nữa"}),
            json.dumps({"id": "no-text", "title": "T", "pages": [{"number": 1}]}),
            json.dumps(B),
            "x" * 3_000_000,
        ]
        (folder / "records.jsonl").write_text("\n".join(lines))
        (folder / "notes.txt").write_bytes(b"\xff")
        (folder / "báo" / "1.xml").write_text(alto(page("trang một")))
        (folder / "báo" / "2.xml").write_text("this is not XML")
        (tmp_path / "home").mkdir()
        (tmp_path / "home" / "tangthu.toml").write_text("max_record_mb = 1")
        answer = tangthu("ingest", folder)
        assert answer.status == REJECTED
        assert answer.out.startswith("3 items added, 0 replaced, 0 unchanged, 6 rejected.")
        rejected = [ln for ln in answer.err.splitlines() if ln.startswith("rejected: ")]
        for line, (place, reason) in zip(
            rejected,
            [
                ("notes.txt (in.notes)", "not UTF-8 text (byte 0)"),
                ("records.jsonl:2", "not JSON"),
                ("records.jsonl:3 (a)", f"before in this run, from {folder}/records.jsonl:1"),
                ("records.jsonl:4 (no-text)", "page 1: text is missing"),
                ("records.jsonl:6", "the line is longer than 1000000 bytes"),
                ("báo/2.xml (in.bao)", "not readable as alto: Start tag expected"),
            ],
            strict=True,
        ):
            assert f"{place}: " in line
            assert reason in line
        assert ids(tangthu) == ["a", "b", "in.bao"]

    def test_a_record_that_was_in_stays_when_its_new_form_is_rejected(
        self, tangthu: Tangthu, two: Path, records: Records
    ) -> None:
        bad = {"id": "a", "title": "T", "pages": [{"number": 1, "text": None}]}
        assert tangthu("ingest", records(bad, name="bad.jsonl")).status == REJECTED
        assert ids(tangthu, "thư viện") == ["a"]

    def test_a_missing_path_is_wrong_usage_and_nothing_changes(
        self, tangthu: Tangthu, records: Records, home: Path
    ) -> None:
        answer = tangthu("ingest", records(A), "/nowhere")
        assert answer.status == USAGE
        assert "'/nowhere' does not exist" in answer.err
        assert not home.exists()
        assert tangthu("ingest", "").status == USAGE
        assert tangthu("ingest").status == USAGE

    def test_a_file_of_no_known_kind_is_rejected(self, tangthu: Tangthu, tmp_path: Path) -> None:
        (tmp_path / "a.exe").write_bytes(b"%PDF")
        answer = tangthu("ingest", tmp_path / "a.exe")
        assert answer.status == REJECTED
        assert "a.exe: of no format that can be read" in answer.err

    def test_an_empty_folder_is_no_error(self, tangthu: Tangthu, tmp_path: Path) -> None:
        (tmp_path / "in").mkdir()
        answer = tangthu("ingest", tmp_path / "in")
        assert answer.status == DONE
        assert answer.out.startswith("Nothing changed")

    def test_collection_is_put_on_every_item(self, tangthu: Tangthu, records: Records) -> None:
        path = records(A | {"collection": "Cũ"}, B)
        assert tangthu("ingest", path, "--collection", "Báo cũ").status == DONE
        hits = tangthu("search", "", "--json").json["hits"]
        assert {hit["collection"] for hit in hits} == {"Báo cũ"}

    def test_every_format_at_once(self, tangthu: Tangthu, tmp_path: Path) -> None:
        folder = tmp_path / "in"
        (folder / "báo").mkdir(parents=True)
        (folder / "báo" / "1.xml").write_text(alto(page("trang một")))
        (folder / "sách.txt").write_text("Sách mới\ntrang hai", "utf-8")
        (folder / "a.jsonl").write_text(json.dumps(A))
        paths = [folder / name for name in ("báo", "sách.txt", "a.jsonl")]
        assert tangthu("ingest", *paths).status == DONE
        assert ids(tangthu) == ["a", "bao", "in.sach"]
        assert ids(tangthu, "trang") == ["a", "bao", "in.sach"]

    def test_images_are_found_again_after_their_folder_has_moved(
        self, tangthu: Tangthu, home: Path, tmp_path: Path
    ) -> None:
        (tmp_path / "old").mkdir()
        (tmp_path / "old" / "1.jpg").touch()
        write_records(
            tmp_path / "old" / "a.jsonl",
            [{**A, "pages": [{"number": 1, "text": "thư", "image": "1.jpg"}]}],
        )
        tangthu("ingest", tmp_path / "old")
        (tmp_path / "old").rename(tmp_path / "new")
        tangthu("ingest", tmp_path / "new")
        service = SearchService.open(load_settings(str(home)))
        try:
            assert service.image("a", 1).path == tmp_path / "new" / "1.jpg"
        finally:
            service.close()

    def test_a_name_that_is_not_unicode_stops_nothing(
        self, tangthu: Tangthu, tmp_path: Path
    ) -> None:
        folder = tmp_path / "in"
        folder.mkdir()
        Path(os.fsdecode(os.fsencode(folder) + b"/\xff.txt")).write_text("thư")
        (folder / "a.txt").write_text("thư viện")
        answer = tangthu("ingest", folder, "--json")
        assert answer.status == REJECTED
        assert answer.json["added"] == 1

    def test_progress_goes_to_standard_error_and_quiet_silences_it(
        self, tangthu: Tangthu, records: Records
    ) -> None:
        answer = tangthu("ingest", records(A), "--json")
        assert [line.split(":")[0] for line in answer.err.splitlines()] == [
            "reading",
            "indexing",
            "verifying",
        ]
        assert answer.json
        assert tangthu("ingest", records(B), "--quiet").err == ""


class TestRights:
    def test_only_public_text_is_indexed_and_restricted_items_are_nowhere(
        self, tangthu: Tangthu, records: Records
    ) -> None:
        rights = ["public", "metadata", "onsite", "restricted"]
        items = [record(f"i-{name}", "chữ bí mật", rights=name) for name in rights]
        answer = tangthu("ingest", records(*items), "--json").json["index"]
        assert (answer["items"], answer["pages"]) == (3, 1)
        assert ids(tangthu, "bí mật") == ["i-public"]
        assert ids(tangthu, "Sách") == ids(tangthu) == ["i-metadata", "i-onsite", "i-public"]
        assert ids(tangthu, "id:i-restricted") == []
        found = tangthu("search", "", "--json").json
        assert found["total"] == 3
        assert "bí mật" not in json.dumps([h for h in found["hits"] if h["id"] != "i-public"])

    @pytest.mark.parametrize("rights", ["metadata", "onsite", "restricted"])
    def test_an_item_that_is_closed_later_is_taken_out_of_the_index(
        self, tangthu: Tangthu, two: Path, records: Records, rights: str
    ) -> None:
        closed = tangthu("ingest", records(A | {"rights": rights}, name="new.jsonl"), "--json")
        assert closed.json["index"]["pages"] == 1
        assert ids(tangthu, "thư viện tỉnh") == []
        assert ("a" in ids(tangthu)) == (rights != "restricted")
        assert tangthu("status", "--json").json["agree"]
        tangthu("ingest", two)
        assert ids(tangthu, "thư viện tỉnh") == ["a"]


class TestRemove:
    def test_items_are_taken_out_of_catalog_and_index(self, tangthu: Tangthu, two: Path) -> None:
        answer = tangthu("remove", "a", "--json")
        assert (answer.status, answer.json) == (DONE, {"removed": ["a"], "unknown": []})
        assert ids(tangthu) == ["b"]
        found = tangthu("status", "--json").json
        assert found["agree"]
        assert found["catalog"]["items"] == found["index"]["items"] == 1

    def test_an_unknown_id_is_named_and_the_others_go(self, tangthu: Tangthu, two: Path) -> None:
        answer = tangthu("remove", "a", "\x1b[2Jx")
        assert answer.status == REJECTED
        assert answer.out == "1 removed\n"
        assert answer.err == "rejected:  [2Jx: there is no such item\n"
        assert ids(tangthu) == ["b"]

    def test_what_was_removed_can_come_back(self, tangthu: Tangthu, two: Path) -> None:
        tangthu("remove", "a", "b")
        assert ids(tangthu) == []
        assert tangthu("ingest", two).out.startswith("2 items added")
        assert ids(tangthu) == ["a", "b"]

    def test_no_id_is_wrong_usage(self, tangthu: Tangthu) -> None:
        assert tangthu("remove").status == USAGE


class TestReindex:
    def test_a_new_generation_answers_the_same(self, tangthu: Tangthu, two: Path) -> None:
        before = tangthu("status", "--json").json["index"]["generation"]
        answer = tangthu("reindex", "--json")
        assert answer.status == DONE
        found = answer.json
        assert found.pop("generation") > before
        assert found == {"rebuilt": True, "changes": 2, "items": 2, "pages": 3, "revision": 2}
        assert ids(tangthu, "thư viện") == ["a"]

    def test_one_previous_generation_is_kept(self, tangthu: Tangthu, two: Path, home: Path) -> None:
        made = [tangthu("status", "--json").json["index"]["generation"]]
        made += [tangthu("reindex", "--json").json["generation"] for _ in range(3)]
        kept = sorted(path.name for path in (home / "index").iterdir() if path.is_dir())
        assert kept == made[-2:]

    def test_catalog_and_index_agree_after_removals(self, tangthu: Tangthu, two: Path) -> None:
        """The last change is one that the new generation holds no trace of."""
        tangthu("remove", "b")
        assert tangthu("reindex", "--json").json["revision"] == 3
        assert tangthu("status", "--json").json["agree"]
        tangthu("remove", "a")
        assert tangthu("reindex", "--json").json["items"] == 0
        assert tangthu("status", "--json").json["agree"]

    def test_no_source_file_is_needed(self, tangthu: Tangthu, two: Path, home: Path) -> None:
        two.unlink()
        shutil.rmtree(home / "index")
        assert tangthu("reindex").status == DONE
        assert ids(tangthu, "thư viện") == ["a"]

    def test_damage_found_in_the_new_generation_leaves_the_old_one_serving(
        self, tangthu: Tangthu, two: Path, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = tangthu("status", "--json").json
        monkeypatch.setattr("indexer.checking.verify_checksums", lambda *_: ["x.store: damaged"])
        answer = tangthu("reindex")
        assert answer.status == FAILED
        assert "x.store: damaged" in answer.err
        assert without_jobs(tangthu("status", "--json").json) == without_jobs(before)
        assert len([path for path in (home / "index").iterdir() if path.is_dir()]) == 1
