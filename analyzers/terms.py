"""Joined terms: what an index takes in, separated by spaces, for a `whitespace` tokenizer.

In the text field every syllable stands twice, its marked form and then its folded form:
`thư =thu viện =vien`. So one field with positions answers words typed with marks, without, and
phrases that mix both: syllable i stands at position 2i with its marks and at 2i + 1 folded.

In a text that has no marks at all, what stands without is a third kind of term: `~duong =duong`.
There it may be `đường`; in a text with marks `duong` is just another word.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from analyzers import segmenter
from analyzers.characters import IDEOGRAPHS
from analyzers.folding import fold
from analyzers.normalize import normalize, normalize_letters
from analyzers.segmenter import Segmentation
from analyzers.syllables import FORMS, TOKEN, Memo

#: Raised by hand whenever the same text would give other terms.
VERSION = 3

#: Positions that one syllable takes in the text field.
POSITIONS = 2
#: Stands between the values of a list: a phrase never runs from one value into the next.
_GAP = " ".join(["|"] * POSITIONS * 8)


def folded_term(folded: str) -> str:
    """The term of the text field that all forms of a syllable share."""
    return "=" + folded


def bare_term(folded: str) -> str:
    """The term of the text field for a syllable of a text that has no marks at all."""
    return "~" + folded


def pair_term(first: str, second: str) -> str:
    """The term of the pair field for two folded syllables that follow each other."""
    return f"{first}_{second}"


#: A text in which fewer of its words have marks was written without them (or is not Vietnamese):
#: of 12,000 pages of Wikipedia 3.5 % lie below, mostly lists of foreign titles, hardly any near.
MARKED_SHARE = 0.1

#: The two terms of a syllable in the text field.
Terms = tuple[str, str]


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
        entry = _ENTRIES[self._normalized.text[start:end]]
        if entry.terms is entry.unmarked_terms or not self._is_unmarked:
            return entry.terms
        return entry.unmarked_terms

    def terms_if_marked(self, start: int, end: int) -> Terms:
        """The two terms that it has if the text has marks at all."""
        return _ENTRIES[self._normalized.text[start:end]].terms

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
        return _is_unmarked(_entries(self._normalized.text))


#: A letter or digit of a word; an ideograph is a word by itself.
_CONTINUES = re.compile(rf"[^\W_{IDEOGRAPHS}]")


def folded_pattern(folded: Iterable[str]) -> re.Pattern[str]:
    """A pattern for `TextTerms.places_of` that finds syllables of these folded forms."""
    # Without a class for where words end: compiling that takes longer than all the searching.
    forms = sorted(folded, key=lambda form: (-len(form), form))
    return re.compile("|".join(map(re.escape, forms)) or "(?!)")


@dataclass(frozen=True, slots=True)
class IndexTerms:
    """Joined terms of a text: `text` as above, `words` pyvi's words of several syllables, `pairs`
    the folded syllables two by two.
    """

    text: str
    words: str
    pairs: str


def index_terms(texts: Sequence[str]) -> list[IndexTerms]:
    """The joined terms of each text; many at once are faster than one by one."""
    normalized = [normalize(text).text for text in texts]
    return [
        _index_terms(text, words)
        for text, words in zip(normalized, segmenter.segmentations(normalized), strict=True)
    ]


def joined_terms(values: Sequence[str]) -> str:
    """The text field of a list of short values (a title, creators); no phrase crosses them."""
    return f" {_GAP} ".join(_join(_terms(_entries(normalize(value).text))) for value in values)


def words(text: str) -> list[str]:
    """The words of several syllables that pyvi finds in a text, as terms of the word field."""
    normalized = normalize(text).text
    return _words(segmenter.segmentation(normalized))


def fingerprint() -> str:
    """Names everything that decides which terms a text has; stands in an index's manifest."""
    parts = (VERSION, unicodedata.unidata_version, segmenter.fingerprint())
    return hashlib.blake2b(repr(parts).encode(), digest_size=8).hexdigest()


class _Entry(NamedTuple):
    """A token's terms, in a text with marks and in one without; whether it is a word at all (a
    number tells nothing of marks), and has any.
    """

    folded: str
    terms: Terms
    unmarked_terms: Terms
    is_word: bool
    is_marked: bool


def _entry(token: str) -> _Entry:
    term, folded = FORMS[token]
    is_marked = term != folded
    terms = term, folded_term(folded)
    unmarked_terms = terms if is_marked else (bare_term(folded), folded_term(folded))
    return _Entry(folded, terms, unmarked_terms, not term.isdecimal(), is_marked)


_ENTRIES = Memo(_entry)


def _index_terms(normalized: str, segmentation: Segmentation) -> IndexTerms:
    entries = _entries(normalized)
    folded = [entry.folded for entry in entries]
    pairs = " ".join(map(pair_term, folded, folded[1:]))
    return IndexTerms(_join(_terms(entries)), " ".join(_words(segmentation)), pairs)


def _entries(normalized: str) -> list[_Entry]:
    return [_ENTRIES[token] for token in TOKEN.findall(normalized)]


def _terms(entries: Sequence[_Entry]) -> list[Terms]:
    if _is_unmarked(entries):
        return [entry.unmarked_terms for entry in entries]
    return [entry.terms for entry in entries]


def _is_unmarked(entries: Sequence[_Entry]) -> bool:
    words = sum([entry.is_word for entry in entries])
    return sum([entry.is_marked for entry in entries]) < MARKED_SHARE * words


def _join(terms: Sequence[Terms]) -> str:
    return " ".join([f"{first} {second}" for first, second in terms])


def _words(segmentation: Segmentation) -> list[str]:
    """Runs of tokens that the segmenter joined, in canonical form."""
    joined = np.flatnonzero(segmentation.joined)
    if not joined.size:
        return []
    begins = joined[np.diff(joined, prepend=-2) != 1] - 1
    ends = joined[np.diff(joined, append=-2) != 1] + 1
    tokens = segmentation.tokens
    return [
        "_".join([FORMS[token].term for token in tokens[begin:end]])
        for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)
    ]
