"""Phrases of a collection, found by the words at any place in them.

This is a suffix array over the phrases' folded text: the places where words begin, sorted by the
text from there on. The places of some words, the last whole or begun, are one stretch of it.
"""

from bisect import bisect_left
from collections.abc import Iterable
from enum import IntEnum
from functools import cache
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analyzers import syllables
from searchsvc.suggest.arrays import Arrays, Numbers
from searchsvc.suggest.lines import Lines, after

#: Bytes of text by which places are sorted: more than anybody types.
_SORTED_BYTES = 200
#: Longer phrases are not suggested.
_MAX_SYLLABLES = 60


class Source(IntEnum):
    """Where a phrase comes from; the sources that are shown first come first."""

    TITLE = 0
    CREATOR = 1
    SUBJECT = 2
    TEXT = 3


class Phrase(NamedTuple):
    """A phrase. `text`: as it is shown. `frequency`: how many items have it, or how many pages when
    it comes from texts. `key`: that of the item which has this title, 0 for other phrases.
    """

    text: str
    source: Source
    frequency: int
    key: int = 0


class Phrases:
    """All n phrases of a vocabulary, known by their numbers from 0.

    A place is an offset in bytes into the folded text of all phrases. `frequencies`: shape (n,), as
    in Phrase.
    """

    def __init__(self, arrays: Arrays) -> None:
        self._shown = Lines(arrays["shown"], arrays["shown_starts"])
        self._forms = Lines(arrays["forms"], arrays["forms_starts"])
        self._folded = Lines(arrays["folded"], arrays["folded_starts"])
        self._places: Numbers = arrays["places"]
        self._sorted = self._places.data
        self._sources: NDArray[np.uint8] = arrays["sources"]
        self._keys: NDArray[np.int64] = arrays["keys"]
        self.frequencies: Numbers = arrays["frequencies"]

    def __len__(self) -> int:
        return len(self._shown)

    def __getitem__(self, number: int) -> Phrase:
        source = Source(int(self._sources[number]))
        shown = self._shown[number].decode()
        return Phrase(shown, source, int(self.frequencies[number]), int(self._keys[number]))

    def forms(self, number: int) -> list[str]:
        """The canonical syllables of a phrase."""
        return self._forms[number].decode().split(" ")

    def folded(self, number: int) -> str:
        return self._folded[number].decode()

    def begun(self, folded: str, within: range | None = None) -> range:
        """The stretch of places where these syllables stand; the last may go on.

        `within`: the stretch for the first few of them, if known, where it is faster to look.
        """
        within = range(len(self._places)) if within is None else within
        start = _sorted_part(folded)
        first = self._first(start, within)
        return range(first, self._first(after(start), range(first, within.stop)))

    def whole(self, folded: str, begun: range | None = None) -> Numbers:
        """The places where these syllables stand, the last one whole.

        `begun`: their stretch as the method `begun` gives it, if known.
        """
        begun = self.begun(folded) if begun is None else begun
        # A space and the end of a phrase sort before any letter.
        end = self._first(after(_sorted_part(f"{folded} ")), begun)
        return self.places(range(begun.start, end))

    def places(self, stretch: range) -> Numbers:
        return self._places[stretch.start : stretch.stop]

    def sources(self, numbers: NDArray[np.int64]) -> NDArray[np.uint8]:
        return self._sources[numbers]

    def source(self, number: int) -> int:
        return self._sources.item(number)

    def lengths(self, numbers: NDArray[np.int64]) -> Numbers:
        """How long phrases are, in bytes."""
        return self._folded.starts[numbers + 1] - self._folded.starts[numbers]

    def numbers(self, places: Numbers) -> NDArray[np.int64]:
        """The phrases in which places lie."""
        return np.searchsorted(self._folded.starts, places, "right") - 1

    def begins(self, places: Numbers, numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether each place is the beginning of its phrase. `numbers`: of the places' phrases."""
        return np.equal(self._folded.starts[numbers], places)

    def syllable(self, place: int) -> tuple[int, int]:
        """The phrase in which a place lies, and which of its syllables begins there."""
        number = self._folded.number(place)
        start = self._folded.start(number)
        return number, self._folded.piece(start, place - start).count(b" ")

    def _first(self, least: bytes, within: range) -> int:
        """Where in a stretch the first place is whose text is not less than this."""
        size = len(least)
        return bisect_left(
            self._sorted,
            least,
            within.start,
            within.stop,
            key=lambda place: self._folded.piece(place, size),
        )


def _sorted_part(folded: str) -> bytes:
    return folded.encode()[:_SORTED_BYTES]


def phrase_arrays(phrases: Iterable[Phrase]) -> Arrays:
    """The arrays of a `Phrases`. Phrases without a syllable and very long ones are left out."""
    kept: list[Phrase] = []
    forms: list[str] = []
    folded: list[str] = []
    told = cache(_forms)  # the words of texts are made of a few thousand syllables
    for phrase in phrases:
        # A letter may be read together with those beside it (`T H Ư`).
        parts = phrase.text.split(" ") if phrase.source is Source.TEXT else ()
        if parts and min(map(len, parts)) > 1:
            found = list(chain.from_iterable(map(told, parts)))
        else:
            found = _forms(phrase.text)
        if 0 < len(found) <= _MAX_SYLLABLES:
            kept.append(phrase)
            forms.append(" ".join([term for term, _ in found]))
            folded.append(" ".join([bare for _, bare in found]))
    lines = {name: Lines.of(values) for name, values in (
        ("shown", [phrase.text for phrase in kept]), ("forms", forms), ("folded", folded),
    )}  # fmt: skip
    return {
        **{name: part.text for name, part in lines.items()},
        **{f"{name}_starts": part.starts for name, part in lines.items()},
        "places": _sorted_places(lines["folded"]),
        "sources": np.array([phrase.source for phrase in kept], np.uint8),
        "keys": np.array([phrase.key for phrase in kept], np.int64),
        "frequencies": np.array([phrase.frequency for phrase in kept], np.int32),
    }


def _forms(text: str) -> list[tuple[str, str]]:
    """The syllables of a text, canonical and folded."""
    return [(syllable.term, syllable.folded) for syllable in syllables(text)]


def _sorted_places(folded: Lines) -> Numbers:
    text = folded.text.tobytes()
    begins = np.flatnonzero(np.isin(folded.text, [ord(" "), ord("\n")])) + 1
    places = np.concatenate([[0], begins])[: len(begins)].astype(np.int32)
    # Sorting copies 200 bytes for each place; by doing so letter by letter it needs less memory.
    letters = folded.text[places]
    groups = [places[:0]]
    for letter in np.unique(letters):
        group = places[letters == letter].tolist()
        group.sort(key=lambda at: text[at : at + _SORTED_BYTES])
        groups.append(np.array(group, np.int32))
    return np.concatenate(groups)
