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


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        (None, None),
        ("", None),
        ("identity", None),
        ("br;q=0", None),
        ("BR ; q=0.0, gzip;q=0", None),
        ("*;q=0", None),
        ("zstd", None),
        ("br;q=0.5, identity", None),
        ("br;q=0, *", "gzip"),
        ("br;q=0, gzip;q=0.1", "gzip"),
        ("br;q=0.5, gzip", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=0.5, *;q=0.1", "gzip"),
        ("*", "br"),
    ],
)
def test_who_takes_what_gets_it(
    client: FlaskClient, accepted: str | None, encoding: str | None
) -> None:
    headers = {} if accepted is None else {"Accept-Encoding": accepted}
    answer = client.get("/search?q=thư", headers=headers)
    assert answer.headers.get("Content-Encoding") == encoding
    assert "Accept-Encoding" in answer.headers["Vary"]


def without_time(answer: bytes) -> bytes:
    return answer.partition(b'"took_ms"')[0]
