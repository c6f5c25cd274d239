"""Books and files of any size, made of the pages of the collections, in several formats."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence, Set
from itertools import islice
from pathlib import Path
from xml.sax.saxutils import quoteattr

import orjson

from benchmarks.collection import COLLECTIONS, DATA
from benchmarks.recombining import Recombining, Source, sample_source, source_of
from tests.indexer.documents import PdfPage
from tests.indexer.documents import pdf as one_font_pdf

#: Of a page, in pixels.
_WIDTH, _HEIGHT, _MARGIN, _LINE, _LETTER = 1200, 1800, 60, 18, 8
_WORDS_A_LINE = 14
#: Of a font whose letters are bytes.
_LETTERS = 200


def made_source() -> Source:
    """The collections, or the sample where they are not there."""
    files = [DATA / name for name in COLLECTIONS]
    return source_of(files) if files[0].exists() else sample_source()


def texts(source: Source) -> Iterator[str]:
    """Texts of made pages, without end."""
    for record in Recombining(source):
        for page in record["pages"]:
            yield page["text"]


def records(source: Source, file: Path, size: int) -> None:
    """Records until the file has so many bytes."""
    with file.open("wb") as lines:
        for record in Recombining(source):
            lines.write(orjson.dumps(record) + b"\n")
            if lines.tell() >= size:
                return


def record(source: Source, file: Path, pages: int) -> None:
    """One record of so many pages."""
    numbered = enumerate(islice(texts(source), pages), 1)
    found = [{"number": number, "text": text} for number, text in numbered]
    file.write_bytes(orjson.dumps({"id": "book", "title": "Sách dày", "pages": found}))


def plain(source: Source, file: Path, size: int) -> None:
    """A text, a form feed between its pages, until it has so many bytes."""
    with file.open("w", encoding="utf-8") as out:
        for text in texts(source):
            out.write(text + "\f")
            if out.tell() >= size:
                return


def alto(source: Source, folder: Path, pages: int) -> None:
    """A folder of so many ALTO files, each word with its place."""
    folder.mkdir()
    for number, text in zip(range(1, pages + 1), texts(source), strict=False):
        (folder / f"{number:05}.xml").write_text(_alto(text), "utf-8")


def _alto(text: str) -> str:
    lines = []
    for at, line in enumerate(_lines(text)):
        left = _MARGIN
        words = []
        for word in line:
            width = _LETTER * len(word)
            words.append(
                f'<String CONTENT={quoteattr(word)} HPOS="{left}" VPOS="{_MARGIN + at * _LINE}"'
                f' WIDTH="{width}" HEIGHT="{_LINE}"/>'
            )
            left += width + _LETTER
        lines.append(f"<TextLine>{'<SP/>'.join(words)}</TextLine>")
    return (
        '<alto xmlns="http://www.loc.gov/standards/alto/ns-v3#"><Layout>'
        f'<Page WIDTH="{_WIDTH}" HEIGHT="{_HEIGHT}"><PrintSpace><TextBlock>{"".join(lines)}'
        "</TextBlock></PrintSpace></Page></Layout></alto>"
    )


def pdf(source: Source, file: Path, pages: int) -> None:
    """A PDF of so many pages with a layer of text, of the letters that it has most often."""
    written = [[" ".join(line) for line in _lines(text)] for text in islice(texts(source), pages)]
    counted = Counter(letter for lines in written for line in lines for letter in line)
    known = {letter for letter, _ in counted.most_common(_LETTERS)}
    file.write_bytes(
        one_font_pdf([PdfPage([_of(line, known) for line in lines]) for lines in written])
    )


def _of(text: str, known: Set[str]) -> str:
    return "".join(letter if letter in known else " " for letter in text)


def _lines(text: str) -> Iterator[Sequence[str]]:
    words = text.split()
    most = (_HEIGHT - 2 * _MARGIN) // _LINE
    for begin in range(0, min(len(words), most * _WORDS_A_LINE), _WORDS_A_LINE):
        yield words[begin : begin + _WORDS_A_LINE]


#: By name, what makes it at a path, of so many pages or bytes.
BY_PAGES: dict[str, Callable[[Source, Path, int], None]] = {
    "book.jsonl": record,
    "alto": alto,
    "book.pdf": pdf,
}
BY_BYTES: dict[str, Callable[[Source, Path, int], None]] = {
    "records.jsonl": records,
    "book.txt": plain,
}
