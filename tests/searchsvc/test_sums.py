"""Checksums of the catalog's file, block by block."""

from pathlib import Path

import pytest

from searchsvc.catalog import sums

#: The CRC-32 of these four bytes is 0.
ZERO = bytes.fromhex("9d0ad96d")


def test_a_block_whose_checksum_is_zero_is_one_like_any(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sums, "_BLOCK", len(ZERO))
    path, token = tmp_path / "catalog", sums.new_token()
    path.write_bytes(b"1234" + ZERO + b"5678")
    with path.open("rb", buffering=0) as file:
        sums.write_sums(path, file, token)
        assert sums.compare_sums(path, file, token) == []
        path.write_bytes(b"1234" + ZERO + b"5679")
        damaged = sums.compare_sums(path, file, token)
    assert damaged == ["catalog: damaged between bytes 8 and 12"]
