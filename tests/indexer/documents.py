"""Born-digital documents, written by hand for tests."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from indexer.formats.base import Found, Reader
from searchsvc.domain import Item
from searchsvc.errors import RecordError

MAX_BYTES = 20_000_000


def read_item(read: Reader, path: Path, max_bytes: int = MAX_BYTES) -> Item:
    (found,) = read(path, "an-id", max_bytes)
    assert isinstance(found, Found), found
    assert found.item.id == "an-id"
    return found.item


def reason(read: Reader, path: Path, max_bytes: int = MAX_BYTES) -> str:
    (error,) = read(path, "an-id", max_bytes)
    assert isinstance(error, RecordError), error
    assert (error.place, error.item_id) == (str(path), "an-id")
    return error.reason


def archive(members: Mapping[str, str | bytes]) -> bytes:
    """A ZIP archive; what is called `mimetype` is stored, as EPUB has it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            method = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            file.writestr(name, data, method)
    return buffer.getvalue()


CONTAINER = """<?xml version="1.0"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/>
</rootfiles></container>"""


def epub(
    chapters: Mapping[str, str],
    metadata: str = "<dc:title>Sách</dc:title>",
    manifest: str = "",
    guide: str = "",
    more: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """A book: documents of the spine by their names, each the inside of a body or a whole file."""
    items = "".join(
        f'<item id="c{i}" href="{name.replace(" ", "%20")}"'
        f' media-type="{"image/svg+xml" if name.endswith(".svg") else "application/xhtml+xml"}"/>'
        for i, name in enumerate(chapters)
    )
    spine = "".join(f'<itemref idref="c{i}"/>' for i in range(len(chapters)))
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="2.0">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"'
        f' xmlns:opf="http://www.idpf.org/2007/opf">{metadata}</metadata>'
        f"<manifest>{items}{manifest}</manifest><spine>{spine}</spine>{guide}</package>"
    )
    documents = {
        f"OEBPS/{name}": body if body.startswith("<?xml") else f"<html><body>{body}</body></html>"
        for name, body in chapters.items()
    }
    members: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OEBPS/book.opf": package,
    }
    return archive(members | documents | dict(more or {}))


_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(
    body: str,
    core: str = "",
    footnotes: str = "",
    endnotes: str = "",
    styles: str = "",
) -> bytes:
    members = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:document {_WORD}><w:body>{body}</w:body></w:document>",
        "docProps/core.xml": (
            '<cp:coreProperties xmlns:cp="urn:cp" xmlns:dc="http://purl.org/dc/elements/1.1/"'
            f' xmlns:dcterms="http://purl.org/dc/terms/">{core}</cp:coreProperties>'
        ),
        "word/footnotes.xml": f"<w:footnotes {_WORD}>{footnotes}</w:footnotes>",
        "word/endnotes.xml": f"<w:endnotes {_WORD}>{endnotes}</w:endnotes>",
        "word/styles.xml": f"<w:styles {_WORD}>{styles}</w:styles>",
    }
    return archive(members)


def paragraph(*runs: str) -> str:
    """A paragraph of runs, each text or what is inside a run."""
    inside = (run if run.startswith("<") else f"<w:t>{run}</w:t>" for run in runs)
    return "<w:p>" + "".join(f"<w:r>{run}</w:r>" for run in inside) + "</w:p>"


class PdfPage(NamedTuple):
    """Lines of text from the top, 20 points apart, each from 72 points left; drawing operators."""

    lines: Sequence[str] = ()
    drawn: str = ""
    more: str = ""  # further keys of the page


PICTURE = "q 595 0 0 842 0 0 cm /Im Do Q"
#: A page of this height, in points, and a first line's baseline.
WIDTH, HEIGHT, BASELINE = 595, 842, 770


def pdf(pages: Sequence[PdfPage], info: str = "", catalog: str = "", unicode: bool = True) -> bytes:
    """A document in one font; without `unicode` its letters are bytes of cp1252."""
    letters = sorted({char for page in pages for line in page.lines for char in line})
    codes = {char: at for at, char in enumerate(letters, 33)} if unicode else {}
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        b"",
        _font(unicode),
        _stream(_to_unicode(codes)),
        _stream(b"\x80" * 4, "/Type /XObject /Subtype /Image /Width 2 /Height 2"
                " /ColorSpace /DeviceGray /BitsPerComponent 8"),
        f"<< {info} >>".encode(),
    ]  # fmt: skip
    kids = []
    for page in pages:
        contents = f"{page.drawn}\nBT /F 12 Tf 72 {BASELINE + 20} Td\n".encode()
        for line in page.lines:
            data = bytes(codes[c] for c in line) if unicode else line.encode("cp1252", "replace")
            contents += b"0 -20 Td <" + data.hex().encode() + b"> Tj\n"
        objects.append(_stream(contents + b"ET"))
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] {page.more} /Resources"
            f" << /Font << /F 3 0 R >> /XObject << /Im 5 0 R >> >> /Contents {len(objects)} 0 R"
            " >>".encode()
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(kids)}] >>".encode()
    return _file(objects)


def _file(objects: Sequence[bytes]) -> bytes:
    data = bytearray(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
        f"trailer << /Size {len(objects) + 1} /Root 1 0 R /Info 6 0 R >>\n"
        f"startxref\n{len(data)}\n%%EOF\n"
    )
    return bytes(data) + end.encode()


def _stream(data: bytes, keys: str = "") -> bytes:
    return f"<< /Length {len(data)} {keys} >>\nstream\n".encode() + data + b"\nendstream"


def _font(unicode: bool) -> bytes:
    widths = " ".join(["600"] * 223)
    told = "/ToUnicode 4 0 R" if unicode else "/Encoding /WinAnsiEncoding"
    return (
        "<< /Type /Font /Subtype /Type1 /BaseFont /Courier /FirstChar 33 /LastChar 255"
        f" /Widths [{widths}] {told} >>"
    ).encode()


def _to_unicode(codes: Mapping[str, int]) -> bytes:
    pairs = "\n".join(
        f"<{code:02x}> <{char.encode('utf-16-be').hex()}>" for char, code in codes.items()
    )
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def\n"
        "1 begincodespacerange <00> <ff> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{pairs}\nendbfchar\nendcmap end end"
    ).encode()
