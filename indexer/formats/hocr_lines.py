"""The lines of an hOCR page, and the pieces of text in each, in the order of the file."""

from dataclasses import dataclass, field

from lxml import etree

_WORDS = frozenset({"ocrx_word", "ocr_word"})
_LINES = frozenset({"ocr_line", "ocrx_line"})
#: Lines in what Tesseract writes, blocks in what others do.
_EITHER = frozenset({"ocr_header", "ocr_footer", "ocr_caption", "ocr_textfloat"})
_BLOCKS = frozenset({"ocr_par", "ocr_carea", "ocrx_block", "ocr_block", "ocr_page"}) | _EITHER
#: Not text: readings that were not chosen, and what is for the browser.
_NO_TEXT = frozenset({"del", "script", "style"})


@dataclass(slots=True)
class Piece:
    """A word, or text that stands in no word element. `spaced`: a space is before it."""

    text: str
    spaced: bool
    word: etree._Element | None


@dataclass(slots=True)
class Line:
    """A line, and the block that it is of; where a file has no lines, what is nearest to one."""

    element: etree._Element
    block: etree._Element
    pieces: list[Piece] = field(default_factory=list)


def classes(element: etree._Element) -> frozenset[str]:
    return frozenset((element.get("class") or "").split())


def lines_of(page: etree._Element) -> list[Line]:
    """The lines that have any text, without those of pages in it: it was never closed."""
    walk = _Walk()
    elements = etree.iterwalk(page, events=("start", "end"))
    for event, element in elements:
        if event == "start" and element is not page and "ocr_page" in classes(element):
            elements.skip_subtree()
        elif event == "start":
            walk.enter(element)
        else:
            walk.leave(element, None if element is page else element.tail)
    return walk.lines


class _Walk:
    """One way through a page. Elements may be nested in any way: tags are often not closed."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._spaced = False
        self._closed: list[etree._Element] = []  # words and the like that we stand in
        self._has_lines: dict[etree._Element, bool] = {}

    def enter(self, element: etree._Element) -> None:
        if classes(element) & _WORDS:
            self._closed.append(element)
            self._add(element, _text_in(element), element)
        elif element.tag in _NO_TEXT:
            self._closed.append(element)
        elif not self._closed:
            self._add(element, element.text, None)
        self._spaced = self._spaced or element.tag == "br"

    def leave(self, element: etree._Element, tail: str | None) -> None:
        if self._closed and self._closed[-1] is element:
            self._closed.pop()
        parent = element.getparent()
        if tail and parent is not None:
            self._add(parent, " " if self._closed else tail, None)

    def _add(self, element: etree._Element, text: str | None, word: etree._Element | None) -> None:
        content = " ".join((text or "").split())
        if not content:
            self._spaced = self._spaced or bool(text)
            return
        line = self._line(element)
        spaced = self._spaced or (text is not None and text[0].isspace())
        line.pieces.append(Piece(content, spaced, word))
        self._spaced = text is not None and text[-1].isspace()

    def _line(self, element: etree._Element) -> Line:
        """The line that text in an element goes into."""
        around = [element, *element.iterancestors()]
        block = next((e for e in around if self._is_block(e)), around[-1])
        nearest = next((e for e in around if self._is_line(e) or e is block), block)
        if not self.lines or self.lines[-1].element is not nearest:
            self.lines.append(Line(nearest, block))
        return self.lines[-1]

    def _is_line(self, element: etree._Element) -> bool:
        named = classes(element)
        return bool(named & _LINES) or (bool(named & _EITHER) and not self._holds_lines(element))

    def _is_block(self, element: etree._Element) -> bool:
        named = classes(element)
        return bool(named & _BLOCKS) and not (named & _EITHER and self._is_line(element))

    def _holds_lines(self, element: etree._Element) -> bool:
        if element not in self._has_lines:
            inner = element.iterdescendants()
            self._has_lines[element] = any(classes(e) & _LINES for e in inner)
        return self._has_lines[element]


def _text_in(word: etree._Element) -> str:
    """The text of a word, without that of words that stand in it by mistake."""
    pieces = [word.text or ""]
    for child in word.iterchildren():
        if child.tag not in _NO_TEXT and not classes(child) & (_WORDS | _LINES):
            pieces.append(_text_in(child))
        pieces.append(child.tail or "")
    return "".join(pieces)
