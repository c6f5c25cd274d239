"""Answers are sent compressed to whoever takes it so, and as it is to all others."""

import gzip

import brotli
import pytest
from flask.testing import FlaskClient

ADDRESSES = ["/search?q=thư+viện", "/api/v1/search?q=thư+viện"]
UNPACKED = {"gzip": gzip.decompress, "br": brotli.decompress}


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("encoding", UNPACKED)
def test_answers_are_the_same_and_smaller(client: FlaskClient, address: str, encoding: str) -> None:
    plain = client.get(address)
    packed = client.get(address, headers={"Accept-Encoding": encoding})
    assert plain.headers.get("Content-Encoding") is None
    assert packed.headers["Content-Encoding"] == encoding
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert len(packed.data) < len(plain.data) / 2
    unpacked = UNPACKED[encoding](packed.data)
    assert without_time(unpacked) == without_time(plain.data)


@pytest.mark.parametrize("headers", [{}, {"Accept-Encoding": "identity"}])
def test_who_takes_no_such_encoding_gets_the_text(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    assert "Content-Encoding" not in client.get("/search?q=thư", headers=headers).headers


def without_time(answer: bytes) -> bytes:
    return answer.partition(b'"took_ms"')[0]
