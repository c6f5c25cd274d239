"""Vietnamese text to terms: pure functions on strings, usable by themselves.

No files of a collection, no index, no HTTP. Start at `syllables` (places of words in a text),
`index_terms` (what an index takes in) and `normalize` (what both stand on).
"""

from analyzers.collation import collation_key
from analyzers.folding import fold, has_marks
from analyzers.legacy import Decision, Encoding, UnknownEncodingError, decode_bytes, repair
from analyzers.normalize import Normalized, normalize
from analyzers.segmenter import segment
from analyzers.syllables import Syllable, syllables
from analyzers.terms import (
    POSITIONS,
    IndexTerms,
    Terms,
    TextTerms,
    bare_term,
    fingerprint,
    folded_pattern,
    folded_term,
    index_terms,
    joined_terms,
    pair_term,
    words,
)
from analyzers.tones import canonical, is_syllable

__all__ = [
    "POSITIONS",
    "Decision",
    "Encoding",
    "IndexTerms",
    "Normalized",
    "Syllable",
    "Terms",
    "TextTerms",
    "UnknownEncodingError",
    "bare_term",
    "canonical",
    "collation_key",
    "decode_bytes",
    "fingerprint",
    "fold",
    "folded_pattern",
    "folded_term",
    "has_marks",
    "index_terms",
    "is_syllable",
    "joined_terms",
    "normalize",
    "pair_term",
    "repair",
    "segment",
    "syllables",
    "words",
]
