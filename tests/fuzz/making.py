"""Requests that nobody would think of: each is told by a seed and a number, always the same."""

import unicodedata
from collections.abc import Callable
from random import Random
from typing import NamedTuple
from urllib.parse import urlencode

from searchsvc.requests import FACETS
from tests.searchsvc.engines.golden import TABLE

_GOLDEN = [row[0] for row in TABLE]
_WORDS = (
    "thư viện tỉnh sách báo chí kiều nguyễn du đường duong chợ cho số 1917 2014 hà nội sông đê và "
    "không có tạp-chí Nam-Phong thu vien hoà hòa quy quý ly QĐ-BVHTTDL 1/8/2014 陳裕宗 𤾓 𠊛 la "
    "bibliothèque Hà-Thanh NGƯỜI a b ß İ ﬁ x\u0323\u0302 \u0301 \U00016ff0"
).split()
_FIELD_NAMES = (
    "title nhande nhanđề creator tacgia tácgiả subject chude chủđề id year nam năm".split()
)
_PARTS = (
    *"()+-*~:\"“”„«»″'.,/|&!?<>{}[]\\^%# \t\n\r\u00a0\u200b\u00ad\ufeff\u202e\x01\x7f",
    *"AND OR NOT VÀ HOẶC KHÔNG .. ~5 ~0 ~99 ~1 ((( ))) -( +( *) && || <mark> &amp; %00".split(),
    *[f"{name}:" for name in _FIELD_NAMES],
    *"year:1900..1945 nam:-43 năm:.. year:99999 id:thu-vien-tinh title:( -năm:1917".split(),
    *('id:"a b"', "{{7*7}}"),
)
_FIELDS = (*_FIELD_NAMES, "TITLE", "x")
_BLOCKS = (
    *(
        (0x20, 0x7F),
        (0x00, 0x20),
        (0xC0, 0x250),
        (0x300, 0x370),
        (0x1EA0, 0x1F00),
        (0x2000, 0x2070),
    ),
    *((0x3040, 0x30FF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A4), (0xD800, 0xE000), (0xE000, 0xF900)),
    *((0x1F300, 0x1F700), (0x20000, 0x323B0), (0xE0000, 0xE01F0), (0, 0x110000), (0xF00, 0xFFF)),
)
_ITEMS = ("thu-vien-tinh", "dong-thanh-7", "luan-van-ocr", "ho-so-hien-tang", "none", "a" * 129)
_PATHS = (
    *["/api/v1/search"] * 12,
    *["/api/v1/suggest", "/search", "/search"],
    *["/api/v1/items/{item}/search", "/api/v1/items/{item}/pages/{number}"],
    *["/items/{item}/pages/{number}", "/items/{item}"],
)
_JUNK = (
    "",
    "0",
    "-1",
    "1e3",
    "١",
    "99999999999",
    "x",
    "\x00",
    "ß" * 600,
    "relevance",
    "..",
    "1..2..3",
)
_VALUES: dict[str, tuple[str, ...]] = {
    "page": ("1", "2", "100", "1000", "1001"),
    "per_page": ("1", "10", "100", "101"),
    "sort": ("relevance", "newest", "oldest", "title"),
    "marks": ("auto", "strict", "ignore"),
    "mode": ("auto", "all", "any"),
    "year": ("1917", "1900..1945", "..1900", "1945..", "-9999..9999", "1945..1900"),
    "year_from": ("1900", "-50"),
    "year_to": ("1945",),
    "lang": ("vi", "en"),
    "back": ("/search?q=a", "//evil.example", "javascript:alert(1)"),
    **dict.fromkeys(FACETS, ("vi", "book", "Nguyễn Du", "journal", "law", "Báo chí", "\u0301")),
}


class Asked(NamedTuple):
    """A GET request."""

    path: str
    arguments: tuple[tuple[str, str], ...]

    @property
    def address(self) -> str:
        """Path and query string, in ASCII; half surrogates become bytes that are no UTF-8."""
        return f"{self.path}?{urlencode(self.arguments, errors='surrogatepass')}"


def made(seed: int, number: int) -> Asked:
    """The request of this number."""
    chance = Random(f"{seed}/{number}")
    path = chance.choice(_PATHS).format(
        item=chance.choice(_ITEMS), number=chance.choice((1, 2, 77))
    )
    arguments = [("q", query(chance))] if chance.random() < 0.98 else []
    while chance.random() < 0.3:
        name = chance.choice((*_VALUES, "q", "nobody"))
        values = _VALUES.get(name, _JUNK) if chance.random() < 0.7 else (*_JUNK, query(chance))
        arguments += [(name, chance.choice(values))] * chance.choice((1, 1, 1, 2, 60))
    return Asked(path, tuple(arguments))


def query(chance: Random) -> str:
    """A query: a golden one changed, one by the grammar, a soup of its parts, or any characters."""
    kind = chance.random()
    if kind < 0.4:
        text = chance.choice(_GOLDEN)
    elif kind < 0.75:
        text = _grammar(chance, chance.randint(1, 6))
    elif kind < 0.9:
        pieces = chance.choices((*_PARTS, *_WORDS), k=chance.randint(1, 60))
        text = chance.choice(("", " ")).join(pieces)
    else:
        text = _characters(chance, chance.choice((3, 30, 300, 990)))
    while chance.random() < 0.5:
        text = chance.choice(_CHANGES)(chance, text)
    return text[:3000] if chance.random() < 0.02 else text[:1000]


def _grammar(chance: Random, depth: int) -> str:
    if depth == 0 or chance.random() < 0.25:
        return _atom(chance)
    inner = [_grammar(chance, depth - 1) for _ in range(chance.choice((1, 2, 2, 3, 6)))]
    operator = chance.choice((" ", " ", " AND ", " OR ", " NOT ", " VÀ ", " HOẶC ", " KHÔNG ", ""))
    joined = operator.join(inner)
    return chance.choice(("{}", "({})", "+({})", "-({})", "NOT ({})", "title:({})")).format(joined)


def _atom(chance: Random) -> str:
    word = chance.choice(_WORDS)
    words = " ".join(chance.choices(_WORDS, k=chance.choice((1, 2, 3, 12))))
    return chance.choice(
        (
            *(word, word, words, f"{word}*", f"{word}~", f"+{word}", f"-{word}", f'"{words}"'),
            *(
                f"“{words}”",
                f'"{words}"~{chance.randint(0, 60)}',
                f"{chance.choice(_FIELDS)}:{word}",
            ),
            f'{chance.choice(_FIELDS)}:"{words}"',
            f"năm:{chance.randint(-99, 2100)}..{chance.choice(('', '1945', '-3'))}",
        )
    )


def _characters(chance: Random, size: int) -> str:
    first, end = chance.choice(_BLOCKS)
    return "".join(chr(chance.randrange(first, end)) for _ in range(chance.randint(1, size)))


def _drop(chance: Random, text: str) -> str:
    begin = chance.randrange(len(text) + 1)
    return text[:begin] + text[begin + chance.randint(1, 4) :]


def _insert(chance: Random, text: str) -> str:
    at = chance.randrange(len(text) + 1)
    new = chance.choice(_PARTS) if chance.random() < 0.8 else _characters(chance, 3)
    return text[:at] + new + text[at:]


def _repeat(chance: Random, text: str) -> str:
    return chance.choice(("", " ", " OR ")).join([text] * chance.choice((2, 5, 60)))[:3000]


def _swap(chance: Random, text: str) -> str:
    at = chance.randrange(len(text) + 1)
    return text[at:] + text[:at]


_CHANGES: tuple[Callable[[Random, str], str], ...] = (
    _drop,
    _drop,
    _insert,
    _insert,
    _insert,
    _repeat,
    _swap,
    lambda chance, text: f"{text} {chance.choice(_GOLDEN)}",
    lambda chance, text: chance.choice(
        ("({})", '"{}"', "title:({})", "-({})", "{}*", "{}~")
    ).replace("{}", text),
    lambda _, text: unicodedata.normalize("NFD", text),
    lambda _, text: text.upper(),
)
