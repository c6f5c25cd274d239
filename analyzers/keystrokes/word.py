"""One word's keystrokes, replayed as an input method editor takes them.

A key acts on what has been typed so far, so a mark may follow its letter or come at the end of
the syllable; the same key again takes its mark off and stands for itself. Only a syllable that
Vietnamese can have is a reading of a word.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from analyzers.folding import fold
from analyzers.keystrokes.methods import KEYS, Action, Key, Method
from analyzers.tones import canonical, is_syllable

#: `nghieengs` and some corrections: what is longer is no syllable's keystrokes.
MAX_KEYS = 14

_HATS = {"a": "â", "e": "ê", "o": "ô"}
_HOOKS = {"a": "ă", "o": "ơ", "u": "ư"}
_STROKES = {"d": "đ"}
_VOWELS = frozenset("aeiouy")
_STOPS = ("p", "t", "c", "ch")
_STOP_TONES = ("\u0301", "\u0323")  # sắc, nặng
#: c, g, ng never stand before a front vowel, gh and ngh only there; names have k anywhere.
_MISSPELT = re.compile(r"(?:c|ng)[eiy]|g[ey]|n?gh[^eiy]")


class Reading(NamedTuple):
    """A syllable read from keystrokes. `marks`: how many were typed; `corrected`: one of them
    was then replaced or taken off.
    """

    text: str
    marks: int
    corrected: bool


@lru_cache(maxsize=1 << 14)
def read(word: str, method: Method) -> Reading | None:
    """The syllable that these keys make; None when they make none."""
    if len(word) > MAX_KEYS or not word.isascii():
        return None
    keys = KEYS[method]
    typing = _Typing()
    for character in word:
        key = keys.get(character.lower())
        if key is None or not typing.act(key, character):
            typing.add(character)
    syllable = typing.syllable()
    return Reading(syllable, typing.marks, typing.corrected) if syllable else None


class _Typing:
    """What an editor holds while a word is typed: letters with their marks, and the tone."""

    def __init__(self) -> None:
        self._letters: list[str] = []
        self._capitals: list[bool] = []
        self._tone = ""
        self.marks = 0
        self.corrected = False

    def add(self, character: str, letter: str = "") -> None:
        """A letter by its own key, or by one that stands for it."""
        self._letters.append(letter or character.lower())
        self._capitals.append(character.isupper())

    def act(self, key: Key, character: str) -> bool:
        """Do what a key does to the letters so far; False when it stands for itself."""
        match key.action:
            case Action.TONE:
                return self._set_tone(key.letters)
            case Action.UNTONE:
                return bool(self._tone) and not self._set_tone(self._tone)
            case Action.HAT:
                return self._mark(self._hat_places(key.letters), _HATS)
            case Action.HOOK:
                places = self._hook_places(key.letters)
                if not places and character in "wW":
                    self.marks += 1
                    self.add(character, "ư")
                    return True
                return self._mark(places, _HOOKS)
            case Action.STROKE:
                return self._mark([0] if self._bases()[:1] == "d" else [], _STROKES)

    def syllable(self) -> str:
        """What stands there in the end, its tone in the canonical place; '' if no syllable."""
        bare = _with_both_horns("".join(self._letters))
        if not _is_legal(bare, self._tone):
            return ""
        vowel = next(place for place, base in enumerate(fold(bare)) if base in _VOWELS)
        toned = unicodedata.normalize("NFC", bare[vowel] + self._tone)
        letters = canonical(bare[:vowel] + toned + bare[vowel + 1 :])
        capitals = zip(letters, self._capitals, strict=True)
        return "".join(letter.upper() if capital else letter for letter, capital in capitals)

    def _bases(self) -> str:
        """The letters so far without marks; the u of qu counts as a consonant."""
        bases = fold("".join(self._letters))
        return "q*" + bases[2:] if bases.startswith("qu") else bases

    def _set_tone(self, tone: str) -> bool:
        if not _VOWELS.intersection(self._bases()):
            return False
        is_repeated = tone == self._tone
        self.corrected |= bool(self._tone)
        self._tone = "" if is_repeated else tone
        self.marks += -1 if is_repeated else 1
        return not is_repeated

    def _mark(self, places: list[int], marked: Mapping[str, str]) -> bool:
        """Put the mark on these letters, or take it off where all have it already."""
        bases = self._bases()
        wanted = {place: marked[bases[place]] for place in places}
        if not wanted:
            return False
        is_repeated = all(self._letters[place] == letter for place, letter in wanted.items())
        self.corrected |= any(self._letters[p] not in (bases[p], wanted[p]) for p in places)
        self.corrected |= is_repeated
        self.marks += -1 if is_repeated else 1
        for place, letter in wanted.items():
            self._letters[place] = bases[place] if is_repeated else letter
            if letter == "ô" and place and self._letters[place - 1] == "ư":
                self._letters[place - 1] = "u"  # `uowo` is uô
        return not is_repeated

    def _hat_places(self, vowels: str) -> list[int]:
        bases = self._bases()
        if bases.endswith("oe") and vowels == "o":
            return []  # `ngoeof` is ngoèo, the one rhyme with a vowel twice
        return [max(map(bases.rfind, vowels))] if set(vowels) & set(bases) else []

    def _hook_places(self, vowels: str) -> list[int]:
        bases = self._bases()
        if "u" in vowels:
            if (pair := bases.find("uo")) >= 0:
                return [pair, pair + 1]
            if (first := max(bases.find("ua"), bases.find("uu"))) >= 0:
                return [first]
        return [max(map(bases.rfind, vowels))] if set(vowels) & set(bases) else []


def _with_both_horns(letters: str) -> str:
    """ươ for `ưo` and `uơ` where more follows, uơ for `ươ` where nothing does."""
    for pair in ("ưo", "uơ", "ươ"):
        before, found, after = letters.partition(pair)
        if found and not before.endswith("q"):
            return before + ("ươ" if after else pair if pair == "ưo" else "uơ") + after
    return letters


def _is_legal(bare: str, tone: str) -> bool:
    """Whether Vietnamese can have this lower-case syllable (its tone apart) with that tone."""
    if not is_syllable(bare) or _MISSPELT.match(fold(bare)):
        return False
    return tone in _STOP_TONES or not bare.endswith(_STOPS)
