"""One connection to a server on this machine, kept open."""

import http.client
import json
import socket
from typing import Any


class Connection:
    """Asks for JSON. Raises RuntimeError for any answer but a good one."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
        self._used = False

    def ask(self, method: str, path: str, body: bytes | None = None) -> Any:
        # Lines of JSON are JSON too for all that ask.
        headers = {"Content-Type": "application/x-ndjson"} if body else {}
        try:
            response = self._response(method, path, body, headers)
        except ConnectionError:
            # A server may close a connection that was idle while others were asked.
            if method != "GET" or not self._used:
                raise
            self._connection.close()
            response = self._response(method, path, body, headers)
        self._used = True
        content = response.read()
        if response.status >= 300:
            raise RuntimeError(f"{method} {path}: {response.status} {content[:2000]!r}")
        return json.loads(content) if content else None

    def _response(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> http.client.HTTPResponse:
        self._connection.request(method, path, body, headers)
        return self._connection.getresponse()

    def close(self) -> None:
        self._connection.close()


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
