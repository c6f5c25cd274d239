"""An index that processes build in parts is the one that a single process makes."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import parts
from indexer.indexing import rebuild_index
from indexer.ingest import ingest
from indexer.progress import Quiet, Stage
from searchsvc.catalog import Catalog, Change
from searchsvc.domain import page_id
from searchsvc.engines.embedded import EmbeddedBuild, commit_folder
from searchsvc.engines.generations import Generations, read_manifest
from searchsvc.errors import CatalogUnavailable
from searchsvc.requests import SearchRequest
from searchsvc.service import SearchService
from tests.homes import settings_of
from tests.indexer.collection import QUERIES, answers, holdings, items, texts
from tests.indexer.conftest import write_records
from tests.postgres import PostgresServer

OLD, NEW = items(30, seed=1), items(40, seed=2, start=20)


@pytest.fixture
def _in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "_SMALL", 1)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return write_records(tmp_path / "old.jsonl", OLD)


@pytest.fixture
def new(tmp_path: Path) -> Path:
    """Some of the old items changed, and more."""
    return write_records(tmp_path / "new.jsonl", NEW)


@pytest.fixture
def whole(tmp_path: Path, old: Path, new: Path) -> Path:
    """A home that was filled by one process and without parts."""
    home = tmp_path / "whole"
    for file in (old, new):
        ingest(settings_of(home), [file], None, Quiet())
    return home


def segments(home: Path) -> list[list[int]]:
    """How many documents each segment has, by index."""
    folder = Generations(home / "index").current()
    assert folder
    commit = commit_folder(folder, read_manifest(folder).commit)
    told = (json.loads((commit / name / "meta.json").read_bytes()) for name in ("items", "pages"))
    return [[segment["max_doc"] for segment in one["segments"]] for one in told]


@pytest.mark.usefixtures("_in_parts")
@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_as_one_process_makes_it(
    jobs: int, old: Path, new: Path, whole: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = replace(settings_of(home), jobs=jobs)
    ingest(settings, [old], None, Quiet())
    assert segments(home) == [[count] for count in holdings(home)], "eight, merged into one"
    with monkeypatch.context() as patch:
        if jobs > 1:
            patch.setattr(EmbeddedBuild, "add", None)  # by others, that is
        ingest(settings, [new], None, Quiet())
    assert (holdings(home), texts(home)) == (holdings(whole), texts(whole))
    assert answers(home) == answers(whole)
    (folder,) = [path for path in (home / "index").iterdir() if path.is_dir()]
    assert not (folder / "parts").exists()


@pytest.mark.usefixtures("_in_parts")
def test_each_process_asks_postgresql_by_itself(
    old: Path, new: Path, whole: Path, home: Path, postgres: PostgresServer
) -> None:
    settings = replace(settings_of(home), jobs=2, database_url=postgres.fresh())
    for file in (old, new):
        ingest(settings, [file], None, Quiet())
    assert holdings(home) == holdings(whole)
    with closing(SearchService.open(settings)) as service:
        totals = {query: service.search(SearchRequest(q=query)).total for query in QUERIES}
    assert totals == {query: answer["total"] for query, answer in answers(whole).items()}


@given(st.lists(st.integers(0, 3000), max_size=60), st.integers(1, 5000))
def test_where_a_part_ends(pages: list[int], largest: int) -> None:
    changes = [Change(n, n, True, count) for n, count in enumerate(pages)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "_LARGEST_PART", largest)
        found = parts.parts_of(Path("index"), changes)
    counted = [max(1, count) for count in pages]
    if sum(counted) < parts._SMALL:
        assert found == []
        return
    assert [change for part in found for change in part.changes] == changes
    assert len({part.folder for part in found}) == len(found)
    share = max(sum(counted) / len(found), min(largest, sum(counted) / 8))
    for part in found:
        of_part = [max(1, change.page_count) for change in part.changes]
        # As much as a share, but for what the last item of this one or the one before adds.
        assert 0 < sum(of_part[:-1]) + 1 <= share + max(counted)


class Counting(Quiet):
    """Keeps how many pages were said to be indexed, of how many."""

    def __init__(self) -> None:
        self.done = self.total = 0

    @contextmanager
    def stage(self, name: str, total: int | None = None, unit: str = "") -> Iterator[Stage]:
        with super().stage(name, total, unit) as stage:
            self.total += (total or 0) if name == "indexing" else 0
            yield self if name == "indexing" else stage

    def advance(self, done: int = 1) -> None:
        assert done >= 0
        self.done += done

    def reject(self, records: int = 1) -> None:
        raise AssertionError("nothing is rejected")


@pytest.mark.usefixtures("_in_parts")
@pytest.mark.parametrize("jobs", [1, 2])
def test_every_page_is_counted_once(jobs: int, old: Path, home: Path) -> None:
    report = Counting()
    ingest(replace(settings_of(home), jobs=jobs), [old], None, report)
    assert report.done == report.total >= holdings(home)[1]


@pytest.mark.usefixtures("_in_parts")
def test_an_interrupted_one_leaves_the_old_state(
    old: Path, new: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = replace(settings_of(home), jobs=2)
    ingest(settings, [old], None, Quiet())
    before, answered = holdings(home), answers(home)
    real = EmbeddedBuild.adopt
    adopted: list[Path] = []

    def interrupted(build: EmbeddedBuild, part: Path, keys: Sequence[int]) -> None:
        if adopted:
            raise KeyboardInterrupt
        adopted.append(part)
        real(build, part, keys)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(EmbeddedBuild, "adopt", interrupted)
        ingest(settings, [new], None, Quiet())
    folder = Generations(home / "index").current()
    assert folder and not (folder / "parts").exists()
    assert holdings(home) == before
    assert {q: a["total"] for q, a in answers(home).items()} == {
        q: a["total"] for q, a in answered.items()
    }


@pytest.mark.usefixtures("_in_parts")
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_text_that_cannot_be_read_ends_the_job(jobs: int, old: Path, home: Path) -> None:
    settings = replace(settings_of(home), jobs=jobs)
    ingest(settings, [old], None, Quiet())
    before = holdings(home)
    with closing(Catalog.open(settings.catalog_url)) as catalog:
        key = catalog.changes(0)[-1].key
        with closing(sqlite3.connect(home / "catalog.sqlite")) as damaged, damaged:
            damaged.execute("UPDATE pages SET text = x'0203' WHERE id >= ?", [page_id(key, 0)])
        with pytest.raises(CatalogUnavailable, match="damaged"):
            rebuild_index(settings, catalog, Quiet(), nullcontext)
    assert holdings(home) == before
