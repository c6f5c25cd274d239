"""Vietnamese text to terms: pure functions on strings, usable by themselves.

No files of a collection, no index, no HTTP. `Analyzer` gives all the terms that an index takes in;
`syllables` the places of words in a text; `segment` pyvi's words; `normalize` is what all stand on.
"""

from analyzers.alignment import Normalized
from analyzers.analyzer import Analyzer
from analyzers.brief import brief, in_full
from analyzers.collation import collation_key
from analyzers.distinct import distinct_terms
from analyzers.folding import fold, has_marks
from analyzers.keystrokes import Keystrokes, read_keystrokes
from analyzers.kinds import text_of
from analyzers.legacy import Decision, Encoding, UnknownEncodingError, decode_bytes, repair
from analyzers.normalize import normalize
from analyzers.pairs import pair_term
from analyzers.segmenter import segment
from analyzers.sentences import sentences, with_kinds
from analyzers.spaced import spaced_letters
from analyzers.standard_numbers import (
    NUMBER_NAME,
    STANDARD_NUMBER,
    is_certain_number,
    standard_number,
)
from analyzers.streams import TermStreams
from analyzers.syllables import Memo, Syllable, syllables
from analyzers.terms import (
    GAP,
    NO_TERM,
    POSITIONS,
    Entry,
    Terms,
    bare_term,
    folded_term,
    written,
)
from analyzers.text_row import TextRow
from analyzers.text_terms import TextTerms, Words
from analyzers.tones import canonical, is_syllable, spelling_variants

__all__ = [
    "GAP",
    "NO_TERM",
    "NUMBER_NAME",
    "POSITIONS",
    "STANDARD_NUMBER",
    "Analyzer",
    "Decision",
    "Encoding",
    "Entry",
    "Keystrokes",
    "Memo",
    "Normalized",
    "Syllable",
    "TermStreams",
    "Terms",
    "TextRow",
    "TextTerms",
    "UnknownEncodingError",
    "Words",
    "bare_term",
    "brief",
    "canonical",
    "collation_key",
    "decode_bytes",
    "distinct_terms",
    "fold",
    "folded_term",
    "has_marks",
    "in_full",
    "is_certain_number",
    "is_syllable",
    "normalize",
    "pair_term",
    "read_keystrokes",
    "repair",
    "segment",
    "sentences",
    "spaced_letters",
    "spelling_variants",
    "standard_number",
    "syllables",
    "text_of",
    "with_kinds",
    "written",
]
