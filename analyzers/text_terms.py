"""Looking for terms in a delivered text, as an index would find them in it."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from analyzers.characters import IDEOGRAPHS
from analyzers.folding import fold
from analyzers.normalize import normalize_letters
from analyzers.syllables import TOKEN
from analyzers.terms import ENTRIES, Terms, entries, is_unmarked


class TextTerms:
    """A delivered text as the text field has it, looked at for a few words of it.

    Places are code points of the normalized text until `span` tells those of the delivered one.
    """

    def __init__(self, text: str) -> None:
        self._normalized = normalize_letters(text)

    def places_of(self, words: re.Pattern[str]) -> Iterator[tuple[int, int]]:
        """Where syllables of these folded forms stand (`folded_pattern`)."""
        # Folding the whole text and searching it takes half as long as cutting it into syllables.
        folded = self._folded
        continues = _CONTINUES.match
        for match in words.finditer(folded):
            start, end = match.span()
            if continues(folded, start) and (
                (start and continues(folded, start - 1)) or continues(folded, end)
            ):
                continue  # a part of another word
            yield start, end

    def places(self, start: int = 0) -> Iterator[tuple[int, int]]:
        """Where all syllables stand, from one place on."""
        return (match.span() for match in TOKEN.finditer(self._normalized.text, start))

    def folded(self, start: int, end: int) -> str:
        """The folded form of the syllable that stands there."""
        return self._folded[start:end]

    def terms(self, start: int, end: int) -> Terms:
        """The two terms of the syllable that stands there."""
        entry = ENTRIES[self._normalized.text[start:end]]
        if entry.terms is entry.unmarked_terms or not self._is_unmarked:
            return entry.terms
        return entry.unmarked_terms

    def terms_if_marked(self, start: int, end: int) -> Terms:
        """The two terms that it has if the text has marks at all."""
        return ENTRIES[self._normalized.text[start:end]].terms

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where these characters stand in the delivered text."""
        return self._normalized.span(start, end)

    @cached_property
    def _folded(self) -> str:
        text = self._normalized.text
        lower = text.lower()
        if len(lower) != len(text):  # a capital such as İ that has two letters for its small one
            lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
        return fold(lower)

    @cached_property
    def _is_unmarked(self) -> bool:
        return is_unmarked(entries(self._normalized.text))


#: A letter or digit of a word; an ideograph is a word by itself.
_CONTINUES = re.compile(rf"[^\W_{IDEOGRAPHS}]")


def folded_pattern(folded: Iterable[str]) -> re.Pattern[str]:
    """A pattern for `TextTerms.places_of` that finds syllables of these folded forms."""
    # Without a class for where words end: compiling that takes longer than all the searching.
    forms = sorted(folded, key=lambda form: (-len(form), form))
    return re.compile("|".join(map(re.escape, forms)) or "(?!)")
