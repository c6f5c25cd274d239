"""Characters that mean another one, mean nothing, or stand alone. Names are Unicode's."""

import re
import unicodedata
from functools import cache
from itertools import chain

#: What a typist, a font or an old converter put for the letter: one code point for one.
_STAND_INS = {
    "\u00d0": "Đ",  # eth, in place of D with stroke
    "\u00f0": "đ",
    "\u0189": "Đ",  # African D
    "\u01a2": "Ư",  # OI, drawn like a U with horn
    "\u01a3": "ư",
    "\u01cd": "Ă",  # A with caron
    "\u01ce": "ă",
    "\u00b5": "μ",  # the micro sign
}
#: Letters that are two: typed as two, and a keyboard has no other way.
_LIGATURES = {
    "Æ": "AE", "æ": "ae", "Ǣ": "AĒ", "ǣ": "aē", "Ǽ": "AÉ", "ǽ": "aé", "Œ": "OE", "œ": "oe",
    "ß": "ss", "ẞ": "SS", "Ĳ": "IJ", "ĳ": "ij",
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
}  # fmt: skip
#: `km²`, `H₂O`, footnote marks.
_RAISED_AND_LOWERED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789", strict=True))
_FULL_WIDTH = {chr(0xFEE0 + code): chr(code) for code in range(0x21, 0x7F)}

#: Greek and Cyrillic letters of the very shape of a Latin one. In a word with Latin letters they
#: are a slip (`Τây`, `сách`); in one of their own script they are not.
HOMOGLYPHS = str.maketrans(
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοАВЕКМНОРСТУХаеорсухіјѕ", "ABEZHIKMNOPTYXoABEKMHOPCTYXaeopcyxijs"
)
_SPACES = "\u00a0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u202f\u205f\u3000"
_SINGLE_QUOTES = "\u2018\u2019\u201a\u201b\u2032\u02bc"
_DOUBLE_QUOTES = "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb"
QUOTES = _SINGLE_QUOTES + _DOUBLE_QUOTES
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"

SOFT_HYPHEN = "\u00ad"
#: Zero-width characters, directional marks, variation selectors, the byte order mark: they show
#: nothing by themselves.
_INVISIBLE = (
    SOFT_HYPHEN
    + "\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    + "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069"
    + "\u206a\u206b\u206c\u206d\u206e\u206f\ufeff"
    + "".join(map(chr, chain(range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))))
)

#: Diacritics of no script of their own, and the two Nôm reading marks, which tell that a character
#: is read otherwise. A letter that cannot carry one is matched without it.
_DIACRITICS = re.compile(
    "[\U00016ff0\U00016ff1\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)

#: Hán and Nôm, a word each: CJK to Extension H, compatibility forms, the private-use areas where
#: older Nôm fonts put theirs (regex class content).
IDEOGRAPHS = (
    "\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\ue000-\uf8ff\uf900-\ufaff"
    "\U00020000-\U000323af\U000f0000-\U000ffffd\U00100000-\U0010fffd"
)

#: Blocks that hold characters which NFC replaces by others even when they stand alone.
_SINGLETON_BLOCKS = (
    (0x0340, 0x2400),
    (0x2ADC, 0x2ADD),
    (0xF900, 0xFB50),
    (0x1D15E, 0x1D1C1),
    (0x2F800, 0x2FA1E),
)
#: Characters that NFC composes from two, Hangul aside, lie below this (in Unicode 16 too).
_COMPOSED_END = 0x17000
#: So do all combining marks below this: behind it are ideographs, tags and private use.
_MARKS_END = 0x20000
_HANGUL_VOWELS_AND_FINALS = (range(0x1161, 0x1176), range(0x11A8, 0x11C3))


def is_diacritic(character: str) -> bool:
    """Whether it is one of the marks that Latin and its neighbours share."""
    return _DIACRITICS.match(character) is not None


@cache
def followers() -> frozenset[str]:
    """Every character that NFC may join to, or move before, the one that it follows."""
    decomposed = (unicodedata.decomposition(chr(code)) for code in range(0xC0, _COMPOSED_END))
    pairs = (parts.split() for parts in decomposed if parts and not parts.startswith("<"))
    found = {chr(int(pair[1], 16)) for pair in pairs if len(pair) == 2}
    found.update(filter(unicodedata.combining, map(chr, range(_MARKS_END))))
    found.update(map(chr, chain.from_iterable(_HANGUL_VOWELS_AND_FINALS)))
    return frozenset(found)


@cache
def replacements() -> dict[str, str]:
    """What each special character is matched as; the empty string for one that is dropped."""
    codes = chain.from_iterable(range(*block) for block in _SINGLETON_BLOCKS)
    table = {
        character: composed
        for character in map(chr, codes)
        if (composed := unicodedata.normalize("NFC", character)) != character
    }
    table.update(dict.fromkeys(_SPACES, " "))
    table.update(dict.fromkeys(_SINGLE_QUOTES, "'"))
    table.update(dict.fromkeys(_DOUBLE_QUOTES, '"'))
    table.update(dict.fromkeys(DASHES, "-"))
    table.update(dict.fromkeys(_INVISIBLE, ""))
    table.update(_FULL_WIDTH)
    table.update(_RAISED_AND_LOWERED)
    table.update(_LIGATURES)
    table.update(_STAND_INS)
    return table
