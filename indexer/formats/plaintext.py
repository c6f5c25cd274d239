"""Plain text: one file an item, its pages cut at form feeds or else at line ends."""

from collections.abc import Iterator
from pathlib import Path

from indexer.formats.base import Found, Record, title_from
from indexer.formats.record import MAX_PAGES
from searchsvc.domain import Item, Metadata, Page
from searchsvc.errors import RecordError

#: A page is cut at the first line end after so many characters, or at a space, or anywhere.
PAGE_CHARACTERS = 2500
_LONGEST_PAGE = 2 * PAGE_CHARACTERS
_LONGEST_TITLE = 150

_BYTE_ORDER_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def read_text(path: Path, item_id: str, max_bytes: int) -> Iterator[Record]:
    """The one item of a text file, in UTF-8, or UTF-16 with a byte order mark."""
    try:
        if path.stat().st_size > max_bytes:
            raise ValueError(f"the file is larger than {max_bytes} bytes")
        text = _decode(path.read_bytes())
        pages = _pages(text)
    except (OSError, ValueError) as error:
        yield RecordError(str(path), str(error), item_id)
        return
    title = _title(text) or title_from(path.stem)
    yield Found(str(path), Item(Metadata(item_id, title), pages))


def _pages(text: str) -> tuple[Page, ...]:
    if not text.strip():
        raise ValueError("the file has no text")
    if text.count("\f") >= MAX_PAGES:
        raise ValueError(f"the file has more than {MAX_PAGES} pages")
    return tuple(Page(number, page) for number, page in enumerate(cut_pages(text), 1))


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


def _decode(data: bytes) -> str:
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ValueError(f"not {encoding.upper()} text (byte {error.start})") from error
    if (at := text.find("\0")) >= 0:
        raise ValueError(f"not text: character {at} is a null")
    return text.removeprefix("\ufeff")


def _title(text: str) -> str | None:
    """The first line, when it can be one."""
    first = next(line.strip() for line in text.splitlines() if line.strip())
    return first if len(first) <= _LONGEST_TITLE else None
