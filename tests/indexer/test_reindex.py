"""Building a generation beside the one that serves, while others write and search."""

import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from pathlib import Path

import pytest

from indexer.indexing import rebuild_index
from indexer.ingest import ingest, remove
from indexer.lock import write_lock
from indexer.progress import Quiet
from searchsvc.catalog import Catalog
from searchsvc.domain import Metadata
from searchsvc.engines.embedded import EmbeddedBuild
from searchsvc.engines.generations import Generations, discard, progress, read_manifest
from searchsvc.errors import EngineUnavailable, HomeBusy
from searchsvc.requests import SearchRequest
from searchsvc.service import SearchService
from searchsvc.settings import load_settings
from tests.indexer.collection import items
from tests.indexer.conftest import (
    PROGRAM,
    Tangthu,
    environment,
    record,
    run_process,
    write_records,
)
from tests.searchsvc.engines.makers import made_item

DONE, FOUND, USAGE, FAILED = 0, 1, 2, 3


@pytest.fixture
def filled(home: Path, tangthu: Tangthu, tmp_path: Path) -> Path:
    file = write_records(tmp_path / "first.jsonl", items(20, seed=1))
    assert tangthu("ingest", file, "-q").status == DONE
    return home


def generations(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "index").glob("*/"))


def rebuild(home: Path, lock: Callable[[], AbstractContextManager[None]] = nullcontext) -> None:
    settings = load_settings(str(home))
    with closing(Catalog.open(settings.catalog_url)) as catalog:
        rebuild_index(settings, catalog, Quiet(), lock)


class TestWhileOthersWrite:
    def test_what_is_written_meanwhile_is_in_the_new_generation(
        self, filled: Path, tangthu: Tangthu, tmp_path: Path
    ) -> None:
        settings = load_settings(str(filled))
        file = write_records(
            tmp_path / "more.jsonl", [record("new", "trang mới"), record("i7", "bản mới của i7")]
        )
        served = []

        @contextmanager
        def others_write_first() -> Iterator[None]:
            """The build is done but for what is written now."""
            ingest(settings, [file], None, Quiet())
            remove(settings, ["i3"], Quiet())
            served.append(Generations(settings.index_folder).current())
            with write_lock(filled):
                yield

        rebuild(filled, others_write_first)
        current = Generations(settings.index_folder).current()
        assert current not in served
        assert tangthu("verify").status == DONE
        assert tangthu("search", '"bản mới của"', "--json").json["total"] == 1
        assert tangthu("search", "id:i3", "--json").json["total"] == 0
        assert tangthu("search", "id:new", "--json").json["total"] == 1

    def test_it_waits_for_a_job_that_writes_and_keeps_what_it_built(
        self, filled: Path, tangthu: Tangthu
    ) -> None:
        with write_lock(filled):
            answer = tangthu("reindex", "--wait", "0")
        assert answer.status == FAILED
        assert "another job is writing" in answer.err
        (build,) = Generations(filled / "index").builds()
        assert tangthu("verify").status == DONE
        answer = tangthu("reindex", "--json")
        assert answer.json["generation"] == build.name
        assert answer.json["changes"] == 0, "nothing was built twice"
        assert tangthu("verify").status == DONE

    def test_a_catalog_that_is_put_back_meanwhile_keeps_its_old_index(
        self, filled: Path, tangthu: Tangthu, tmp_path: Path
    ) -> None:
        file = filled / "catalog.sqlite"
        earlier = tmp_path / "earlier.sqlite"
        with closing(Catalog.open(f"sqlite:///{file}")) as catalog:
            catalog.copy_to(earlier)
        served = Generations(filled / "index").current()
        more = write_records(tmp_path / "more.jsonl", [record("new", "trang mới")])
        assert tangthu("ingest", more, "-q").status == DONE

        @contextmanager
        def put_back() -> Iterator[None]:
            with (
                closing(sqlite3.connect(earlier)) as before,
                closing(sqlite3.connect(file)) as catalog,
            ):
                before.backup(catalog)
            with write_lock(filled):
                yield

        with pytest.raises(EngineUnavailable, match="put back while its index was built"):
            rebuild(filled, put_back)
        assert Generations(filled / "index").current() == served
        assert not Generations(filled / "index").builds()
        assert tangthu("reindex", "-q").status == DONE
        assert tangthu("verify").status == DONE
        assert tangthu("search", "id:new", "--json").json["total"] == 0

    def test_only_one_rebuilds_at_a_time(self, filled: Path) -> None:
        @contextmanager
        def another() -> Iterator[None]:
            with pytest.raises(HomeBusy):
                rebuild(filled)
            yield

        rebuild(filled, another)

    def test_others_wait_while_it_finishes(self, filled: Path, tmp_path: Path) -> None:
        """The write lock is held for a moment only, so an ingest does not fail for it."""
        file = write_records(tmp_path / "more.jsonl", [record("new", "trang mới")])
        with subprocess.Popen(
            [PROGRAM, "--home", filled, "reindex", "-q"], env=environment()
        ) as job:
            statuses = []
            while job.poll() is None:
                statuses.append(run_process(filled, "ingest", file, "-q").status)
        assert job.returncode == DONE
        assert set(statuses) == {DONE}


class TestResuming:
    def test_a_build_that_died_is_gone_on_with(
        self, filled: Path, tangthu: Tangthu, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("indexer.parts._SMALL", 1)
        monkeypatch.setattr("indexer.indexing.PAGES_A_SEGMENT", 1)
        real = EmbeddedBuild.checkpoint
        calls = 0

        def die_at_the_third(build: EmbeddedBuild, revision: int) -> None:
            nonlocal calls
            calls += 1
            if calls == 3:
                raise KeyboardInterrupt
            real(build, revision)

        with monkeypatch.context() as patch:
            patch.setattr(EmbeddedBuild, "checkpoint", die_at_the_third)
            assert tangthu("reindex", "-q").status == FAILED
        (build,) = Generations(filled / "index").builds()
        reached, _ = progress(build)
        assert 0 < reached < 20
        assert tangthu("status", "--json").json["index"]["builds"] == [
            {"generation": build.name, "revision": reached}
        ]
        answer = tangthu("reindex", "--json")
        assert answer.json["generation"] == build.name
        assert answer.json["changes"] == 20 - reached
        assert tangthu("verify").status == DONE

    @pytest.mark.parametrize("content", [b"", b"[]", b'[5, "another recipe"]', b'[99, "x"]'])
    def test_a_build_by_other_rules_is_thrown_away(
        self, filled: Path, tangthu: Tangthu, content: bytes
    ) -> None:
        build = Generations(filled / "index").create()
        (build / "BUILDING").write_bytes(content)
        assert tangthu("reindex", "--json").json["generation"] != build.name
        assert not build.exists()


class TestVerifiedBeforeItServes:
    def test_a_document_that_is_missing(
        self, filled: Path, tangthu: Tangthu, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = EmbeddedBuild.add
        monkeypatch.setattr(
            EmbeddedBuild, "add", lambda b, item: None if item.key == 4 else real(b, item)
        )
        before = generations(filled)
        answer = tangthu("reindex", "-q")
        assert answer.status == FAILED
        assert "i3 is not in the index" in answer.err
        assert generations(filled) == before

    def test_an_index_that_does_not_answer(
        self, filled: Path, tangthu: Tangthu, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Every document is there, but not by its words."""
        monkeypatch.setattr(
            "searchsvc.engines.embedded.build.distinct_terms", lambda streams: "=khong =co"
        )
        answer = tangthu("reindex", "-q")
        assert answer.status == FAILED
        assert "does not find it" in answer.err


def test_ids_that_differ_only_in_case(tangthu: Tangthu, tmp_path: Path) -> None:
    """A search does not tell them apart; an index of them is sound all the same."""
    given = [record(name, "cùng một trang") for name in ("kho.Ban-do", "kho.ban-do", "KHO.BAN-DO")]
    file = write_records(tmp_path / "case.jsonl", given)
    assert tangthu("ingest", file, "-q").status == DONE
    assert tangthu("reindex", "-q").status == DONE
    assert tangthu("search", "id:kho.ban-do", "--json").json["total"] == 3


class TestWhatCannotBeDeleted:
    """Another's fault in an old folder (rights, NFS) costs neither the new index nor the next."""

    @pytest.fixture
    def undeletable(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(path: Path) -> None:
            raise PermissionError(13, "Permission denied", str(path))

        monkeypatch.setattr("searchsvc.engines.generations.shutil.rmtree", refuse)

    def test_an_old_generation(
        self, filled: Path, tangthu: Tangthu, request: pytest.FixtureRequest
    ) -> None:
        assert tangthu("reindex", "-q").status == DONE
        before = generations(filled)
        request.getfixturevalue("undeletable")
        for _ in range(2):
            made = tangthu("reindex", "--json").json["generation"]
            assert made not in before
            assert Generations(filled / "index").current() == filled / "index" / made
            assert tangthu("search", "id:i7", "--json").json["total"] == 1
        assert set(before) <= set(generations(filled))

    def test_an_old_commit(
        self, filled: Path, tangthu: Tangthu, undeletable: None, tmp_path: Path
    ) -> None:
        file = write_records(tmp_path / "more.jsonl", [record("new", "trang mới")])
        assert tangthu("ingest", file, "-q").status == DONE
        assert tangthu("search", "id:new", "--json").json["total"] == 1

    def test_the_one_that_serves_is_never_deleted(self, filled: Path, tangthu: Tangthu) -> None:
        current = Generations(filled / "index").current()
        assert current
        with pytest.raises(EngineUnavailable, match="serves"):
            discard(current)
        assert tangthu("verify").status == DONE

    def test_nor_when_its_manifest_is_lost_until_another_serves(
        self, filled: Path, tangthu: Tangthu
    ) -> None:
        current = Generations(filled / "index").current()
        assert current
        (current / "manifest.json").unlink()
        assert Generations(filled / "index").builds() == []
        assert tangthu("reindex", "-q").status == DONE
        assert not current.exists()


class TestRollback:
    def test_goes_back_and_forth_and_is_up_to_date(
        self, filled: Path, tangthu: Tangthu, tmp_path: Path
    ) -> None:
        (first,) = generations(filled)
        assert tangthu("rollback").status == USAGE
        second = tangthu("reindex", "--json").json["generation"]
        file = write_records(tmp_path / "more.jsonl", [record("new", "trang mới")])
        assert tangthu("ingest", file, "-q").status == DONE
        for expected in (first, second):
            answer = tangthu("rollback", "--json")
            assert answer.json["generation"] == expected
            assert tangthu("search", "id:new", "--json").json["total"] == 1
            assert tangthu("verify").status == DONE

    def test_an_index_of_another_version_is_not_gone_back_to(
        self, filled: Path, tangthu: Tangthu, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert tangthu("reindex", "-q").status == DONE
        monkeypatch.setattr("indexer.indexing.is_current", lambda _: False)
        answer = tangthu("rollback")
        assert answer.status == USAGE
        assert "another version of the analysis" in answer.err


@pytest.mark.parametrize("megabytes", ["0", "9000"])
def test_the_writer_s_memory_may_be_any(
    filled: Path, tangthu: Tangthu, megabytes: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """tantivy refuses less than 30 MB, and more than 8.6 GB."""
    monkeypatch.setenv("TANGTHU_WRITER_MEMORY_MB", megabytes)
    answer = tangthu("reindex", "-q")
    assert answer.status == DONE, answer.err


def test_searching_goes_on_and_never_mixes_generations(filled: Path) -> None:
    """Each answer is of one state, whatever is rebuilt and swapped meanwhile."""
    settings = load_settings(str(filled))
    stop = threading.Event()
    failures: list[str] = []
    answered = 0

    def ask() -> None:
        nonlocal answered
        with closing(SearchService.open(settings)) as service:
            expected = service.search(SearchRequest(q="", per_page=50)).total
            while not stop.is_set():
                response = service.search(SearchRequest(q="", per_page=50))
                if (response.total, len(response.hits)) != (expected, expected):
                    failures.append(f"{response.total} and {len(response.hits)}")
                answered += 1

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    rebuilt = 0
    try:
        while (rebuilt < 5 or answered <= 20) and all(t.is_alive() for t in threads):
            rebuild(filled)
            rebuilt += 1
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert failures == []
    assert answered > 20


def test_a_server_finds_damage_by_itself(filled: Path) -> None:
    """Without `verify`, when it opens an index, before it says that it is ready."""
    settings = load_settings(str(filled))
    current = Generations(settings.index_folder).current()
    assert current
    commit = read_manifest(current).commit
    path = next((current / f"commit-{commit:06}" / "pages").glob("*.pos"))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    deadline = time.monotonic() + 60
    with (
        closing(SearchService.open(settings)) as service,
        pytest.raises(EngineUnavailable, match="damaged"),
    ):
        while time.monotonic() < deadline:
            service.check_ready()
            time.sleep(0.05)


def test_verify_tells_differences_both_ways_and_mends_them(
    filled: Path, tangthu: Tangthu, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = load_settings(str(filled))
    current = Generations(settings.index_folder).current()
    assert current
    build = EmbeddedBuild(current, 30)
    build.delete(5)
    build.add(made_item(900, Metadata("ghost", "Không có trong danh mục"), "một trang"))
    build.commit(read_manifest(current).revision)
    answer = tangthu("verify", "--json")
    assert answer.status == FOUND
    reasons = {p["id"]: p["reason"] for p in answer.json["problems"]}
    assert reasons["900"] == "is in the index and should not be"
    assert reasons["i4"] == "is not in the index"
    answer = tangthu("verify", "--repair", "--json")
    assert (answer.status, answer.json["sound"]) == (FOUND, True)
    assert "put 2 items into the index" in answer.json["repaired"][0]
    assert tangthu("verify").status == DONE


def test_a_limit_on_file_size_leaves_the_old_index_serving(filled: Path) -> None:
    """Where no small disk can be mounted: what is written fails, as on a full one."""
    before = generations(filled)
    shell = f"ulimit -f 20; trap '' XFSZ; exec {PROGRAM} --home {filled} reindex -q"
    done = subprocess.run(
        ["bash", "-c", shell], capture_output=True, text=True, env=environment(), timeout=60
    )
    assert done.returncode == FAILED, done
    assert "Traceback" not in done.stderr
    assert generations(filled) == before
    assert run_process(filled, "verify").status == DONE
