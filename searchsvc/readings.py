"""What else a typed word may stand for, when the collection hardly has it as it was typed.

A word typed with only some of its marks (`truờng`) also matches forms that have more. A rare word
may have been misread by OCR: then forms with other marks, and words a letter away, match too, and
rank far below the word itself. A word that the collection knows well stands for itself alone, so
`chó` never becomes `chò`.
"""

import unicodedata
from collections.abc import Iterator
from typing import TypeGuard

from analyzers import is_syllable, spelling_variants
from searchsvc.query import (
    And,
    Field,
    Kind,
    Match,
    Node,
    Or,
    ParsedQuery,
    Reading,
    Typed,
    map_words,
)
from searchsvc.responses import Notice
from searchsvc.suggest.near import Near
from searchsvc.suggest.vocabulary import Vocabulary

#: A word is rare when at most 1 page, plus 1 for each so many of the collection's, has it.
RARE_ONE_IN = 20_000
#: Weights of readings: with marks that were left out, with other marks, with other letters.
PARTLY_MARKED = 0.8
OTHER_MARKS = 0.05
OTHER_LETTERS = 0.03

#: A form with more marks is read for a half-typed one that is so many times rarer: what one text in
#: very many has may be its mistake.
_TIMES_AS_FREQUENT = 100
_MOST_PARTLY_MARKED = 6
_FEWEST_IN_A_ROW = 3
_MOST_OTHER_LETTERS = 6
#: Words with fewer letters than the first number have too many others a letter away: only letters
#: that are easily misread count there. With fewer than the second, none do.
_SHORT, _SHORTEST = 6, 4
#: Letters, marks aside, that OCR takes for each other: those that Tesseract confused most on pages
#: that we degraded, and the pairs of letters that its own table of ambiguities names.
_CONFUSED = frozenset(map(frozenset, "bh eo un ae it mn il lt nh uo ce gq rh ao tf".split()))
_CONFUSED_PAIRS = (("rn", "m"), ("cl", "d"), ("ii", "u"), ("li", "h"), ("ri", "n"), ("nn", "m"))


class Readings:
    """Reads queries in the light of one collection. `pages`: how many it has."""

    def __init__(self, vocabulary: Vocabulary, pages: int) -> None:
        self._vocabulary = vocabulary
        self._rare = 1 + pages // RARE_ONE_IN
        self._rare_words: list[str] = []

    def read(self, tree: Node) -> tuple[Node, tuple[Notice, ...]]:
        """The tree, with readings added to its half-typed and rare words; and notices about it."""
        self._rare_words.clear()
        read = map_words(tree, self._read)
        if not self._rare_words:
            return read, ()
        words = ", ".join(dict.fromkeys(self._rare_words))
        notice = Notice(
            "near_spellings",
            "Hardly any text has these words, so near spellings were searched too: %(words)s.",
            {"words": words},
        )
        return read, (notice,)

    def _read(self, match: Match) -> Match:
        if match.kind is not Kind.WHOLE or match.exact or len(match.syllables) > 1:
            return match
        (typed,) = match.syllables
        if not typed.term.isalpha():
            return match
        is_rare = pages_with(self._vocabulary, typed) <= self._rare
        # `truớc` is no Vietnamese syllable, so it is half typed however many texts have it.
        may_be_partly_marked = is_rare or not is_syllable(typed.term)
        partly = tuple(self._partly_marked(typed)) if may_be_partly_marked else ()
        # A word that missing marks explain is not taken for damaged.
        damaged = tuple(self._damaged(typed)) if is_rare and not partly else ()
        if damaged:
            self._rare_words.append(typed.term)
        if not partly and not damaged:
            return match
        syllable = typed._replace(readings=partly + damaged)
        return Match((syllable,), match.field, match.kind, match.slop)

    def _partly_marked(self, typed: Typed) -> Iterator[Reading]:
        """Forms with more marks that are far more frequent than the word as typed."""
        if not typed.has_marks:
            return
        least = _TIMES_AS_FREQUENT * self._vocabulary.frequency(typed.term)
        forms = (f.term for f in self._vocabulary.forms_of(typed.folded) if f.frequency > least)
        found = [form for form in forms if has_marks_of(form, typed.term)]
        yield from (Reading(form, PARTLY_MARKED) for form in found[:_MOST_PARTLY_MARKED])

    def _damaged(self, typed: Typed) -> Iterator[Reading]:
        forms = self._vocabulary.near_forms
        if typed.has_marks and forms.frequency(typed.folded) > self._vocabulary.frequency(
            typed.term
        ):
            yield Reading(typed.folded, OTHER_MARKS, any_marks=True)
        for form in self._near(typed.folded)[:_MOST_OTHER_LETTERS]:
            yield Reading(form, OTHER_LETTERS, any_marks=True)

    def _near(self, folded: str) -> list[str]:
        """Folded forms with other letters, those first that OCR easily takes for this one."""
        if len(folded) < _SHORTEST:
            return []
        forms = self._vocabulary.near_forms
        misread = (Near(form, forms.frequency(form)) for form in _misread(folded))
        found = {(not _is_confused(folded, one.folded), one) for one in forms.near(folded)}
        found.update((False, one) for one in misread if one.frequency)
        in_order = sorted(found, key=lambda pair: (pair[0], -pair[1].frequency, pair[1].folded))
        is_short = len(folded) < _SHORT
        return [one.folded for is_other, one in in_order if not (is_short and is_other)]


def with_other_marks(parsed: ParsedQuery) -> ParsedQuery | None:
    """The query, or else its words next to each other with any marks: for when hardly anything has
    all words as typed. Three syllables in a row are rarely another phrase by chance, but are often
    misread. None unless the query is three plain words or more, some typed with marks.
    """
    match parsed.tree:
        case And(children) if len(children) >= _FEWEST_IN_A_ROW:
            typed = [child.syllables[0] for child in children if _is_plain_word(child)]
        case _:
            return None
    if len(typed) < len(children) or not any(syllable.has_marks for syllable in typed):
        return None
    in_order = Match(tuple(Typed(syllable.folded, syllable.folded) for syllable in typed))
    notice = Notice(
        "other_marks",
        "Hardly any text has all of these words, so other diacritics were searched too.",
    )
    return ParsedQuery(Or((parsed.tree, in_order)), (*parsed.notices, notice))


def _is_plain_word(node: Node) -> TypeGuard[Match]:
    match node:
        case Match((_,), Field.ANY, Kind.WHOLE, exact=False):
            return True
        case _:
            return False


def pages_with(vocabulary: Vocabulary, typed: Typed) -> int:
    """How many pages have a word in any of its spellings."""
    frequency = vocabulary.frequency if typed.has_marks else vocabulary.near_forms.frequency
    return sum(map(frequency, (typed.term, *spelling_variants(typed.term))))


def has_marks_of(form: str, typed: str) -> bool:
    """Whether a form has every mark that was typed, letter by letter, and perhaps others."""
    if len(form) != len(typed):
        return False
    return all(_marks(theirs) >= _marks(ours) for theirs, ours in zip(form, typed, strict=True))


def _marks(letter: str) -> set[str]:
    # The stroke of đ is a mark too, but Unicode does not decompose it.
    return {"đ"} if letter == "đ" else set(unicodedata.normalize("NFD", letter)[1:])


def _is_confused(one: str, other: str) -> bool:
    """Whether two words of equal length differ by one letter that is easily misread."""
    differing = [frozenset(pair) for pair in zip(one, other, strict=False) if len(set(pair)) > 1]
    return len(one) == len(other) and len(differing) == 1 and differing[0] in _CONFUSED


def _misread(folded: str) -> Iterator[str]:
    """What a word becomes when two of its letters are read as one, or one as two."""
    for two, one in _CONFUSED_PAIRS:
        for wrong, right in ((two, one), (one, two)):
            at = folded.find(wrong)
            while at >= 0:
                yield folded[:at] + right + folded[at + len(wrong) :]
                at = folded.find(wrong, at + 1)
