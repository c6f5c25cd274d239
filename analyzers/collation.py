"""Vietnamese alphabetical order: letters first, then tones."""

import unicodedata
from functools import lru_cache

from analyzers.folding import fold
from analyzers.normalize import normalize

# Letters get code points of their own, in order, above digits and below other scripts.
_LETTERS = {letter: chr(0x100 + i) for i, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_OTHER_SCRIPTS = "\u0200"
_TONE_ORDER = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng, as dictionaries do
_FOREIGN_MARK = "6"
_MAX_KEY = 200


@lru_cache(maxsize=1 << 14)
def _weights(character: str) -> tuple[str, str]:
    """A character's key on the first level (letters) and on the second (tones)."""
    if not character.isalnum():
        return " ", ""
    decomposed = unicodedata.normalize("NFD", character)
    tone = next((str(_TONE_ORDER.index(m) + 1) for m in decomposed if m in _TONE_ORDER), "0")
    letter = unicodedata.normalize("NFC", "".join(m for m in decomposed if m not in _TONE_ORDER))
    if letter in _LETTERS:
        return _LETTERS[letter], tone
    if fold(letter) in _LETTERS:
        return _LETTERS[fold(letter)], _FOREIGN_MARK
    return (character if character.isascii() else _OTHER_SCRIPTS + character), "0"


def collation_key(text: str) -> str:
    """A key that sorts titles as a Vietnamese reader expects, by plain comparison of strings."""
    weights = [_weights(character) for character in normalize(text).text.lower()[:_MAX_KEY]]
    letters = " ".join("".join(letter for letter, _ in weights).split())
    return f"{letters}\x00{''.join(tone for _, tone in weights)}"
