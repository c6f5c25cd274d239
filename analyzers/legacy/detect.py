"""Tells which encoding a text is in: it is read in each, and looks Vietnamese in only one."""

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from analyzers.legacy.codec import decode_characters
from analyzers.legacy.composing import compose
from analyzers.legacy.evidence import Evidence, weigh
from analyzers.legacy.losses import restore_capitals, restore_horns, without_hyphened
from analyzers.legacy.tables import LETTERS, Encoding, code_page
from analyzers.legacy.viqr import viqr_evidence

#: A reading is taken when its confidence is at least this.
CONFIDENCE = 0.75
#: One that is not taken is reported from here on.
SUSPICION = 0.4
#: The confidence of a reading is at most so many times its lead over the next best one, so that a
#: lead of an eighth leaves it as it is.
_LEADS = 8

_BYTE_ORDER_MARKS = (
    (BOM_UTF8, "utf-8-sig"),
    (BOM_UTF16_LE, "utf-16"),
    (BOM_UTF16_BE, "utf-16"),
)


class UnknownEncodingError(ValueError):
    """Bytes that are neither Unicode nor, with enough confidence, in a legacy encoding."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A text, and what it was found to be encoded in."""

    text: str  # NFC where it was converted, else as delivered
    encoding: Encoding | None = None  # what it was converted from; None: it was left alone
    confidence: float = 0.0  # 0..1, of the encoding found or suspected
    suspected: Encoding | None = None  # left alone, since the confidence is below CONFIDENCE


class _Reading(NamedTuple):
    confidence: float
    encoding: Encoding
    text: str


def decode_bytes(data: bytes) -> Decision:
    """The text of a file or page: Unicode, or else the legacy encoding that it is in.

    UTF-8, and UTF-16 with a byte order mark, come first; the mark is dropped. ASCII may be VIQR.
    Raises UnknownEncodingError for anything else.
    """
    for mark, name in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return Decision(_unicode(data, name))
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        return _legacy(data, error)
    return repair(text) if text.isascii() else Decision(text)


def repair(text: str) -> Decision:
    """A text that may be the Latin-1 or cp1252 view of a legacy encoding, or typed VIQR.

    Text layers of PDF files that were set in TCVN3 or VNI fonts are of this kind: `Th­ viÖn`,
    `Thö vieän`. A text with a single letter that no such view can have is left alone, which takes
    no time to find out. One that is only suspected is left alone too, and the suspicion is named.
    """
    if _unicode_letter().search(text):
        return Decision(text)
    found = _best_reading(compose(text))
    if found is None or found.confidence < SUSPICION:
        return Decision(text, confidence=found.confidence if found else 0.0)
    if found.confidence < CONFIDENCE:
        return Decision(text, confidence=found.confidence, suspected=found.encoding)
    return Decision(found.text, found.encoding, found.confidence)


def _unicode(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        shown = name.upper().removesuffix("-SIG")
        raise UnknownEncodingError(f"not {shown} text (byte {error.start})") from error


def _legacy(data: bytes, error: UnicodeDecodeError) -> Decision:
    found = _best_reading(data.decode("latin-1").translate(code_page("cp1252")))
    if found and found.confidence >= CONFIDENCE:
        return Decision(found.text, found.encoding, found.confidence)
    guess = ""
    if found and found.confidence >= SUSPICION:
        guess = f": {found.encoding} at {found.confidence:.0%}, where {CONFIDENCE:.0%} is enough"
    raise UnknownEncodingError(
        f"not UTF-8 text (byte {error.start}), nor in a legacy encoding that can be told{guess}"
    ) from error


def _best_reading(text: str) -> _Reading | None:
    """The reading with the best evidence, its confidence lowered where the next is near."""
    raw = text.translate(_western_bytes())
    unread = weigh(text)
    rivals = [unread.confidence]
    readings = []
    for encoding in Encoding:
        decoded = decode_characters(raw, encoding)
        if decoded == text:
            continue
        evidence = _evidence(decoded, text, encoding)
        # Words that reading changes nothing of (`già` in Italian) are no witnesses for it.
        evidence = evidence._replace(kinds=evidence.kinds - unread.kinds)
        readings.append(_Reading(evidence.confidence, encoding, decoded))
    if not readings:
        return None
    best = max(readings)
    rivals += [reading.confidence for reading in readings if reading.text != best.text]
    lead = max(best.confidence - max(rivals), 0.0)
    confidence = min(best.confidence, _LEADS * lead)
    return best._replace(confidence=confidence, text=_restored(best.text, best.encoding))


def _restored(text: str, encoding: Encoding) -> str:
    if encoding is not Encoding.TCVN3:
        return text
    return restore_capitals(restore_horns(text))


def _evidence(decoded: str, text: str, encoding: Encoding) -> Evidence:
    if encoding is Encoding.VIQR:
        return viqr_evidence(text)
    return weigh(without_hyphened(decoded) if encoding is Encoding.TCVN3 else decoded)


@cache
def _unicode_letter() -> re.Pattern[str]:
    """A Vietnamese letter or mark that no view of a legacy encoding has, composed or not."""
    letters = "".join(letter for letter in LETTERS if letter > "\u00ff")
    return re.compile(f"[{letters}\u0306\u0309\u031b\u0323]")


@cache
def _western_bytes() -> dict[int, int]:
    """The byte that a character of cp1252 is a view of."""
    return {ord(char): byte for byte, char in code_page("cp1252").items()}
