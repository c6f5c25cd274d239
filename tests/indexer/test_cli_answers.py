"""The command line: what search and status answer."""

import re
import shutil
from dataclasses import asdict
from pathlib import Path

import pytest

from indexer.verify import Findings
from indexer.verify_report import findings_text
from searchsvc.catalog import Unsound
from searchsvc.engines.generations import read_manifest, write_manifest
from tests.indexer.cli import DONE, FAILED, REJECTED, USAGE, A, B, Records, ids
from tests.indexer.conftest import (
    Tangthu,
    record,
    run_process,
)


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
        assert "Did you mean" not in out

    def test_what_may_have_been_meant_is_said(self, tangthu: Tangthu, two: Path) -> None:
        assert "\nDid you mean: thư viện\n" in tangthu("search", "thuw vieejn").out + "\n"

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

    def test_the_parts_that_are_shown_make_up_the_score(self, tangthu: Tangthu, two: Path) -> None:
        (line,) = re.findall(r"([\d.]+ = .*)", tangthu("search", "sách a", "--debug").out)
        score, *parts = map(float, re.findall(r"\d+\.\d\d", line))
        assert sum(parts) == pytest.approx(score, abs=0.05)

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


@pytest.mark.parametrize(
    ("found", "advice"),
    [
        (Findings(catalog=["torn"]), "run: tangthu restore, with the last backup"),
        (Findings(catalog=["torn"], on_server=True), "put its last dump back, then run: tangthu "),
        (
            Findings(unsound=[Unsound(1, "a", "a.txt", "torn")]),
            "out, or tangthu restore",
        ),
        (
            Findings(unsound=[Unsound(1, "a", "a.txt", "torn")], on_server=True),
            "takes them out, or put its last dump back",
        ),
    ],
)
def test_what_to_do_about_a_damaged_catalog(found: Findings, advice: str) -> None:
    assert advice in findings_text(found, [], found)
