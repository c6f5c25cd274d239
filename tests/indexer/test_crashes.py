"""Jobs that are killed: what was serving goes on serving, and the next job finishes the work."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import pytest

from indexer import parts
from indexer.processes import start_forking
from indexer.status import inspect
from searchsvc.engines.embedded import commits
from searchsvc.settings import load_settings
from tests.indexer.collection import answers, holdings, items, texts
from tests.indexer.conftest import (
    command_on,
    environment,
    record,
    run_process,
    write_records,
)

JOBS = "2"
GOES_ON = "index: a rebuild has died; run: tangthu reindex goes on with it"


class Expected(NamedTuple):
    """A home that no killed job has touched, and what it says."""

    home: Path
    holdings: tuple[int, int]
    texts: dict[str, Any]
    answers: dict[str, Any]

    @classmethod
    def of(cls, home: Path) -> "Expected":
        return cls(home, holdings(home), texts(home), answers(home))


class Made(NamedTuple):
    """`old`: what served before; `clean`: what a job that nobody killed makes of it."""

    old: Expected
    clean: Expected
    old_file: Path
    new_file: Path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("made")
    old = write_records(folder / "old.jsonl", items(30, seed=1))
    # Some of the old items again as they were, some changed, and new ones.
    changed = items(80, seed=2, start=20)
    new = write_records(folder / "new.jsonl", items(30, seed=1)[:20] + changed)
    assert run_process(folder / "old", "ingest", old, "-q").status == 0
    shutil.copytree(folder / "old", folder / "clean")
    assert run_process(folder / "clean", "ingest", new, "-q").status == 0
    return Made(Expected.of(folder / "old"), Expected.of(folder / "clean"), old, new)


@pytest.fixture
def home(made: Made, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made.old.home, tmp_path / "home"))


@pytest.fixture
def new(made: Made) -> Path:
    return made.new_file


@pytest.fixture(autouse=True)
def _no_process_is_left(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever a test starts bears its mark, and so does what that starts in turn."""
    start_forking()  # before, for what forks for the jobs of this process stays with it
    mark = f"STARTED_BY_TEST={uuid4()}"
    monkeypatch.setenv(*mark.split("="))
    yield
    for _ in range(600):
        if not any(mark.encode() in variables for variables in _environments()):
            return
        time.sleep(0.1)
    raise AssertionError("a killed job's processes live on")


def _environments() -> Iterator[bytes]:
    for process in Path("/proc").glob("[0-9]*"):
        # A process may be gone by now, or be somebody else's.
        with suppress(OSError):
            yield (process / "environ").read_bytes()


#: A job that indexes as if it had many changes: in parts, by other processes.
IN_PARTS = """
from indexer import parts
from indexer.processes import start_forking
from indexer.cli import main
parts._SMALL = 1
main()
"""


def killed(home: Path, *arguments: object, stage: str, after: float) -> str:
    """Start a job and kill it some seconds after the stage before `stage` has ended."""
    with subprocess.Popen(
        [sys.executable, "-c", IN_PARTS, "--home", home, *map(str, arguments)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(TANGTHU_JOBS=JOBS),
    ) as job:
        assert job.stderr
        said = []
        while stage and (line := job.stderr.readline()):
            said.append(line)
            if line.startswith(stage) and " done" in line:
                break
        time.sleep(after)
        job.send_signal(signal.SIGKILL)
        return "".join(said)


def state(home: Path) -> dict[str, Any]:
    return inspect(load_settings(str(home)))


def check_old_state_serves(home: Path, made: Made) -> None:
    """Whatever the catalog holds by now, the index is the one that was, and it answers."""
    found = state(home)
    assert found["catalog"] and found["index"]
    totals = {query: answer["total"] for query, answer in answers(home).items()}
    if found["index"]["revision"] == found["catalog"]["revision"]:
        assert found["agree"]
        return
    assert "run: tangthu ingest or reindex" in found["advice"][0]
    assert holdings(home) == made.old.holdings
    assert totals == {query: answer["total"] for query, answer in made.old.answers.items()}


class Died(BaseException):
    """As if the process had been killed: nobody catches it."""


def check_like_clean(home: Path, made: Made) -> None:
    assert state(home)["agree"]
    assert Expected.of(home)[1:] == made.clean[1:]


def moments(count: int, seconds: float) -> list[float]:
    """Random moments, other ones each time: over many runs every moment is tried."""
    return [round(random.uniform(0, seconds), 3) for _ in range(count)]


def test_ingest_killed_while_reading(home: Path, new: Path, made: Made) -> None:
    for after in [0.6, *moments(1, 1.2)]:
        killed(home, "ingest", new, stage="", after=after)
        check_old_state_serves(home, made)
    done = run_process(home, "ingest", new, "-q", TANGTHU_JOBS=JOBS)
    assert (done.status, done.err) == (0, "")
    check_like_clean(home, made)


#: A job that is killed when it has put the second batch into the catalog.
KILLED_WHILE_FILLING = """
import os, signal
from indexer.cli import main
from searchsvc.catalog import CatalogWriter
put, written = CatalogWriter.put, []
def put_and_die(*given):
    outcomes = put(*given)
    written.append(outcomes)
    if len(written) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return outcomes
CatalogWriter.put = put_and_die
main()
"""


def test_what_was_read_before_a_kill_is_not_read_anew(tmp_path: Path) -> None:
    home = tmp_path / "home"
    file = write_records(
        tmp_path / "many.jsonl", [record(f"i{n}", "thư", "viện") for n in range(2000)]
    )
    assert run_program(KILLED_WHILE_FILLING, home, "ingest", file).returncode == -signal.SIGKILL
    found = state(home)["catalog"]
    assert 0 < found["items"] < 2000
    assert found["pages"] == 2 * found["items"], "no half item"
    done = run_process(home, "ingest", file, "-q", "--json", TANGTHU_JOBS=JOBS)
    assert done.status == 0
    assert done.json["unchanged"] == found["items"]
    assert done.json["added"] == 2000 - found["items"]
    assert state(home)["agree"]


def run_program(program: str, home: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """The command line as this program calls it."""
    return subprocess.run(
        [sys.executable, "-c", program, "--home", home, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=Path(__file__).resolve().parents[2],
        env=environment(TANGTHU_JOBS=JOBS),
    )


def test_ingest_killed_while_indexing(home: Path, new: Path, made: Made) -> None:
    for after in [0.0, *moments(2, 1.2)]:
        assert "reading" in killed(home, "ingest", new, stage="reading", after=after)
        check_old_state_serves(home, made)
    assert state(home)["catalog"]["items"] == len(made.clean.texts)
    # The next job finishes the work even when it brings nothing new.
    done = run_process(home, "ingest", new, "-q", TANGTHU_JOBS=JOBS)
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("Nothing changed")
    check_like_clean(home, made)


def test_first_ingest_killed_while_indexing(new: Path, made: Made, tmp_path: Path) -> None:
    home = tmp_path / "first"
    killed(home, "ingest", made.old_file, stage="reading", after=0.3)
    assert state(home)["advice"] in ([], ["index: there is none yet; run: tangthu reindex"])
    killed(home, "ingest", new, stage="reading", after=0.6)
    assert run_process(home, "ingest", new, "-q").status == 0
    check_like_clean(home, made)
    assert len([path for path in (home / "index").iterdir() if path.is_dir()]) <= 2


def test_reindex_killed(made: Made, tmp_path: Path) -> None:
    home = Path(shutil.copytree(made.clean.home, tmp_path / "home"))
    before = state(home)
    for after in [0.7, *moments(2, 1.5)]:
        killed(home, "reindex", stage="", after=after)
        found = state(home)
        assert found["agree"]
        assert set(found["advice"]) <= {GOES_ON}
        assert found["index"]["items"] == before["index"]["items"]
        assert answers(home) == made.clean.answers
    killed(home, "reindex", stage="indexing", after=0.0)
    assert Expected.of(home)[1:] == made.clean[1:]
    done = run_process(home, "reindex", "-q")
    assert (done.status, done.err) == (0, "")
    check_like_clean(home, made)
    kept = [path for path in (home / "index").iterdir() if path.is_dir()]
    assert len(kept) == 2, "what the killed jobs left is gone"


@pytest.mark.parametrize(
    ("command", "step"),
    [
        ("ingest", "engines.embedded.build.commit_checksums"),
        ("ingest", "engines.embedded.build.write_manifest"),
        ("reindex", "engines.embedded.build.write_manifest"),
        ("reindex", "engines.generations.Generations.point_to"),
        ("reindex", "engines.generations.Generations.discard_others"),
    ],
)
def test_a_job_that_dies_between_two_steps_of_a_commit(
    home: Path, new: Path, made: Made, monkeypatch: pytest.MonkeyPatch, command: str, step: str
) -> None:
    def die(*_: object, **__: object) -> None:
        raise Died

    tangthu = command_on(home)
    with monkeypatch.context() as patch, pytest.raises(Died):
        patch.setattr(f"searchsvc.{step}", die)
        tangthu(command, *([new] if command == "ingest" else []), "-q")
    check_old_state_serves(home, made)
    assert tangthu("ingest", new, "-q").status == 0
    check_like_clean(home, made)


@pytest.mark.parametrize("command", ["ingest", "reindex"])
@pytest.mark.parametrize("adopted", [0, 1, 3])
def test_a_job_that_dies_between_the_two_indexes_of_a_part(
    home: Path, new: Path, made: Made, monkeypatch: pytest.MonkeyPatch, command: str, adopted: int
) -> None:
    real = commits.adopt_segments
    calls = 0

    def die_in_time(index: Path, part: Path) -> None:
        nonlocal calls
        if calls == adopted:
            raise Died
        calls += 1
        real(index, part)

    tangthu = command_on(home)
    monkeypatch.setattr(parts, "_SMALL", 1)
    with monkeypatch.context() as patch, pytest.raises(Died):
        patch.setattr("searchsvc.engines.embedded.build.adopt_segments", die_in_time)
        tangthu(command, *([new] if command == "ingest" else []), "-q")
    check_old_state_serves(home, made)
    assert tangthu("ingest", new, "-q").status == 0
    check_like_clean(home, made)


def test_remove_killed(home: Path, made: Made) -> None:
    wanted = [f"i{number}" for number in range(20)]
    for after in (0.5, *moments(1, 1.0)):
        killed(home, "remove", *wanted, stage="", after=after)
        assert state(home)["index"]
        answers(home)
    run_process(home, "remove", *wanted)
    found = state(home)
    assert found["agree"]
    assert found["catalog"]["items"] == 10
    assert not any(f"i{number}" in answers(home)[""]["items"] for number in range(20))


#: A job whose processes that index are killed by their first part.
KILLED_AT_WORK = """
from indexer import parts
from indexer.processes import start_forking
from indexer.cli import main
from tests.indexer.test_crashes import die_at_work
parts._SMALL, parts._build_watched = 1, die_at_work
main()
"""


def die_at_work(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("command", ["ingest", "reindex"])
def test_a_process_that_indexes_and_is_killed_fails_the_job(
    home: Path, new: Path, made: Made, command: str
) -> None:
    done = run_program(KILLED_AT_WORK, home, command, *([new] if command == "ingest" else []))
    assert done.returncode == 3
    assert "a process that indexes texts was killed" in done.stderr
    assert "Traceback" not in done.stderr
    check_old_state_serves(home, made)
    assert run_process(home, "ingest", new, "-q").status == 0
    check_like_clean(home, made)
