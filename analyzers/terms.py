"""Joined terms: what an index takes in, separated by spaces, for a `whitespace` tokenizer.

In the text field every syllable stands twice, its marked form and then its folded form:
`thư =thu viện =vien`. So one field with positions answers words typed with marks, without, and
phrases that mix both: syllable i stands at position 2i with its marks and at 2i + 1 folded.

In a text that has no marks at all, what stands without is a third kind of term: `~duong =duong`.
There it may be `đường`; in a text with marks `duong` is just another word.
"""

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analyzers import segmenter
from analyzers.normalize import normalize
from analyzers.segmenter import Segmentation
from analyzers.syllables import TERMS, TOKEN, is_unmarked

#: Raised by hand whenever the same text would give other terms.
VERSION = 2

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
        _terms(text, words)
        for text, words in zip(normalized, segmenter.segmentations(normalized), strict=True)
    ]


def text_terms(values: Sequence[str]) -> str:
    """The joined terms of a list of short values (a title, creators), without words and pairs."""
    return f" {_GAP} ".join(_interleaved(*_forms(normalize(value).text)) for value in values)


def words(text: str) -> list[str]:
    """The words of several syllables that pyvi finds in a text, as terms of the word field."""
    normalized = normalize(text).text
    return _words(segmenter.segmentation(normalized))


def fingerprint() -> str:
    """Names everything that decides which terms a text has; stands in an index's manifest."""
    parts = (VERSION, unicodedata.unidata_version, segmenter.fingerprint())
    return hashlib.blake2b(repr(parts).encode(), digest_size=8).hexdigest()


def _terms(normalized: str, segmentation: Segmentation) -> IndexTerms:
    marked, folded = _forms(normalized)
    pairs = map(pair_term, folded, folded[1:])
    return IndexTerms(_interleaved(marked, folded), " ".join(_words(segmentation)), " ".join(pairs))


def _forms(normalized: str) -> tuple[list[str], list[str]]:
    """The first and the second term of each syllable, the second without its prefix."""
    forms = [TERMS[token] for token in TOKEN.findall(normalized)]
    folded = [form[1] for form in forms]
    if is_unmarked(forms):
        return [bare_term(bare) if term == bare else term for term, bare in forms], folded
    return [form[0] for form in forms], folded


def _interleaved(marked: list[str], folded: list[str]) -> str:
    return " ".join([f"{m} ={f}" for m, f in zip(marked, folded, strict=True)])


def _words(segmentation: Segmentation) -> list[str]:
    """Runs of tokens that the segmenter joined, in canonical form."""
    joined = np.flatnonzero(segmentation.joined)
    if not joined.size:
        return []
    begins = joined[np.diff(joined, prepend=-2) != 1] - 1
    ends = joined[np.diff(joined, append=-2) != 1] + 1
    tokens = segmentation.tokens
    return [
        "_".join([TERMS[token][0] for token in tokens[begin:end]])
        for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)
    ]
