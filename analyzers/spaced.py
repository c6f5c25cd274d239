"""Letter-spaced headings (`T H Ư V I Ệ N`): the spaces that part letters and not words."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate, pairwise

from analyzers.alignment import Edit
from analyzers.folding import fold, has_marks
from analyzers.tones import is_well_formed

#: Three single letters or more with one to three spaces between them.
_RUN = re.compile(
    r"(?<![^\s\"'(\[])[^\W\d_](?:[ ]{1,3}[^\W\d_](?![^\s.,:;!?\"')\]])){2,}(?![^\s.,:;!?\"')\]])"
)
_GAP = re.compile(" +")
#: A heading is no longer; what is (an alphabet, a table) is left alone.
_LONGEST = 120
_LONGEST_SYLLABLE = 7
#: Three are a word only in capitals, and with a mark.
_FEWEST = 4
_FEWEST_FOREIGN = 5
_VOWELS = frozenset("aeiouy")


def spaced_letters(text: str) -> Iterator[Edit]:
    """The edits that join the letters of spaced headings, each word by itself.

    Where all gaps are alike, words end where syllables do. Without a mark, or where no syllables
    come of it, a run in capitals is one word unless it is an alphabet; any other is left alone.
    """
    for match in _RUN.finditer(text):
        if len(match[0]) > _LONGEST:
            continue
        gaps = [m.span() for m in _GAP.finditer(text, *match.span())]
        kept = _word_gaps(match[0].replace(" ", ""), [end - start for start, end in gaps])
        if kept is not None:
            yield from ((*gap, "") for i, gap in enumerate(gaps) if i not in kept)


def _word_gaps(letters: str, widths: list[int]) -> list[int] | None:
    """Numbers of the gaps that part words; None when this is no heading."""
    if len(set(widths)) > 1:
        if len(letters) < _FEWEST or not has_marks(letters):
            return None
        wide = [i for i, width in enumerate(widths) if width > min(widths)]
        cuts = [0, *(i + 1 for i in wide), len(letters)]
        words = [letters[begin:end] for begin, end in pairwise(cuts)]
        return wide if all(map(_is_word, words)) else None
    lengths = _syllables(letters.lower()) if has_marks(letters) else ()
    if not lengths or len(lengths) > len(letters) / 2:
        return [] if _is_foreign(letters) else None
    if len(letters) < _FEWEST and not letters.isupper():
        return None
    return [end - 1 for end in accumulate(lengths[:-1])]


def _is_word(letters: str) -> bool:
    return is_well_formed(letters.lower()) or _is_foreign(letters)


def _is_foreign(letters: str) -> bool:
    if not letters.isupper() or len(letters) < _FEWEST_FOREIGN:
        return False
    folded = fold(letters.lower())
    vowels = sum(letter in _VOWELS for letter in folded)
    return 4 * vowels >= len(letters) and any(a > b for a, b in pairwise(folded))


@lru_cache(maxsize=1024)
def _syllables(letters: str) -> tuple[int, ...] | None:
    """Lengths of the fewest syllables that make up the letters, and of those the ones of which
    most begin with a consonant; None when there are none.
    """
    # best[i]: cost and lengths for the first i letters.
    best: list[tuple[int, int, tuple[int, ...]] | None] = [(0, 0, ())]
    for end in range(1, len(letters) + 1):
        found = [
            (count + 1, vowels + (fold(letters[begin]) in _VOWELS), (*lengths, end - begin))
            for begin in range(max(0, end - _LONGEST_SYLLABLE), end)
            if (before := best[begin]) and is_well_formed(letters[begin:end])
            for count, vowels, lengths in [before]
        ]
        best.append(min(found, default=None))
    last = best[-1]
    return last[2] if last else None
