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
    sums.write_sums(path, token)
    assert sums.compare_sums(path, token) == []
    path.write_bytes(b"1234" + ZERO + b"5679")
    assert sums.compare_sums(path, token) == ["catalog: damaged between bytes 8 and 12"]
