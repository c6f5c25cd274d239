"""Whether what was typed is keystrokes: all its words are weighed, for few are certain alone.

A word speaks for a method when its keys make a syllable that was not typed as such, and against it
when they make none. What reads alike both ways (`nam`, `hoa`), and numbers, tell nothing.
"""

import re
import unicodedata
from dataclasses import dataclass

from analyzers.keystrokes.foreign import foreign_words
from analyzers.keystrokes.methods import Method
from analyzers.keystrokes.word import read
from analyzers.tones import is_syllable

#: What is longer was pasted, not typed.
MAX_LENGTH = 1000
#: From here on it is keystrokes whatever the words may be in another language.
SURE = 0.62

_LEAST = 1 / 3
#: What a word weighs: a syllable's keys by how many words of other languages look like them, and
#: below 0 a word of another language that happens to be keys, and one that can be none.
_CERTAIN, _LIKELY, _WEAK, _AMBIGUOUS, _FOREIGN = 2.0, 1.0, 0.5, -0.3, -1.5

_WORD = re.compile(r"[A-Za-z0-9]+")

#: Telex that no word of English, French or a romanized language looks like.
_TELEX_ONLY = re.compile(
    "^(?:dd|kh|ng|nh)|aa|iee|yee|uoo|ooi|eeu|uw|ow(?:ng|[cfijmptux])|aw(?:ng|[cfgjmptx])"
    "|[a-z]{2}j$|j[cmnpt]|[fx][cmnp]|[sr]n[gh]"
)
#: Consonants between vowels, as in nearly every foreign word: `rosa`, `manga`, `tiene`.
_FOREIGN_SHAPE = re.compile("[aeiouy][^aeiouyw]+[aeiouy]")
#: `A1`, `u5`: nobody looks for one vowel alone, so it takes other words to speak for VNI.
_LETTER_AND_NUMBER = re.compile("[A-Za-z][0-9]+")
#: `SO2`, `CAT5`: a code, or a formula, more often than a syllable in VNI.
_CODE = re.compile("[A-Za-z]{1,2}[0-9]+$|[A-Z][A-Za-z]*[A-Z][0-9]+")


@dataclass(frozen=True, slots=True)
class Keystrokes:
    """Keystrokes, and what they mean. `confidence`: from a third, a mere possibility, towards 1."""

    method: Method
    text: str
    confidence: float

    @property
    def is_sure(self) -> bool:
        """Else ask whether what was typed is words itself (`bars` as much as bá)."""
        return self.confidence >= SURE


def read_keystrokes(typed: str) -> Keystrokes | None:
    """What was meant by Telex or VNI keystrokes; None when the input is more likely none.

    Words that are no keystrokes, and all between the words, stay as typed.
    """
    if len(typed) > MAX_LENGTH or any(map(_is_marked_letter, typed)):
        return None
    words = _WORD.findall(typed)
    confidence, method = max((_confidence(words, method), method) for method in Method)
    if confidence < _LEAST:
        return None
    return Keystrokes(method, _WORD.sub(lambda match: _meant(match[0], method), typed), confidence)


def _is_marked_letter(character: str) -> bool:
    """Whether it tells that letters beyond the keyboard's could be typed."""
    return not character.isascii() and unicodedata.category(character)[0] in "LM"


def _confidence(words: list[str], method: Method) -> float:
    weights = [_weight(word, method) for word in words]
    support = sum(weight for weight in weights if weight > 0)
    against = -sum(weight for weight in weights if weight < 0)
    return support / (support + against + 1)


def _meant(word: str, method: Method) -> str:
    reading = read(word, method)
    return reading.text if reading else word


def _weight(word: str, method: Method) -> float:
    """How much a word speaks for the method; below 0 when it speaks against it."""
    reading = read(word, method)
    if word.isdigit() or (reading and reading.text == word):
        return 0.0
    if reading is None:
        return 0.0 if is_syllable(word.lower()) else _FOREIGN
    if reading.corrected:
        return 0.0
    weight = _telex_weight(word) if method is Method.TELEX else _vni_weight(word)
    return max(weight, _LIKELY) if weight > 0 and reading.marks > 1 else weight


def _telex_weight(word: str) -> float:
    lower = word.lower()
    if lower in foreign_words():
        return _AMBIGUOUS
    if _TELEX_ONLY.search(lower):
        return _CERTAIN
    if _FOREIGN_SHAPE.search(lower) or (len(word) > 1 and word.isupper()):
        return _WEAK
    return _LIKELY


def _vni_weight(word: str) -> float:
    if _LETTER_AND_NUMBER.fullmatch(word):
        return 0.0
    return _WEAK if _CODE.fullmatch(word) else _CERTAIN
