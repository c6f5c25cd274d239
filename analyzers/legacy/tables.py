"""The code tables: every letter of each encoding, written once, read in both directions.

A byte is a character U+0000..U+00FF here, so that a file and a damaged text are the same thing.
Bytes that an encoding leaves free mean what Windows' Western code page (cp1252) says, which is
how the fonts were drawn.

Sources: TCVN 5712:1993 (VN3), RFC 1456 (VISCII 1.1, VIQR), the published tables of the VNI and VPS
fonts, Python's cp1258. Compared letter by letter with GNU recode 3.6 and, but for TCVN3, with the
keyboard program xvnkb. Where recode differs it errs: it swaps Ắ and Ằ in VNI, lacks Ỗ in VPS, and
its TCVN is VN1, with capitals that the ABC fonts do not have. Where xvnkb differs it has the small
letter's code for a capital whose own is a control character (14 in VPS, 6 in VISCII).
"""

import unicodedata
from enum import StrEnum
from functools import cache


class Encoding(StrEnum):
    """Encodings of Vietnamese before Unicode."""

    TCVN3 = "tcvn3"  # also called ABC, after its fonts; no accented capitals
    VNI = "vni"  # for Windows; up to two bytes a letter
    VISCII = "viscii"
    VPS = "vps"
    VIQR = "viqr"  # ASCII: Vie^.t
    CP1258 = "cp1258"  # tones are characters of their own


_GRAVE, _HOOK, _TILDE, _ACUTE, _DOT = "\u0300\u0309\u0303\u0301\u0323"
_CIRCUMFLEX, _BREVE, _HORN = "\u0302\u0306\u031b"

#: The letters that ASCII lacks, small and capital: 134.
LETTERS = (
    "àảãáạăằẳẵắặâầẩẫấậèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵđ"
    "ÀẢÃÁẠĂẰẲẴẮẶÂẦẨẪẤẬÈẺẼÉẸÊỀỂỄẾỆÌỈĨÍỊÒỎÕÓỌÔỒỔỖỐỘƠỜỞỠỚỢÙỦŨÚỤƯỪỬỮỨỰỲỶỸÝỴĐ"
)

#: First byte of a run, and the letters from there on.
_RUNS: dict[Encoding, dict[int, str]] = {
    Encoding.TCVN3: {
        0xA1: "ĂÂÊÔƠƯĐăâêôơưđ",
        0xB5: "àảãáạ",
        0xBB: "ằẳẵắ",
        0xC6: "ặầẩẫấậè",
        0xCE: "ẻẽéẹềểễếệìỉ",
        0xDC: "ĩíịò",
        0xE1: "ỏõóọồổỗốộờởỡớợù",
        0xF1: "ủũúụừửữứựỳỷỹýỵ",
    },
    Encoding.VISCII: {
        0x02: "Ẳ",
        0x05: "ẴẪ",
        0x14: "Ỷ",
        0x19: "Ỹ",
        0x1E: "Ỵ",
        0x80: "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ",
        0xA0: "ÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ",
        0xC0: "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡư",
        0xE0: "àáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ",
    },
    Encoding.VPS: {
        0x02: "ẠẬẶẸỆ",
        0x10: "ỊỌỘỢỤỰ",
        0x19: "Ỵ",
        0x1C: "ẪỮ",
        0x80: "ÀẢÃẤẦẨọỗĂếềểệẮẰẲẾ",
        0x93: "ỀỂỄỐỒỔỖýỷỵỚỜỞ",
        0xA1: "ắằẳẵặỠớÙờởỡŨỨợỪổỬỲỸÍÌộỈĨÓửữÒỎÕựầÁÂấẩẫậđẻÉÊẹỉễịỹƯỦồốÔỏơÈừứÚũưÝẺ",
        0xE0: "àáâãảạă",
        0xE8: "èéêẽìí",
        0xEF: "ĩẴĐòóôõ",
        0xF7: "Ơụùúủ",
        0xFD: "ỶẼỳ",
    },
}

_VIQR_MODIFIERS = {_CIRCUMFLEX: "^", _BREVE: "(", _HORN: "+"}
_VIQR_TONES = {_GRAVE: "`", _HOOK: "?", _TILDE: "~", _ACUTE: "'", _DOT: "."}

#: What follows a small base letter, by modifier: with no tone, then with each as in _VIQR_TONES.
_VNI_MARKS = {"": ["", *"øûõùï"], _CIRCUMFLEX: [*"âàåãáä"], _BREVE: [*"êèúüéë"]}
_VNI_ALONE = dict(zip("ìỉĩíịỵđ", "ìæóíòîñ", strict=True))
_VNI_HORNED = {"o": "ô", "u": "ö"}


@cache
def codes(encoding: Encoding) -> dict[str, str]:
    """The code of each Vietnamese letter that the encoding has."""
    if encoding in _RUNS:
        return {
            letter: chr(first + place)
            for first, run in _RUNS[encoding].items()
            for place, letter in enumerate(run)
        }
    code = {Encoding.VNI: _vni, Encoding.VIQR: _viqr, Encoding.CP1258: _cp1258}[encoding]
    return {letter: code(letter) for letter in LETTERS}


def _parts(letter: str) -> tuple[str, str, str]:
    """Base letter, modifier and tone: ấ → a, circumflex, acute."""
    parts = unicodedata.normalize("NFD", letter)
    modifier = "".join(mark for mark in parts[1:] if mark in _VIQR_MODIFIERS)
    return parts[0], modifier, "".join(mark for mark in parts[1:] if mark in _VIQR_TONES)


def _vni(letter: str) -> str:
    small = letter.lower()
    base, modifier, tone = _parts(small)
    place = ["", *_VIQR_TONES].index(tone)
    if small in _VNI_ALONE:
        code = _VNI_ALONE[small]
    elif modifier == _HORN:
        code = _VNI_HORNED[base] + _VNI_MARKS[""][place]
    else:
        code = base + _VNI_MARKS[modifier][place]
    return code if letter == small else code.upper()


def _viqr(letter: str) -> str:
    if letter in "đĐ":
        return "dd" if letter == "đ" else "DD"
    base, modifier, tone = _parts(letter)
    return base + _VIQR_MODIFIERS.get(modifier, "") + _VIQR_TONES.get(tone, "")


def _cp1258(letter: str) -> str:
    """With the tone apart always, as the Windows keyboard types it."""
    base, modifier, tone = _parts(letter)
    whole = unicodedata.normalize("NFC", base + modifier) + tone
    return whole.encode("cp1258").decode("latin-1")


@cache
def code_page(name: str) -> dict[int, str]:
    """The upper half of a code page of Windows; its free bytes are control characters."""
    return {byte: bytes([byte]).decode(name, "ignore") or chr(byte) for byte in range(0x80, 0x100)}
