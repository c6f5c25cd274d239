"""How values look to a reader: dates, snippets, shortened titles. Plain text or escaped."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from urllib.parse import urlsplit

from markupsafe import Markup

from searchsvc.domain import Metadata
from searchsvc.query.lexer import QUOTES
from searchsvc.requests import YearSpan
from web.language import format_day, gettext, language
from web.names import language_name
from web.written import written_in

#: `xii`, `12a`, `[3]`; not `Trang 3`, `Bìa trước`, `Tờ 3a`, which are names already.
_FIGURE = re.compile(r"(?=.*[0-9])(?!.*(?:^|[\W_])[^\W\d_]{2}).{1,8}|[ivxlcdm]{1,8}", re.IGNORECASE)
#: As the query language reads them.
_QUOTE = re.compile(f"[{QUOTES}]")
_QUOTED = re.compile(f"[{QUOTES}]([^{QUOTES}]*)[{QUOTES}]")


def page_name(label: str | None, number: int) -> str:
    """What a page is called: as printed on it, else by its number."""
    name = unicodedata.normalize("NFC", label or str(number)).strip()
    shown = short(label or str(number), 40)
    return gettext("page %(label)s", label=shown) if _FIGURE.fullmatch(name) else shown


def edtf(text: str) -> str:
    """A date of publication, EDTF level 0, in words."""
    return _joined([_edtf_day(part) for part in text.split("/")])


def _joined(parts: Sequence[str]) -> str:
    """Numbers alone stand close to their dash: `1917–1934`, `tháng 7 năm 1917 – 1918`."""
    return ("–" if all(map(str.isdecimal, parts)) else " – ").join(parts)


def _edtf_day(text: str) -> str:
    year, *rest = [int(part) for part in text.removeprefix("-").split("-")]
    if text.startswith("-") or year == 0:
        # Year 0 of EDTF is 1 BC; `datetime` begins after it, so no month is named.
        return gettext("%(year)s BC", year=year + 1)
    if not rest:
        return str(year)
    if len(rest) == 1:
        return format_day(date(year, rest[0], 1), gettext("MMMM y"))
    return format_day(date(year, rest[0], rest[1]), gettext("d MMMM y"))


def year_span(first: int, last: int) -> str:
    """Years from first to last, those before Christ in words."""
    return _joined([_edtf_day(str(year)) for year in dict.fromkeys((first, last))])


def chosen_years(span: YearSpan) -> str:
    """Years to which a search is limited, in words."""
    if span.first is not None and span.last is not None:
        return year_span(span.first, span.last)
    if span.first is not None:
        return gettext("from %(year)s", year=year_span(span.first, span.first))
    if span.last is not None:
        return gettext("to %(year)s", year=year_span(span.last, span.last))
    return ""


def short(text: str, length: int) -> str:
    """The beginning of a text that may be of any length, no letter cut from its marks."""
    if len(text) <= length:
        return text
    while length and unicodedata.combining(text[length]):
        length -= 1
    return text[:length].rstrip() + "…"


def in_quotes(query: str) -> str:
    """A query as it stands between quotation marks: those of its own become single ones, and none
    are left that stand around the whole or have no other half.
    """
    whole = _QUOTED.fullmatch(query.strip())
    shown = whole[1] if whole else _QUOTED.sub(_in_single_quotes, query)
    return _QUOTE.sub("", shown).strip() or query


def _in_single_quotes(quoted: re.Match[str]) -> str:
    return f"‘{quoted[1].strip()}’"


def web_address(text: str) -> str | None:
    """The address when it may be linked to: a record can name `javascript:` just as well."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return text if parts.scheme in ("http", "https") and parts.netloc else None


def trusted(snippet: str) -> Markup:
    """A snippet, which the service has escaped already."""
    return Markup(snippet)


def lang_attribute(known: Metadata, text: str = "") -> Markup:
    """` lang="…"` when the item is in one language and its code is known, else nothing. Of an item
    in several languages `text`, one of its own, may tell which it is in.

    Fonts and screen readers choose by it; a wrong code is worse for them than none.
    """
    codes = known.languages
    code = codes[0] if len(codes) == 1 else written_in(text, codes)
    return _lang_attribute(code, language()) if code else Markup("")


@lru_cache(maxsize=256)
def _lang_attribute(code: str, reader: str) -> Markup:
    """`reader`: the language of the one who reads, by which it is known what codes there are."""
    if language_name(code) is None:
        return Markup("")
    return Markup(' lang="{}"').format(code.replace("_", "-"))


def extra_lines(extra: Mapping[str, object]) -> list[tuple[str, str]]:
    """The unknown keys that can be shown in a line each: words and numbers, or lists of them."""
    lines = []
    for key, value in extra.items():
        values = value if isinstance(value, list) else [value]
        if values and all(isinstance(v, str | int | float) for v in values):
            lines.append((short(key, 60), short("; ".join(map(str, values)), 500)))
    return lines
