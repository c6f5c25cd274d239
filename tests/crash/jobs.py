"""Starting jobs and killing them, from a test."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType

KILLED = -signal.SIGKILL
_PATIENCE = 120


class Jobs:
    """Runs `tangthu` with arguments on homes, and kills it when told to. A context manager.

    `said`: a file for what the last job wrote.
    """

    def __init__(self, said: Path) -> None:
        self._said = said
        self._zygote = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.zygote"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).resolve().parents[2],
            env={**os.environ, "TANGTHU_JOBS": "1", "TANGTHU_WRITER_MEMORY_MB": "30"},
        )

    def __enter__(self) -> "Jobs":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        assert self._zygote.stdin and self._zygote.stdout
        self._zygote.stdin.close()
        self._zygote.wait(_PATIENCE)
        self._zygote.stdout.close()

    def complete(self, home: Path, *arguments: object) -> float:
        """Seconds of a job that nobody kills; it must succeed."""
        status, seconds = self.run(home, *arguments)
        assert status == 0, self._said.read_text()
        return seconds

    def run(
        self,
        home: Path,
        *arguments: object,
        after: float | None = None,
        events: int = 0,
        in_parts: bool = False,
    ) -> tuple[int, float]:
        """Exit status and seconds of a job that is killed after so many seconds, or before its so
        manieth step on disk, unless it has ended by then. `in_parts`: it indexes as if it had many
        changes.
        """
        assert self._zygote.stdin and self._zygote.stdout
        asked = {
            "arguments": ["--home", str(home), *map(str, arguments)],
            "events": events,
            "said": str(self._said),
            "in_parts": in_parts,
        }
        self._zygote.stdin.write(json.dumps(asked) + "\n")
        self._zygote.stdin.flush()
        job = int(self._zygote.stdout.readline())
        began = time.monotonic()
        timer = threading.Timer(_PATIENCE if after is None else after, _kill, [job])
        timer.start()
        status = int(self._zygote.stdout.readline())
        timer.cancel()
        timer.join()
        return status, time.monotonic() - began


def _kill(job: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(job, signal.SIGKILL)
