"""The command line: how it fails, and its help."""

import errno
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.cli import main
from indexer.lock import write_lock
from searchsvc.engines import generations
from tests.indexer.cli import DONE, FAILED, USAGE, A, Records, ids
from tests.indexer.conftest import (
    PROGRAM,
    Tangthu,
    environment,
    record,
    run_process,
    write_records,
)


class TestFailures:
    @pytest.fixture
    def busy(self, home: Path) -> Iterator[None]:
        """Another process holds the home, and is killed in the end."""
        home.mkdir(exist_ok=True)
        program = (
            "import sys, time; from pathlib import Path; from indexer.lock import write_lock\n"
            "with write_lock(Path(sys.argv[1])): print('held', flush=True); time.sleep(600)"
        )
        with subprocess.Popen(
            [sys.executable, "-c", program, home], stdout=subprocess.PIPE, env=environment()
        ) as other:
            assert other.stdout and other.stdout.readline() == b"held\n"
            yield
            other.kill()

    @pytest.mark.parametrize(
        "command", [["ingest", "."], ["reindex", "--wait", "0"], ["remove", "a"]]
    )
    def test_two_jobs_cannot_write_at_once(
        self, tangthu: Tangthu, two: Path, busy: None, command: list[str]
    ) -> None:
        before = tangthu("status", "--json").json
        answer = tangthu(*command)
        assert answer.status == FAILED
        assert "another job is writing" in answer.err
        after = tangthu("status", "--json").json
        assert after["index"].pop("builds") == [] or command[0] == "reindex"
        assert after["catalog"] == before["catalog"]
        assert after["index"].items() <= before["index"].items()
        assert ids(tangthu, "thư viện") == ["a"], "reading goes on"

    def test_the_lock_of_a_killed_job_is_gone(self, home: Path) -> None:
        program = (
            "import os; from pathlib import Path; from indexer.lock import write_lock\n"
            f"with write_lock(Path({str(home)!r})): os.kill(os.getpid(), 9)"
        )
        killed = subprocess.run([sys.executable, "-c", program], env=environment())
        assert killed.returncode == -9
        assert (home / "write.lock").exists()
        with write_lock(home):
            pass

    @pytest.mark.parametrize("command", [["ingest", "FILE"], ["remove", "a"]])
    def test_a_home_that_cannot_be_written_is_told_in_one_line(
        self, records: Records, command: list[str]
    ) -> None:
        file = records(A)
        answer = run_process(
            Path("/proc/no-such-home"), *[str(file) if c == "FILE" else c for c in command]
        )
        assert answer.status == FAILED
        assert answer.err == "tangthu: /proc/no-such-home: No such file or directory\n"

    @pytest.mark.parametrize("named", ["option", "environment"])
    def test_a_home_that_is_a_file_is_wrong_usage(self, tmp_path: Path, named: str) -> None:
        file = tmp_path / "file"
        file.write_text("x")
        option = ["--home", str(file)] if named == "option" else []
        done = subprocess.run(
            [PROGRAM, *option, "status"],
            env=environment(TANGTHU_HOME=str(file)),
            capture_output=True,
            text=True,
        )
        assert done.returncode == USAGE
        assert "is a file" in done.stderr
        assert file.read_text() == "x"

    @pytest.mark.parametrize(
        ("command", "kilobytes"),
        [
            (["ingest", "FILE"], 0),
            (["ingest", "FILE"], 8),
            (["ingest", "FILE"], 32),
            (["reindex"], 0),
            (["reindex"], 8),
        ],
    )
    def test_a_disk_that_takes_no_more_is_a_failure_and_the_old_state_serves_on(
        self, two: Path, home: Path, tangthu: Tangthu, command: list[str], kilobytes: int
    ) -> None:
        more = [record(f"i{n}", f"thư viện {n} " * 300) for n in range(30)]
        file = write_records(two.parent / "more.jsonl", more)
        limited = ["bash", "-c", f'ulimit -f {kilobytes}; exec "$@"', "-", str(PROGRAM)]
        done = subprocess.run(
            [*limited, "--home", home, *[str(file) if c == "FILE" else c for c in command]],
            env=environment(),
            capture_output=True,
            text=True,
        )
        assert done.returncode == FAILED
        assert "Traceback" not in done.stderr
        assert done.stderr.splitlines()[-1].startswith("tangthu: ")
        assert ids(tangthu, "bên sông") == ["a"]
        assert tangthu("ingest", file, two).status == DONE
        assert tangthu("status", "--json").json["agree"]
        assert tangthu("search", "thư viện", "--json").json["total"] == 31

    @pytest.mark.parametrize(
        "command", [["ingest", "FILE"], ["reindex"], ["remove", "a"], ["search", "thư"]]
    )
    def test_a_catalog_of_garbage_is_a_failure_and_is_left_as_it_is(
        self, home: Path, records: Records, command: list[str]
    ) -> None:
        home.mkdir()
        garbage = bytes(range(256)) * 40
        (home / "catalog.sqlite").write_bytes(garbage)
        file = records(A)
        answer = run_process(home, *[str(file) if c == "FILE" else c for c in command])
        assert answer.status == FAILED
        assert "not a database" in answer.err
        assert "Traceback" not in answer.err
        assert (home / "catalog.sqlite").read_bytes() == garbage

    @pytest.fixture
    def unwritable(self, two: Path, home: Path, tmp_path: Path) -> Iterator[Path]:
        """A home in which nothing can be written, though it can be read."""
        if os.geteuid():
            home.chmod(0o555)
            yield home
            home.chmod(0o755)
            return
        disk = tmp_path / "disk"
        disk.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "none", disk], capture_output=True)
        if mounted.returncode:
            pytest.skip("root may write everywhere, and no disk can be mounted here")
        shutil.copytree(home, disk / "home")
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        yield disk / "home"
        subprocess.run(["umount", "--lazy", disk], check=True)

    def test_a_home_that_cannot_be_written_is_named_to_one_who_only_reads(
        self, unwritable: Path
    ) -> None:
        answer = run_process(unwritable, "search", "thư")
        assert (answer.status, answer.out) == (FAILED, "")
        assert answer.err.endswith(f"; whoever reads it must be able to write to {unwritable}\n")

    def test_a_catalog_of_garbage_is_told_by_status(self, home: Path, tangthu: Tangthu) -> None:
        home.mkdir()
        (home / "catalog.sqlite").write_bytes(bytes(range(256)) * 40)
        assert "not a database" in tangthu("status").out

    def test_no_two_servers_at_one_address(self, tangthu: Tangthu, two: Path) -> None:
        with socket.create_server(("127.0.0.1", 0), reuse_port=True) as other:
            port = str(other.getsockname()[1])
            for host in ("127.0.0.1", "0.0.0.0"):
                answer = tangthu("serve", "--host", host, "--port", port)
                assert (answer.status, answer.out) == (FAILED, "")
                assert answer.err == (
                    f"tangthu: cannot serve at {host}, port {port}: Address already in use\n"
                )

    @pytest.mark.parametrize("host", ["192.0.2.1", "a" * 80 + ".vn", "\udcff"])
    def test_a_server_where_it_cannot_be(self, tangthu: Tangthu, two: Path, host: str) -> None:
        answer = tangthu("serve", "--host", host)
        assert (answer.status, answer.out) == (FAILED, "")
        assert answer.err.startswith("tangthu: cannot serve at ") and answer.err.count("\n") == 1

    def test_a_setting_that_cannot_be_meant(self, tangthu: Tangthu, home: Path) -> None:
        home.mkdir()
        (home / "tangthu.toml").write_text("jobs = -1")
        answer = tangthu("status")
        assert answer.status == USAGE
        assert "jobs: -1 is not a whole number" in answer.err

    def test_a_defect_shows_its_traceback_and_is_a_failure(
        self, tangthu: Tangthu, two: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Python would end with 1, which says that all but some records are in."""
        monkeypatch.setattr("indexer.status.inspect", lambda _: 1 / 0)
        answer = tangthu("status")
        assert answer.status == FAILED
        assert "ZeroDivisionError" in answer.err

    def test_a_job_that_is_stopped_from_the_keyboard_is_a_failure(
        self, tangthu: Tangthu, two: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def stop(*_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("indexer.ingest.update_index", stop)
        answer = tangthu("ingest", two)
        assert answer.status == FAILED
        assert "stopped" in answer.err

    @pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
    @pytest.mark.parametrize("ignored", [False, True])
    def test_a_job_is_stopped_alike_by_whatever_stops_it(
        self, tangthu: Tangthu, home: Path, records: Records, sign: int, ignored: bool
    ) -> None:
        """But under `nohup` it goes on. The tests themselves may be run so."""
        not_ignored = "default_int_handler" if sign == signal.SIGINT else "SIG_DFL"
        as_begun = "SIG_IGN" if ignored else not_ignored
        program = (
            "import os, signal\n"
            f"signal.signal({sign:d}, signal.{as_begun})\n"
            "from indexer import ingest\n"
            "from indexer.__main__ import main\n"
            "update = ingest.update_index\n"
            "def stop(*given):\n"
            f"    os.kill(os.getpid(), {sign:d})\n"
            "    return update(*given)\n"
            "ingest.update_index = stop\n"
            "main()"
        )
        done = subprocess.run(
            [sys.executable, "-c", program, "--home", home, "ingest", records(A), "-q"],
            capture_output=True,
            text=True,
            env=environment(),
        )
        (job,) = tangthu("status", "--json").json["jobs"]
        assert (done.returncode, job["state"]) == (
            (DONE, "done") if ignored else (FAILED, "interrupted")
        )
        assert job["ended"]
        assert done.stderr == "" if ignored else done.stderr.startswith("tangthu: stopped; ")

    @pytest.mark.parametrize(
        "arguments",
        [
            ["search", b"\xff", "--json"],
            ["remove", b"a\xff"],
            ["ingest", ".", "--collection", b"\xff"],
            ["ingest", ".", "--format", b"\xff"],
        ],
    )
    def test_an_argument_that_is_not_unicode_is_wrong_usage(
        self, tangthu: Tangthu, two: Path, arguments: list[str | bytes]
    ) -> None:
        answer = tangthu(*map(os.fsdecode, arguments))
        assert answer.status == USAGE
        assert "Traceback" not in answer.err
        assert ids(tangthu, "thư viện") == ["a"]

    def test_one_that_is_stopped_while_it_starts_is_quiet(self) -> None:
        program = (
            "import sys\n"
            "class Stopped:\n"
            "    def find_spec(self, name, *_):\n"
            "        if name == 'indexer.cli': raise KeyboardInterrupt\n"
            "sys.meta_path.insert(0, Stopped())\n"
            "from indexer.__main__ import main; main()"
        )
        done = subprocess.run([sys.executable, "-c", program], capture_output=True)
        assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")

    def test_verify_looks_where_nothing_can_be_written(
        self, tangthu: Tangthu, two: Path, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It says what it finds, and that nobody can be kept from answering from that."""

        def refuse(path: Path, *_: object, **__: object) -> None:
            raise OSError(errno.EROFS, "Read-only file system", str(path))

        monkeypatch.setattr(Path, "unlink", refuse)
        monkeypatch.setattr(Path, "write_text", refuse)
        monkeypatch.setattr(generations, "replace_file", refuse)
        assert tangthu("verify").status == DONE
        file = next(home.glob("index/*/commit-*/pages/*.pos"))
        with file.open("r+b") as written:  # not cut short meanwhile: it may still be mapped
            written.write(b"\0")
        answer = tangthu("verify")
        assert answer.status == 1
        assert "damaged" in answer.out
        assert "what was found cannot be noted" in answer.out


class TestHelp:
    @pytest.mark.parametrize("command", [[], *([name] for name in sorted(main.commands))])
    def test_every_command_explains_itself(self, tangthu: Tangthu, command: list[str]) -> None:
        answer = tangthu(*command, "--help")
        assert answer.status == DONE
        assert answer.out.startswith("Usage: ")
        assert max(map(len, answer.out.splitlines())) <= 100

    def test_the_commands_of_the_contract_are_there(self) -> None:
        assert {"ingest", "reindex", "search", "serve", "status", "remove", "demo"} <= set(
            main.commands
        )

    def test_an_unknown_command_and_an_unknown_option_are_wrong_usage(
        self, tangthu: Tangthu
    ) -> None:
        assert tangthu("digest").status == USAGE
        assert tangthu("status", "--xml").status == USAGE

    def test_help_answers_without_loading_the_engine(self) -> None:
        program = (
            "import sys; from click.testing import CliRunner; from indexer.cli import main\n"
            "assert CliRunner().invoke(main, ['ingest', '--help']).exit_code == 0\n"
            "print(*sorted({'tantivy', 'sqlalchemy', 'flask', 'lxml'} & set(sys.modules)))"
        )
        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, env=environment()
        )
        assert done.stdout.split() == []

    def test_a_reader_that_has_had_enough_is_no_defect(self, two: Path, home: Path) -> None:
        read, write = os.pipe()
        os.close(read)
        done = subprocess.run(
            [PROGRAM, "--home", home, "search", "", "--json"],
            stdout=write,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(),
        )
        os.close(write)
        assert "Traceback" not in done.stderr
