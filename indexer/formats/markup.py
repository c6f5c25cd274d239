"""HTML and XHTML to a tree, whatever is wrong with it."""

import re

from lxml import etree

from analyzers import UnknownEncodingError, decode_bytes
from indexer.formats.base import Malformed

#: The longest document that is made a tree, and the most tags: each takes some 100 bytes.
_MAX_BYTES = 32_000_000
_MAX_TAGS = 2_000_000
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9._:-]{2,40})""")
_HEAD = 4096
#: A byte that is no UTF-8, as `surrogateescape` has it.
_STRAY = re.compile("[\udc80-\udcff]")
#: Of so many letters beyond ASCII one may be damaged.
_FEW = 0.05
#: What pages say that were written in a legacy encoding, or by nobody who knew.
_SAYS_NOTHING = frozenset({"iso-8859-1", "latin1", "windows-1252", "us-ascii", "ascii", "utf-8"})


def parse_html(data: bytes) -> tuple[etree._Element, dict[str, str]]:
    """The root element, and `decoded_from` where the text was in a legacy encoding.

    Raises Malformed.
    """
    if len(data) > _MAX_BYTES:
        raise Malformed(f"an HTML document of more than {_MAX_BYTES} bytes")
    if data.count(b"<") > _MAX_TAGS:
        raise Malformed(f"an HTML document of more than {_MAX_TAGS} tags")
    text, origin = _decoded(data)
    # A null ends the text for the parser.
    encoded = text.replace("\0", "").encode("utf-8", "replace")
    # Without the limit on depth (256) a few real books would end in the middle.
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(encoded, parser)
    except etree.LxmlError as error:
        raise Malformed(f"not HTML: {error}") from error
    if root is None:
        raise Malformed("an HTML document without any text")
    return root, origin


def _decoded(data: bytes) -> tuple[str, dict[str, str]]:
    """By byte order mark, as UTF-8, by what it says itself, or by the evidence of its letters."""
    if (damaged := _damaged_utf8(data)) is not None:
        return damaged, {}
    try:
        decision = decode_bytes(data)
    except UnknownEncodingError as error:
        declared = _declared(data)
        try:
            return data.decode(declared or "utf-8"), {}
        except (UnicodeDecodeError, LookupError):
            if declared is None:
                raise Malformed(str(error)) from error
        return data.decode("cp1252", "replace"), {}
    if not decision.encoding:
        return decision.text, {}
    declared = _declared(data)
    if declared and declared not in _SAYS_NOTHING:
        try:
            return data.decode(declared), {}
        except (UnicodeDecodeError, LookupError):
            pass  # it says what it is not
    return decision.text, {"decoded_from": decision.encoding.value}


def _damaged_utf8(data: bytes) -> str | None:
    """UTF-8 with a few bytes that are none, which editors left or lost; None for anything else."""
    text = data.decode("utf-8", "surrogateescape")
    strays = len(_STRAY.findall(text))
    letters = len(text) - len(text.encode("ascii", "ignore")) - strays
    if not strays or strays > _FEW * letters:
        return None
    return _STRAY.sub(lambda stray: _western(ord(stray[0]) - 0xDC00), text)


def _western(byte: int) -> str:
    """A no-break space or quotation mark of cp1252; the first byte of a lost letter is no more."""
    return bytes([byte]).decode("cp1252", "replace") if byte < 0xC0 else "\ufffd"


def _declared(data: bytes) -> str | None:
    found = _CHARSET.search(data[:_HEAD])
    return found[1].decode("ascii").lower() if found else None
