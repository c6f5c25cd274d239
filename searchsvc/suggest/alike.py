"""Which words of an item tell what it is about."""

from collections import Counter
from collections.abc import Iterable

from analyzers import Analyzer
from searchsvc.domain import Metadata

#: The beginning of a text says what it is about, and a whole book would take seconds.
_LOOKED_AT = 20_000
_MOST_WORDS = 40
#: What a word in title or subjects counts for beside one in the text.
_METADATA_WEIGHT = 5


def telling_words(metadata: Metadata, texts: Iterable[str]) -> dict[str, float]:
    """Terms of the word field, and how often each stands, the commonest of the item's.

    How rare they are in the collection an engine knows best: it weighs that itself.
    """
    counts: Counter[str] = Counter()
    for value in (metadata.title, *metadata.subjects):
        for word in _words(value):
            counts[word] += _METADATA_WEIGHT
    counts.update(_words(_beginning(texts)))
    # The root, as in the engine's own scores: ten times is not ten times as telling.
    return {word: count**0.5 for word, count in counts.most_common(_MOST_WORDS)}


def _words(text: str) -> list[str]:
    """Those of several syllables: one syllable alone tells little."""
    return [word for word in Analyzer().words(text) if "_" in word]


def _beginning(texts: Iterable[str]) -> str:
    pieces, length = [], 0
    for text in texts:
        pieces.append(text[: _LOOKED_AT - length])
        length += len(text)
        if length >= _LOOKED_AT:
            break
    return "\n".join(pieces)
