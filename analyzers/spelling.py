"""Letters and syllables as the tables by which kernel/pieces.c puts tokens together."""

from functools import cache
from zlib import crc32

import numpy as np

from analyzers.brief import brief_letters
from analyzers.folding import fold
from analyzers.kernel import LETTER, Spelling
from analyzers.syllables import IDEOGRAPH
from analyzers.tones import ONSETS, RHYMES, TONES, VOWELS, split_letter, tone_place, with_tone

#: Kinds of letters, as in kernel/kernel.h. A token of plain letters is a syllable or a number;
#: a mark is a token by itself, unless letters or other marks make it more.
PLAIN, MARK, DECIMAL, DIGIT, CAPITAL, SMALL, TITLECASE = (1 << bit for bit in range(7))
#: Marks that make longer tokens of what is before or behind them (`tokenizer`).
_NO_MARKS = "_@>"
#: Latin, Greek and Cyrillic letters and the marks that go with them. All others are left to Python:
#: to tell what they are would take longer than they are worth when a server starts.
_PLAIN_SCRIPTS = range(0x590), range(0x1E00, 0x2100)
_SEVERAL = 255
_CODE_UNIT = 1 << 16
_VOWELS_END = 0x200


@cache
def spelling() -> Spelling:
    """The tables."""
    rhymes = sorted(RHYMES, key=_number)
    toned = np.zeros((len(TONES), _VOWELS_END), np.uint16)
    for vowel in VOWELS:
        toned[:, ord(vowel)] = [ord(with_tone(vowel, tone)) for tone in TONES]
    letters = np.zeros(_PLAIN_SCRIPTS[-1].stop, LETTER)
    for codes in _PLAIN_SCRIPTS:
        letters[codes.start : codes.stop] = [_letter(chr(code)) for code in codes]
    in_brief = np.zeros(len(letters), np.uint16)
    for letter, characters in brief_letters().items():
        in_brief[ord(letter)] = int.from_bytes(characters.encode(), "little")
    return Spelling(
        letters=letters,
        letter_count=len(letters),
        onsets=np.array(sorted(map(_number, ONSETS)), np.uint64),
        onset_count=len(ONSETS),
        rhymes=np.array([_number(rhyme) for rhyme in rhymes], np.uint64),
        rhyme_count=len(rhymes),
        tone_places=np.array([tone_place(rhyme) for rhyme in rhymes], np.uint8),
        toned=toned,
        brief=in_brief,
        crcs=np.array(list(map(_crc, range(256))), np.uint32),
    )


def _letter(character: str) -> tuple[int, ...]:
    """The row of a letter in an array of dtype LETTER."""
    lower = character.lower()
    if not (character.isalnum() or character.isspace() or character in _NO_MARKS):
        return 0, 0, 0, 0, MARK
    # What the small form of Σ is depends on the letters around it.
    if not character.isalnum() or IDEOGRAPH.search(character) or character == "Σ":
        return 0, 0, 0, 0, 0
    bare, tone = split_letter(lower[0])
    forms = lower, fold(lower), bare
    if any(len(form) > 1 or ord(form) >= _CODE_UNIT for form in forms):
        return 0, 0, 0, 0, 0
    number = 0 if not tone else _SEVERAL if len(tone) > 1 else TONES.index(tone) + 1
    return (*map(ord, forms), number, _kinds(character))


def _kinds(character: str) -> int:
    """Of a plain letter."""
    return (
        PLAIN
        | DECIMAL * character.isdecimal()
        | DIGIT * character.isdigit()
        | CAPITAL * character.isupper()
        | SMALL * character.islower()
        | TITLECASE * (character.istitle() and not character.isupper())
    )


def _number(letters: str) -> int:
    """Up to four letters as a number."""
    number = 0
    for letter in letters:
        number = number << 16 | ord(letter)
    return number


def _crc(byte: int) -> int:
    """What a byte by itself does to a checksum that was 0."""
    # crc32 begins and ends with all bits turned over.
    return crc32(bytes([byte]), 0xFFFFFFFF) ^ 0xFFFFFFFF
