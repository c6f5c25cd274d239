"""One bit flipped anywhere in a home: `verify` says so, and what it found is not served."""

import os
import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from indexer.progress import Quiet
from indexer.repair import repair
from indexer.verify import verify
from searchsvc.catalog import dictionaries
from searchsvc.engines.generations import Generations
from searchsvc.errors import Unavailable
from searchsvc.requests import SearchRequest
from searchsvc.service import SearchService
from tests.crash.shelf import check_home, settings_of, write_shelf
from tests.indexer.conftest import command_on

FLIPS = int(os.environ.get("TANGTHU_BIT_FLIPS", "240"))
IDS = [f"s{number}" for number in range(8)]

pytestmark = pytest.mark.timeout(60 + FLIPS * 3)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("flips")
    tangthu = command_on(folder / "home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TANGTHU_JOBS", "1")
        file = write_shelf(folder / "all.jsonl", dict.fromkeys(IDS, 1))
        assert tangthu("ingest", file, "-q").status == 0
        # A second generation and a removal, so that there is something of everything.
        assert tangthu("reindex", "-q").status == 0
        assert tangthu("remove", IDS[0]).status == 0
    return folder / "home"


def files_of(home: Path) -> list[Path]:
    """Each file of a home once: what tantivy writes in and a commit may be the same."""
    by_inode = {p.stat().st_ino: p for p in sorted(home.rglob("*")) if p.is_file()}
    return [path for path in by_inode.values() if path.stat().st_size]


def flip(path: Path, bit: int) -> None:
    """As a disk does it: in place, and the file's times tell nothing."""
    stat = path.stat()
    with path.open("r+b") as file:
        file.seek(bit // 8)
        (byte,) = file.read(1)
        file.seek(bit // 8)
        file.write(bytes([byte ^ 1 << bit % 8]))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def is_harmless(home: Path, path: Path) -> bool:
    """Whether nobody reads a file, or what it lists: SQLite makes its index of the log anew, and
    in tantivy's list of its files an entry that is no committed file names nothing.
    """
    return path.name.endswith("-shm") or path.name == ".managed.json"


def test_every_flip_is_reported_and_not_served(made: Path) -> None:
    chance = random.Random()
    files = files_of(made)
    unnoticed = []
    for number in range(FLIPS):
        # Every file in turn, and then wherever the bits are.
        if number < 2 * len(files):
            path = files[number % len(files)]
        else:
            (path,) = chance.choices(files, [file.stat().st_size for file in files])
        bit = chance.randrange(path.stat().st_size * 8)
        flip(path, bit)
        try:
            if reported(made):
                serving = Generations(made / "index").current
                in_previous = is_in_previous(made, path, serving)
                assert in_previous or not is_served(made), (path, bit)
            elif not is_harmless(made, path):
                unnoticed.append((path.relative_to(made), bit))
        finally:
            flip(path, bit)
    assert not unnoticed
    assert verify(settings_of(made), Quiet()).sound, "and nothing is reported without a flip"


def reported(home: Path) -> bool:
    try:
        return not verify(settings_of(home), Quiet()).sound
    except Unavailable:
        return True


def is_in_previous(home: Path, path: Path, current: object) -> bool:
    """Whether it is a file of the generation that is only kept, or of a writer's account."""
    try:
        serving = Generations(home / "index").current()
    except Unavailable:
        return False
    inside = (home / "index") in path.parents and path.parent != home / "index"
    return inside and serving is not None and serving not in path.parents


def is_served(home: Path) -> bool:
    try:
        with closing(SearchService.open(settings_of(home))) as service:
            service.search(SearchRequest(q="thư viện"))
            service.item(IDS[1])
    except Unavailable:
        return False
    return True


@pytest.mark.parametrize(
    "pattern",
    [
        "index/CURRENT",
        "index/*/manifest.json",
        "index/*/commit-*/pages/*.idx",
        "index/*/commit-*/v*",
    ],
)
def test_repair_mends_an_index(made: Path, tmp_path: Path, pattern: str) -> None:
    home = Path(shutil.copytree(made, tmp_path / "home"))
    for path in home.glob(pattern):
        flip(path, 8 * (path.stat().st_size // 2))
    found = verify(settings_of(home), Quiet())
    assert not found.sound
    done, left = repair(settings_of(home), found, Quiet(), 0.0)
    assert done
    assert left.sound
    check_home(home, dict.fromkeys(IDS[1:], 1), {})


def test_repair_takes_out_an_item_whose_text_is_damaged(made: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(made, tmp_path / "home"))
    catalog = home / "catalog.sqlite"
    # The title as the catalog has it, in the metadata of one item.
    at = catalog.read_bytes().index("Sách s3 bản 1".encode())
    flip(catalog, at * 8)
    found = verify(settings_of(home), Quiet())
    assert [item.item_id for item in found.unsound] == ["s3"]
    done, left = repair(settings_of(home), found, Quiet(), 0.0)
    assert "took out s3" in done[0]
    assert "all.jsonl" in done[0]
    assert left.sound
    check_home(home, {i: 1 for i in IDS[1:] if i != "s3"}, {})


def test_repair_copies_a_dictionary_from_its_other_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dictionaries, "_TEXT_EACH", 10)
    # As if any were worth it: the texts are few, and of words that each of them has.
    monkeypatch.setattr(dictionaries, "_packed_size", lambda _, number: 1 if number else 2)
    monkeypatch.setattr(dictionaries, "_SIZE", 1024)
    home = tmp_path / "home"
    tangthu = command_on(home)
    monkeypatch.setenv("TANGTHU_JOBS", "1")
    versions = {f"s{number}": 1 for number in range(80)}
    file = write_shelf(tmp_path / "all.jsonl", versions)
    assert tangthu("ingest", file, "-q").status == 0
    catalog = home / "catalog.sqlite"
    with closing(sqlite3.connect(catalog)) as direct:
        ((copy,),) = direct.execute("SELECT data FROM dictionaries LIMIT 1")
    flip(catalog, 8 * catalog.read_bytes().index(copy[-100:]))
    found = verify(settings_of(home), Quiet())
    assert any("a copy of a dictionary" in line for line in found.catalog)
    assert found.unsound == []
    done, left = repair(settings_of(home), found, Quiet(), 0.0)
    assert "copied the dictionary" in done[0]
    assert left.sound
    check_home(home, versions, {})
