"""The words that tell what an item is about, for finding similar ones."""

from collections import Counter
from collections.abc import Iterable

from analyzers import Analyzer
from searchsvc.domain import Metadata

#: Characters of an item's text that are looked at: its beginning says what it is about, and a whole
#: book would take seconds.
_LOOKED_AT = 20_000
_MOST_WORDS = 40
#: How many times a word in the title or the subjects counts.
_METADATA_WEIGHT = 5


def telling_words(metadata: Metadata, texts: Iterable[str]) -> dict[str, float]:
    """The commonest words of an item, as terms of the word field, and how much each counts.

    How rare a word is in the collection is not considered: the engine's own scores do that.
    """
    counts: Counter[str] = Counter()
    for value in (metadata.title, *metadata.subjects):
        for word in _words(value):
            counts[word] += _METADATA_WEIGHT
    counts.update(_words(_beginning(texts)))
    # The square root, since a word that is there ten times as often does not tell ten times more.
    return {word: count**0.5 for word, count in counts.most_common(_MOST_WORDS)}


def _words(text: str) -> list[str]:
    """The words of several syllables in a text: one syllable alone tells little."""
    return [word for word in Analyzer().words(text) if "_" in word]


def _beginning(texts: Iterable[str]) -> str:
    pieces, length = [], 0
    for text in texts:
        pieces.append(text[: _LOOKED_AT - length])
        length += len(text)
        if length >= _LOOKED_AT:
            break
    return "\n".join(pieces)
