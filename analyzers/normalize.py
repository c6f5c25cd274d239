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

from analyzers.characters import SOFT_HYPHEN, followers, is_diacritic, replacements
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
    result = normalize_letters(text)
    return _after(result, _substitute(_BETWEEN_WORDS, _part_words, result.text))


def normalize_letters(text: str) -> Normalized:
    """The same but for what stands between words: enough, and faster, where only they matter."""
    result = Normalized(text)
    present = _specials().intersection(set(text))
    if not present and "-" not in text:
        return result
    if replaced := present.intersection(replacements()):
        found = _replaceable("".join(sorted(replaced)))
        result = _after(result, _substitute(found, _replace, text))
        present = present.union(*map(replacements().__getitem__, replaced))
    if marks := followers().intersection(present):
        found = _composable("".join(sorted(marks)))
        result = _after(result, _substitute(found, _compose, result.text))
    # Broken words first: a half of one is no syllable, or is one by accident.
    return _after(result, _substitute(_BROKEN_WORD, _join_halves, result.text))


def _after(first: Normalized, second: Normalized) -> Normalized:
    """`second`, made from the text of `first`, with offsets into what `first` was made from."""
    if first.starts is None or first.ends is None:
        return second
    if second.starts is None or second.ends is None:
        return Normalized(second.text, first.starts, first.ends)
    return Normalized(second.text, first.starts[second.starts], first.ends[second.ends - 1])


@cache
def _specials() -> frozenset[str]:
    return followers().union(replacements())


# Classes of only what is there: one of all specials costs 1 µs a character, this 0.02.
@lru_cache(maxsize=1024)
def _replaceable(present: str) -> re.Pattern[str]:
    return re.compile(rf"{SOFT_HYPHEN}[ \t]*\r?\n[ \t]*|[{re.escape(present)}]")


@lru_cache(maxsize=1024)
def _composable(present: str) -> re.Pattern[str]:
    return re.compile(rf"[{re.escape(present)}]+")


def _replace(match: re.Match[str]) -> tuple[int, str]:
    return match.start(), replacements().get(match[0], "")


#: Unicode's own limit for marks on one letter; sorting more takes quadratic time.
_MOST_MARKS = 30
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


def _compose(match: re.Match[str]) -> tuple[int, str]:
    """A letter and its marks as one letter."""
    found, start = match[0], match.start()
    base = match.string[start - 1] if start else ""
    cluster, rest = base + found[:_MOST_MARKS], found[_MOST_MARKS:]
    letter = unicodedata.normalize("NFC", cluster)
    if len(letter) == 1 or not base.isalpha():
        return start - len(base), letter + rest
    # The tone may have been put first; and a mark too many (OCR, or two keyboards at once) must
    # not cut the word in two.
    marks = sorted(unicodedata.normalize("NFD", cluster), key=_TONES.__contains__)
    letter = unicodedata.normalize("NFC", "".join(marks)) + rest
    kept = (mark for mark in letter[1:] if not is_diacritic(mark))
    return start - 1, letter[0] + "".join(kept)


_WORD_AHEAD = r"(?=(?P<right>[^\W\d_]+)(?![^\W_]))"
_BROKEN_WORD = re.compile(rf"-[ \t]*\r?\n[ \t]*{_WORD_AHEAD}")
_BETWEEN_WORDS = re.compile(rf"-{_WORD_AHEAD}|\r?\n[ \t]*(?=(?P<next>[^\W\d_]))")
_LAST_WORD = re.compile(r"(?<![^\W_])[^\W\d_]+\Z")
_FAR_ENOUGH = 40


def _join_halves(match: re.Match[str]) -> tuple[int, str]:
    found, start = match[0], match.start()
    left, right = _word_before(match), match["right"]
    if left and _are_syllables(left, right):
        return start, " " * len(found)
    # `QĐ-BVHTTDL` and `Jean-Paul` have their hyphen for good, wherever the line ends.
    broken = left and (right.islower() or is_syllable((left + right).lower()))
    return start, "" if broken else found


def _part_words(match: re.Match[str]) -> tuple[int, str]:
    found, start = match[0], match.start()
    if match["next"]:
        before = match.string[max(0, start - _FAR_ENOUGH) : start].rstrip(" \t")[-1:]
        inside = before.isalnum() or before in (",", ";")
        return start, " " * len(found) if inside and match["next"].islower() else found
    left = _word_before(match)
    return start, " " if left and _are_syllables(left, match["right"]) else found


def _word_before(match: re.Match[str]) -> str:
    start = match.start()
    word = _LAST_WORD.search(match.string, max(0, start - _FAR_ENOUGH), start)
    return word[0] if word else ""


def _are_syllables(left: str, right: str) -> bool:
    return is_syllable(left.lower()) and is_syllable(right.lower())


def _substitute(
    pattern: re.Pattern[str], replace: Callable[[re.Match[str]], tuple[int, str]], text: str
) -> Normalized:
    """`pattern.sub` that knows where each character came from.

    `replace` gives where the replaced text begins (it ends with the match) and what stands for
    it: as long as it, character by character, or anything else, as a whole.
    """
    pieces: list[str] = []
    resized: list[tuple[int, int, int, int]] = []
    done = length = 0
    for match in pattern.finditer(text):
        start, new = replace(match)
        end = match.end()
        if start < done or new == text[start:end]:
            continue
        pieces += text[done:start], new
        length += start - done + len(new)
        if len(new) != end - start:
            resized.append((length - len(new), length, start, end))
        done = end
    if not pieces:
        return Normalized(text)
    joined = "".join(pieces) + text[done:]
    return Normalized(joined, *_offsets(len(joined), resized)) if resized else Normalized(joined)


def _offsets(length: int, resized: list[tuple[int, int, int, int]]) -> tuple[Offsets, Offsets]:
    """Starts and ends in the original for a text of `length`, given each stretch of it (begin,
    end) that stands for an original one (begin, end) of another length.
    """
    new_begins, new_ends, begins, ends = np.array(resized, np.int32).T
    shifts = np.concatenate([[0], ends - new_ends])
    stretches = np.diff(new_ends, prepend=0, append=length)
    first = np.arange(length, dtype=np.int32) + np.repeat(shifts, stretches).astype(np.int32)
    last = first + 1
    sizes = new_ends - new_begins
    within = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    places = np.repeat(new_begins, sizes) + within
    first[places] = np.repeat(begins, sizes)
    last[places] = np.repeat(ends, sizes)
    return first, last
