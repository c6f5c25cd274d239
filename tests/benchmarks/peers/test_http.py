"""Over HTTP Tàng Thư answers as it does in this process."""

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


def test_nobody_there() -> None:
    with pytest.raises(OSError):
        Connection(free_port()).ask("GET", "/")
