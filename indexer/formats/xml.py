"""XML as every reader reads it: nothing outside the file is opened."""

from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from lxml import etree

from indexer.formats.base import HEAD, Malformed, checked_bytes

#: Bytes of a file in which its root element is looked for: behind comments, a document type, and
#: with many namespaces.
_LONGEST_HEAD = 1 << 18


class OtherXml(Malformed):
    """Well-formed, and of another format."""


def parse_xml(data: bytes) -> etree._Element:
    """The root element. Raises Malformed."""
    # What can be read as UTF-8 is UTF-8: files are re-coded, and their first line is forgotten.
    encoding = "utf-8" if not data.isascii() and b"\0" not in data and _is_utf8(data) else None
    parser = etree.XMLParser(
        encoding=encoding, resolve_entities=False, no_network=True, load_dtd=False
    )
    try:
        return etree.fromstring(data, parser)
    except etree.LxmlError as error:
        raise Malformed(str(error)) from error


def root_named(path: Path, max_bytes: int, name: str) -> etree._Element:
    """The root element of a file. Raises Malformed; OtherXml where it has another name; OSError."""
    root = parse_xml(checked_bytes(path, max_bytes))
    if local_name(root).lower() != name.lower():
        raise OtherXml(f"the root element is {local_name(root)}")
    return root


def stream_xml(data: bytes) -> Iterator[tuple[str, etree._Element]]:
    """Elements as they begin ("start") and end ("end"); what ended is forgotten.

    The memory that it takes does not grow with the document. Raises Malformed.
    """
    events = etree.iterparse(
        BytesIO(data), ("start", "end"), resolve_entities=False, no_network=True, load_dtd=False
    )
    try:
        for event, element in events:
            yield event, element
            if event == "end":
                element.clear()
                while (before := element.getprevious()) is not None:
                    parent = before.getparent()
                    if parent is None:  # a comment before the root
                        break
                    parent.remove(before)
    except etree.LxmlError as error:
        raise Malformed(str(error)) from error


def first_bytes(path: Path) -> bytes:
    """The bytes by which a file's format is told: the first HEAD, or more of XML that has not come
    to its root element by then. Raises OSError.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
        if len(head) == HEAD and not root_name(head) and _is_begun(head):
            head += file.read(_LONGEST_HEAD - HEAD)
    return head


def _is_begun(head: bytes) -> bool:
    """Whether nothing is wrong with these bytes as XML so far."""
    parser = etree.XMLPullParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        parser.feed(head)
    except etree.LxmlError:
        return False
    return True


@lru_cache(maxsize=4)  # every format asks, one after the other
def root_name(head: bytes) -> str:
    """The local name of the root element of the XML that begins with these bytes, or ''."""
    parser = etree.XMLPullParser(
        events=("start",), resolve_entities=False, no_network=True, load_dtd=False
    )
    with suppress(etree.LxmlError):  # what is wrong may stand behind the root element
        parser.feed(head)
    with suppress(etree.LxmlError):
        for _, element in parser.read_events():
            if isinstance(element, etree._Element):
                return local_name(element)
    return ""


def local_name(element: etree._Element) -> str:
    """An element's name without its namespace."""
    # Not by QName: a prefix that is not declared stays in the name, which it takes for invalid.
    return str(element.tag).rpartition("}")[2]


def all_text(element: etree._Element) -> str:
    """All text in an element, spaces and line ends as single spaces."""
    text = str(element.xpath("string()")) if len(element) else element.text or ""
    return " ".join(text.split())


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
