"""The command line from end to end: what each command does, says, and ends with."""

import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from indexer.cli import main
from searchsvc.engines.generations import read_manifest, write_manifest
from searchsvc.service import SearchService
from searchsvc.settings import load_settings
from tests.indexer.alto import alto, page
from tests.indexer.conftest import (
    PROGRAM,
    Tangthu,
    environment,
    record,
    run_process,
    write_records,
)

DONE, REJECTED, USAGE, FAILED = 0, 1, 2, 3

Records = Callable[..., Path]

A = record("a", "thư viện tỉnh bên sông", "trang báo cũ")
B = record("b", "nước lũ ở huyện Vân Khê")


@pytest.fixture
def two(tangthu: Tangthu, records: Records) -> Path:
    """The file of the two items that the home holds."""
    path = records(A, B)
    assert tangthu("ingest", path).status == DONE
    return path


def ids(tangthu: Tangthu, query: str = "") -> list[str]:
    answer = tangthu("search", query, "--json")
    assert answer.status == DONE, answer.err
    return sorted(hit["id"] for hit in answer.json["hits"])


def without_jobs(status: dict[str, Any]) -> dict[str, Any]:
    """What a home holds, and not what was done to it."""
    return {key: value for key, value in status.items() if key != "jobs"}


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


class TestSearch:
    def test_another_process_sees_what_was_ingested(self, two: Path, home: Path) -> None:
        answer = run_process(home, "search", "thu vien", "--json")
        assert answer.status == DONE
        assert [hit["id"] for hit in answer.json["hits"]] == ["a"]

    def test_json_is_the_contract_of_the_endpoint(self, tangthu: Tangthu, two: Path) -> None:
        found = tangthu("search", "thư viện", "--json").json
        assert found.keys() >= {
            *("query", "total", "page", "per_page", "took_ms", "hits"),
            *("facets", "histogram", "suggestions", "notices"),
        }
        (hit,) = found["hits"]
        assert hit.keys() >= {
            *("id", "title", "creators", "date", "year", "collection", "library", "type"),
            *("url", "score", "pages_matched", "pages"),
        }
        assert hit["pages_matched"] == 1
        (page_hit,) = hit["pages"]
        assert page_hit.keys() >= {"number", "label", "url", "snippet"}
        assert "<mark>" in page_hit["snippet"]

    def test_text_for_reading(self, tangthu: Tangthu, two: Path) -> None:
        out = tangthu("search", "thư viện").out
        assert out.startswith("1 found in ")
        assert "1. Sách a\n" in out
        assert "p. 1: [thư] [viện] tỉnh bên sông" in out

    def test_scores_are_explained_when_asked(self, tangthu: Tangthu, two: Path) -> None:
        (line,) = [
            line
            for line in tangthu("search", "thư viện", "--debug").out.splitlines()
            if " = text " in line
        ]
        score, _, terms = line.strip().partition(" = text ")
        found = re.fullmatch(r"([\d.]+) \+ p\. 1 \((.*)\) × ([\d.]+)", terms)
        assert found
        metadata, page, length = found.groups()
        inside = sum(float(number) for number in re.findall(r"\d+\.\d\d", page))
        assert "syllables" in page and "words" in page and "pairs" in page
        assert float(metadata) + inside * float(length) == pytest.approx(float(score), abs=0.1)

        (hit,) = tangthu("search", "thư viện", "--debug", "--json").json["hits"]
        page = hit["score_parts"]["page"]
        inside = sum(page[name] for name in ("syllables", "words", "pairs", "threes"))
        whole = sum(hit["score_parts"]["metadata"].values()) + inside * page["length"]
        assert whole == pytest.approx(hit["score"], abs=0.01)

        assert " = text " not in tangthu("search", "thư viện").out
        (hit,) = tangthu("search", "thư viện", "--json").json["hits"]
        assert "score_parts" not in hit

    def test_what_is_not_scored_is_so_explained(self, tangthu: Tangthu, two: Path) -> None:
        assert tangthu("search", "", "--debug").out.count("   0.00 = 0") == 2

    def test_nothing_found_is_an_answer(self, tangthu: Tangthu, two: Path) -> None:
        answer = tangthu("search", "khủng long")
        assert answer.status == DONE
        assert answer.out.startswith("0 found")

    def test_nothing_found_in_an_empty_home_that_was_ingested_into(
        self, tangthu: Tangthu, tmp_path: Path
    ) -> None:
        (tmp_path / "in").mkdir()
        tangthu("ingest", tmp_path / "in")
        assert tangthu("search", "thư").out.startswith("0 found")

    def test_no_home_is_a_failure_and_not_an_empty_answer(self, tangthu: Tangthu) -> None:
        answer = tangthu("search", "thư")
        assert answer.status == FAILED
        assert "ingest something first" in answer.err

    @pytest.mark.parametrize(
        "options",
        [
            ["--page", "0"],
            ["--per-page", "101"],
            ["--page", "x"],
            ["--sort", "shelf"],
            ["--marks", "none"],
            ["--mode", "some"],
        ],
    )
    def test_options_that_cannot_be_meant(
        self, tangthu: Tangthu, two: Path, options: list[str]
    ) -> None:
        assert tangthu("search", "thư", *options).status == USAGE

    def test_options(self, tangthu: Tangthu, records: Records) -> None:
        tangthu("ingest", records(A | {"date": "1917"}, B | {"date": "1934"}))
        for sort, expected in (("newest", "b"), ("oldest", "a"), ("title", "a")):
            found = tangthu("search", "", "--sort", sort, "--per-page", "1", "--json").json
            assert (found["total"], [hit["id"] for hit in found["hits"]]) == (2, [expected])
        found = tangthu("search", "thu vien", "--marks", "strict", "--json").json
        assert found["total"] == 0

    def test_texts_cannot_steer_the_terminal(self, tangthu: Tangthu, records: Records) -> None:
        evil = "\x1b\x07\x9b\u202e\r\b\x7f\u2028"
        item = record("a", f"thư{evil} viện \x01 \x02", title=f"Sách{evil}𡨸\U00031350\ue000")
        item |= {"creators": [f"Ai{evil}"], "library": f"Thư viện{evil}"}
        item["pages"][0]["label"] = f"iii{evil}"
        assert tangthu("ingest", records(item)).status == DONE
        out = tangthu("search", "viện").out
        assert "𡨸\U00031350\ue000" in out, "letters that Python does not know yet are letters"
        assert not set(evil + "\x01\x02") & set(out)

    def test_rejected_records_cannot_steer_the_terminal(
        self, tangthu: Tangthu, tmp_path: Path
    ) -> None:
        path = tmp_path / "\x1b[2J.jsonl"
        path.write_text('{"id": "\\u001b[2J", "title": "T"}\n{"id": "x", "title": 7}')
        answer = tangthu("ingest", path)
        assert answer.status == REJECTED
        assert "\x1b" not in answer.err + answer.out


class TestStatus:
    def test_a_home_that_is_not_there(self, tangthu: Tangthu, home: Path) -> None:
        answer = tangthu("status")
        assert answer.status == DONE
        assert "ingest something first" in answer.out
        assert not home.exists()

    def test_counts(self, tangthu: Tangthu, two: Path, home: Path) -> None:
        found = tangthu("status", "--json").json
        assert found["agree"] is True
        assert found["advice"] == []
        assert found["home"] == str(home)
        assert found["catalog"]["items"] == found["index"]["items"] == 2
        assert found["catalog"]["pages"] == found["index"]["pages"] == 3
        assert found["catalog"]["by_rights"] == {"public": 2}
        out = tangthu("status").out
        assert "2 items (2 public), 3 pages" in out
        assert "catalog and index agree" in out

    def test_a_missing_index_is_told_and_made_by_the_next_job(
        self, tangthu: Tangthu, two: Path, home: Path
    ) -> None:
        shutil.rmtree(home / "index")
        assert "run: tangthu reindex" in tangthu("status").out
        assert tangthu("search", "thư").status == FAILED
        assert tangthu("ingest", two).out.startswith("Nothing changed")
        assert ids(tangthu, "thư viện") == ["a"]

    @pytest.mark.parametrize("command", ["ingest", "reindex"])
    def test_an_index_that_lacks_changes_is_told_and_gets_them(
        self, tangthu: Tangthu, two: Path, home: Path, records: Records, command: str
    ) -> None:
        shutil.copytree(home / "index", home / "older")
        tangthu("ingest", records(A | {"title": "Mới"}, record("c", "x"), name="new.jsonl"))
        tangthu("remove", "b")
        shutil.rmtree(home / "index")
        (home / "older").rename(home / "index")
        found = tangthu("status", "--json").json
        assert not found["agree"]
        assert found["advice"] == [
            "index: lacks the last 3 changes; run: tangthu ingest or reindex"
        ]
        again = [two.parent / "new.jsonl"] if command == "ingest" else []
        assert tangthu(command, *again).status == DONE
        assert tangthu("status", "--json").json["agree"]
        assert ids(tangthu) == ["a", "c"]
        assert ids(tangthu, "title:mới") == ["a"]

    def manifest(self, home: Path) -> Path:
        return (
            home / "index" / (home / "index" / "CURRENT").read_text().split()[0] / "manifest.json"
        )

    @pytest.mark.parametrize(
        ("key", "value", "advice"),
        [
            ("revision", 99, "index: newer than the catalog; run: tangthu reindex"),
            ("analyzer", "x", "another version of the analysis; run: tangthu reindex"),
            ("schema", 0, "another version of the analysis; run: tangthu reindex"),
        ],
    )
    def test_an_index_that_does_not_fit_is_told_and_replaced_by_the_next_job(
        self, tangthu: Tangthu, two: Path, home: Path, key: str, value: object, advice: str
    ) -> None:
        manifest = self.manifest(home)
        values = asdict(read_manifest(manifest.parent)) | {key: value}
        del values["generation"], values["committed_at"]
        write_manifest(manifest.parent, **values)
        assert advice in tangthu("status").out
        assert tangthu("ingest", two, "--json").json["index"]["rebuilt"]
        assert tangthu("status", "--json").json["agree"]

    @pytest.mark.parametrize("content", [None, "", "{", "[]", '{"revision": 1}'])
    def test_a_manifest_that_cannot_be_read_is_told_and_replaced_by_the_next_job(
        self, tangthu: Tangthu, two: Path, home: Path, content: str | None
    ) -> None:
        manifest = self.manifest(home)
        manifest.unlink() if content is None else manifest.write_text(content)
        assert "run: tangthu reindex" in tangthu("status").out
        assert tangthu("ingest", two).status == DONE
        assert tangthu("status", "--json").json["agree"]


class TestFailures:
    @pytest.fixture
    def busy(self, home: Path) -> Iterator[None]:
        """Another process holds the home, and is killed in the end."""
        home.mkdir(exist_ok=True)
        program = (
            "import sys, time; from pathlib import Path; from indexer.lock import write_lock\n"
            "with write_lock(Path(sys.argv[1])): print('held', flush=True); time.sleep(600)"
        )
        with subprocess.Popen(
            [sys.executable, "-c", program, home], stdout=subprocess.PIPE, env=environment()
        ) as other:
            assert other.stdout and other.stdout.readline() == b"held\n"
            yield
            other.kill()

    @pytest.mark.parametrize(
        "command", [["ingest", "."], ["reindex", "--wait", "0"], ["remove", "a"]]
    )
    def test_two_jobs_cannot_write_at_once(
        self, tangthu: Tangthu, two: Path, busy: None, command: list[str]
    ) -> None:
        before = tangthu("status", "--json").json
        answer = tangthu(*command)
        assert answer.status == FAILED
        assert "another job is writing" in answer.err
        after = tangthu("status", "--json").json
        assert after["index"].pop("builds") == [] or command[0] == "reindex"
        assert after["catalog"] == before["catalog"]
        assert after["index"].items() <= before["index"].items()
        assert ids(tangthu, "thư viện") == ["a"], "reading goes on"

    def test_the_lock_of_a_killed_job_is_gone(self, home: Path, tangthu: Tangthu) -> None:
        home.mkdir()
        program = f"import os, fcntl; fcntl.flock(os.open({str(home / 'write.lock')!r}, 66), 2)"
        subprocess.run(
            [sys.executable, "-c", program + "; os.kill(os.getpid(), 9)"], env=environment()
        )
        handle = os.open(home / "write.lock", os.O_RDWR)
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(handle)

    @pytest.mark.parametrize("command", [["ingest", "FILE"], ["remove", "a"]])
    def test_a_home_that_cannot_be_written_is_told_in_one_line(
        self, records: Records, command: list[str]
    ) -> None:
        file = records(A)
        answer = run_process(
            Path("/proc/no-such-home"), *[str(file) if c == "FILE" else c for c in command]
        )
        assert answer.status == FAILED
        assert answer.err == "tangthu: /proc/no-such-home: No such file or directory\n"

    @pytest.mark.parametrize("named", ["option", "environment"])
    def test_a_home_that_is_a_file_is_wrong_usage(self, tmp_path: Path, named: str) -> None:
        file = tmp_path / "file"
        file.write_text("x")
        option = ["--home", str(file)] if named == "option" else []
        done = subprocess.run(
            [PROGRAM, *option, "status"],
            env=environment(TANGTHU_HOME=str(file)),
            capture_output=True,
            text=True,
        )
        assert done.returncode == USAGE
        assert "is a file" in done.stderr
        assert file.read_text() == "x"

    @pytest.mark.parametrize(
        ("command", "kilobytes"),
        [
            (["ingest", "FILE"], 0),
            (["ingest", "FILE"], 8),
            (["ingest", "FILE"], 32),
            (["reindex"], 0),
            (["reindex"], 8),
        ],
    )
    def test_a_disk_that_takes_no_more_is_a_failure_and_the_old_state_serves_on(
        self, two: Path, home: Path, tangthu: Tangthu, command: list[str], kilobytes: int
    ) -> None:
        more = [record(f"i{n}", f"thư viện {n} " * 300) for n in range(30)]
        file = write_records(two.parent / "more.jsonl", more)
        limited = ["bash", "-c", f'ulimit -f {kilobytes}; exec "$@"', "-", str(PROGRAM)]
        done = subprocess.run(
            [*limited, "--home", home, *[str(file) if c == "FILE" else c for c in command]],
            env=environment(),
            capture_output=True,
            text=True,
        )
        assert done.returncode == FAILED
        assert "Traceback" not in done.stderr
        assert done.stderr.splitlines()[-1].startswith("tangthu: ")
        assert ids(tangthu, "bên sông") == ["a"]
        assert tangthu("ingest", file, two).status == DONE
        assert tangthu("status", "--json").json["agree"]
        assert tangthu("search", "thư viện", "--json").json["total"] == 31

    @pytest.mark.parametrize(
        "command", [["ingest", "FILE"], ["reindex"], ["remove", "a"], ["search", "thư"]]
    )
    def test_a_catalog_of_garbage_is_a_failure_and_is_left_as_it_is(
        self, home: Path, records: Records, command: list[str]
    ) -> None:
        home.mkdir()
        garbage = bytes(range(256)) * 40
        (home / "catalog.sqlite").write_bytes(garbage)
        file = records(A)
        answer = run_process(home, *[str(file) if c == "FILE" else c for c in command])
        assert answer.status == FAILED
        assert "not a database" in answer.err
        assert "Traceback" not in answer.err
        assert (home / "catalog.sqlite").read_bytes() == garbage

    def test_a_catalog_of_garbage_is_told_by_status(self, home: Path, tangthu: Tangthu) -> None:
        home.mkdir()
        (home / "catalog.sqlite").write_bytes(bytes(range(256)) * 40)
        assert "not a database" in tangthu("status").out

    def test_a_setting_that_cannot_be_meant(self, tangthu: Tangthu, home: Path) -> None:
        home.mkdir()
        (home / "tangthu.toml").write_text("jobs = -1")
        answer = tangthu("status")
        assert answer.status == USAGE
        assert "jobs: -1 is not a whole number" in answer.err

    def test_a_defect_shows_its_traceback_and_is_a_failure(
        self, tangthu: Tangthu, two: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Python would end with 1, which says that all but some records are in."""
        monkeypatch.setattr("indexer.status.inspect", lambda _: 1 / 0)
        answer = tangthu("status")
        assert answer.status == FAILED
        assert "ZeroDivisionError" in answer.err

    def test_a_job_that_is_stopped_from_the_keyboard_is_a_failure(
        self, tangthu: Tangthu, two: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def stop(*_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("indexer.ingest.update_index", stop)
        answer = tangthu("ingest", two)
        assert answer.status == FAILED
        assert "stopped" in answer.err


class TestHelp:
    @pytest.mark.parametrize("command", [[], *([name] for name in sorted(main.commands))])
    def test_every_command_explains_itself(self, tangthu: Tangthu, command: list[str]) -> None:
        answer = tangthu(*command, "--help")
        assert answer.status == DONE
        assert answer.out.startswith("Usage: ")
        assert max(map(len, answer.out.splitlines())) <= 100

    def test_the_commands_of_the_contract_are_there(self) -> None:
        assert {"ingest", "reindex", "search", "serve", "status", "remove", "demo"} <= set(
            main.commands
        )

    def test_an_unknown_command_and_an_unknown_option_are_wrong_usage(
        self, tangthu: Tangthu
    ) -> None:
        assert tangthu("digest").status == USAGE
        assert tangthu("status", "--xml").status == USAGE

    def test_help_answers_without_loading_the_engine(self) -> None:
        program = (
            "import sys; from click.testing import CliRunner; from indexer.cli import main\n"
            "assert CliRunner().invoke(main, ['ingest', '--help']).exit_code == 0\n"
            "print(*sorted({'tantivy', 'sqlalchemy', 'flask', 'lxml'} & set(sys.modules)))"
        )
        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, env=environment()
        )
        assert done.stdout.split() == []

    def test_a_reader_that_has_had_enough_is_no_defect(self, two: Path, home: Path) -> None:
        read, write = os.pipe()
        os.close(read)
        done = subprocess.run(
            [PROGRAM, "--home", home, "search", "", "--json"],
            stdout=write,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(),
        )
        os.close(write)
        assert "Traceback" not in done.stderr
