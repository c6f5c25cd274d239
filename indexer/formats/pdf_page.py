"""One page of a PDF to a Page, by pdfium."""

import ctypes
import re
from collections.abc import Iterator
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from indexer.formats.page import MAX_LENGTH
from searchsvc.domain import Page, WordBox

#: Pixels of the frame that pdfium places things in, for a point: it gives whole numbers.
_SCALE = 20
#: pdfium puts these, and no line end, where a hyphen ends a line and the word goes on.
_BROKEN = (0x02, 0xFFFE)
#: A page with this many drawn shapes and no letter shows letters that were made shapes.
_SHAPES = 50
_MAX_OBJECTS = 20_000
#: A picture over so much of a page is the page.
_WHOLE_PAGE = 0.7
#: Private or no letters, more than this share of a text: nobody can say what it reads.
_UNREADABLE = 0.3
_RUBBISH = re.compile("[\ue000-\uf8ff\ufffd\x00-\x08\x0e-\x1f\U000f0000-\U0010ffff]")
_MAX_CHARACTERS = 1_000_000


class Read(NamedTuple):
    """A page; whether it could not be read, and whether it is the picture of one."""

    page: Page
    damaged: bool = False
    scanned: bool = False


class _Contents(NamedTuple):
    """What is drawn on a page besides text."""

    pictures: bool
    covered: bool


def read_page(document: pypdfium2.PdfDocument, index: int, file_name: str) -> Read:
    """The page of this index, from 0; one that cannot be read is empty."""
    number = index + 1
    image = f"{file_name}#{number}"
    try:
        page = document.get_page(index)
    except pypdfium2.PdfiumError:
        return Read(Page(number, "", image=image), damaged=True)
    try:
        width, height = page.get_size()
        if not (0 < width < MAX_LENGTH and 0 < height < MAX_LENGTH):
            return Read(Page(number, "", image=image), damaged=True)
        text, words = _text(page, width, height)
        contents = _contents(page, width * height)
    except pypdfium2.PdfiumError:
        return Read(Page(number, "", image=image), damaged=True)
    finally:
        page.close()
    unread = contents.pictures and not text.strip()
    garbled = len(_RUBBISH.findall(text)) > _UNREADABLE * len(text)
    label = " ".join(document.get_page_label(index).split())[:100]
    return Read(
        Page(
            number,
            text,
            label=label if label and label != str(number) else None,
            image=image,
            width=round(width, 2),
            height=round(height, 2),
            words=words,
            extra={"needs_ocr": True} if unread or garbled else {},
        ),
        scanned=contents.covered,
    )


def _text(page: pypdfium2.PdfPage, width: float, height: float) -> tuple[str, tuple[WordBox, ...]]:
    """The text in the order of the file, and its words with their places as a reader sees them."""
    layer = page.get_textpage()
    try:
        count = min(pdfium.FPDFText_CountChars(layer), _MAX_CHARACTERS)
        codes = [pdfium.FPDFText_GetUnicode(layer, at) for at in range(count)]
        frame = _Frame(page, width, height)
        words = []
        for start, end in _runs(codes):
            text = _letters(codes[start:end]).rstrip("\n")
            box = frame.of(layer, range(start, end))
            if text and box:
                words.append(WordBox(text, *box, 1.0))
    finally:
        layer.close()
    text = _letters(codes).replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(line.rstrip() for line in text.split("\n")).strip(), tuple(words)


def _letters(codes: list[int]) -> str:
    """The text of pdfium's codes: letters outside the first plane are pairs of surrogates."""
    text = "".join(map(_character, codes))
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")


def _character(code: int) -> str:
    if code in _BROKEN:
        return "-\n"
    return chr(code) if 0 < code <= 0x10FFFF else ""  # no font has a letter for a null


def _runs(codes: list[int]) -> Iterator[tuple[int, int]]:
    """Where words begin and end: at white space and line ends."""
    start = 0
    for at, code in enumerate([*codes, 0x20]):
        if code in (0x20, 0x0D, 0x0A, 0x09, 0x0C, *_BROKEN):
            end = at + (code in _BROKEN)
            if end > start:
                yield start, end
            start = at + 1


class _Frame:
    """Places on a page, which may be turned or cut, as a reader sees it."""

    def __init__(self, page: pypdfium2.PdfPage, width: float, height: float) -> None:
        self._page = page
        self._size = (int(width * _SCALE), int(height * _SCALE))
        self._rectangle = pdfium.FS_RECTF()
        self._x, self._y = ctypes.c_int(), ctypes.c_int()

    def of(
        self, layer: pypdfium2.PdfTextPage, characters: range
    ) -> tuple[float, float, float, float] | None:
        """x, y, width and height of characters, None where they have no place."""
        box = self._rectangle
        edges = []
        for at in characters:
            if pdfium.FPDFText_GetLooseCharBox(layer, at, box) and box.right > box.left:
                edges.append((box.left, box.bottom, box.right, box.top))
        if not edges:
            return None
        left, bottom, right, top = zip(*edges, strict=True)
        corners = [self._seen(min(left), max(top)), self._seen(max(right), min(bottom))]
        (x1, x2), (y1, y2) = (sorted(values) for values in zip(*corners, strict=True))
        if x1 == x2 or y1 == y2 or abs(x1) > MAX_LENGTH or abs(y1) > MAX_LENGTH:
            return None
        return x1, y1, round(x2 - x1, 2), round(y2 - y1, 2)

    def _seen(self, x: float, y: float) -> tuple[float, float]:
        pdfium.FPDF_PageToDevice(self._page, 0, 0, *self._size, 0, x, y, self._x, self._y)
        return self._x.value / _SCALE, self._y.value / _SCALE


def _contents(page: pypdfium2.PdfPage, area: float) -> _Contents:
    picture = covered = False
    shapes = 0
    kinds = [pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_PATH]
    for count, thing in enumerate(page.get_objects(filter=kinds, max_depth=3)):
        if count >= _MAX_OBJECTS:
            break
        if thing.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            picture = True
            left, bottom, right, top = thing.get_bounds()
            covered = covered or (right - left) * (top - bottom) > _WHOLE_PAGE * area
        else:
            shapes += 1
    return _Contents(picture or shapes >= _SHAPES, covered)
