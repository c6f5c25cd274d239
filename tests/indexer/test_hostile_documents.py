"""Documents that mean harm: refused with a reason, within bounds of memory and of time."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.formats.base import HEAD, Found, Reader
from indexer.formats.docx import read_docx
from indexer.formats.epub import read_epub
from indexer.formats.html import read_html
from indexer.formats.pdf import read_pdf
from indexer.formats.registry import FORMATS
from searchsvc.errors import RecordError
from tests.indexer.conftest import environment
from tests.indexer.documents import CONTAINER, PdfPage, archive, docx, epub, paragraph, pdf

READERS = {".pdf": read_pdf, ".epub": read_epub, ".docx": read_docx, ".html": read_html}

#: Reads the files that are named as ingest does, with hardly any memory to spare in the process
#: that asks, and prints what became of each, the memory of the largest process, and processor time.
SCRIPT = """
import json, resource, sys
from pathlib import Path
from indexer.formats import discover
from searchsvc.errors import RecordError
pages = int(Path("/proc/self/statm").read_text().split()[0])
limit = pages * resource.getpagesize() + 200_000_000
resource.setrlimit(resource.RLIMIT_AS, (limit, resource.RLIM_INFINITY))
results = {}
for name in sys.argv[1:]:
    (source,) = discover([Path(name)])
    records = [source] if isinstance(source, RecordError) else list(source.read(64_000_000))
    results[Path(name).name] = [r.reason if isinstance(r, RecordError) else "" for r in records]
from indexer.formats import isolated
for process in isolated._current:
    process.stop()
used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(json.dumps({
    "results": results,
    "peak": max(usage.ru_maxrss for usage in used) * 1024,
    "seconds": sum(usage.ru_utime + usage.ru_stime for usage in used),
}))
"""

ENTITIES = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
    f"<!ENTITY {chr(98 + i)} '{f'&{chr(97 + i)};' * 10}'>" for i in range(12)
) + "]>"  # fmt: skip
#: Random enough that it is no bomb by its ratio, and many elements all the same.
MANY = "".join(f"<w:p w:x='{i * 7919 % 99991}'/>" for i in range(300_000))


def nested() -> bytes:
    """A ZIP archive in a ZIP archive in…, each of them called a document."""
    data = b"x"
    for _ in range(30):
        data = archive({"word/document.xml": data})
    return data


def object_bomb() -> bytes:
    """A page whose form draws a form twice which draws a form twice…"""
    data = pdf([PdfPage(drawn="/F0 Do")])
    forms = b"".join(
        b"%d 0 obj\n<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 16 /Resources"
        b" << /XObject << /F%d %d 0 R >> >> >>\nstream\n/F%d Do /F%d Do \nendstream\nendobj\n"
        % (100 + i, i + 1, 101 + i, i + 1, i + 1)
        for i in range(40)
    )
    data = data.replace(b"/XObject << /Im 5 0 R", b"/XObject << /F0 100 0 R")
    return data.replace(b"xref", forms + b"xref").replace(b"startxref", b"startxrex")


HOSTILE = {
    "bomb.docx": docx(paragraph("x" * 20_000_000)),
    "bomb.epub": epub({"1.html": " " * 20_000_000}),
    "nested.docx": nested(),
    "nothing.docx": docx(MANY),
    "entities.docx": archive(
        {"word/document.xml": f"{ENTITIES}<w:document xmlns:w='w'><w:p>&m;</w:p></w:document>"}
    ),
    "entities.epub": archive({"META-INF/container.xml": f"{ENTITIES}<container>&m;</container>"}),
    "attribute.epub": archive(
        {
            "META-INF/container.xml": CONTAINER,
            "OEBPS/book.opf": f"{ENTITIES}<package a='&m;'></package>",
        }
    ),
    "outside.epub": archive(
        {
            "META-INF/container.xml": "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>"
            "<container><rootfile full-path='&e;'/></container>"
        }
    ),
    "deep.html": b"<html><body>" + b"<div>" * 300_000,
    "tags.html": b"<html><body>" + b"<b>" * 2_500_000,
    "line.html": b"<html><body>" + b"x " * 2_000_000,
    "huge.html": b"<html><body>" + b"x" * 40_000_000,
    "comment.html": b"<html><body><!--" + b"-" * 5_000_000,
    "open.html": b"<html><body>" + b"<a " * 4_000_000,
    "objects.pdf": object_bomb(),
    "inflated.pdf": pdf([PdfPage(["x" * 200] * 6_000)]),
}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    folder = tmp_path_factory.mktemp("hostile")
    for name, data in HOSTILE.items():
        (folder / name).write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *(str(folder / name) for name in HOSTILE)],
        capture_output=True,
        text=True,
        timeout=280,
        env=environment(),
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert isinstance(result, dict)
    return result


def test_no_hostile_file_takes_more_than_the_bounds(run: dict[str, object]) -> None:
    assert isinstance(run["peak"], int) and run["peak"] < 1_300_000_000
    assert isinstance(run["seconds"], float) and run["seconds"] < 120


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("bomb.docx", "is packed more than 300 to 1"),
        ("bomb.epub", "is packed more than 300 to 1"),
        ("nested.docx", "not readable as docx"),
        ("nothing.docx", "has no text"),
        ("entities.docx", "entity amplification"),
        ("entities.epub", "entity amplification"),
        ("attribute.epub", "entity amplification"),
        ("outside.epub", "references external entity"),
        ("deep.html", "has no text"),
        ("tags.html", "more than 2000000 tags"),
        ("line.html", ""),
        ("huge.html", "more than 32000000 bytes"),
        ("comment.html", "has no text"),
        ("open.html", "more than 2000000 tags"),
        ("objects.pdf", "crashed, or got no more memory"),
        ("inflated.pdf", ""),
    ],
)
def test_hostile_files_are_refused_with_a_reason(
    run: dict[str, object], name: str, reason: str
) -> None:
    assert isinstance(run["results"], dict)
    (found,) = run["results"][name]
    assert reason in found if reason else found == ""


def ends_in_records(read: Reader, path: Path, data: bytes) -> None:
    path.write_bytes(data)
    for format_ in FORMATS:
        assert format_.recognizes(path, data[:HEAD]) in (True, False)
    for record in read(path, "an-id", 1_000_000):
        assert isinstance(record, Found) or (isinstance(record, RecordError) and record.reason)


_FIXTURE = [HealthCheck.function_scoped_fixture]
_STARTS = {
    ".pdf": [b"%PDF-1.7\n", pdf([PdfPage(["Thư viện"])])],
    ".epub": [b"PK\x03\x04", epub({"1.html": "<p>Thư viện</p>"})],
    ".docx": [b"PK\x03\x04", docx(paragraph("Thư viện"))],
    ".html": [b"<html>", "<html><body><p>Thư viện</p></body></html>".encode()],
}


@pytest.mark.parametrize("suffix", READERS)
@settings(max_examples=60, deadline=None, suppress_health_check=_FIXTURE)
@given(data=st.data())
def test_random_bytes(tmp_path: Path, suffix: str, data: st.DataObject) -> None:
    begin = data.draw(st.sampled_from([b"", *_STARTS[suffix]]))
    ends_in_records(READERS[suffix], tmp_path / f"x{suffix}", begin + data.draw(st.binary()))


@pytest.mark.parametrize("suffix", READERS)
@settings(max_examples=100, deadline=None, suppress_health_check=_FIXTURE)
@given(data=st.data())
def test_bytes_that_are_altered_or_cut_off(
    tmp_path: Path, suffix: str, data: st.DataObject
) -> None:
    whole = bytearray(_STARTS[suffix][1])
    for at in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=6)):
        whole[at] = data.draw(st.integers(0, 255))
    end = data.draw(st.integers(0, len(whole)) | st.just(len(whole)))
    ends_in_records(READERS[suffix], tmp_path / f"x{suffix}", bytes(whole[:end]))


_MARKS = st.sampled_from(
    "< > </ /> & ; &# <a <p <td <tr <pre <!-- --> <![CDATA[ ]]> <!DOCTYPE = ' \" href=x ờ x \0"
    " \ufeff".split(" ")
)


@settings(max_examples=200, deadline=None, suppress_health_check=_FIXTURE)
@given(pieces=st.lists(_MARKS, max_size=40))
def test_markup_in_no_order(tmp_path: Path, pieces: list[str]) -> None:
    body = "".join(pieces).encode()
    ends_in_records(read_html, tmp_path / "x.html", b"<html><body>" + body)
    ends_in_records(read_epub, tmp_path / "x.epub", epub({"1.html": body.decode()}))


def test_an_archive_of_many_thousand_members_is_told_in_little_time(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for number in range(25_000):
            file.writestr(str(number), b"")
    ends_in_records(read_docx, tmp_path / "x.docx", buffer.getvalue())
