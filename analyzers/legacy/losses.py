"""Restores what texts in TCVN3, VISCII and VPS have lost, where the rest of a word tells it."""

import re
from functools import cache

from analyzers.legacy.evidence import can_be_syllable
from analyzers.legacy.tables import LETTERS


def restore_capitals(text: str) -> str:
    """Makes `VIệN` to `VIỆN`: words with two capitals whose only small letters are accented ones.

    TCVN3 has no other way to write them; nor have VISCII and VPS on Windows, where control
    characters cannot be letters. A word with one capital stays as it is: `Mỹ` may have been `MỸ`.
    """
    return _capital_words().sub(lambda word: word[0].upper(), text)


def restore_horns(text: str) -> str:
    """Makes `Tr-ờng` to `Trường`. TCVN3's ư has the byte of the soft hyphen, which some readers of
    PDF files turn into a hyphen. Where a text has any ư, its hyphens are real ones.
    """
    if "-" not in text or "ư" in text:
        return text
    return _hyphenated().sub(_with_horn, text)


def without_hyphened(text: str) -> str:
    """The text without the words that `restore_horns` may change, which are no evidence."""
    return text if "ư" in text else _hyphenated().sub(" ", text)


def _with_horn(found: re.Match[str]) -> str:
    word = found[0].replace("-", "ư")
    return word if len(word) > 1 and can_be_syllable(word.lower()) else found[0]


@cache
def _hyphenated() -> re.Pattern[str]:
    return re.compile(r"(?<![\w-])[^\W\d_]{0,3}-[^\W\d_]{0,3}(?![\w-])")


@cache
def _capital_words() -> re.Pattern[str]:
    small = "".join(letter for letter in LETTERS if letter.islower())
    capital = "A-Z" + small.upper()
    return re.compile(
        rf"(?<!\w)[{small}]*+[{capital}][{small}]*+[{capital}][{capital}{small}]*+(?!\w)"
    )
