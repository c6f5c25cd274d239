"""The client and the server that figures are taken with."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from benchmarks import cold
from benchmarks.serving import (
    HOST,
    Client,
    address,
    free_port,
    granian_command,
    serving,
    workers_of,
)
from benchmarks.throughput import load
from benchmarks.usage import memory_of
from searchsvc.requests import Filters, SearchRequest, YearSpan
from web.parameters import parse_request


@pytest.fixture
def floor() -> Iterator[tuple[int, int]]:
    """Port and process of the empty route's server."""
    port = free_port()
    with serving(granian_command("benchmarks.floor:create_app", port, 2), port, "/") as server:
        yield port, server


def test_a_server_and_its_load(floor: tuple[int, int]) -> None:
    port, server = floor
    with closing(Client(port)) as client:
        assert client.get("/") == b""
        with pytest.raises(OSError, match="404"):
            client.get("/nothing")
    workers = workers_of(server)
    assert len(workers) == 2
    assert all(memory_of(worker).rss > memory_of(worker).anonymous > 0 for worker in workers)
    found = load(port, ["/"], 3, 0.3)
    assert found["per_second"] > 0
    assert 0 < found["p50"] <= found["p99"] <= found["max"]


def test_a_client_that_fails_is_no_figure(
    floor: tuple[int, int], capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(RuntimeError, match="a client failed"):
        load(floor[0], ["/nothing"], 2, 0.2)
    assert "404" in capfd.readouterr().err


def test_a_server_that_ends_is_said() -> None:
    port = free_port()
    with (
        pytest.raises(RuntimeError, match="the server ended"),
        serving(granian_command("benchmarks.gone:create_app", port, 1), port, "/"),
    ):
        pass


@pytest.mark.parametrize("size", [0, 10, 300_000])
def test_an_answer_in_pieces(size: int) -> None:
    """However the network cuts it."""
    body = b"x" * size
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nA: b\r\n\r\n%b" % (size, body)
    with socket.create_server((HOST, 0)) as listening:

        def answering() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(1000)
                for at in (0, 5, 20, 45, 60):
                    ends = {0: 5, 5: 20, 20: 45, 45: 60, 60: len(answer)}
                    connection.sendall(answer[at : ends[at]])

        thread = threading.Thread(target=answering)
        thread.start()
        with closing(Client(listening.getsockname()[1])) as client:
            assert client.get("/") == body
        thread.join()


def test_a_connection_that_was_ended_is_opened_anew() -> None:
    """Once: a server that ends each one without an answer is no server."""
    with socket.create_server((HOST, 0)) as listening:

        def answering() -> None:
            for answer in (b"", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", b"", b""):
                connection, _ = listening.accept()
                with connection:
                    connection.recv(1000)
                    connection.sendall(answer)

        thread = threading.Thread(target=answering)
        thread.start()
        port = listening.getsockname()[1]
        with closing(Client(port)) as client:
            assert client.get("/") == b"ok"
        with closing(Client(port)) as client, pytest.raises(OSError, match="ended"):
            client.get("/")
        thread.join()


def test_a_server_that_ended_an_idle_connection_is_asked_again() -> None:
    with (
        socket.create_server((HOST, 0)) as listening,
        closing(Client(listening.getsockname()[1])) as client,
    ):
        listening.accept()[0].close()

        def answering() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

        thread = threading.Thread(target=answering)
        thread.start()
        assert client.get("/") == b""
        thread.join()


def test_an_address_asks_what_was_meant() -> None:
    asked = SearchRequest(
        q='"thư viện" &?', filters=Filters({"type": ("book",)}, (YearSpan(1900, 1945),))
    )
    _, _, query = address(asked).partition("?")
    assert parse_request(parse_qs(query), 10) == asked


def test_forgetting_a_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "file").write_bytes(b"content")
    # Not the machine's whole cache: others run here.
    monkeypatch.setattr(cold, "_DROP", tmp_path / "absent")
    assert cold.forget(tmp_path) == "the home's files dropped"
    assert (tmp_path / "index" / "file").read_bytes() == b"content"
