"""kill −9 at any moment of any job: nothing acknowledged is lost, no item is half, and the same
command completes the work.

Half of the jobs die at a random moment of their time, half before a random step on disk. All act
on one home that is never mended by hand. `make soak` does a thousand rounds of each.
"""

import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.archive import check_archive
from searchsvc.engines.generations import Generations
from tests.crash.jobs import KILLED, Jobs
from tests.crash.shelf import check_home, write_shelf

ROUNDS = int(os.environ.get("TANGTHU_CRASH_ROUNDS", "100"))
#: Rounds between two jobs that nobody kills.
_CHAIN = 5
IDS = [f"s{number}" for number in range(8)]

pytestmark = pytest.mark.timeout(60 + ROUNDS * 10)


@pytest.fixture(scope="module")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jobs]:
    with Jobs(tmp_path_factory.mktemp("jobs") / "said") as running:
        yield running


@pytest.fixture
def home(jobs: Jobs, tmp_path: Path) -> Path:
    home = tmp_path / "home"
    first = write_shelf(tmp_path / "first.jsonl", dict.fromkeys(IDS, 1))
    jobs.complete(home, "ingest", first, "-q")
    return home


class Killer:
    """Random moments over the length of a job, which is learnt from those that ended."""

    def __init__(self, seconds: float, steps: int) -> None:
        self.seconds, self.steps = seconds, steps
        self.killed = 0

    def kill(self, jobs: Jobs, home: Path, *arguments: object) -> int:
        in_parts = random.random() < 0.5
        if random.random() < 0.5:
            after = random.uniform(0, self.seconds)
            status, _ = jobs.run(home, *arguments, after=after, in_parts=in_parts)
        else:
            events = random.randint(1, self.steps)
            status, _ = jobs.run(home, *arguments, events=events, in_parts=in_parts)
        self.killed += status == KILLED
        return status


def measured(jobs: Jobs, home: Path, *arguments: object) -> Killer:
    """A killer for a command, by how long it takes and how many steps: found by bisection."""
    spare = home.parent / "spare"
    shutil.copytree(home, spare)
    seconds = jobs.complete(spare, *arguments)
    low, high = 1, 4000
    while high - low > 20:
        middle = (low + high) // 2
        shutil.rmtree(spare)
        shutil.copytree(home, spare)
        status, _ = jobs.run(spare, *arguments, events=middle, in_parts=True)
        low, high = (middle, high) if status == KILLED else (low, middle)
    shutil.rmtree(spare)
    return Killer(seconds, high)


def test_ingest(jobs: Jobs, home: Path, tmp_path: Path) -> None:
    known, version = dict.fromkeys(IDS, 1), 1
    killer = None
    for number in range(ROUNDS):
        if number % _CHAIN == 0:
            version += 1
            wanted: dict[str, int] = {
                **dict.fromkeys(random.sample(IDS, 3), version),
                f"n{version}": version,
            }
            file = write_shelf(tmp_path / "next.jsonl", wanted)
            killer = killer or measured(jobs, home, "ingest", file, "-q")
        assert killer
        if killer.kill(jobs, home, "ingest", file, "-q") == 0:
            known |= wanted
        check_home(home, known, dict(wanted))
        if number % _CHAIN == _CHAIN - 1:
            jobs.complete(home, "ingest", file, "-q")
            known |= wanted
            check_home(home, known, {})
    assert killer and killer.killed > ROUNDS // 3


def test_remove(jobs: Jobs, home: Path, tmp_path: Path) -> None:
    known = dict.fromkeys(IDS, 1)
    file = write_shelf(tmp_path / "all.jsonl", known)
    killer = measured(jobs, home, "remove", *IDS[:3])
    for number in range(ROUNDS):
        gone = random.sample(IDS, 3)
        status = killer.kill(jobs, home, "remove", *gone)
        check_home(home, known, dict.fromkeys(gone))
        if status == KILLED and number % 2:
            assert jobs.run(home, "remove", *gone)[0] in (0, 1)
            check_home(home, {i: 1 for i in IDS if i not in gone}, {})
        jobs.complete(home, "ingest", file, "-q")
        check_home(home, known, {})
    assert killer.killed > ROUNDS // 3


def test_reindex(jobs: Jobs, home: Path) -> None:
    known = dict.fromkeys(IDS, 1)
    generations = Generations(home / "index")
    killer = measured(jobs, home, "reindex", "-q")
    for number in range(ROUNDS):
        killer.kill(jobs, home, "reindex", "-q")
        check_home(home, known, {})
        if number % _CHAIN == _CHAIN - 1:
            jobs.complete(home, "reindex", "-q")
            check_home(home, known, {})
            assert generations.builds() == []
            assert len([p for p in (home / "index").iterdir() if p.is_dir()]) == 2
    assert killer.killed > ROUNDS // 3


def test_backup(jobs: Jobs, home: Path, tmp_path: Path) -> None:
    known = dict.fromkeys(IDS, 1)
    file = tmp_path / "home.backup"
    killer = measured(jobs, home, "backup", tmp_path / "other.backup", "-q")
    for number in range(ROUNDS):
        status = killer.kill(jobs, home, "backup", file, "-q")
        if status == 0:
            assert file.exists()
        if file.exists():
            check_archive(file)
        check_home(home, known, {})
        if number % _CHAIN == _CHAIN - 1:
            restored = tmp_path / "restored"
            jobs.complete(home, "backup", file, "-q")
            jobs.complete(restored, "restore", file, "-q")
            check_home(restored, known, {})
            shutil.rmtree(restored)
            file.unlink()
            assert not (home / ".backup").exists()
    assert killer.killed > ROUNDS // 3
