"""Looking for terms in delivered texts, as an index would find them there."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np

from analyzers.alignment import Normalized
from analyzers.folding import fold
from analyzers.letters import WORD, Letters
from analyzers.many import Row, altered
from analyzers.row_words import RowWords
from analyzers.syllables import IDEOGRAPH, TOKEN
from analyzers.terms import ENTRIES, MARKED_SHARE, Terms, entries, is_unmarked


class TextTerms:
    """Delivered texts as the text field has them, looked at for a few words of them.

    All texts are looked at in a row. Places are code points of that row, the texts normalized as
    far as it alters words, until `span` tells those of the delivered text.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._parts = [Normalized(text) for text in texts]
        row = Row.of(texts)
        self._letters = Letters(row.text)
        if changed := altered(texts, row, self._letters):
            stretches = []
            for number, part in sorted(changed.items()):
                self._parts[number] = part
                begin = row.begins[number]
                stretches.append((begin, begin + len(texts[number]), part.text))
            self._letters = self._letters.replaced(stretches)
            row = Row.of([part.text for part in self._parts])
        self._row, self._begins = row
        self._unmarked: dict[int, bool] = {}

    def bounds(self) -> list[tuple[int, int]]:
        """Where each text begins and ends."""
        pairs = zip(self._begins, self._parts, strict=True)
        return [(begin, begin + len(part.text)) for begin, part in pairs]

    def places_of(self, folded: Collection[str]) -> list[tuple[int, int]]:
        """Where syllables of these folded forms stand, in order."""
        plain, others = _told_apart(folded)
        found = self._words.places_of(plain)
        if others:
            begun = self._begun_with(others)
            found += [place for place in begun if self.folded(*place) in others]
            found.sort()
        return found

    def runs_of(self, folded: Sequence[Collection[str]]) -> list[tuple[int, int]]:
        """Where syllables stand with which a run of such folded forms may begin, in order: they are
        those of all that there are, and of a few others.
        """
        told = [_told_apart(forms) for forms in folded]
        if any(others for _, others in told):
            return self.places_of(folded[0])
        return self._words.runs_of([plain for plain, _ in told])

    def places_begun(self, folded: Collection[str]) -> list[tuple[int, int]]:
        """Where syllables stand that begin with these folded letters, in order."""
        plain, others = _told_apart(folded)
        found = self._words.places_begun(plain)
        return sorted({*found, *self._begun_with(others)}) if others else found

    def all_folded(self) -> set[str]:
        """The folded forms of all syllables."""
        forms, foreign = self._words.different()
        ideographs = IDEOGRAPH.findall(self._row)
        return forms.union((self.folded(*place) for place in foreign), ideographs)

    def places(self, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
        """Where all syllables stand, from one place to another."""
        found = TOKEN.finditer(self._row, start, len(self._row) if end is None else end)
        return (match.span() for match in found)

    def places_after(self, start: int) -> Iterator[tuple[int, int]]:
        """Where the syllables of one text stand, from a place in it on."""
        number = bisect_right(self._begins, start) - 1
        return self.places(start, self._begins[number] + len(self._parts[number].text))

    def spelled(self, places: Iterable[tuple[int, int]]) -> list[str]:
        """The characters of each place, as `terms_of_spelled` takes them."""
        row = self._row
        return [row[start:end] for start, end in places]

    def folded(self, start: int, end: int) -> str:
        """The folded form of the syllable that stands there."""
        return self._folded[start:end]

    def terms(self, start: int, end: int) -> Terms:
        """The two terms of the syllable that stands there."""
        entry = ENTRIES[self._row[start:end]]
        if entry.terms is entry.unmarked_terms or not self.is_unmarked(start):
            return entry.terms
        return entry.unmarked_terms

    def is_unmarked(self, place: int) -> bool:
        """Whether the text that is there was written without marks."""
        number = bisect_right(self._begins, place) - 1
        if number not in self._unmarked:
            begin, text = self._begins[number], self._parts[number].text
            marked = self._letters.words_with_marks(begin, begin + len(text))
            # A word is a character at least: with so many marks there is no need to count them.
            self._unmarked[number] = marked < MARKED_SHARE * len(text) and _is_unmarked(text)
        return self._unmarked[number]

    def spans(self, places: Sequence[tuple[int, int]]) -> tuple[list[list[int]], list[int]]:
        """For places in order, their starts and their ends in the texts as delivered; and bounds:
        those from `bounds[n]` to `bounds[n + 1]` are of text n.
        """
        found = np.array(places, np.intp).reshape(-1, 2)
        bounds = np.searchsorted(found[:, 0], [*self._begins, len(self._row)])
        found -= np.repeat(np.array(self._begins, np.intp), np.diff(bounds))[:, None]
        limits: list[int] = bounds.tolist()
        for part, (first, last) in zip(self._parts, pairwise(limits), strict=True):
            if part.starts is not None:
                found[first:last] = part.spans(found[first:last])
        return found.T.tolist(), limits

    def _begun_with(self, letters: Iterable[str]) -> set[tuple[int, int]]:
        """`places_begun` for letters that are not plain."""
        kinds = self._letters.kinds
        starts = set()
        for beginning in letters:
            start = self._folded.find(beginning)
            while start >= 0:
                if not kinds[start] & WORD or not kinds[start - 1] & WORD:
                    starts.add(start)
                start = self._folded.find(beginning, start + 1)
        found = (TOKEN.match(self._row, start) for start in starts)
        return {match.span() for match in found if match}

    @cached_property
    def _words(self) -> RowWords:
        return RowWords(self._letters)

    @cached_property
    def _folded(self) -> str:
        lower = self._row.lower()
        if len(lower) != len(self._row):  # the small letter of İ is two characters
            lower = "".join(c.lower()[0] for c in self._row)
        return fold(lower)


def _is_unmarked(text: str) -> bool:
    found = entries(text)
    return is_unmarked(sum(e.is_word for e in found), sum(e.is_marked for e in found))


def terms_of_spelled(spelled: str) -> Terms:
    """The two terms of a syllable in a text that has marks."""
    return ENTRIES[spelled].terms


def _told_apart(forms: Collection[str]) -> tuple[list[bytes], set[str]]:
    """Folded forms in plain letters, and others."""
    others = {form for form in forms if not form.isascii()}
    return [form.encode("ascii") for form in forms if form not in others], others
