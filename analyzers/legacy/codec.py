"""Text to bytes and back, in one encoding that is known."""

import codecs
import re
from collections.abc import Callable
from functools import cache

from analyzers.legacy.composing import compose
from analyzers.legacy.losses import restore_capitals
from analyzers.legacy.tables import LETTERS, Encoding, code_page, codes

_SHORT_OF_CAPITALS = (Encoding.TCVN3, Encoding.VISCII, Encoding.VPS)


def encode(text: str, encoding: Encoding, errors: str = "strict") -> bytes:
    """The bytes of a text in a legacy encoding.

    A character that the encoding lacks is treated as `str.encode` does: it raises
    UnicodeEncodeError, unless `errors` says otherwise. Of the accented capitals TCVN3 has only
    Ă Â Ê Ô Ơ Ư Đ; the others become small letters without an error. `decode` gives all else
    back, in NFC, with words in capitals restored as `losses.restore_capitals` tells them.
    """
    text = compose(text)
    if encoding is Encoding.VIQR:
        text = _viqr_escaped().sub(r"\\\g<0>", text)
    return codecs.charmap_encode(text, errors, _encoding_map(encoding))[0]


def decode(data: bytes, encoding: Encoding) -> str:
    """The text, in NFC, of bytes in a legacy encoding. Every byte means something: no errors."""
    return decode_characters(data.decode("latin-1"), encoding)


def decode_characters(raw: str, encoding: Encoding) -> str:
    """As `decode`, with each byte given as a character U+0000..U+00FF.

    Other characters stay as they are.
    """
    text = compose(_decoder(encoding)(raw))
    return restore_capitals(text) if encoding in _SHORT_OF_CAPITALS else text


@cache
def _encoding_map(encoding: Encoding) -> dict[int, bytes]:
    letters = {ord(letter): code.encode("latin-1") for letter, code in codes(encoding).items()}
    if encoding is Encoding.TCVN3:
        letters |= {ord(c): letters[ord(c.lower())] for c in LETTERS if ord(c) not in letters}
    rest = {byte: chr(byte) for byte in range(0x80)}
    if encoding is not Encoding.VIQR:
        rest |= _rest(encoding)
    # A byte that is part of a letter's code cannot be written for anything else; only the tones of
    # cp1258 mean the same alone as after a letter.
    if encoding is not Encoding.CP1258:
        taken = {ord(byte) for code in codes(encoding).values() for byte in code}
        taken -= set(range(0x20, 0x80))
        rest = {byte: char for byte, char in rest.items() if byte not in taken}
    return {ord(char): bytes([byte]) for byte, char in rest.items()} | letters


@cache
def _rest(encoding: Encoding) -> dict[int, str]:
    """What the bytes 0x80..0xFF mean where they are no part of a letter's code."""
    return code_page("cp1258" if encoding is Encoding.CP1258 else "cp1252")


@cache
def _decoder(encoding: Encoding) -> Callable[[str], str]:
    letters = {code: letter for letter, code in codes(encoding).items()}
    if encoding is Encoding.VNI:
        return _vni_decoder(letters)
    if encoding is Encoding.VIQR:
        return _viqr_decoder(letters)
    # The tones of cp1258 are combining characters, which `compose` joins to their letters.
    one_byte = {ord(code): letter for code, letter in letters.items() if len(code) == 1}
    table = _rest(encoding) | one_byte
    return lambda raw: raw.translate(table)


def _vni_decoder(letters: dict[str, str]) -> Callable[[str], str]:
    """A letter and the mark after it are read together wherever that is possible.

    The letter decides the case, as in `Toång`.
    """
    pairs = {code: letter for code, letter in letters.items() if len(code) == 2}
    either = letters | {code[0] + code[1].swapcase(): letter for code, letter in pairs.items()}
    bases, marks = ("".join({code[place] for code in pairs}) for place in (0, 1))
    marks += marks.swapcase()
    alone = "".join(code for code in letters if len(code) == 1)
    code = re.compile(f"[{bases}][{marks}]|[{alone}]")
    rest = _rest(Encoding.VNI)
    return lambda raw: code.sub(lambda found: either.get(found[0], found[0]), raw).translate(rest)


def _viqr_decoder(letters: dict[str, str]) -> Callable[[str], str]:
    """Reads strictly as RFC 1456 says: `ba.` is bạ, even at the end of a sentence.

    `u*` is as good as `u+`. A backslash makes the next character stand for itself; before a
    character that could be no mark, it stands for itself.
    """
    code = re.compile(
        r"[aA][\^(]?[`?~'.]?|[eE]\^?[`?~'.]?|[oO][\^+*]?[`?~'.]?|[uU][+*]?[`?~'.]?"
        r"|[iIyY][`?~'.]|dd|D[dD]|\\[dD^(+*`?~'.\\]"
    )
    either = letters | {"Dd": letters["DD"]}

    def letter(found: re.Match[str]) -> str:
        written = found[0]
        if written[0] == "\\":
            return written[1]
        return either.get(written.replace("*", "+"), written)

    rest = _rest(Encoding.VIQR)
    return lambda raw: code.sub(letter, raw).translate(rest)


@cache
def _viqr_escaped() -> re.Pattern[str]:
    """What must be escaped: what VIQR would take for a mark of the letter before it, or for part of
    a đ, and the backslash itself.
    """
    return re.compile(
        r"(?<=[aA])[\^(`?~'.]|(?<=[eE])[\^`?~'.]|(?<=[oO])[\^+*`?~'.]|(?<=[uU])[+*`?~'.]"
        r"|(?<=[iIyYăâêôơưĂÂÊÔƠƯ])[`?~'.]|(?<=[dD])[dD]|[dD](?=[đĐ])|\\"
    )
