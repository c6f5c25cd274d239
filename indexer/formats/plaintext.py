"""Plain text: one file an item, its pages cut at form feeds or else at line ends."""

from collections.abc import Iterator
from pathlib import Path

from analyzers import Decision, decode_bytes, repair
from indexer.formats.base import Format, Found, Record, title_from
from indexer.formats.record import MAX_PAGES
from searchsvc.domain import Item, Metadata, Page
from searchsvc.errors import RecordError

#: A page is cut at the first line end after so many characters, or at a space, or anywhere.
PAGE_CHARACTERS = 2500
_LONGEST_PAGE = 2 * PAGE_CHARACTERS
_LONGEST_TITLE = 150


def read_text(path: Path, item_id: str, max_bytes: int) -> Iterator[Record]:
    """The one item of a text file: in UTF-8, UTF-16 with a byte order mark, or a legacy encoding.

    What was converted says so: the item or the page has `decoded_from` among its further keys. A
    page that looks damaged, but not surely enough to be converted, has `suspected_encoding`.
    """
    try:
        if path.stat().st_size > max_bytes:
            raise ValueError(f"the file is larger than {max_bytes} bytes")
        decision = decode_bytes(path.read_bytes())
        pages = _pages(decision)
    except (OSError, ValueError) as error:
        yield RecordError(str(path), str(error), item_id)
        return
    title = _title(pages) or title_from(path.stem)
    yield Found(str(path), Item(Metadata(item_id, title, extra=_origin(decision)), pages))


def _pages(decision: Decision) -> tuple[Page, ...]:
    text = decision.text
    if (at := text.find("\0")) >= 0:
        raise ValueError(f"not text: character {at} is a null")
    if not text.strip():
        raise ValueError("the file has no text")
    if text.count("\f") >= MAX_PAGES:
        raise ValueError(f"the file has more than {MAX_PAGES} pages")
    pages = enumerate(cut_pages(text), 1)
    if decision.encoding:
        return tuple(Page(number, page) for number, page in pages)
    return tuple(_repaired(number, page) for number, page in pages)


def _repaired(number: int, text: str) -> Page:
    """A page of Unicode, which may hold what other programs took legacy bytes for."""
    decision = repair(text)
    return Page(number, decision.text, extra=_origin(decision))


def _origin(decision: Decision) -> dict[str, str]:
    if decision.encoding:
        return {"decoded_from": decision.encoding.value}
    return {"suspected_encoding": decision.suspected.value} if decision.suspected else {}


def cut_pages(text: str) -> list[str]:
    """The pages of a text; joined (form feeds between) they are the text again.

    A form feed ends a page, so one at the very end begins none.
    """
    if "\f" in text:
        return text.removesuffix("\f").split("\f")
    pages = []
    start = 0
    while len(text) - start > _LONGEST_PAGE:
        end = _page_end(text, start)
        pages.append(text[start:end])
        start = end
    return [*pages, text[start:]]


def _page_end(text: str, start: int) -> int:
    wanted, latest = start + PAGE_CHARACTERS, start + _LONGEST_PAGE
    for separator in ("\n", " "):
        found = text.find(separator, wanted, latest)
        if found >= 0:
            return found + 1
    return latest


def _title(pages: tuple[Page, ...]) -> str | None:
    """The first line, when it can be one."""
    lines = (line.strip() for page in pages for line in page.text.splitlines())
    first = next(filter(None, lines))
    return first if len(first) <= _LONGEST_TITLE else None


FORMAT = Format(
    "text",
    "plain text in Unicode or a legacy Vietnamese encoding; a file is an item",
    (".txt",),
    lambda path, _head: path.suffix.lower() == ".txt",
    read=read_text,
)
