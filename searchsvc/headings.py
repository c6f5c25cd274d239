"""Names and subjects as catalogues write them, to the value that facets count and filters choose.

`Nguyễn Du, 1766-1820.`, `Nguyễn Du (chủ biên)` and `Nguyễn Du` are one value. What is cut: the
punctuation of ISBD, years of life, what a person did for the work (relators), academic titles, and
brackets about the whole. What is told apart stays apart: `Hugo, Victor` and `Victor Hugo` are two
values, as are `World War, 1914-1918` and `World War, 1939-1945`. No value becomes empty.
"""

import re
from collections.abc import Callable

from analyzers import normalize

#: Shortest and longest life; a span of other length is a reign's, a war's or a term of office's.
_LIFE = range(15, 116)

_YEAR = r"(?:\d{2}--|\d{1,4})\??"
_ABOUT = r"(?:(?:ca\.?|khoảng|k\.)\s*)?"
_ERA = r"(?:\s*(?:TCN|TrCN|SCN|CN|B\.?\s?C\.?|A\.?\s?D\.?))?"
_SPAN = re.compile(
    rf"(?P<begins>{_ABOUT}{_YEAR})?{_ERA}\s*[-–—]\s*(?P<ends>{_ABOUT}{_YEAR})?{_ERA}",
    re.IGNORECASE,
)
_ONE_YEAR = re.compile(
    r"(?:b\.|d\.|born|died|sinh(?: năm)?|mất(?: năm)?|s\.|m\.|\*|†|fl\.|active|ca\.)"
    rf"\s*{_YEAR}{_ERA}",
    re.IGNORECASE,
)
_BARE_YEAR = re.compile(r"\d{4}\??")
_CENTURY = re.compile(
    r"(?:active\s+|fl\.\s*)?"
    r"(?:\d{1,2}(?:st|nd|rd|th)\s+cent(?:ury|\.)|(?:thế kỷ|thế kỉ|tk)\.?\s*(?:\d{1,2}|[IVX]+))",
    re.IGNORECASE,
)

#: What a person did, in the words and abbreviations of Vietnamese and other catalogues.
_RELATORS = """
tác giả|đồng tác giả|chủ biên|đồng chủ biên|tổng chủ biên|chủ nhiệm|biên soạn|người biên soạn
biên tập|biên khảo|biên dịch|biên dịch viên|soạn|soạn giả|soạn dịch|dịch|dịch giả|người dịch
sưu tầm|người sưu tầm|sưu tầm và biên soạn|hiệu đính|người hiệu đính|giới thiệu|lời giới thiệu
dịch thuật|lời tựa|đề tựa|chú giải|chú thích|khảo cứu|phiên âm|phiên dịch|tuyển chọn|tuyển dịch
minh họa|minh hoạ|vẽ|vẽ bìa|trình bày|hướng dẫn|người hướng dẫn|chịu trách nhiệm xuất bản|chỉnh lý
kể|ch.b|b.s|s.t|h.đ|g.th|s.đ.d|chb|bs.|st.|hđ.|biên s|sưu t
author|joint author|co-author|editor|editors|ed|eds|translator|trans|tr|compiler|comp
illustrator|ill|contributor|introduction|preface|author of introduction|advisor|thesis advisor
supervisor|publisher|aut|edt|trl|com|ths advisor|auteur|éditeur|traducteur|trad|dir|directeur
và những người khác|và các tác giả khác|và nnk|et al|và cộng sự|others|and others
"""
_DEGREES = """
gs|gs.ts|gsts|gs.tskh|pgs|pgs.ts|pgsts|pgs.tskh|ts|tskh|ths|th.s|bs|bscki|bsckii|ks|cn|ls|ds|kts
ngnd|ngưt|nsnd|nsưt|phd|ph.d|dr|prof|m.d|md|m.a|ma|msc|m.sc|jd
"""
#: Before a name only those that are no initials of one.
_TITLES = "gs|pgs|tskh|ts|ths|th\\.s|bs|ks|ls|ds|kts|ngnd|ngưt|nsnd|nsưt|dr|prof"
_TITLED = re.compile(
    rf"(?:(?:{_TITLES})(?:\s*[.,-]\s*|\s+))+(?=\S+\s+\S)",
    re.IGNORECASE,
)
#: Words whose full stop is theirs.
_ABBREVIATED = re.compile(
    r"(?:^|[\s.,(-])(?:\w|jr|sr|inc|co|ltd|corp|bros|st|dept|univ|[^\W\d_]\.[^\W\d_])\.$",
    re.IGNORECASE,
)
#: What ISBD puts between areas; an ellipsis says that others are left out.
_MARKS = " \t\n,;:/=…"
#: A longer text is no heading, and cutting it piece by piece would take long.
_LONGEST = 500
_LONGEST_TAIL = 100


def _alternatives(words: str) -> frozenset[str]:
    return frozenset(word.casefold().rstrip(".") for word in re.split(r"[|\n]", words.strip()))


_CUT_WORDS = _alternatives(_RELATORS) | _alternatives(_DEGREES)


def name_value(text: str) -> str:
    """The value of a person's or a body's name."""
    return _settled(text, _shorter_name)


def subject_value(text: str) -> str:
    """The value of a subject; its subdivisions stay, parted by ` -- `."""
    parts = (_settled(part, _shorter_subject) for part in text.split("--"))
    return " -- ".join(part for part in parts if part.strip(" .,;:/")) or _plain(text)


def plain_value(text: str) -> str:
    """The value of anything else: spellings that look alike are one."""
    return _settled(text, str)


def trimmed(text: str) -> str:
    """A text without the punctuation that ISBD puts between areas, at either end."""
    text = text.strip(_MARKS)
    while text.endswith(".."):
        text = text.rstrip(".").rstrip(_MARKS)
    return text if _ABBREVIATED.search(text[-10:]) else text.removesuffix(".").rstrip(_MARKS)


def _plain(text: str) -> str:
    return " ".join(normalize(text).text.split())


def _settled(text: str, shorter: Callable[[str], str]) -> str:
    """The text cut until there is nothing more to cut, and never to nothing."""
    value = _plain(text)
    while len(value) <= _LONGEST and (cut := _plain(_cut(value, shorter))) and cut != value:
        value = cut
    return value


def _cut(value: str, shorter: Callable[[str], str]) -> str:
    """As far as it goes without normalizing what is left, which takes longer than all cuts."""
    while (cut := shorter(value).strip()) and len(cut) < len(value):
        value = cut
    return value


def _shorter_name(name: str) -> str:
    name = _without_brackets(trimmed(name))
    head, tail = _tail(name)
    if head and (_is_relator(tail) or _is_life(tail) or _BARE_YEAR.fullmatch(tail)):
        return head
    if head and _CENTURY.fullmatch(tail):
        return head
    return _TITLED.sub("", name, count=1) if _TITLED.match(name) else name


def _shorter_subject(subject: str) -> str:
    subject = _without_brackets(trimmed(subject))
    head, tail = _tail(subject)
    is_person = all(word[:1].isupper() for word in re.split(r"[\s,]+", head) if word)
    return head if head and is_person and _is_life(tail) else subject


def _without_brackets(text: str) -> str:
    """`[Nguyễn Du]`: supplied by the cataloguer."""
    inner = text[1:-1]
    whole = text.startswith("[") and text.endswith("]") and not set("[]") & set(inner)
    return inner if whole else text


def _tail(text: str) -> tuple[str, str]:
    """What stands before the last comma, semicolon or bracket, and what after it or in it."""
    bracket = {")": "(", "]": "["}.get(text[-1:])
    head, mark, tail = text.rpartition(bracket or (";" if ";" in text else ","))
    if not mark or len(tail) > _LONGEST_TAIL:
        return "", ""
    return head.strip(), tail.strip(" )]")


def _is_relator(text: str) -> bool:
    words = [word.strip(" .").casefold() for word in re.split(r"[,;:&/]|\svà\s|\sand\s", text)]
    return text.casefold().strip(" .") in _CUT_WORDS or all(word in _CUT_WORDS for word in words)


def _is_life(text: str) -> bool:
    """Whether a text is the years of a life: `1766-1820`, `1890-`, `384-322 TCN`, `b. 1930`."""
    if _ONE_YEAR.fullmatch(text):
        return True
    match = _SPAN.fullmatch(text)
    if not match or not (match["begins"] or match["ends"]):
        return False
    if not (match["begins"] and match["ends"]):
        return bool(re.search(r"\d{3}|\d\d--", text))
    begins, ends = (int(re.sub(r"\D", "", match[name])) for name in ("begins", "ends"))
    return "--" in text or abs(ends - begins) in _LIFE
