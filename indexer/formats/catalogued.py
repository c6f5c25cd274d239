"""Turns values as catalogues write them into those of a record: languages, types, rights."""

import re
import unicodedata
from functools import cache
from typing import Any

from babel import Locale
from babel.core import get_global

from indexer.formats.catalogued_dates import edtf_from
from searchsvc.domain import ItemType, Rights

_TYPES = {
    ItemType.BOOK: "book|sách|sách in|sách điện tử|ebook|text|monograph|giáo trình|bài giảng",
    ItemType.NEWSPAPER: "newspaper|báo|nhật báo|tuần báo",
    ItemType.JOURNAL: "journal|periodical|magazine|serial|tạp chí|tập san|ấn phẩm định kỳ",
    ItemType.MANUSCRIPT: "manuscript|bản thảo|bản viết tay|sách hán nôm|thư tịch cổ",
    ItemType.MAP: "map|bản đồ|cartographic",
    ItemType.IMAGE: "image|still image|stillimage|ảnh|tranh|tranh ảnh|hình ảnh|bưu ảnh|photo",
    ItemType.LAW: "law|luật|văn bản pháp luật|văn bản quy phạm pháp luật|legislation|nghị định",
    ItemType.ARTICLE: "article|bài báo|bài trích|bài viết|bài tạp chí|journal article",
    ItemType.THESIS: "thesis|luận văn|luận án|khóa luận|khoá luận|đồ án|dissertation"
    "|luận văn thạc sĩ|luận án tiến sĩ|master thesis|doctoral thesis|khóa luận tốt nghiệp",
    ItemType.OTHER: "other|khác|tài liệu khác",
}
#: Words that speak of a type among others; the first that is found counts.
_TYPE_WORDS = (
    (re.compile(r"newspaper|\bbáo\b", re.IGNORECASE), ItemType.NEWSPAPER),
    (re.compile(r"journal|periodical|serial|tạp chí", re.IGNORECASE), ItemType.JOURNAL),
    (re.compile(r"thesis|dissertation|luận (?:văn|án)", re.IGNORECASE), ItemType.THESIS),
    (re.compile(r"manuscript|bản thảo|viết tay", re.IGNORECASE), ItemType.MANUSCRIPT),
    (re.compile(r"\bmap|cartograph|bản đồ", re.IGNORECASE), ItemType.MAP),
    (re.compile(r"article|bài viết", re.IGNORECASE), ItemType.ARTICLE),
    (re.compile(r"image|photograph|\bảnh\b", re.IGNORECASE), ItemType.IMAGE),
    (re.compile(r"book|monograph|\btext\b|sách", re.IGNORECASE), ItemType.BOOK),
)
_RIGHTS = {
    Rights.PUBLIC: "public|open|open access|openaccess|công khai|mở|truy cập mở|toàn văn",
    Rights.METADATA: "metadata|metadata only|metadata only access|chỉ thư mục|thư mục",
    Rights.ONSITE: "onsite|on-site|tại chỗ|đọc tại chỗ|nội bộ",
    Rights.RESTRICTED: "restricted|restricted access|restrictedaccess|closed access|closedaccess"
    "|embargoed access|embargoedaccess|hạn chế|mật|lưu hành hạn chế|không công khai",
}
_MORE_LANGUAGES = {
    "hán": "lzh", "chữ hán": "lzh", "hán văn": "lzh", "hán cổ": "lzh", "nôm": "vi-Hani",
    "chữ nôm": "vi-Hani", "hán nôm": "vi-Hani", "hán-nôm": "vi-Hani", "quốc ngữ": "vi",
    "việt nam": "vi", "trung quốc": "zh",
}  # fmt: skip
_NO_LANGUAGE = frozenset({"", "und", "mul", "zxx", "mis", "xxx", "|||", "n/a"})


def language_code(text: str) -> str | None:
    """The code of a language given by a code or by its Vietnamese or English name.

    `vie` and `Tiếng Việt` give `vi`. A text that says that there is no language, or several, gives
    None; one that is not known is given back as it is.
    """
    named = _plain(text)
    if named in _NO_LANGUAGE:
        return None
    if name := _language_names().get(named):
        return name
    first, *rest = re.split(r"[-_]", text.strip())
    code = get_global("language_aliases").get(first.lower(), first)
    scripts = [part for part in rest if len(part) == 4]
    return "-".join([code, *scripts]) if 2 <= len(first) <= 3 else text.strip()


@cache
def _language_names() -> dict[str, str]:
    names = dict(_MORE_LANGUAGES)
    for locale in ("en", "vi"):
        for code, name in Locale(locale).languages.items():
            named = _plain(name)
            names.setdefault(named, code)
            names.setdefault(named.removeprefix("tiếng "), code)
    # One word may be the code of one language and the name of another.
    return {name: code for name, code in names.items() if len(name) > 3 or not name.isascii()}


def item_type(text: str) -> ItemType | None:
    """The type of an item by its English or Vietnamese name, None for any other name."""
    return _types().get(_last_part(text))


def type_in(text: str) -> str | None:
    """The type of a record that some words speak of: `Báo hàng ngày`, `still image`."""
    return next((type_.value for words, type_ in _TYPE_WORDS if words.search(text)), None)


def access_rights(text: str) -> Rights | None:
    """The rights by their name, by COAR's and OpenAIRE's terms too; None for any other text."""
    return _rights().get(_last_part(text))


def put_date(record: dict[str, Any], text: str) -> None:
    """Put a date into a record, and the text as it was catalogued where that differs."""
    if not text.strip():
        return
    date = edtf_from(text)
    if date:
        record["date"] = date
    if text.strip() != date:
        record["date_as_catalogued"] = text.strip()


def put_type(record: dict[str, Any], text: str) -> None:
    """Put a type into a record, or what was catalogued where it is none that we know."""
    if type_ := item_type(text):
        record["type"] = type_.value
    elif text.strip():
        record["type_as_catalogued"] = text.strip()


def _last_part(text: str) -> str:
    """The last word of a term that is an address: `info:eu-repo/semantics/openAccess`."""
    last = re.split(r"[/#]", text)[-1] if re.match(r"(?:https?|info):", text.strip()) else text
    return _plain(last)


@cache
def _types() -> dict[str, ItemType]:
    return {word: type_ for type_, words in _TYPES.items() for word in words.split("|")}


@cache
def _rights() -> dict[str, Rights]:
    return {word: rights for rights, words in _RIGHTS.items() for word in words.split("|")}


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
