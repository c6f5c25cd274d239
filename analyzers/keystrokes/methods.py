"""What the keys of the two input methods do. Source: the methods' own keyboards, as documented by
every input method editor; brackets for ơ and ư, which not all have, are left out.
"""

from enum import Enum, StrEnum
from typing import NamedTuple


class Method(StrEnum):
    """How letters with marks are typed on a keyboard that has none."""

    TELEX = "telex"
    VNI = "vni"


class Action(Enum):
    TONE = "tone"
    UNTONE = "untone"
    HAT = "hat"
    HOOK = "hook"
    STROKE = "stroke"


class Key(NamedTuple):
    """What a key does. `letters`: those that it can change, or for a tone its combining mark."""

    action: Action
    letters: str = ""


_TONES = "\u0301\u0300\u0309\u0303\u0323"  # sắc, huyền, hỏi, ngã, nặng

TELEX = {
    **{key: Key(Action.TONE, tone) for key, tone in zip("sfrxj", _TONES, strict=True)},
    "z": Key(Action.UNTONE),
    **{vowel: Key(Action.HAT, vowel) for vowel in "aeo"},
    "w": Key(Action.HOOK, "aou"),
    "d": Key(Action.STROKE, "d"),
}

VNI = {
    **{key: Key(Action.TONE, tone) for key, tone in zip("12345", _TONES, strict=True)},
    "0": Key(Action.UNTONE),
    "6": Key(Action.HAT, "aeo"),
    "7": Key(Action.HOOK, "ou"),
    "8": Key(Action.HOOK, "a"),
    "9": Key(Action.STROKE, "d"),
}

KEYS = {Method.TELEX: TELEX, Method.VNI: VNI}
