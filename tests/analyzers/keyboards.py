"""Vietnamese text as the keys that type it, in the two input methods and two habits."""

import re
import unicodedata
from enum import StrEnum

from analyzers.keystrokes import Method

_TONES = "\u0301\u0300\u0309\u0303\u0323"
_TONE_KEYS = {Method.TELEX: "sfrxj", Method.VNI: "12345"}
_HAT, _HORN, _BREVE = "\u0302", "\u031b", "\u0306"
_VNI_KEYS = {_HAT: "6", _HORN: "7", _BREVE: "8"}


class Habit(StrEnum):
    """When the marks are typed: each after its letter, or all when the syllable has its letters."""

    AT_ONCE = "at once"
    AT_END = "at end"


def typed(text: str, method: Method, habit: Habit) -> str:
    """The keys for a text, word by word; what is no letter with marks stays."""
    return re.sub(r"[^\W_]+", lambda word: _typed_word(word[0], method, habit), text)


def _typed_word(word: str, method: Method, habit: Habit) -> str:
    keys = [_keys(letter, method) for letter in word]
    if habit is Habit.AT_ONCE:
        return "".join(base + mark + tone for base, mark, tone in keys)
    marks = "".join(mark for _, mark, _ in keys)
    # One key gives ươ both horns.
    marks = marks.replace("ww", "w").replace("77", "7")
    return "".join(base for base, _, _ in keys) + marks + "".join(tone for _, _, tone in keys)


def _keys(letter: str, method: Method) -> tuple[str, str, str]:
    """A letter's own key, the key of its mark and that of its tone."""
    telex = method is Method.TELEX
    if letter in "đĐ":
        return "dD"[letter == "Đ"], "d" if telex else "9", ""
    base, *marks = list(unicodedata.normalize("NFD", letter))
    mark = next((m for m in marks if m in _VNI_KEYS), "")
    tone = next((_TONE_KEYS[method][_TONES.index(m)] for m in marks if m in _TONES), "")
    if mark and telex:
        return base, base.lower() if mark == _HAT else "w", tone
    return base, _VNI_KEYS.get(mark, ""), tone
