"""Terms in brief, as an index has them: each letter with marks as one character of ASCII, or two.

In UTF-8 such a letter takes two or three bytes, and to decode, encode and compare those takes a
tenth of all processor time to build an index (DECISIONS.md, "Terms in brief"). Terms have no
capitals and no control characters, so these stand for the 67 letters, a rare one for two of them.
No code begins another one: what begins a form in full begins it in brief.
"""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import chain
from string import ascii_lowercase, ascii_uppercase

#: The letters of Vietnamese with marks, in Wikipedia's order of frequency.
_COMMON = "đàưáộếạệốêôóủâảớợờềấịíậểơăầựữứởọụìổãồừùắòúửặỉĩýằ"
_RARE = "ũỳễỏẩéỷỹỗẫẽèẻẹỡõẳỵẵ"
#: Control characters, but for white space, NUL and those that Python takes for white space.
_CONTROLS = "".join(map(chr, chain(range(0x01, 0x09), range(0x0E, 0x1C))))
_BEFORE_RARE = "\x7f"
_IN_FULL = re.compile(f"{_BEFORE_RARE}[a-z]|[A-Z{_CONTROLS}]")


@cache
def brief_letters() -> Mapping[str, str]:
    """What stands for each letter: one or two characters of ASCII."""
    rare = (_BEFORE_RARE + letter for letter in ascii_lowercase)
    common = ascii_uppercase + _CONTROLS
    return dict(zip(_COMMON + _RARE, chain(common, rare), strict=False))


@lru_cache(maxsize=1 << 13)
def brief(term: str) -> str:
    """A term in brief. Control characters, which no syllable has, are left out."""
    return term if term.isascii() and term.isprintable() else term.translate(_to_brief())


def in_full(terms: str) -> str:
    """A term, or a stream of them, as it is written."""
    letters = _from_brief()
    return _IN_FULL.sub(lambda code: letters[code[0]], terms)


@cache
def _to_brief() -> dict[int, str]:
    codes = {ord(letter): code for letter, code in brief_letters().items()}
    return {**dict.fromkeys(map(ord, _CONTROLS + _BEFORE_RARE), ""), **codes}


@cache
def _from_brief() -> dict[str, str]:
    return {code: letter for letter, code in brief_letters().items()}
