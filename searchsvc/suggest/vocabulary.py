"""The words of a collection, as its index has them: what suggestions are made of.

It is derived at each commit and kept beside the index. It may have words that can no longer be
found (those of items just removed), so nothing of it is suggested unless a search finds it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

import numpy as np

from analyzers import fold, is_syllable
from searchsvc.suggest.arrays import Arrays, Numbers, read_arrays, write_arrays
from searchsvc.suggest.folded import FoldedForms, folded_arrays, unknown_forms
from searchsvc.suggest.lines import Lines
from searchsvc.suggest.near import NearForms, is_coded, near_arrays
from searchsvc.suggest.neighbours import Neighbours, neighbour_arrays
from searchsvc.suggest.phrases import Phrase, Phrases, Source, phrase_arrays
from searchsvc.suggest.pieces import Form, Pieces
from searchsvc.suggest.spans import Spans

#: To be raised by hand whenever a file written before would be read wrongly.
VERSION = 2

#: The commonest ones are kept, so that neither a commit nor the file grows without bound.
MOST_FORMS = 200_000
MOST_WORDS = 60_000

#: Syllables whose answers are cached: the language has few more, and to look one up takes 50 µs.
_REMEMBERED = 4096

Counted = Iterable[tuple[str, int]]
_FormsOf = Callable[[str], tuple[Form, ...]]


class Counts(NamedTuple):
    """What a vocabulary is made of.

    `forms`: canonical syllables, and how many pages have each; `folded`: the same for folded
    syllables; `words`: the same for terms of the word field. These three come most frequent first.
    `titles`: as they are shown, with the keys of their items. `creators`, `subjects`: as they are
    shown, with how many items have each.
    """

    forms: Counted
    folded: Counted
    words: Counted
    titles: Iterable[tuple[str, int]]
    creators: Counted
    subjects: Counted


@dataclass(frozen=True)
class Vocabulary:
    """The forms of syllables, and the phrases, of one commit.

    It remembers answers, but not by caches of its own methods: one that holds its owner keeps both,
    and the file that is mapped, until garbage is collected.
    """

    _arrays: Arrays

    @classmethod
    def of(cls, counts: Counts) -> "Vocabulary":
        phrases = chain(
            (Phrase(title, Source.TITLE, 1, key) for title, key in counts.titles),
            (Phrase(name, Source.CREATOR, count) for name, count in counts.creators),
            (Phrase(name, Source.SUBJECT, count) for name, count in counts.subjects),
            (
                Phrase(word.replace("_", " "), Source.TEXT, count)
                for word, count in islice(counts.words, MOST_WORDS)
            ),
        )
        forms = _form_arrays(islice(counts.forms, MOST_FORMS))
        counted = dict(islice(counts.folded, MOST_FORMS))
        # With so many there may be more; with none the index may be one that could not be read.
        folded = folded_arrays(counted) if 0 < len(counted) < MOST_FORMS else unknown_forms()
        near = near_arrays(counted)
        arrays = phrase_arrays(phrases)
        return cls(arrays | forms | folded | near | neighbour_arrays(arrays, near["codes"]))

    @classmethod
    def empty(cls) -> "Vocabulary":
        """The vocabulary of an empty index."""
        return cls.of(Counts((), (), (), (), (), ()))

    @classmethod
    def read(cls, path: Path) -> "Vocabulary":
        """A vocabulary from its file; an empty one when it cannot be read, since no search may fail
        for lack of suggestions.
        """
        try:
            found = cls(read_arrays(path, VERSION))
            len(found.phrases), found.forms_of(""), found.folded_forms
        except (OSError, ValueError, KeyError, TypeError):
            return cls.empty()
        return found

    def write(self, path: Path) -> None:
        write_arrays(path, self._arrays, VERSION)

    @cached_property
    def phrases(self) -> Phrases:
        return Phrases(self._arrays)

    @cached_property
    def spans(self) -> Spans:
        return Spans(self.phrases)

    @cached_property
    def pieces(self) -> Pieces:
        return Pieces(self.forms_of, self.spans)

    @cached_property
    def neighbours(self) -> Neighbours:
        # Files of earlier versions have no pairs; they are used without them until the next commit.
        none: Arrays = {"pairs": np.zeros(0, np.uint64), "pair_counts": np.zeros(0, np.int32)}
        arrays = none | self._arrays
        return Neighbours(arrays["codes"], arrays["pairs"], arrays["pair_counts"])

    @cached_property
    def forms_of(self) -> _FormsOf:
        """The forms of a folded syllable, commonest first."""
        lines = Lines(self._arrays["form_lines"], self._arrays["form_starts"])
        return lru_cache(_REMEMBERED)(partial(_forms_of, lines, self._arrays["form_counts"]))

    @cached_property
    def is_vietnamese(self) -> Callable[[str], bool]:
        """Whether one of a folded syllable's forms is built like a Vietnamese one."""
        return lru_cache(_REMEMBERED)(partial(_is_vietnamese, self.near_forms, self.forms_of))

    def total(self, folded: str) -> int:
        """How many pages have a folded syllable, in any of its forms."""
        if is_coded(folded):
            return self.near_forms.frequency(folded)
        return sum(form.frequency for form in self.forms_of(folded))

    @cached_property
    def frequency(self) -> Callable[[str], int]:
        """How many pages have a form."""
        return lru_cache(_REMEMBERED)(partial(_frequency, self.forms_of))

    @cached_property
    def folded_forms(self) -> FoldedForms:
        # Files of earlier versions do not have all.
        arrays = unknown_forms() | self._arrays
        return FoldedForms(arrays["folded_letters"], arrays["folded_ends"])

    @cached_property
    def near_forms(self) -> NearForms:
        return NearForms(self._arrays["codes"], self._arrays["code_counts"])


def _forms_of(lines: Lines, counts: Numbers, folded: str) -> tuple[Form, ...]:
    found = []
    for number in lines.beginning_with(f"{folded}\t".encode()):
        term = lines[number].decode().partition("\t")[2]
        found.append(Form(term, int(counts[number])))
    found.sort(key=lambda form: (-form.frequency, form.term))
    return tuple(found)


def _is_vietnamese(near: NearForms, forms_of: _FormsOf, folded: str) -> bool:
    # To look up a code is faster, and tells already whether there is any form.
    if is_coded(folded) and not near.frequency(folded):
        return False
    return any(is_syllable(form.term) for form in forms_of(folded))


def _frequency(forms_of: _FormsOf, term: str) -> int:
    return next((form.frequency for form in forms_of(fold(term)) if form.term == term), 0)


def _form_arrays(forms: Counted) -> Arrays:
    counted = sorted((f"{fold(term)}\t{term}", count) for term, count in forms)
    lines = Lines.of(line for line, _ in counted)
    return {
        "form_lines": lines.text,
        "form_starts": lines.starts,
        "form_counts": np.array([count for _, count in counted], np.int32),
    }
