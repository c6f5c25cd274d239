"""ZIP archives that mean harm are refused by name and reason."""

import io
import struct
import zipfile
from pathlib import Path

import pytest

from indexer.formats.base import Malformed
from indexer.formats.zipped import Zipped
from tests.indexer.documents import archive


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "x.zip"


def refusal(file: Path, data: bytes, member: str = "a", max_bytes: int = 1_000_000) -> str:
    file.write_bytes(data)
    with pytest.raises(Malformed) as error, Zipped(file, max_bytes) as opened:
        opened.read(member)
    return str(error.value)


def with_member(name: str, mode: int = 0) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as opened:
        info = zipfile.ZipInfo(name)
        info.external_attr = mode << 16
        opened.writestr(info, b"x")
    return buffer.getvalue()


def test_members_are_read(file: Path) -> None:
    file.write_bytes(archive({"a": "một", "b/c": "hai"}))
    with Zipped(file, 100) as opened:
        assert "a" in opened and "b/c" in opened and "b" not in opened
        assert (opened.read("a"), opened.read("b/c")) == ("một".encode(), b"hai")


@pytest.mark.parametrize("name", ["../a", "b/../../a", "/etc/passwd", "b\\..\\..\\a", "\\a"])
def test_names_that_lead_out(file: Path, name: str) -> None:
    assert "leads out of the archive" in refusal(file, with_member(name))


def test_links(file: Path) -> None:
    assert refusal(file, with_member("a", 0o120777)) == "member 'a' is a link"


def test_encrypted_members(file: Path) -> None:
    data = bytearray(archive({"a": "x"}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    assert refusal(file, bytes(data)) == "member 'a' is encrypted"


def test_bombs(file: Path) -> None:
    assert "is packed more than 300 to 1" in refusal(file, archive({"a": b"\0" * 5_000_000}))


def test_bombs_that_lie_about_their_size(file: Path) -> None:
    data = archive({"a": b"\0" * 5_000_000})
    size = struct.pack("<L", 5_000_000)
    assert data.count(size) == 2
    assert "'a' is damaged" in refusal(file, data.replace(size, struct.pack("<L", 1000)))


def test_all_that_is_read_counts(file: Path) -> None:
    file.write_bytes(archive({name: name * 600 for name in "abc"}))
    with Zipped(file, 1500) as opened:
        opened.read("a"), opened.read("b")
        with pytest.raises(Malformed, match="longer than 1500 bytes"):
            opened.read("c")


def test_too_many_members(file: Path) -> None:
    assert "more than 20000 members" in refusal(file, archive({str(i): b"" for i in range(20_001)}))


def test_a_list_of_members_that_is_too_long_is_not_read(file: Path) -> None:
    data = archive({f"{i:>1000}": b"" for i in range(5000)})
    assert "the list of members is too long" in refusal(file, data)


@pytest.mark.parametrize("at", range(0, 110, 7))
def test_archives_that_are_cut_off_or_altered(file: Path, at: int) -> None:
    data = archive({"a": "một hai ba bốn năm", "b": "x"})
    for damaged in (data[: at + 1], data[:at] + b"\xff\xff" + data[at + 2 :]):
        file.write_bytes(damaged)
        try:
            with Zipped(file, 1_000_000) as opened:
                for name in "ab":
                    opened.read(name)
        except Malformed as error:
            assert str(error)


def test_methods_that_are_not_known(file: Path) -> None:
    data = bytearray(archive({"a": "x"}))
    for signature, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        data[data.index(signature) + offset] = 97
    assert "'a' is damaged" in refusal(file, bytes(data))


def test_a_member_that_is_not_there(file: Path) -> None:
    assert refusal(file, archive({"b": "x"})) == "has no member 'a'"
