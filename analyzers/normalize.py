"""The one normalizer: text as it is matched, with a way back to the text as it was delivered.

Documents, queries, facets, suggestions and highlighting all pass through `normalize`. Nothing
that is shown does.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from analyzers.characters import COMBINING, SOFT_HYPHEN, replacements
from analyzers.tones import is_syllable

Offsets = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Normalized:
    """Normalized text. `starts[i]`, `ends[i]` bound what character i stands for in the original
    (code-point offsets); both are None when every character stands for itself.
    """

    text: str
    starts: Offsets | None = None
    ends: Offsets | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where characters `start` to `end` (excluded; at least one) stand in the original."""
        if self.starts is None or self.ends is None:
            return start, end
        return int(self.starts[start]), int(self.ends[end - 1])


def normalize(text: str) -> Normalized:
    """`text` in NFC, look-alikes and invisible characters resolved, `tạp-chí` as `tạp chí`.

    A word that a hyphen breaks over a line end is joined, or parted by a space where both halves
    are syllables; a line that ends inside a sentence ends in a space. Case and all else stay.
    """
    present = _specials().intersection(text)
    if present:
        composed = _substitute(_pattern("".join(sorted(present))), _replace_characters, text)
    else:
        composed = Normalized(text)
    joined = _substitute(_LINES, _join_lines, composed.text)
    if composed.starts is None or composed.ends is None:
        return joined
    if joined.starts is None or joined.ends is None:
        return Normalized(joined.text, composed.starts, composed.ends)
    return Normalized(joined.text, composed.starts[joined.starts], composed.ends[joined.ends - 1])


@cache
def _specials() -> frozenset[str]:
    """Every character that may be replaced, or joined to the letter before it."""
    combining = re.findall(rf"[{COMBINING}]", "".join(map(chr, range(0x300, 0xFE30))))
    return frozenset(replacements()).union(combining)


@lru_cache(maxsize=1024)
def _pattern(present: str) -> re.Pattern[str]:
    # A class of only what is there: one of all specials costs 1 µs a character, this 0.02.
    special = re.escape(present)
    marks = rf"(?:(?=[{COMBINING}])[{special}])+"
    return re.compile(rf"{SOFT_HYPHEN}[ \t]*\r?\n[ \t]*|{marks}|[{special}]")


def _replace_characters(match: re.Match[str]) -> tuple[int, str]:
    found, start = match[0], match.start()
    if found[0] == SOFT_HYPHEN:
        return start, ""
    if found in replacements():
        return start, replacements()[found]
    if start == 0:
        return start, found
    base = match.string[start - 1]
    letter = unicodedata.normalize("NFC", replacements().get(base, base) + found)
    # A mark too many (OCR, or two keyboards at once) must not cut the word in two.
    return start - 1, letter[0] if base.isalpha() and letter[0] != base else letter


#: A hyphen before a word (with a line end between or without), or a line end between words.
_LINES = re.compile(
    r"-(?P<break>[ \t]*\r?\n[ \t]*)?(?=(?P<right>[^\W\d_]+)(?![^\W_]))"
    r"|\r?\n[ \t]*(?=(?P<next>[^\W\d_]))"
)
_LAST_WORD = re.compile(r"(?<![^\W_])[^\W\d_]+\Z")
_LONGEST_WORD = 40


def _join_lines(match: re.Match[str]) -> tuple[int, str]:
    found, start, text = match[0], match.start(), match.string
    if match["next"]:
        inside = start > 0 and (text[start - 1].isalnum() or text[start - 1] in ",; ")
        return start, " " * len(found) if inside and match["next"].islower() else found
    left = _LAST_WORD.search(text, max(0, start - _LONGEST_WORD), start)
    if not left:
        return start, found
    if is_syllable(left[0].lower()) and is_syllable(match["right"].lower()):
        return start, " " * len(found)
    return start, "" if match["break"] else found


def _substitute(
    pattern: re.Pattern[str], replace: Callable[[re.Match[str]], tuple[int, str]], text: str
) -> Normalized:
    """`pattern.sub` that knows where each character came from.

    `replace` gives where the replaced text begins (it ends with the match) and what stands for
    it: as long as it, character by character; its own beginning; or anything, as a whole.
    """
    pieces: list[str] = []
    starts: list[Offsets] = []
    ends: list[Offsets] = []
    done = 0
    resized = False

    def keep(piece: str, start: int) -> None:
        pieces.append(piece)
        offsets = np.arange(start, start + len(piece), dtype=np.int32)
        starts.append(offsets)
        ends.append(offsets + 1)

    for match in pattern.finditer(text):
        start, new = replace(match)
        end = match.end()
        found = text[start:end]
        if new == found or start < done:
            continue
        keep(text[done:start], done)
        if len(new) == len(found) or found.startswith(new):
            keep(new, start)
        else:
            pieces.append(new)
            starts.append(np.full(len(new), start, np.int32))
            ends.append(np.full(len(new), end, np.int32))
        resized |= len(new) != len(found)
        done = end
    if not pieces:
        return Normalized(text)
    keep(text[done:], done)
    joined = "".join(pieces)
    if not resized:
        return Normalized(joined)
    return Normalized(joined, np.concatenate(starts), np.concatenate(ends))
