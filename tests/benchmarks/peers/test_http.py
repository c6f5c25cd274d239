"""Over HTTP Tàng Thư answers as it does in this process."""

import socket
import threading

import pytest

from benchmarks.peers import documents
from benchmarks.peers.http_client import Connection, free_port
from benchmarks.peers.protocol import Form
from benchmarks.peers.tang_thu import HttpClient, ServiceClient
from searchsvc.service import SearchService
from searchsvc.settings import Settings
from tests.web.browsing import serving
from web.app import create_app


def test_the_same_answers(filled: Settings) -> None:
    service = SearchService.open(filled)
    here = ServiceClient(service)
    with serving(create_app(filled, service)) as address:
        there = HttpClient(Connection(int(address.rpartition(":")[2])))
        queries = documents.queries(filled, 100)
        for query in queries:
            assert there.search(query) == here.search(query)
        there.close()
    assert any(query.type for query in queries)
    assert {Form.WORDS, Form.PHRASE} <= {query.form for query in queries}
    service.close()


def test_a_refusal_is_an_error(filled: Settings) -> None:
    service = SearchService.open(filled)
    with serving(create_app(filled, service)) as address:
        connection = Connection(int(address.rpartition(":")[2]))
        with pytest.raises(RuntimeError, match="GET /api/v1/items/none: 404"):
            connection.ask("GET", "/api/v1/items/none")
        connection.close()
    service.close()


def test_a_server_may_close_what_is_idle() -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1"
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve(connections: int) -> None:
            for _ in range(connections):
                accepted, _address = listener.accept()
                with accepted:
                    accepted.recv(10_000)
                    accepted.sendall(answer)

        server = threading.Thread(target=serve, args=(3,))
        server.start()
        connection = Connection(listener.getsockname()[1])
        assert connection.ask("GET", "/") == 1
        assert connection.ask("GET", "/") == 1
        with pytest.raises(ConnectionError):
            connection.ask("POST", "/", b"{}")  # it may have been done
        connection.close()
        assert connection.ask("GET", "/") == 1
        connection.close()
        server.join()


def test_nobody_there() -> None:
    with pytest.raises(OSError):
        Connection(free_port()).ask("GET", "/")
