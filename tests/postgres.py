"""A throwaway PostgreSQL server, from Debian's package `postgresql`."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

ADMIN, GUARDED = "tangthu", "guarded"
PATIENCE_SECONDS = 120
#: What is tested is what the catalog asks of the server, not what the machine's disk does.
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "16MB",
    "max_connections": "50",
}
_SCHEMAS = count(1)


class PostgresServer:
    """A server on a Unix socket in a folder of its own, that lets in everyone who may enter the
    folder, the user GUARDED with a password only.
    """

    def __init__(self, folder: Path, binaries: Path) -> None:
        self._folder = folder
        self._data = folder / "data"
        self._binaries = binaries
        # PostgreSQL refuses to run as root; Debian's package brings a user for it.
        self._user = "postgres" if os.geteuid() == 0 else None
        self._process: subprocess.Popen[bytes] | None = None

    def initialize(self) -> None:
        """Make what the server keeps its databases in."""
        if self._user:
            shutil.chown(self._folder, self._user)
        self._run("initdb", "-D", self._data, "-U", ADMIN, "-E", "UTF8", "--locale=C", "--no-sync")
        rules = self._data / "pg_hba.conf"
        rules.write_text(f"local all {GUARDED} scram-sha-256\nlocal all all trust\n")

    def start(self) -> None:
        """Returns when the server takes connections."""
        options = [f"--{name}={value}" for name, value in _SETTINGS.items()]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._binaries / "postgres", "-D", self._data, "-k", self._folder, *options],
                stdout=log,
                stderr=log,
                cwd=self._folder,
                user=self._user,
                start_new_session=True,
            )
        deadline = time.monotonic() + PATIENCE_SECONDS
        program = str(self._binaries / "pg_isready")
        ready = [program, "-q", "-h", str(self._folder), "-d", "postgres"]
        while subprocess.run(ready).returncode:
            assert self._process.poll() is None, (self._folder / "log").read_text()
            assert time.monotonic() < deadline, "PostgreSQL does not start"
            time.sleep(0.05)

    def kill(self) -> None:
        """Let the server die with its connections, as it does with its machine."""
        if self._process:
            # An "immediate shutdown"; after SIGKILL its shared memory would be left behind.
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(PATIENCE_SECONDS)
            self._process = None

    def fresh(self) -> str:
        """The URL of a place for a catalog: a schema of its own, much faster than a database."""
        name = f"catalog{next(_SCHEMAS)}"
        self.sql(f"CREATE SCHEMA {name}")
        return f"{self.url('postgres')}&options=-csearch_path%3D{name}"

    def url(self, database: str) -> str:
        return f"postgresql://{ADMIN}@/{database}?host={self._folder}"

    def sql(self, statement: str) -> str:
        """What a statement answers, unadorned."""
        plain = ("-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1")
        place = ("-U", ADMIN, "-h", self._folder, "-d", "postgres")
        return self._run("psql", *plain, *place, "-c", statement)

    def _run(self, program: str, *arguments: str | Path) -> str:
        done = subprocess.run(
            [self._binaries / program, *arguments],
            capture_output=True,
            text=True,
            cwd=self._folder,
            user=self._user,
            timeout=PATIENCE_SECONDS,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


@contextmanager
def running() -> Iterator[PostgresServer]:
    """A server for as long as it is needed; skips the test where there is none."""
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not binaries:
        pytest.skip("no PostgreSQL here: apt install postgresql")
    # Not pytest's own folder: others may not enter it, and a socket's path must be short.
    folder = Path(tempfile.mkdtemp(prefix="tangthu-pg-"))
    server = PostgresServer(folder, binaries[-1].parent)
    try:
        server.initialize()
        server.start()
        yield server
    finally:
        server.kill()
        shutil.rmtree(folder)
