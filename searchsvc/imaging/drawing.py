"""The server's side of the helper process: ask, wait for a bounded time, start it anew."""

import json
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

import searchsvc
from searchsvc.images import ImageSource

#: A page of the largest size takes three; what takes longer holds up everybody else's search.
TIME_LIMIT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Box:
    """The size within which an image is drawn, in pixels.

    `as_it_is`: a file that fits and that browsers know is not drawn anew.
    """

    width: int
    height: int
    as_it_is: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """A JPEG, or the media type under which the file itself may be sent, or why neither."""

    jpeg: bytes = b""
    media_type: str = ""
    failure: str = ""


class Drawer:
    """Draws images in a helper process, one at a time; threads may share it."""

    def __init__(self, time_limit: float = TIME_LIMIT_SECONDS) -> None:
        self._time_limit = time_limit
        self._lock = threading.Lock()
        self._helper: subprocess.Popen[bytes] | None = None
        self._end: Callable[[], object] = lambda: None

    def draw(self, source: ImageSource, box: Box) -> Drawn:
        """Never raises: what cannot be drawn is a failure with its reason."""
        request = {
            "path": str(source.path),
            "pdf_page": source.pdf_page,
            "width": box.width,
            "height": box.height,
            "as_it_is": box.as_it_is,
        }
        with self._lock:
            try:
                return self._ask(json.dumps(request).encode() + b"\n")
            except (OSError, ValueError) as error:
                self._end()
                return Drawn(failure=f"the helper ended: {error}")

    def _ask(self, line: bytes) -> Drawn:
        if self._helper is None or self._helper.poll() is not None:
            self._end()
            self._helper = _start()
            # It ends with this object, and with the process that has it.
            self._end = weakref.finalize(self, _stop, self._helper)
        helper = self._helper
        requests = cast(IO[bytes], helper.stdin)
        answers = cast(IO[bytes], helper.stdout)
        timer = threading.Timer(self._time_limit, helper.kill)
        timer.daemon = True
        timer.start()
        try:
            requests.write(line)
            requests.flush()
            # A helper that died or was killed gives an empty line, which is no JSON.
            answer = json.loads(answers.readline())
            body = answers.read(answer.get("size", 0))
        finally:
            timer.cancel()
        if len(body) < answer.get("size", 0):
            raise ValueError("in the middle of an image")
        return Drawn(body, answer.get("media_type", ""), answer.get("failure", ""))


def _start() -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "searchsvc.imaging.helper"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # Where this very package is found, whatever the server's own folder is.
        cwd=Path(searchsvc.__file__).parent.parent,
        # Ctrl-C at the terminal is for the server, which then ends the helper's input.
        start_new_session=True,
    )


def _stop(helper: "subprocess.Popen[bytes]") -> None:
    helper.kill()
    helper.communicate()
