"""What readers of born-digital documents share: titles, names, languages and pages."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from analyzers import Decision, Encoding, repair
from indexer.formats.base import Malformed, title_from
from indexer.formats.page import MAX_VALUE
from indexer.formats.plaintext import cut_pages
from indexer.formats.record import MAX_PAGES
from searchsvc.dates import parse_date
from searchsvc.domain import Page

LONGEST_TITLE = 300
#: Titles that programs give, or that are a file's name.
_NO_TITLE = re.compile(
    r"(microsoft (word|powerpoint|excel) - .*|untitled.*|document ?\d*"
    r"|(powerpoint )?presentation\d*|(book|slide|layout|trang|page|sheet) ?\d*"
    r"|title|no data|unknown|none|[\W\d_]*"
    r"|.*\.(docx?|odt|rtf|pdf|pptx?|xlsx?|indd|qxd|pmd|p65|cdr|txt|html?|tiff?|jpe?g|eps|ps))",
    re.IGNORECASE | re.DOTALL,
)
#: Names that computers bear, or programs give where they know none.
_NO_NAME = re.compile(
    r"((microsoft|windows|office|ms)( office)? ?user|users?|administrator|admin|owner|author"
    r"|unknown|inconnu(\(e\))?|anonymous|none|n/?a|home|pc|my ?computer|hp|dell|acer|asus|lenovo"
    r"|vaio|smart|microsoft( corporation)?|windows|no data|\W*|[\w-]+-pc|calibre.*)",
    re.IGNORECASE,
)
_NAME_ENDS = re.compile(r"\s*(?:;|&|\n|\|)\s*")
_LETTERS_OF_VIETNAMESE = re.compile("[ăđơư\u1ea0-\u1ef9]", re.IGNORECASE)
_CODES = {"vie": "vi", "eng": "en", "fre": "fr", "fra": "fr", "zho": "zh", "chi": "zh"}
_DATE = re.compile(r"(?:D:)?(\d{4})(?:-?(\d\d)(?:-?(\d\d))?)?")


def real_title(title: str | None) -> str | None:
    """The title with its white space in order; None for one that says nothing."""
    plain = " ".join((title or "").split())
    return None if _NO_TITLE.fullmatch(plain) else plain[:MAX_VALUE]


def first_line(pages: Iterable[Page], path: Path) -> str:
    """A title from the first line of a text, or else from the file's name."""
    lines = (line.strip() for page in pages for line in page.text.splitlines())
    first = real_title(next(filter(None, lines), None))
    return first if first and len(first) <= LONGEST_TITLE else title_from(path.stem)


def names(values: Iterable[str | None]) -> tuple[str, ...]:
    """Names of people. Several in one value are parted, and what is no name is left out."""
    found: dict[str, None] = {}
    for value in values:
        for part in _NAME_ENDS.split(" ".join((value or "").split())):
            found.update(dict.fromkeys(name for name in _parted(part) if _is_name(name)))
    return tuple(found)


def _is_name(name: str) -> bool:
    return len(name) <= MAX_VALUE and not _NO_NAME.fullmatch(name)


def _parted(value: str) -> list[str]:
    """Names between commas, if each is of several words: `Hưng, Khái` is one name."""
    parts = [part.strip() for part in value.split(",")]
    if all(len(part.split()) > 1 and not re.search(r"\d", part) for part in parts):
        return parts
    return [value.strip()]


def subjects(values: Iterable[str | None]) -> tuple[str, ...]:
    """Subjects, several of which may stand in one value."""
    parts = (part for value in values for part in re.split(r"[;,\n]", value or ""))
    return tuple(dict.fromkeys(p for part in parts if (p := " ".join(part.split())[:MAX_VALUE])))


def languages(declared: Iterable[str | None], pages: Iterable[Page]) -> tuple[str, ...]:
    """Codes of languages; only `vi` for a text that plainly is Vietnamese, whatever is declared."""
    sample = "".join(page.text[:2000] for page, _ in zip(pages, range(10), strict=False))
    letters = sum(map(str.isalpha, sample))
    # One letter of five in Vietnamese is in no other language; of names in other texts, few.
    if letters and len(_LETTERS_OF_VIETNAMESE.findall(sample)) > 0.05 * letters:
        return ("vi",)
    plain = (re.split(r"[-_]", (code or "").strip().lower())[0] for code in declared)
    codes = (_CODES.get(code, code) for code in plain if re.fullmatch("[a-z]{2,3}", code))
    return tuple(dict.fromkeys(code for code in codes if code != "und"))


def day(value: str | None) -> str | None:
    """The day, month or year that a date begins with, as records have it; None for no date."""
    found = _DATE.match((value or "").strip())
    if not found:
        return None
    for parts in (3, 2, 1):
        date = "-".join(part for part in found.groups()[:parts] if part)
        try:
            # Programs write the year 101 for a date that they do not know.
            return date if 1000 <= parse_date(date).first.year <= 2100 else None
        except ValueError:
            continue
    return None


def paged(texts: Iterable[tuple[str, Mapping[str, Any]]]) -> tuple[Page, ...]:
    """Pages made of texts, each with the further keys that come with its text.

    Long texts are cut at paragraph ends, and text of legacy fonts is set right (see `repaired`).
    Raises Malformed for too many pages.
    """
    pages: list[Page] = []
    for text, extra in texts:
        for part in cut_pages(text.replace("\f", "\n")):
            pages.append(repaired(Page(len(pages) + 1, part.strip("\n"), extra=dict(extra))))
            if len(pages) > MAX_PAGES:
                raise Malformed(f"has more than {MAX_PAGES} pages")
    return tuple(pages)


def repaired(page: Page) -> Page:
    """The page with its text and words converted, where they were written for a legacy font.

    It then has `decoded_from` among its further keys, or `suspected_encoding` where that is not
    sure enough and nothing was converted.
    """
    decision = repair(page.text)
    if decision.encoding:
        origin = {"decoded_from": decision.encoding.value}
        fixed = _words_as(page, decision)
        return replace(fixed, text=decision.text, extra={**page.extra, **origin})
    if decision.suspected:
        return replace(page, extra={**page.extra, "suspected_encoding": decision.suspected.value})
    return page


def _words_as(page: Page, decision: Decision) -> Page:
    """The page with the words of the repaired text, which stand in the same order.

    Without any where their number has changed, since then no place is sure.
    """
    words = decision.text.split()
    if len(words) != len(page.words):
        return replace(page, words=())
    placed = (box._replace(text=text) for box, text in zip(page.words, words, strict=True))
    return replace(page, words=tuple(placed))


def repaired_value(value: str | None, pages: Iterable[Page], original: str) -> str | None:
    """A title or name, converted if the document was written for a legacy font.

    It is too short to be judged by itself, so it is judged together with `original`, the text of
    the document before it was repaired.
    """
    plain = " ".join((value or "").split())
    if not plain or plain.isascii() or not any("decoded_from" in page.extra for page in pages):
        return value
    decision = repair(f"{plain}\n{original[:2000]}")
    return decision.text.partition("\n")[0] if decision.encoding is not Encoding.VIQR else value
