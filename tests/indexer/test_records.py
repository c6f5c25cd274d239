"""Files of records: a line that cannot be taken in stops no other."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from indexer.formats.base import Found
from indexer.formats.records import read_records
from searchsvc.errors import RecordError
from tests.indexer.conftest import environment, record

A, B = (json.dumps(record(item_id, "thư viện")).encode() for item_id in "ab")


def read(path: Path, max_bytes: int = 1_000_000) -> list[str]:
    """Ids of what is taken in, `line: reason` of what is not, in the order of the file."""
    return [_shown(found, path) for found in read_records(path, "", max_bytes)]


def _shown(found: Found | RecordError, path: Path) -> str:
    if isinstance(found, Found):
        return found.item.id
    return f"{found.place.removeprefix(f'{path}:')}: {found.reason}"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "records.jsonl"


def test_lines_are_read_in_order(file: Path) -> None:
    file.write_bytes(A + b"\n" + B + b"\n")
    assert read(file) == ["a", "b"]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(A + b"\n" + B, id="no line end at the end"),
        pytest.param(A + b"\r\n" + B + b"\r\n", id="line ends of Windows"),
        pytest.param(b"\n\n  \t\n" + A + b"\n\n" + B + b"\n\n", id="blank lines"),
        pytest.param(b"\xef\xbb\xbf" + A + b"\n" + B + b"\n", id="a byte order mark"),
        pytest.param(A + b"\n\xef\xbb\xbf" + B + b"\n", id="two files put together"),
        pytest.param(b"  " + A + b" \n\t" + B + b"\t\n", id="space round the records"),
    ],
)
def test_what_stands_round_the_records_does_not_matter(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    assert read(file) == ["a", "b"]


@pytest.mark.parametrize("content", [b"", b"\n", b" \r\n\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n"])
def test_a_blank_file_is_an_error(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    packed = file.with_suffix(".jsonl.gz")
    packed.write_bytes(gzip.compress(content))
    assert read(file) == [f"{file}: has no record"]
    assert read(packed) == [f"{packed}: has no record"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        pytest.param(b'{"id": "x"', "not JSON", id="JSON that breaks off"),
        pytest.param(b"{'id': 'x'}", "not JSON", id="Python"),
        pytest.param(A + B, "not JSON", id="two records on a line"),
        pytest.param(b"thu vien", "not JSON", id="plain text"),
        pytest.param(b'{"id":"x","title":"\xff"}', "not JSON: str is not valid UTF-8", id="bytes"),
        pytest.param(b'{"id":"x","title":"\\ud800"}', "not JSON", id="half a surrogate pair"),
        pytest.param(b'{"id":"x","title":"T","n":NaN}', "not JSON", id="NaN"),
        pytest.param(b'{"id":"x","title":"T","n":1e999}', "not JSON", id="beyond all numbers"),
        pytest.param(b"[" * 10_000 + b"]" * 10_000, "not JSON: depth limit", id="10,000 deep"),
        pytest.param(
            b'{"id":"x","title":"T","n":' + b"[" * 900 + b"]" * 900 + b"}",
            "nested too deeply",
            id="900 deep",
        ),
        pytest.param(b'"a"', "not a JSON object", id="a string"),
        pytest.param(b"\x00" * 100, "not JSON", id="nulls"),
    ],
)
def test_a_broken_line_is_rejected_by_its_number(file: Path, line: bytes, reason: str) -> None:
    file.write_bytes(A + b"\n" + line + b"\n" + B + b"\n")
    first, rejected, last = read(file)
    assert (first, last) == ("a", "b")
    assert rejected.startswith("2: ")
    assert reason in rejected


def test_a_rejected_record_is_named_by_its_id_when_it_has_one(file: Path) -> None:
    bad_id = {"id": "\x1b[2J", "title": "T"}
    file.write_text('{"id": "kv-7"}\n' + json.dumps(bad_id))
    named, unnamed = read_records(file, "", 1000)
    assert isinstance(named, RecordError) and isinstance(unnamed, RecordError)
    assert named.item_id == "kv-7"
    assert unnamed.item_id is None
    assert "'\\x1b[2J'" in unnamed.reason


NUMBERS = [2**63 - 1, 2**63, 2**64 - 1, 2**64 + 1, -(2**63) - 1, 12345678901234567890123456789]


@pytest.mark.parametrize("number", NUMBERS)
def test_numbers_beyond_64_bits_are_taken_in_as_they_are(file: Path, number: int) -> None:
    pages = [{"text": "1"}, {"text": "2", "shelf": {"x": [number, 1e22]}}]
    line = json.dumps({"id": "a", "title": "T", "n": number, "pages": pages})
    file.write_text(line)
    (found,) = read_records(file, "", 1000)
    assert isinstance(found, Found)
    assert found.item.metadata.extra == {"n": number}
    assert found.item.pages[1].extra == {"shelf": {"x": [number, 1e22]}}


def test_numbers_that_are_too_long_for_any_program_are_refused(file: Path) -> None:
    file.write_bytes(b'{"id": "a", "title": "T", "n": ' + b"9" * 5000 + b"}")
    (rejected,) = read(file, 10_000)
    assert rejected.startswith("1: not JSON: ")


@pytest.mark.parametrize("end", [b"\n", b""])
def test_a_line_over_the_limit_is_rejected_and_one_at_the_limit_is_not(
    file: Path, end: bytes
) -> None:
    file.write_bytes(A + b"\n" + A.replace(b'"a"', b'"aa"') + b"\n" + B + end)
    assert read(file, len(A)) == ["a", f"2: the line is longer than {len(A)} bytes", "b"]


def test_a_line_far_over_the_limit_is_read_past(file: Path) -> None:
    file.write_bytes(b"x" * 3_000_000 + b"\n" + A + b"\n" + b"x" * 3_000_000)
    assert read(file, 1000) == [
        "1: the line is longer than 1000 bytes",
        "a",
        "3: the line is longer than 1000 bytes",
    ]


def test_a_file_that_is_not_there_is_rejected(file: Path) -> None:
    (rejected,) = read(file)
    assert "cannot be read from here on" in rejected


class TestCompressed:
    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        return tmp_path / "records.jsonl.gz"

    def test_lines_are_read_as_they_are_uncompressed(self, file: Path) -> None:
        file.write_bytes(gzip.compress(A + b"\nbroken\n") + gzip.compress(B))
        first, rejected, last = read(file)
        assert (first, last) == ("a", "b")
        assert rejected.startswith("2: not JSON")

    def test_what_comes_before_a_cut_is_taken_in(self, file: Path) -> None:
        lines = b"".join(
            json.dumps(record(f"i{n}", str(hash(n) * 7919**9))).encode() + b"\n"
            for n in range(2000)
        )
        whole = gzip.compress(lines)
        file.write_bytes(whole[: len(whole) // 2])
        *taken, rejected = read(file)
        assert taken == [f"i{n}" for n in range(len(taken))]
        assert len(taken) > 100
        assert rejected.startswith(f"{len(taken) + 1}: cannot be read from here on")

    @pytest.mark.parametrize("content", [b"no gzip at all", b"\x1f\x8b\x08garbage", A])
    def test_garbage_is_rejected(self, file: Path, content: bytes) -> None:
        file.write_bytes(content)
        (rejected,) = read(file)
        assert "cannot be read from here on" in rejected

    def test_damage_in_the_middle_is_rejected(self, file: Path) -> None:
        whole = bytearray(gzip.compress(A + b"\n" + B))
        whole[len(whole) // 2] ^= 0xFF
        file.write_bytes(whole)
        assert "cannot be read from here on" in read(file)[-1]


_READ_AND_MEASURE = r"""
import re, sys
from pathlib import Path
from indexer.formats.records import read_records
for found in read_records(Path(sys.argv[1]), "", 64_000_000):
    print(getattr(found, "reason", None) or found.item.id)
# Not `getrusage`: that counts what the process was before it became this program.
print(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1])
"""


def test_a_line_of_200_megabytes_is_rejected_in_little_memory(file: Path) -> None:
    with file.open("wb") as out:
        out.write(A + b"\n")
        out.truncate(out.tell() + 200_000_000)  # a hole in the file: a line of nulls
        out.seek(0, 2)
        out.write(b"\n" + B + b"\n")
    done = subprocess.run(
        [sys.executable, "-c", _READ_AND_MEASURE, file],
        capture_output=True,
        text=True,
        check=True,
        env=environment(),
    )
    *found, kilobytes = done.stdout.splitlines()
    assert found == ["a", "the line is longer than 64000000 bytes", "b"]
    assert int(kilobytes) < 400_000
