"""The one normalizer: text as it is matched, with the offsets of the text as it was delivered.

Documents, queries, facets, suggestions and highlighting all use it. Text that is shown is never
normalized.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from heapq import merge

import numpy as np
from numpy.typing import NDArray

from analyzers.alignment import Edit, Normalized
from analyzers.characters import (
    HOMOGLYPHS,
    SOFT_HYPHEN,
    followers,
    is_diacritic,
    replacements,
)
from analyzers.kinds import code_points
from analyzers.spaced import spaced_letters
from analyzers.tones import is_syllable


def normalize(text: str) -> Normalized:
    """`text` in NFC, with look-alike and invisible characters resolved, and `tạp-chí` as `tạp chí`.

    Where a hyphen breaks a word over a line end, the halves are joined, or parted by a space when
    both are syllables. A line that ends inside a sentence gets a space for its end. `T H Ư V I Ệ N`
    becomes `THƯ VIỆN`, and `1.000.000` becomes `1000000`. Case and all else stay.
    """
    return part_words(normalize_letters(text))


def part_words(text: Normalized) -> Normalized:
    """The second part of `normalize`: hyphens and line ends between words become spaces."""
    return text.then(_between_words(text.text))


def normalize_letters(text: str) -> Normalized:
    """The first part of `normalize`: all but `part_words`. It is enough, and faster, where only the
    words matter.
    """
    result = Normalized(text)
    present = _present_specials(text)
    if replaced := present & replacements().keys():
        found = _replaceable("".join(sorted(replaced)))
        result = result.then(_replaced(found, _replace, text))
        present = present.union(*map(replacements().__getitem__, replaced))
    if marks := followers().intersection(present):
        found = _composable("".join(sorted(marks)))
        result = result.then(_replaced(found, _compose, result.text))
        # A Greek letter that has lost its accent may now look like a Latin one.
        present = present.union(result.text)
    has_homoglyphs = not present.isdisjoint(_homoglyphs())
    if has_homoglyphs:
        result = result.then(_replaced(_with_homoglyph(), _to_latin, result.text))
    # Broken words are joined before `part_words` judges syllables: a half is one only by accident.
    if "-" in result.text:
        result = result.then(_replaced(_BROKEN_WORD, _join_halves, result.text))
        if has_homoglyphs:
            # Only together may two halves be a word with Latin letters.
            result = result.then(_replaced(_with_homoglyph(), _to_latin, result.text))
    if _MAY_BE_THOUSANDS.search(result.text):
        numbers = _THOUSANDS.finditer(result.text)
        result = result.then(edit for number in numbers for edit in _joined(number))
    if _MAY_BE_SPACED.search(result.text):
        result = result.then(spaced_letters(result.text))
    return result


def _present_specials(text: str) -> frozenset[str]:
    """The different characters of a text that normalizing may change."""
    if len(text) < _SHORT_TEXT:
        return specials().intersection(set(text))
    codes = code_points(text)
    table = _is_special()
    found = codes[table[np.minimum(codes, len(table) - 1)]]
    return frozenset(map(chr, np.unique(found).tolist())) if len(found) else frozenset()


#: For longer texts an array is faster than a set of all characters.
_SHORT_TEXT = 200


@cache
def _is_special() -> NDArray[np.bool_]:
    """For each code point whether it is special; the last entry is for all higher ones."""
    table = np.zeros(max(map(ord, specials())) + 2, np.bool_)
    table[list(map(ord, specials()))] = True
    return table


@cache
def specials() -> frozenset[str]:
    """Every character that normalizing may change."""
    return followers().union(replacements(), _homoglyphs())


@cache
def _homoglyphs() -> frozenset[str]:
    return frozenset(map(chr, HOMOGLYPHS))


# A pattern's class has only the special characters of the text: with all of them it would take 1 µs
# a character, so it takes 0.02.
@lru_cache(maxsize=1024)
def _replaceable(present: str) -> re.Pattern[str]:
    return re.compile(rf"{SOFT_HYPHEN}[ \t]*\r?\n[ \t]*|[{re.escape(present)}]")


@lru_cache(maxsize=1024)
def _composable(present: str) -> re.Pattern[str]:
    return re.compile(rf"[{re.escape(present)}]+")


@cache
def _with_homoglyph() -> re.Pattern[str]:
    """A pattern for a word with a letter that looks like a Latin one. It begins only where a word
    does; else a long word would be searched again from each of its letters.
    """
    homoglyphs = "".join(sorted(_homoglyphs()))
    return re.compile(rf"(?<![^\W\d_])[^\W\d_]*?[{homoglyphs}][^\W\d_]*")


_LATIN = re.compile("[a-zA-Z\u00c0-\u024f\u1e00-\u1eff]+")


def _to_latin(match: re.Match[str]) -> tuple[int, str]:
    """A word of Latin letters and of others that look like them, in Latin letters alone."""
    latin = match[0].translate(HOMOGLYPHS)
    mixed = _LATIN.search(match[0]) and _LATIN.fullmatch(latin)
    return match.start(), latin if mixed else match[0]


def _replace(match: re.Match[str]) -> tuple[int, str]:
    return match.start(), replacements().get(match[0], "")


#: Unicode's own limit for marks on one letter; sorting more takes quadratic time.
_MOST_MARKS = 30
_CARON, _BREVE = "\u030c", "\u0306"
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


def _compose(match: re.Match[str]) -> tuple[int, str]:
    """A letter and its marks as one character, if there is one."""
    found, start = match[0], match.start()
    base = match.string[start - 1] if start else ""
    if unicodedata.normalize("NFD", base)[:1] in ("a", "A"):
        found = found.replace(_CARON, _BREVE)  # as `ǎ` alone is replaced
    cluster, rest = base + found[:_MOST_MARKS], found[_MOST_MARKS:]
    letter = unicodedata.normalize("NFC", cluster)
    if len(letter) == 1 or not base.isalpha():
        return start - len(base), letter + rest
    # The tone may have been typed before the other mark, which then could not be composed. And one
    # mark too many (OCR, or two keyboards at once) must not cut the word in two.
    marks = sorted(unicodedata.normalize("NFD", cluster), key=_TONES.__contains__)
    letter = unicodedata.normalize("NFC", "".join(marks)) + rest
    kept = (mark for mark in letter[1:] if not is_diacritic(mark))
    return start - 1, letter[0] + "".join(kept)


_WORD_AHEAD = r"(?=(?P<right>[^\W\d_]+)(?![^\W_]))"
_BROKEN_WORD = re.compile(rf"-[ \t]*\r?\n[ \t]*{_WORD_AHEAD}")
# Two patterns, for one that begins with a certain character is looked for so much faster. A line
# that begins with a capital does not continue a sentence; most of these capitals are ASCII.
_HYPHEN = re.compile(rf"-{_WORD_AHEAD}")
_ON_NEXT_LINE = r"\n[ \t]*(?=(?P<next>[^\W\d_A-Z]))"
_LINE_END = re.compile(_ON_NEXT_LINE)
_ANY_LINE_END = re.compile(rf"\r?{_ON_NEXT_LINE}")
_LAST_WORD = re.compile(r"(?<![^\W_])[^\W\d_]+\Z")
_FAR_ENOUGH = 40


def _join_halves(match: re.Match[str]) -> tuple[int, str]:
    found, start = match[0], match.start()
    left, right = _word_before(match), match["right"]
    if left and is_compound(left, right):
        return start, " " * len(found)
    # `QĐ-BVHTTDL` and `Jean-Paul` keep their hyphen even when a line ends behind it.
    broken = left and (right.islower() or is_syllable((left + right).lower()))
    return start, "" if broken else found


def _between_words(text: str) -> Iterator[Edit]:
    """The hyphens and line ends that stand between words, and what stands for each, in order."""
    line_end = _ANY_LINE_END if "\r" in text else _LINE_END
    hyphens = _replaced(_HYPHEN, _part_compound, text)
    return merge(hyphens, _replaced(line_end, _part_lines, text))


def _part_compound(match: re.Match[str]) -> tuple[int, str]:
    parted = is_compound(_word_before(match), match["right"]) and not _beside_spaced(match)
    return match.start(), " " if parted else match[0]


def _part_lines(match: re.Match[str]) -> tuple[int, str]:
    found, start = match[0], match.start()
    before = match.string[max(0, start - _FAR_ENOUGH) : start].rstrip(" \t")
    inside = before[-1:].isalnum() or before[-1:] in (",", ";")
    # Single letters below each other would otherwise be read as a spaced heading.
    around = before[-2:-1] + match.string[match.end() + 1 : match.end() + 2]
    is_column = not any(map(str.isalnum, around))
    inside = inside and match["next"].islower() and not is_column
    return start, " " * len(found) if inside else found


_SINGLES_BEFORE = re.compile(r"(?<!\w)[^\W\d_] {1,3}[^\W\d_]\Z")
_SINGLES_AFTER = re.compile(r"[^\W\d_] {1,3}[^\W\d_](?!\w)")


def _beside_spaced(match: re.Match[str]) -> bool:
    """Whether a hyphen stands next to single letters that, without it, would be taken for more of a
    spaced heading.
    """
    text, start, end = match.string, match.start(), match.end()
    before = _SINGLES_BEFORE.search(text, max(0, start - 6), start)
    return bool(before or _SINGLES_AFTER.match(text, end))


def _word_before(match: re.Match[str]) -> str:
    start = match.start()
    word = _LAST_WORD.search(match.string, max(0, start - _FAR_ENOUGH), start)
    return word[0] if word else ""


def is_compound(left: str, right: str) -> bool:
    """Whether words with a hyphen between them are a compound of the old orthography."""
    # First what comes after: most hyphens are those of codes, `15/2020/NĐ-CP`.
    return is_syllable(right.lower()) and is_syllable(left.lower())


#: Digits in groups of three. What begins with 0, or has a group of another length, is a code.
_THOUSANDS = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:(?:\.\d{3})+(?!\.?\d)|(?:,\d{3}){2,}(?!,?\d))")
_MAY_BE_THOUSANDS = re.compile(r"[.,](?<=\d[.,])\d\d\d(?!\d)")
_MAY_BE_SPACED = re.compile(r" [^\W\d_] {1,3}[^\W\d_](?!\w)")


def _joined(number: re.Match[str]) -> Iterator[Edit]:
    for at in range(*number.span()):
        if not number.string[at].isdigit():
            yield at, at + 1, ""


def _replaced(
    pattern: re.Pattern[str], replace: Callable[[re.Match[str]], tuple[int, str]], text: str
) -> Iterator[Edit]:
    """The edits for all matches. `replace` gives the start of the text to be replaced, which ends
    where the match does, and what replaces it.
    """
    for match in pattern.finditer(text):
        start, new = replace(match)
        yield start, match.end(), new
