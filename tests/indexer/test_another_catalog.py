"""An index is asked only about the catalog that it was made from, wherever that is kept."""

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from searchsvc.catalog import CatalogWriter
from searchsvc.engines.embedded import EmbeddedBuild
from searchsvc.engines.generations import Generations, progress
from searchsvc.errors import EngineUnavailable
from searchsvc.requests import SearchRequest
from searchsvc.service import SearchService
from searchsvc.settings import load_settings
from tests.indexer.conftest import Tangthu, record

DONE, FOUND, USAGE, FAILED = 0, 1, 2, 3
SETTING = "TANGTHU_DATABASE_URL"
ADVICE = "index: made from another catalog; run: tangthu reindex"

Write = Callable[..., Path]


@pytest.fixture(params=["sqlite", "postgresql"])
def other(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a second catalog may be made."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres").fresh())
    return f"sqlite:///{tmp_path}/other.sqlite"


@pytest.fixture
def filled(tangthu: Tangthu, records: Write) -> None:
    """The home, with a catalog of its own, and an index of it."""
    first = records(*(record(n, f"trang {n}") for n in ("mot", "hai")), name="first.jsonl")
    assert tangthu("ingest", first, "-q").status == DONE


@pytest.fixture
def reversed_records(records: Write) -> Path:
    """The same items and one more; a catalog that takes them in gives them other keys."""
    return records(*(record(n, f"trang {n}") for n in ("ba", "hai", "mot")), name="others.jsonl")


def assert_answers(tangthu: Tangthu, *ids: str) -> None:
    for item_id in ids:
        found = tangthu("search", f'"trang {item_id}"', "--json").json
        assert [hit["id"] for hit in found["hits"]] == [item_id]
        assert found["total"] == 1


def test_a_home_that_is_moved_to_another_database(
    filled: None,
    tangthu: Tangthu,
    reversed_records: Path,
    other: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(SETTING, other)
    assert tangthu("ingest", reversed_records, "-q").status == DONE
    assert_answers(tangthu, "mot", "hai", "ba")
    assert tangthu("verify").status == DONE
    back = tangthu("rollback")
    assert (back.status, "was made from another catalog" in back.err) == (USAGE, True)


def test_the_index_of_another_catalog_does_not_answer(
    filled: None,
    tangthu: Tangthu,
    home: Path,
    reversed_records: Path,
    other: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As one that a server finds when it is started while the first job still fills the catalog."""
    monkeypatch.setenv(SETTING, other)
    settings = load_settings(str(home))
    with closing(CatalogWriter.open(other)), closing(SearchService.open(settings)) as service:
        for _ in range(2):
            with pytest.raises(EngineUnavailable, match="another catalog"):
                service.search(SearchRequest(q="trang mot"))
        # Revisions of two catalogs are not compared.
        assert tangthu("status", "--json").json["advice"] == [ADVICE]
        found = tangthu("verify")
        assert (found.status, "was made from another catalog" in found.out) == (FOUND, True)
        assert tangthu("verify", "--repair").status == FOUND
        assert service.search(SearchRequest(q="trang mot")).total == 0
        assert tangthu("ingest", reversed_records, "-q").status == DONE
    assert_answers(tangthu, "mot", "hai", "ba")


def test_a_server_does_not_follow_a_home_to_another_database(
    filled: None,
    tangthu: Tangthu,
    home: Path,
    reversed_records: Path,
    other: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It has read its settings when it was started."""
    with closing(SearchService.open(load_settings(str(home)))) as service:
        assert service.search(SearchRequest(q='"trang mot"')).total == 1
        monkeypatch.setenv(SETTING, other)
        assert tangthu("ingest", reversed_records, "-q").status == DONE
        monkeypatch.setattr("searchsvc.engines.embedded.engine.CHECK_SECONDS", 0)
        monkeypatch.setattr("searchsvc.engines.embedded.opening.PATIENCE_SECONDS", 60)
        with pytest.raises(EngineUnavailable, match="another catalog"):
            service.search(SearchRequest(q='"trang mot"'))


def test_a_catalog_that_was_put_back_to_an_earlier_state(
    filled: None, tangthu: Tangthu, home: Path, records: Write
) -> None:
    """By the database's own tools; then its revisions soon reach that of the index again."""
    kept = home.parent / "kept.sqlite"
    shutil.copyfile(home / "catalog.sqlite", kept)
    lost = records(record("ba", "trang ba"), record("hai", "trang khác"), name="lost.jsonl")
    assert tangthu("ingest", lost, "-q").status == DONE
    for file in home.glob("catalog.sqlite*"):
        file.unlink()
    shutil.copyfile(kept, home / "catalog.sqlite")
    anew = records(*(record(n, f"trang {n}") for n in ("bon", "nam", "sau")), name="anew.jsonl")
    assert tangthu("ingest", anew, "-q").status == DONE
    assert_answers(tangthu, "mot", "hai", "bon", "nam", "sau")
    assert tangthu("search", '"trang ba"', "--json").json["total"] == 0
    assert tangthu("verify").status == DONE


def test_a_build_that_died_is_not_gone_on_with_from_another_catalog(
    filled: None,
    tangthu: Tangthu,
    home: Path,
    reversed_records: Path,
    other: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = EmbeddedBuild.checkpoint

    def die_after_one(build: EmbeddedBuild, revision: int) -> None:
        real(build, revision)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("indexer.parts._SMALL", 1)
        patch.setattr("indexer.indexing.PAGES_A_SEGMENT", 1)
        patch.setattr(EmbeddedBuild, "checkpoint", die_after_one)
        assert tangthu("reindex", "-q").status == FAILED
    (build,) = Generations(home / "index").builds()
    assert progress(build)[0] == 1
    monkeypatch.setenv(SETTING, other)
    assert tangthu("ingest", reversed_records, "-q").status == DONE
    assert_answers(tangthu, "mot", "hai", "ba")
