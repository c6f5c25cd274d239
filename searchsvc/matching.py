"""Which terms of the text field a typed syllable may stand for, and how much each counts.

Marks are judged syllable by syllable: the syllable as typed comes first, then its other spelling,
then the same syllable in a text that has no marks. All engines compile these forms, and the
highlighter looks for the same ones.
"""

from collections.abc import Callable, Iterable
from enum import StrEnum
from functools import lru_cache
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
#: Ways to write a phrase with one syllable in another spelling.
_MOST_VARIED = 4
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
    """Ways to write syllables that must follow each other, each a form a syllable: as typed, with
    one of them or all in another spelling, or all of them bare.
    """
    choices = [forms(typed, marks) for typed in syllables]
    as_typed = tuple(choice[0] for choice in choices)
    others = [_first(choice, lambda form: form.weight == VARIANT) for choice in choices]
    varied = [
        (*as_typed[:place], other, *as_typed[place + 1 :])
        for place, other in enumerate(others)
        if other is not as_typed[place]
    ]
    return tuple(dict.fromkeys((as_typed, *varied[:_MOST_VARIED], tuple(others), _bare(choices))))


def as_written(syllables: Iterable[Typed]) -> tuple[tuple[Form, ...], ...]:
    """Ways to write syllables with exactly these marks: as they are and, for a text that has no
    marks, bare.
    """
    choices = [forms(typed, Marks.STRICT) for typed in syllables]
    return tuple(dict.fromkeys((tuple(choice[0] for choice in choices), _bare(choices))))


def _bare(choices: Iterable[tuple[Form, ...]]) -> tuple[Form, ...]:
    """The bare form of each syllable, or else its first."""
    return tuple(_first(choice, lambda form: form.kind is FormKind.BARE) for choice in choices)


def _first(choice: tuple[Form, ...], wanted: Callable[[Form], bool]) -> Form:
    return next(filter(wanted, choice), choice[0])


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
