"""Unicode form NFC in linear time."""

import re
import unicodedata
from itertools import groupby

#: Finds every run of more marks than Unicode's stream-safe format allows on a letter.
_CEASELESS_MARKS = re.compile(r"[^\w\s]{31,}")
#: The only characters that are no marks by themselves and begin with one when taken apart.
_TIBETAN_VOWELS = {code: unicodedata.normalize("NFD", chr(code)) for code in (0xF73, 0xF75, 0xF81)}


def composed(text: str) -> str:
    """The same as `unicodedata.normalize("NFC", text)`, which takes quadratic time where very many
    marks follow each other.
    """
    if unicodedata.is_normalized("NFC", text):
        return text
    return unicodedata.normalize("NFC", _CEASELESS_MARKS.sub(_sorted_marks, text))


def _sorted_marks(run: re.Match[str]) -> str:
    marks = run[0].translate(_TIBETAN_VOWELS)
    return "".join(
        "".join(sorted(group, key=unicodedata.combining) if movable else group)
        for movable, group in groupby(marks, lambda mark: unicodedata.combining(mark) > 0)
    )
