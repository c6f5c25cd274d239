"""Vietnamese word segmentation: pyvi's output, computed anew from pyvi's own model files.

Nothing happens at import; the first call reads pyvi's model, which then stays in memory under
the fingerprint of the files it came from. pyvi itself (and with it scikit-learn and
python-crfsuite) is never imported, and its pickle is never unpickled.
Every function may be called from several threads and after a fork.
"""

import os
import threading
from collections.abc import Iterator, Sequence
from functools import cache

from analyzers.segmenter.errors import SegmentationModelError
from analyzers.segmenter.model import load_model
from analyzers.segmenter.pyvi_files import read_pyvi_files, word_sequences
from analyzers.segmenter.segmentation import Segmentation, SegmentedTexts
from analyzers.segmenter.segmenter import Segmenter
from analyzers.segmenter.vocabulary import Vocabulary

__all__ = [
    "Segmentation",
    "SegmentationModelError",
    "SegmentedTexts",
    "Vocabulary",
    "fingerprint",
    "segment",
    "segmentation",
    "segmentations",
    "segmented",
    "two_syllable_words",
]

_lock = threading.Lock()
_shared: Segmenter | None = None
_fingerprint: str | None = None


def segment(text: str) -> str:
    """What ``pyvi.ViTokenizer.tokenize(text)`` returns, byte for byte, for every text.

    The text need not be NFC: like pyvi, this normalizes it, and returns it untouched where it
    has no tokens. Where pyvi fails (SystemError on lone surrogates), this does not: each is a
    token that the model does not know. Raises SegmentationModelError if pyvi's model cannot be
    read.
    """
    return _segmenter().segment(text)


def segmentation(text: str) -> Segmentation:
    """Tokens, offsets and joins of one text, which must be in Unicode form NFC.

    Offsets are code points into the text as given; it is not normalized here, and the words of
    a text in another form would not be pyvi's. Raises SegmentationModelError if pyvi's model
    cannot be read.
    """
    return _segmenter().segmentations([text])[0]


def segmentations(texts: Sequence[str]) -> list[Segmentation]:
    """The same as ``[segmentation(text) for text in texts]``, faster: several pages at a time."""
    return _segmenter().segmentations(texts)


def segmented(texts: Sequence[str]) -> Iterator[SegmentedTexts]:
    """The same, some texts in a row, which is faster still."""
    return _segmenter().segmented(texts)


def fingerprint() -> str:
    """Names what decides the words: pyvi's version and the checksum of its model and word list.

    It stays the same as long as the process lives: a model from other files is refused.
    Raises SegmentationModelError if pyvi's files cannot be read.
    """
    global _fingerprint
    if _fingerprint is None:
        _fingerprint = read_pyvi_files().fingerprint
    return _fingerprint


def _segmenter() -> Segmenter:
    global _shared
    if _shared is None:
        with _lock:
            if _shared is None:
                files = read_pyvi_files()
                if files.fingerprint != fingerprint():
                    raise SegmentationModelError("pyvi was replaced while this program runs")
                _shared = Segmenter(load_model(files))
    return _shared


def _after_fork() -> None:
    """In a forked child: replace the locks, which a thread of the parent may have held."""
    global _lock
    _lock = threading.Lock()
    if _shared is not None:
        _shared.forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


@cache
def two_syllable_words() -> frozenset[tuple[str, str]]:
    """The words of two syllables in pyvi's word list. Raises as `segment` does."""
    pairs, _ = word_sequences(read_pyvi_files().words)
    return frozenset(pairs)
