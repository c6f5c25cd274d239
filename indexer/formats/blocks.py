"""The text of an HTML tree: a blank line between paragraphs, a line end where one is set."""

import re
from collections.abc import Callable
from functools import cache
from typing import Final

from lxml import etree

_SPACE, _LINE, _PARAGRAPH = 1, 2, 3
_GAPS: Final = {0: "", _SPACE: " ", _LINE: "\n", _PARAGRAPH: "\n\n"}

#: What has no text of the document; `rp` is for browsers that set no ruby.
_UNSEEN = frozenset(
    """script style head title desc metadata defs rp template noscript object iframe embed applet
    audio video canvas button select textarea input map datalist dialog""".split()
)
_PARAGRAPHS = frozenset(
    """p div h1 h2 h3 h4 h5 h6 section article main header footer aside nav blockquote pre ul ol dl
    table figure figcaption center hr form fieldset address body details summary""".split()
)
_LINES = frozenset("li dt dd tr caption option legend text".split())
_CELLS = frozenset({"td", "th", "rt"})
#: What readers of books show in a window of its own when its number is pressed.
_NOTES = frozenset("footnote endnote rearnote note footnotes endnotes rearnotes".split())


def text_of(root: etree._Element, left_out: Callable[[etree._Element], bool] | None = None) -> str:
    """The text below an element, without what no reader sees or `left_out` names."""
    writer = _Writer()
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    kept_space = 0
    for event, element in walk:
        name = _name(element) if event in ("start", "end") else ""
        if event == "start":
            if name in _UNSEEN or _hidden(element) or (left_out and left_out(element)):
                walk.skip_subtree()
                continue
            kept_space += name == "pre"
            writer.gap(_LINE if name == "tspan" and _begins_line(element) else _gap(name))
            if name == "br":
                writer.line_break()
            writer.write(element.text, bool(kept_space))
            continue
        if event == "end":
            kept_space -= name == "pre" and kept_space > 0
            writer.gap(_gap(name))
        if element is not root:
            writer.write(element.tail, bool(kept_space))
    return writer.text


class _Writer:
    """Pieces of text, and the widest gap that is due before the next of them."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._due = 0

    @property
    def text(self) -> str:
        return "".join(self._pieces).strip()

    def gap(self, width: int) -> None:
        self._due = max(self._due, width)

    def line_break(self) -> None:
        """A first one ends a line; a second one right after it parts paragraphs."""
        self._due = _PARAGRAPH if self._due >= _LINE else _LINE

    def write(self, text: str | None, kept_space: bool) -> None:
        if not text:
            return
        if kept_space:
            words = text.strip("\n")
        else:
            words = " ".join(_words().split(text)).strip(" ")
            if text[0] in " \t\r\n\f":
                self.gap(_SPACE)
        if self._due >= _LINE:
            words = words.lstrip()
        if not words:
            return
        if self._pieces:
            self._pieces.append(_GAPS[self._due])
        self._pieces.append(words)
        self._due = _SPACE if text[-1] in " \t\r\n\f" and not kept_space else 0


def _gap(name: str) -> int:
    if name in _PARAGRAPHS:
        return _PARAGRAPH
    if name in _LINES:
        return _LINE
    return _SPACE if name in _CELLS else 0


def _begins_line(part: etree._Element) -> bool:
    """Whether a part of a text of SVG stands on a line of its own."""
    return bool(part.get("y") or part.get("dy"))


def epub_types(element: etree._Element) -> frozenset[str]:
    """What an element of an EPUB is said to be (`epub:type`)."""
    return frozenset((element.get("epub:type") or "").split())


def _hidden(element: etree._Element) -> bool:
    if epub_types(element) & _NOTES:
        return False
    if element.get("hidden") is not None:
        return True
    return "display:none" in (element.get("style") or "").replace(" ", "").lower()


def _name(element: etree._Element) -> str:
    """The name in small letters; XHTML read as HTML keeps prefixes, which mean nothing here."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


@cache
def _words() -> re.Pattern[str]:
    """White space as HTML has it: a no-break space is a letter like others."""
    return re.compile(r"[ \t\r\n\f]+")
