"""XML that is too large to be read whole: record after record, in bounded memory."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Literal, NamedTuple

from lxml import etree

from indexer.formats.base import Malformed

_BLOCK = 1 << 16


class Glance(NamedTuple):
    """What the first bytes of an XML file show: its root element, and the elements begun so far.

    Names are in Clark's notation, `{namespace}local`.
    """

    root: str
    names: frozenset[str]

    @property
    def local_root(self) -> str:
        return _local(self.root)

    @property
    def local_names(self) -> frozenset[str]:
        return frozenset(map(_local, self.names))

    def uses(self, namespace: str) -> bool:
        """Whether one of the elements is in this namespace."""
        return any(name.startswith(f"{{{namespace}}}") for name in self.names)


def glance(head: bytes) -> Glance:
    """What these bytes begin with; all empty where that is no XML."""
    parser = _parser("start")
    _feed(parser, head)  # what is wrong may stand behind the first elements
    names = [element.tag for element in _found(parser)]
    return Glance(names[0] if names else "", frozenset(names))


def elements(
    path: Path,
    is_record: Callable[[etree._Element], bool],
    max_bytes: int,
    named: str | None = None,
) -> Iterator[etree._Element]:
    """Each element that is a record, once it is whole; what was read before it is let go of.

    `named`: the only name that a record may have, in any namespace; others are not even asked for.
    Raises Malformed where the XML breaks, or where `max_bytes` hold no whole record; OSError.
    """
    parser = _parser("end", named and f"{{*}}{named}")
    waiting = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            waiting += len(block)
            mistake = _feed(parser, block)
            for element in _found(parser):
                if is_record(element):
                    yield element
                    _let_go(element)
                    waiting = 0
            if mistake:
                raise Malformed(mistake)
            if waiting > max_bytes:
                raise Malformed(f"no record ends within {max_bytes} bytes")
    try:
        parser.close()
    except etree.LxmlError as error:
        raise Malformed("the file ends before its root element does") from error


def _parser(event: Literal["start", "end"], tag: str | None = None) -> etree.XMLPullParser:
    return etree.XMLPullParser(
        events=(event,), tag=tag, resolve_entities=False, no_network=True, load_dtd=False
    )


def _feed(parser: etree.XMLPullParser, block: bytes) -> str:
    """Give the parser a block; gives back what is wrong with it, or ''."""
    try:
        parser.feed(block)
    except etree.LxmlError as error:
        return str(error) or "not well-formed"
    return ""


def _found(parser: etree.XMLPullParser) -> Iterator[etree._Element]:
    """The elements of the events so far; before a mistake there may be some."""
    with suppress(etree.LxmlError):
        for _, element in parser.read_events():
            if isinstance(element, etree._Element) and isinstance(element.tag, str):
                yield element


def _let_go(element: etree._Element) -> None:
    """Free an element, and all that stands before it at any level."""
    element.clear()
    node: etree._Element | None = element
    while node is not None:
        parent = node.getparent()
        while parent is not None and (before := node.getprevious()) is not None:
            parent.remove(before)
        node = parent


def _local(name: str) -> str:
    return name.rpartition("}")[2]
