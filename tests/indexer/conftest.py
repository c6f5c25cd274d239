"""Homes, and the command line run in this process or in one of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from indexer.cli import main

#: The installed command, and not a module: what is tested is what a maintainer types.
PROGRAM = Path(sys.executable).with_name("tangthu")


@dataclass(frozen=True)
class Answer:
    """How a command ended, and what it wrote."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        assert self.out, self.err
        return json.loads(self.out)


#: Runs `tangthu` with these arguments on a home.
Tangthu = Callable[..., Answer]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture(autouse=True)
def _settings_of_the_test_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("TANGTHU_")]:
        if name != "TANGTHU_TEST_DATA":
            monkeypatch.delenv(name)
    monkeypatch.setenv("TANGTHU_JOBS", "1")


@pytest.fixture
def tangthu(home: Path) -> Tangthu:
    """The command line in this process, on the test's home."""
    return command_on(home)


def command_on(home: Path) -> Tangthu:
    def run(*arguments: object) -> Answer:
        result = CliRunner().invoke(main, ["--home", str(home), *map(str, arguments)])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Answer(result.exit_code, result.stdout, result.stderr)

    return run


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONWARNINGS": "error", **more}


def run_process(home: Path, *arguments: object, **variables: str) -> Answer:
    """The command line as a process of its own."""
    done = subprocess.run(
        [PROGRAM, "--home", home, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        env=environment(**variables),
    )
    return Answer(done.returncode, done.stdout, done.stderr)


def write_records(path: Path, records: Sequence[Mapping[str, Any] | bytes]) -> Path:
    """A file of records; one given as bytes is a line as it is."""
    lines = [r if isinstance(r, bytes) else json.dumps(r).encode() for r in records]
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    return path


def record(item_id: str, *texts: str, **values: Any) -> dict[str, Any]:
    """A record with these page texts."""
    pages = [{"number": number, "text": text} for number, text in enumerate(texts, 1)]
    return {"id": item_id, "title": f"Sách {item_id}", **values, "pages": pages}


@pytest.fixture
def records(tmp_path: Path) -> Callable[..., Path]:
    """Writes a file of records."""

    def write(*given: Mapping[str, Any] | bytes, name: str = "records.jsonl") -> Path:
        return write_records(tmp_path / name, given)

    return write


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home with the sample collection, made as `make demo` makes it."""
    home = tmp_path_factory.mktemp("sample")
    done = run_process(home, "demo", "--no-serve")
    assert done.status == 0, done.err
    yield home


@pytest.fixture
def two(tangthu: Tangthu, records: Callable[..., Path]) -> Path:
    """The file of two items that the home holds: `cli.A` and `cli.B`."""
    from tests.indexer.cli import DONE, A, B

    path = records(A, B)
    assert tangthu("ingest", path).status == DONE
    return path
