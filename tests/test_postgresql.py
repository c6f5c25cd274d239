"""The whole with its catalog on PostgreSQL: the command line, the server's processes, an outage."""

import json
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.homes import record
from tests.postgres import PostgresServer, running
from tests.test_end_to_end import TANGTHU, Served, serving, wait_for

SECRET = "geheim"


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """A server of its own: it is stopped."""
    with running() as started:
        yield started


@pytest.fixture(scope="module")
def home(server: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose setting names the server, with the sample collection."""
    home = tmp_path_factory.mktemp("postgresql") / "home"
    home.mkdir()
    url = server.fresh().replace("@", f":{SECRET}@", 1)
    (home / "tangthu.toml").write_text(f'database_url = "{url}"\n')
    assert tangthu(home, "demo", "--no-serve").returncode == 0
    return home


def tangthu(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [*TANGTHU, "--home", str(home), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


def answer(home: Path, *arguments: str) -> Any:
    done = tangthu(home, *arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def status_of(served: Served, path: str) -> int:
    return served.get(path)[0]


def test_everything_is_as_on_sqlite(home: Path, tmp_path: Path) -> None:
    assert tangthu(tmp_path, "demo", "--no-serve").returncode == 0
    assert not (home / "catalog.sqlite").exists()
    for query in ("", "thư viện", "thu vien quoc gia", "nam:1900..1945 báo"):
        answers = [answer(place, "search", query) for place in (home, tmp_path)]
        for given in answers:
            del given["took_ms"]
        assert answers[0] == answers[1], query


def test_status_names_the_database_and_no_password(home: Path) -> None:
    shown = tangthu(home, "status").stdout
    assert "postgresql://tangthu:***@/" in shown
    assert SECRET not in shown
    found = answer(home, "status")
    assert found["agree"], found
    assert found["catalog"]["items"] == found["catalog"]["revision"] == 19


def test_jobs_and_an_outage_while_it_serves(home: Path, server: PostgresServer) -> None:
    with serving(home, workers=1) as served:
        listed = served.search("")["total"]
        assert listed > 1
        assert answer(home, "reindex")["rebuilt"]
        assert served.search("")["total"] == listed
        assert answer(home, "remove", "so-muon-sach")["removed"] == ["so-muon-sach"]
        assert status_of(served, "/api/v1/items/so-muon-sach") == 404
        wait_for(lambda: served.search("")["total"] == listed - 1, "the removal to be seen")

        server.kill()
        for path in ("/readyz", "/api/v1/search?q=s%C3%A1ch", "/items/banh-mut"):
            code, _, body = served.get(path)
            assert code == 503, path
            assert SECRET.encode() not in body
        assert status_of(served, "/healthz") == 200, "a restart of ours would mend nothing"
        failed = tangthu(home, "remove", "banh-mut")
        assert (failed.returncode, failed.stdout) == (3, "")
        assert SECRET not in failed.stderr
        assert "No such file or directory" in failed.stderr

        server.start()
        assert status_of(served, "/readyz") == 200
        assert served.search("")["total"] == listed - 1
        assert answer(home, "status")["agree"]


def test_two_machines_fill_one_catalog_at_once(server: PostgresServer, tmp_path: Path) -> None:
    """Each with a home and an index of its own."""
    setting = f'database_url = "{server.fresh()}"\n'
    homes = [tmp_path / name for name in ("one", "other")]
    files = []
    for place in homes:
        place.mkdir()
        (place / "tangthu.toml").write_text(setting)
        files.append(place.with_suffix(".jsonl"))
        records = [record(f"{place.name}{n}", f"thư viện {n}") for n in range(30)]
        files[-1].write_bytes(b"".join(orjson.dumps(r) + b"\n" for r in records))
    with ThreadPoolExecutor() as pool:
        jobs = list(pool.map(tangthu, homes, ["ingest"] * 2, map(str, files)))
    assert [job.returncode for job in jobs] == [0, 0], [job.stderr for job in jobs]
    for place, file in zip(homes, files, strict=True):
        # What the other machine put in meanwhile is found after the next job.
        assert answer(place, "ingest", str(file))["unchanged"] == 30
        assert answer(place, "search", "thư viện")["total"] == 60
        assert answer(place, "status")["agree"]
    assert answer(homes[0], "remove", "one0")["removed"] == ["one0"]
    behind = answer(homes[1], "status")
    assert behind["advice"] == ["index: lacks the last 1 change; run: tangthu ingest or reindex"]
    assert answer(homes[1], "search", "thư viện")["total"] == 60
    assert "one0" not in json.dumps(answer(homes[1], "search", "id:one0")["hits"])
