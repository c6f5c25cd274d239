"""The analyzer: a text to every term stream that an index takes in."""

import hashlib
import unicodedata
from collections.abc import Sequence

from analyzers import segmenter
from analyzers.brief import in_full
from analyzers.many import normalize_all
from analyzers.normalize import normalize
from analyzers.streams import TermStreams, streams, text_stream, word_stream
from analyzers.syllables import Memo
from analyzers.terms import GAP

#: Raised by hand whenever the same text, or identifier, would give other terms.
RULES_VERSION = 11


class Analyzer:
    """Text to terms. It holds nothing: make one where you need one, in any thread or process.

    Raises SegmentationModelError where pyvi's model cannot be read.
    """

    def analyze(self, text: str) -> TermStreams:
        """Every term stream of a text."""
        return self.analyze_all([text])[0]

    def analyze_all(self, texts: Sequence[str]) -> list[TermStreams]:
        """The streams of each text; many at once are faster than one by one."""
        normalized = normalize_all(texts)
        return streams(normalized, segmenter.segmented(normalized.texts))

    def values(self, values: Sequence[str]) -> str:
        """The text stream of a list of short values (a title, creators), in brief; no phrase
        crosses them.
        """
        return f" {GAP} ".join(map(_VALUES.__getitem__, values))

    def words(self, text: str) -> list[str]:
        """The words of a text, in full."""
        return self.words_of_all([text])[0]

    def words_of_all(self, texts: Sequence[str]) -> list[list[str]]:
        """The words of each text: two short ones take hardly longer than one."""
        normalized = [normalize(text).text for text in texts]
        found = segmenter.segmentations(normalized)
        return [in_full(word_stream(one)).split() for one in found]

    @property
    def fingerprint(self) -> str:
        """Names everything that decides which terms a text has; stands in an index's manifest.

        It is that of our rules, Unicode's version, pyvi's version and its model's checksum.
        """
        parts = (RULES_VERSION, unicodedata.unidata_version, segmenter.fingerprint())
        return hashlib.blake2b(repr(parts).encode(), digest_size=8).hexdigest()


def _value_stream(value: str) -> str:
    return text_stream(normalize(value).text)


#: Of short values; most of a collection's come again and again.
_VALUES = Memo(_value_stream)
