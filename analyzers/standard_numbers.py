"""ISBN and ISSN: one number however it is written, with hyphens, blanks or neither.

ISBNs of ten digits are compared as the thirteen that they are part of (ISO 2108). The check digit
of those that begin with 978 or 979 is not asked for: books bear wrong ones, and no other number
looks like that. Ten or eight digits may be anything, so theirs must be right.
"""

import re
import unicodedata

_SIGNS = "[-\\s\u2010-\u2015\u2212]"
_HYPHEN = f"{_SIGNS}?"
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
_SIGN = re.compile(_SIGNS)
_NO_SIGN = re.compile("[^0-9x]")
#: From here on no year is meant by the second half of what might be an ISSN: `1936-1939`.
_YEARS_END = 2100


def standard_number(text: str) -> str:
    """The number that a text is, as it is compared: lower-case, without signs; '' for any other
    text.
    """
    written = _written(text)
    number = _NO_SIGN.sub("", written)
    if len(number) in (0, 13):
        return number
    weighed = zip(map(_value, number), range(len(number), 0, -1), strict=True)
    if sum(value * weight for value, weight in weighed) % 11:
        return ""
    return number if len(number) == 8 else _with_check_digit(f"978{number[:-1]}")


def is_certain_number(text: str, named: bool = False) -> bool:
    """Whether a text is such a number and, even among other words, nothing else: its check digit is
    right, and it is written as only such numbers are. `named`: `ISBN` or `ISSN` was said of it.
    """
    number = standard_number(text)
    if not number or (len(number) == 13 and number != _with_check_digit(number[:-1])):
        return False
    written = _written(text)
    parts = _SIGN.split(written)
    digits = sum(map(len, parts))
    if named or digits == 13:
        return True
    if digits == 10:
        return len(parts) == 1 or (len(parts) == 4 and len(parts[-1]) == 1)
    return len(parts) == 2 and not re.search(r"\s", written) and not _are_years(*parts)


def _are_years(first: str, last: str) -> bool:
    return last.isdecimal() and 1000 <= int(first) < int(last) < _YEARS_END


def _written(text: str) -> str:
    """The number as it stands in a text that is one, in lower case; '' for any other text."""
    found = _WRITTEN.fullmatch(unicodedata.normalize("NFKC", text))
    return found["number"].lower() if found else ""


def _value(digit: str) -> int:
    return 10 if digit == "x" else int(digit)


def _with_check_digit(twelve: str) -> str:
    weighed = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(twelve))
    return f"{twelve}{-weighed % 10}"
