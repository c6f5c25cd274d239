"""ISBN and ISSN: one number however it is written, with hyphens, blanks or neither.

ISBNs of ten digits are compared as the thirteen that they are part of (ISO 2108). The check digit
of those that begin with 978 or 979 is not asked for: books bear wrong ones, and no other number
looks like that. Ten or eight digits may be anything, so theirs must be right.
"""

import re
import unicodedata

_HYPHEN = "[-\\s\u2010-\u2015\u2212]?"
#: For regular expressions that ignore case: what books print before such a number, and the number.
NUMBER_NAME = r"(?:urn:)?[ep]?-?is[bs]n(?:-?1[03](?![0-9]))?[:\s]*"
STANDARD_NUMBER = (
    rf"(?:97[89](?:{_HYPHEN}[0-9]){{10}}|[0-9](?:{_HYPHEN}[0-9]){{8}}{_HYPHEN}[0-9x]"
    rf"|[0-9]{{4}}{_HYPHEN}[0-9]{{3}}[0-9x])(?!\w)"
)

#: What may follow in a catalogue is a binding or a price.
_WRITTEN = re.compile(
    rf"\s*(?:{NUMBER_NAME})?(?P<number>{STANDARD_NUMBER})\s*(?:[(\[.,:;].*)?", re.I | re.S
)
_NO_SIGN = re.compile("[^0-9x]")


def standard_number(text: str) -> str:
    """The number that a text is, as it is compared: lower-case, without signs; '' for any other
    text.
    """
    written = _WRITTEN.fullmatch(unicodedata.normalize("NFKC", text))
    if not written:
        return ""
    number = _NO_SIGN.sub("", written["number"].lower())
    if len(number) == 13:
        return number
    weighed = zip(map(_value, number), range(len(number), 0, -1), strict=True)
    if sum(value * weight for value, weight in weighed) % 11:
        return ""
    return number if len(number) == 8 else _thirteen(number)


def _value(digit: str) -> int:
    return 10 if digit == "x" else int(digit)


def _thirteen(ten: str) -> str:
    digits = f"978{ten[:-1]}"
    weighed = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(digits))
    return f"{digits}{-weighed % 10}"
