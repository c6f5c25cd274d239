"""Texts as the catalog keeps them."""

import zlib
from concurrent.futures import ThreadPoolExecutor
from hashlib import blake2b
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchsvc.catalog import packing
from searchsvc.catalog.packing import pack, pack_all, unpack

PAGE = ("Thư viện Quốc gia Việt Nam lưu giữ báo chí Đông Dương từ năm 1865. " * 20).encode()


@given(st.binary(max_size=2000))
def test_what_is_packed_is_unpacked(data: bytes) -> None:
    assert unpack(pack(data)) == data


def test_what_an_earlier_version_packed_is_unpacked() -> None:
    assert unpack(zlib.compress(PAGE, 6)) == PAGE


def test_dictionaries_are_those_that_catalogs_were_written_with() -> None:
    folder = Path(packing.__file__).parent
    files = {
        name: blake2b((folder / name).read_bytes(), digest_size=8).hexdigest()
        for name in ("words.txt", "dictionary.txt")
    }
    assert files == {"words.txt": "772cfdf90a6536bf", "dictionary.txt": "ba643f8d7b9002e8"}


@pytest.mark.parametrize(
    "written",
    [
        "0228b52ffd2421bd00006051205669e1bb8774204e616d0200fbb616d236dc0102b6861e27",
        "28b52ffd2421d500007820676961205669e1bb8774204e616d02003cb43140db700708b6861e27",
    ],
    ids=["with words and prose", "with prose alone"],
)
def test_what_was_written_stays_readable(written: str) -> None:
    assert unpack(bytes.fromhex(written)).decode() == "Thư viện Quốc gia Việt Nam"


def test_a_short_page_is_smaller_than_by_zlib() -> None:
    page = "Thư viện tỉnh đã số hóa ba nghìn trang báo cũ và một trăm cuốn sách.".encode()
    assert len(pack(page)) < 0.8 * len(zlib.compress(page, 6))


@pytest.mark.parametrize("packed", [pack(PAGE), zlib.compress(PAGE, 6)])
def test_damage_is_told(packed: bytes) -> None:
    for place in range(len(packed)):
        for bit in (1, 128):
            damaged = bytearray(packed)
            damaged[place] ^= bit
            try:
                assert unpack(bytes(damaged)) == PAGE
            except ValueError:
                continue
    for end in range(len(packed)):
        with pytest.raises(ValueError):
            unpack(packed[:end])


def test_threads_pack_at_once() -> None:
    pages = [PAGE[number:] for number in range(200)]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda page: unpack(pack(page)), pages * 5)) == pages * 5


@given(st.lists(st.binary(max_size=200), max_size=20))
def test_many_are_packed_as_one_by_one(texts: list[bytes]) -> None:
    assert pack_all(texts, 0) == [pack(text) for text in texts]
