"""The text of a Word document, its pages parted where Word parted them."""

from collections.abc import Iterator
from contextlib import suppress

from lxml import etree

from indexer.formats.base import Malformed
from indexer.formats.docx_symbols import symbol
from indexer.formats.xml import local_name, parse_xml, stream_xml

_CHARACTERS = {"tab": "\t", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "\u00ad", "ptab": "\t"}
#: What is not in the text: what was deleted, field codes, places of tab stops, and how a paragraph
#: was set before a change.
_UNSEEN = frozenset("del moveFrom instrText delText rPr tblPr sdtPr tabs pPrChange".split())
#: The same drawing in several ways. The first that has text is read: an older Word's often is the
#: only one, and where both have it, it is the same.
_WAYS = frozenset({"Choice", "Fallback"})
#: Ids of the style for titles where the document does not say which it is.
_TITLE_STYLES = frozenset({"title", "tieude"})
_NOTES = {"footnoteReference": "footnote", "endnoteReference": "endnote"}


class WordText:
    """Reads WordprocessingML piece by piece.

    `pages`: the text of each page, with a line for each paragraph and each row of a table, and the
    notes below the page that names them. `title`: the first paragraph in the style for titles.
    """

    def __init__(
        self, notes: dict[str, dict[str, str]], title_styles: frozenset[str] = frozenset()
    ) -> None:
        self._notes = notes
        self._title_styles = _TITLE_STYLES | title_styles
        self._lines: list[str] = []
        self._below: list[str] = []
        self._stack: list[list[str]] = []  # paragraphs: one may stand in a text box of another
        self._rows: list[list[str]] = []  # tables: one may stand in a cell of another
        self._hidden = 0
        self._letters = 0  # pieces of text so far
        self._before_ways: list[int] = []  # how many there were before a drawing in several ways
        self._styled = False
        self._ended = False  # a page ended in a row that has begun
        self.pages: list[str] = []
        self.title: str | None = None

    def read(self, data: bytes) -> None:
        """Read a whole part. Raises Malformed for one that is broken or has no text."""
        for event, element in stream_xml(data):
            self.take(event, element)
        self._turn()
        if not any(self.pages):
            raise Malformed("has no text")

    def cut(self) -> list[str]:
        """End the page, give all pages so far, and begin anew."""
        self._turn()
        pages, self.pages = self.pages, []
        return pages

    def take(self, event: str, element: etree._Element) -> None:
        """Take in that an element begins ("start") or ends ("end")."""
        name = local_name(element)
        if name in _UNSEEN or (name in _WAYS and self._passes_over(event)):
            self._hidden += 1 if event == "start" else -1
        elif self._hidden:
            return
        elif event == "start":
            self._begin(name)
        else:
            self._end(name, element)

    def _passes_over(self, event: str) -> bool:
        """Whether one of several ways to write a drawing is passed over: because it stands in
        something hidden, or because a way before it had text.
        """
        told = self._before_ways and self._letters > self._before_ways[-1]
        return bool(self._hidden or (event == "start" and told))

    def _begin(self, name: str) -> None:
        if name == "AlternateContent":
            self._before_ways.append(self._letters)
        elif name == "p":
            self._stack.append([])
            self._styled = False
        elif name == "tr":
            self._rows.append([])
        elif name == "tc" and self._rows:
            self._rows[-1].append("")
        elif name == "rubyBase":
            self._write(" ")  # before it stands its reading

    def _end(self, name: str, element: etree._Element) -> None:
        if name == "t":
            self._write(element.text or "")
        elif name == "sym":
            self._write(symbol(_value(element, "font"), _value(element, "char")))
        elif name == "AlternateContent" and self._before_ways:
            self._before_ways.pop()
        elif name in _CHARACTERS:
            self._write(_CHARACTERS[name])
        elif name in _NOTES:
            self._note(_NOTES[name], _value(element, "id"))
        elif name == "pStyle":
            self._styled = _value(element, "val").lower() in self._title_styles
        elif name == "p" and self._stack:
            self._paragraph("".join(self._stack.pop()))
        elif name == "tr" and self._rows:
            self._row(self._rows.pop())
        else:
            self._break(name, element)

    def _break(self, name: str, element: etree._Element) -> None:
        kind = _value(element, "type")
        if name == "br" and kind != "page":
            self._write("\n")
        elif name in ("br", "lastRenderedPageBreak") or (
            name == "pageBreakBefore" and _value(element, "val") not in ("0", "false")
        ):
            self._turn()

    def _write(self, text: str) -> None:
        if self._stack:
            self._stack[-1].append(text)
            self._letters += bool(text.strip())

    def _paragraph(self, text: str) -> None:
        if self._rows and self._rows[-1]:
            self._rows[-1][-1] += f"{text.strip()} "
            return
        if self._styled and self.title is None and text.strip():
            self.title = text
        self._lines.append(text)

    def _row(self, cells: list[str]) -> None:
        self._paragraph("\t".join(cell.strip() for cell in cells))
        if self._ended and not self._rows:
            self._turn()

    def _note(self, kind: str, number: str) -> None:
        if note := self._notes.get(kind, {}).get(number):
            self._below.append(note)

    def _has_begun(self) -> bool:
        """Whether there is text in the row that we stand in."""
        return any(text.strip() for texts in (*self._rows, *self._stack) for text in texts)

    def _turn(self) -> None:
        """A page ends here, in the middle of a paragraph too; or after a row that has begun."""
        self._ended = bool(self._rows) and (self._ended or self._has_begun())
        if self._ended:
            return
        if self._stack and (begun := "".join(self._stack[-1])).strip():
            self._lines.append(begun)
            self._stack[-1].clear()
        page = "\n".join([*self._lines, *self._below]).strip("\n")
        # Word writes both where an explicit break is and where it broke the page.
        if page.strip():
            self.pages.append(page)
        self._lines, self._below = [], []


def notes(data: bytes, kind: str) -> dict[str, str]:
    """Foot- or endnotes by their ids, read as the text is. Raises Malformed."""
    text = WordText({})
    found: dict[str, str] = {}
    for event, element in stream_xml(data):
        text.take(event, element)
        if event == "end" and local_name(element) == kind:
            found[_value(element, "id")] = "\n".join(text.cut()).strip()
    return found


def title_styles(data: bytes) -> frozenset[str]:
    """Ids of styles called Title: Word keeps that name, and ids are in the user's language.

    Without styles a text can be read, so there are none in what is broken.
    """
    found = set()
    with suppress(Malformed):
        for style in parse_xml(data).iter("{*}style"):
            name = style.find("{*}name")
            if name is not None and _value(name, "val").lower() == "title":
                found.add(_value(style, "styleId").lower())
    return frozenset(found)


def _value(element: etree._Element, name: str) -> str:
    """An attribute in Word's namespace, of whichever edition of the standard."""
    values: Iterator[str] = (
        str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name
    )
    return next(values, "")
