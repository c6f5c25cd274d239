"""The same items give the same answers, in whatever order and by however many processes."""

from pathlib import Path

import pytest

from tests.indexer.collection import answers, holdings, items, texts
from tests.indexer.conftest import command_on, run_process, write_records


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty items, taken in at once by one process."""
    folder = tmp_path_factory.mktemp("whole")
    file = write_records(folder / "items.jsonl", items(40, seed=3))
    assert run_process(folder / "home", "ingest", file, "-q", TANGTHU_JOBS="1").status == 0
    return folder / "home"


def check(home: Path, whole: Path) -> None:
    assert holdings(home) == holdings(whole)
    assert texts(home) == texts(whole)
    assert answers(home) == answers(whole)


def test_in_another_order_by_two_processes(whole: Path, home: Path, tmp_path: Path) -> None:
    file = write_records(tmp_path / "items.jsonl", items(40, seed=3)[::-1])
    assert run_process(home, "ingest", file, "-q", TANGTHU_JOBS="2").status == 0
    check(home, whole)


def test_in_several_jobs_with_other_forms_of_the_items_before(
    whole: Path, home: Path, tmp_path: Path
) -> None:
    tangthu = command_on(home)
    final = items(40, seed=3)
    for number, part in enumerate(
        [items(30, seed=4), final[30:], final[10:30], items(5, seed=5, start=60), final[:10]]
    ):
        file = write_records(tmp_path / f"{number}.jsonl", part)
        assert tangthu("ingest", file, "-q").status == 0
    assert tangthu("remove", *[f"i{number}" for number in range(60, 65)]).status == 0
    check(home, whole)
    assert tangthu("reindex", "-q").status == 0
    check(home, whole)
