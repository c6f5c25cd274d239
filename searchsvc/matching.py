"""Which terms of the text field a typed syllable may stand for, and how much each counts.

Marks are judged syllable by syllable: the syllable as typed comes first, then its other spelling,
then the same syllable in a text that has no marks. All engines compile these forms, and the
highlighter looks for the same ones.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import lru_cache
from itertools import chain, product
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from analyzers import bare_term, fold, folded_term, spelling_variants
from searchsvc.query import Typed
from searchsvc.requests import Marks

#: Weight of a word typed with marks that is found in a text without any (`duong` for `đường`).
BARE_TEXT = 0.4
#: Weight of another spelling of the same word (`lí` for `lý`).
VARIANT = 0.7
#: Syllables whose forms are cached: each part of a search asks for them again.
_REMEMBERED = 4096
#: Syllables of a phrase whose other spelling is tried by itself; each doubles what is searched.
_MOST_VARIED = 3
#: Letters of a fuzzy word: an engine's automaton for 100 takes 135 MB, for 30 it takes 17.
_LONGEST_FUZZY = 30


class FormKind(StrEnum):
    """Which form of a text's syllable is compared."""

    CANONICAL = "canonical"
    FOLDED = "folded"
    BARE = "bare"  # folded, in a text that has hardly any marks


class Form(NamedTuple):
    """A form that a typed syllable may have in a text.

    `value`: the canonical or the folded form, as `kind` says. `weight`: how much finding it counts,
    from 0 to 1.
    """

    value: str
    kind: FormKind
    weight: float = 1.0

    @property
    def folded(self) -> str:
        """The form without marks."""
        return fold(self.value)

    @property
    def term(self) -> str:
        """The term of the text field."""
        match self.kind:
            case FormKind.CANONICAL:
                return self.value
            case FormKind.FOLDED:
                return folded_term(self.value)
            case FormKind.BARE:
                return bare_term(self.value)


@lru_cache(_REMEMBERED)
def forms(typed: Typed, marks: Marks) -> tuple[Form, ...]:
    """The forms that a typed syllable may stand for, best first."""
    if marks is Marks.IGNORE or typed.term.isdecimal():
        return _spelled(typed.folded, FormKind.FOLDED)
    if marks is Marks.STRICT:
        bare = () if typed.has_marks else _spelled(typed.term, FormKind.BARE)
        return _best_first(*_spelled(typed.term, FormKind.CANONICAL), *bare)
    readings = (
        Form(form, FormKind.FOLDED if any_marks else FormKind.CANONICAL, weight)
        for form, weight, any_marks in typed.readings
    )
    if not typed.has_marks:
        return *_spelled(typed.folded, FormKind.FOLDED), *readings
    spelled = _spelled(typed.term, FormKind.CANONICAL)
    in_bare_text = (Form(form.folded, FormKind.BARE, BARE_TEXT * form.weight) for form in spelled)
    return _best_first(*spelled, *readings, *in_bare_text)


def _best_first(*found: Form) -> tuple[Form, ...]:
    return tuple(sorted(found, key=lambda form: -form.weight))


def _spelled(value: str, kind: FormKind) -> tuple[Form, ...]:
    variants = spelling_variants(value)
    return Form(value, kind), *(Form(variant, kind, VARIANT) for variant in variants)


def sequences(syllables: Iterable[Typed], marks: Marks) -> tuple[tuple[Form, ...], ...]:
    """Ways to write syllables that must follow each other, each a form a syllable: as typed, or all
    of them bare; and both with some of them in another spelling.
    """
    ways = map(_respelled, _written(syllables, marks))
    return tuple(dict.fromkeys(chain.from_iterable(ways)))


def as_written(syllables: Iterable[Typed]) -> tuple[tuple[Form, ...], ...]:
    """Ways to write syllables with exactly these marks: as they are and, for a text that has no
    marks, bare.
    """
    ways = _written(syllables, Marks.STRICT)
    return tuple(dict.fromkeys(tuple(spellings[0] for spellings in way) for way in ways))


#: For each syllable its form, and the one in its other spelling if it has one.
_Way = list[tuple[Form, ...]]


def _written(syllables: Iterable[Typed], marks: Marks) -> tuple[_Way, _Way]:
    """Syllables as they were typed, and as a text without marks has them."""
    choices = [forms(typed, marks) for typed in syllables]
    as_typed = [_of_kind(choice, choice[0].kind) for choice in choices]
    bare = [_of_kind(choice, FormKind.BARE) for choice in choices]
    return as_typed, [one or other for one, other in zip(bare, as_typed, strict=True)]


def _of_kind(choice: Iterable[Form], kind: FormKind) -> tuple[Form, ...]:
    return tuple(form for form in choice if form.kind is kind)


def _respelled(way: _Way) -> Iterator[tuple[Form, ...]]:
    """The way itself, then with syllables in their other spelling: the first ones each by itself,
    the last of these and all that follow together. So two spellings of a phrase find the same.
    """
    varied = [at for at, spellings in enumerate(way) if len(spellings) > 1]
    last = min(len(varied), _MOST_VARIED) - 1
    switch = {at: min(number, last) for number, at in enumerate(varied)}
    for switched in product((0, 1), repeat=last + 1):
        yield tuple(
            spellings[switched[switch[at]] if at in switch else 0]
            for at, spellings in enumerate(way)
        )


def edits_allowed(typed: Typed) -> int:
    """How many letters of a fuzzy word may differ, marks aside; 0 for one too long to be a word."""
    if len(typed.folded) > _LONGEST_FUZZY:
        return 0
    return 1 if len(typed.folded) <= 4 else 2


def near_words(typed: Typed, folded: Iterable[str]) -> set[str]:
    """Those of the folded words that a fuzzy word stands for.

    What differs is counted in letters to insert, delete, replace or swap with the next one: the
    optimal string alignment distance, as the engine's automata count it.
    """
    most = edits_allowed(typed)
    found = process.extract_iter(typed.folded, folded, scorer=OSA.distance, score_cutoff=most)
    return {word for word, _, _ in found}
