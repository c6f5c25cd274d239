"""A server as users run it, in processes of its own, and a client that costs little.

The client is a socket that stays open, since it shares the cores with what it measures: Python's
`http.client` takes 0.15 ms for the headers of an answer, this one a tenth of that.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.collection import PROJECT
from benchmarks.usage import descendants
from searchsvc.requests import SearchRequest, Sort

HOST = "127.0.0.1"
_PATIENCE_SECONDS = 60.0
_MOST_BYTES = 1 << 18
_GRANIAN = ("granian", "--interface", "wsgi", "--factory", "--blocking-threads", "1", "--no-ws")


class Client:
    """GET over one connection that is kept open, and opened anew when the server has ended it (it
    does when nothing has been asked for half a minute). Raises OSError.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket = self._connected()

    def get(self, path: str) -> bytes:
        """The body of an answer that must be a 200 of known length."""
        return self.ask(path)[1]

    def ask(self, path: str) -> tuple[bytes, bytes]:
        """Headers and body of it."""
        request = f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nAccept-Encoding: identity\r\n\r\n"
        received = self._begun(request.encode("ascii"))
        while (end := received.find(b"\r\n\r\n")) < 0:
            received += self._receive()
        head, body = received[:end].lower(), received[end + 4 :]
        if not head.startswith(b"http/1.1 200"):
            status = head.partition(b"\r")[0].decode("latin-1")
            raise OSError(f"{path}: {status}")
        length = int(head.partition(b"\r\ncontent-length:")[2].partition(b"\r")[0])
        parts = [body]
        missing = length - len(body)
        while missing > 0:
            parts.append(self._receive())
            missing -= len(parts[-1])
        return head, b"".join(parts)

    def close(self) -> None:
        self._socket.close()

    def _begun(self, request: bytes) -> bytes:
        """The beginning of the answer; empty when it is yet to come."""
        with suppress(ConnectionError):
            self._socket.sendall(request)
            if received := self._socket.recv(_MOST_BYTES):
                return received
        self._socket.close()
        self._socket = self._connected()
        self._socket.sendall(request)
        return b""

    def _connected(self) -> socket.socket:
        connection = socket.create_connection((HOST, self._port), timeout=_PATIENCE_SECONDS)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def _receive(self) -> bytes:
        data = self._socket.recv(_MOST_BYTES)
        if not data:
            raise OSError("the server ended the connection")
        return data


def address(request: SearchRequest, path: str = "/api/v1/search") -> str:
    """The address of a search; one for everything is named as links name it."""
    arguments = [("q", request.q)]
    arguments += [("sort", Sort.NEWEST)] if request == SearchRequest() else []
    arguments += [(name, v) for name, values in request.filters.values.items() for v in values]
    arguments += [("year", f"{y.first}..{y.last}") for y in request.filters.years]
    return f"{path}?{urlencode(arguments)}"


def serve_command(home: Path, port: int, workers: int) -> list[str]:
    """`tangthu serve` of this checkout."""
    tangthu = [sys.executable, "-m", "indexer", "--home", str(home), "serve"]
    return [*tangthu, "--port", str(port), "--workers", str(workers)]


def granian_command(factory: str, port: int, workers: int) -> list[str]:
    """Any WSGI app of this checkout in the server that `tangthu serve` uses, set up as there."""
    where = ["--host", HOST, "--port", str(port), "--workers", str(workers)]
    return [sys.executable, "-m", *_GRANIAN, *where, "--no-log", factory]


@contextmanager
def serving(
    command: Sequence[str],
    port: int,
    ready: str = "/readyz",
    environ: Mapping[str, str] = os.environ,
) -> Iterator[int]:
    """Runs a server until the end of the block; its process id, once `ready` answers 200."""
    environment = {**environ, "PYTHONPATH": str(PROJECT)}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment) as process:
        try:
            wait_until_ready(process, port, ready)
            yield process.pid
        finally:
            process.terminate()


def wait_until_ready(process: "subprocess.Popen[bytes]", port: int, ready: str) -> None:
    """Raises RuntimeError when the server ends or takes too long."""
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            client = Client(port)
        except OSError:  # nobody listens yet
            time.sleep(0.002)
            continue
        try:
            client.get(ready)
            return
        except OSError:
            time.sleep(0.002)
        finally:
            client.close()
    raise RuntimeError(f"the server did not answer within {_PATIENCE_SECONDS:.0f} s")


def workers_of(server: int) -> list[int]:
    """The process ids of a server's workers."""
    return descendants(server)[1:]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
