"""Which terms of the text field a typed syllable may stand for, and how much each counts.

The rule is "graded marks" of the design, judged syllable by syllable. Every engine compiles the
same forms, and the highlighter marks by the same rule.
"""

from collections.abc import Iterable

from analyzers import folded_term
from searchsvc.query import Typed
from searchsvc.requests import Marks

#: A word typed with marks, found where the text has none at all (`duong` for `đường`).
BARE_TEXT = 0.4

Form = tuple[str, float]
Sequence = tuple[tuple[str, ...], float]


def forms(typed: Typed, marks: Marks) -> tuple[Form, ...]:
    """Terms of the text field with their weights, best first."""
    if marks is Marks.STRICT:
        return ((typed.term, 1.0),)
    if marks is Marks.IGNORE or not typed.has_marks:
        return ((folded_term(typed.folded), 1.0),)
    return (typed.term, 1.0), (typed.folded, BARE_TEXT)


def sequences(syllables: Iterable[Typed], marks: Marks) -> tuple[Sequence, ...]:
    """Terms in order for syllables that must follow each other: as typed, or all of them bare."""
    choices = [forms(typed, marks) for typed in syllables]
    as_typed = tuple(choice[0][0] for choice in choices)
    bare = tuple(choice[-1][0] for choice in choices)
    return ((as_typed, 1.0),) if bare == as_typed else ((as_typed, 1.0), (bare, BARE_TEXT))


def agrees(typed: Typed, term: str, folded: str, marks: Marks) -> bool:
    """Whether a syllable of a text (its term, its folded form) is what `typed` may stand for."""
    if marks is Marks.STRICT:
        return term == typed.term
    if marks is Marks.IGNORE or not typed.has_marks:
        return folded == typed.folded
    return term in (typed.term, typed.folded)


def agrees_with_prefix(typed: Typed, term: str, folded: str, marks: Marks) -> bool:
    """Whether a syllable of a text begins with what was typed."""
    if marks is Marks.STRICT or (marks is Marks.AUTO and typed.has_marks):
        return term.startswith(typed.term)
    return folded.startswith(typed.folded)


def edits_allowed(typed: Typed) -> int:
    """How many letters of a fuzzy word may differ, marks aside."""
    return 1 if len(typed.folded) <= 4 else 2


def is_near(typed: Typed, _term: str, folded: str, _marks: Marks) -> bool:
    """Whether a syllable of a text is the one typed but for a few letters, marks aside."""
    return edit_distance(typed.folded, folded, edits_allowed(typed)) <= edits_allowed(typed)


def edit_distance(first: str, second: str, limit: int) -> int:
    """Letters to insert, delete, replace or swap with the next one; `limit` + 1 when more.

    The optimal string alignment distance, as the engine's automata count it.
    """
    if abs(len(first) - len(second)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, 1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(second, 1):
            cost = min(row[j - 1] + 1, before[j] + 1, before[j - 1] + (a != b))
            if earlier and j > 1 and a == second[j - 2] and first[i - 2] == b:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return min(row[-1], limit + 1)
