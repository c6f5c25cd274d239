"""What else a typed word may stand for where the collection hardly knows it as it was typed.

Of a word typed with some of its marks (`truờng`), those typed are kept and those left out are free.
A rare word may be one that was damaged when its page was read: then all its forms, whatever their
marks, and spellings a slip away count too, far below the word itself. A word that the collection
knows well stands for itself alone, so `chó` never becomes `chò`.
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

#: A word on no more pages than one, and one in so many of all, is rare.
RARE_ONE_IN = 20_000
#: How much the readings count: marks left out, other marks, other letters.
PARTLY_MARKED = 0.8
OTHER_MARKS = 0.05
OTHER_LETTERS = 0.03

#: A mistake of one text among very many is no word that the collection knows.
_TIMES_AS_FREQUENT = 100
_MOST_PARTLY_MARKED = 6
_FEWEST_IN_A_ROW = 3
_MOST_OTHER_LETTERS = 6
#: Shorter words have too many others a slip away: of these only what is easily misread counts, and
#: of still shorter ones nothing.
_SHORT, _SHORTEST = 6, 4
#: Letters, marks aside, that are read for each other: those that Tesseract confused most on pages
#: degraded by us, and the pairs of strokes that its own table of ambiguities names.
_CONFUSED = frozenset(map(frozenset, "bh eo un ae it mn il lt nh uo ce gq rh ao tf".split()))
_CONFUSED_PAIRS = (("rn", "m"), ("cl", "d"), ("ii", "u"), ("li", "h"), ("ri", "n"), ("nn", "m"))


class Readings:
    """Reads queries in the light of one collection. `pages`: how many it has."""

    def __init__(self, vocabulary: Vocabulary, pages: int) -> None:
        self._vocabulary = vocabulary
        self._rare = 1 + pages // RARE_ONE_IN
        self._rare_words: list[str] = []

    def read(self, tree: Node) -> tuple[Node, tuple[Notice, ...]]:
        """The tree, its rare words with what else they may stand for; and what is to be said."""
        self._rare_words.clear()
        read = map_words(tree, self._read)
        if not self._rare_words:
            return read, ()
        words = ", ".join(dict.fromkeys(self._rare_words))
        notice = Notice(
            "near_spellings",
            "Hardly any text has these words; near spellings were searched too: %(words)s.",
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
        # What is no syllable (`truớc`) is no word either, however many texts have it so.
        may_be_partly_marked = is_rare or not is_syllable(typed.term)
        partly = tuple(self._partly_marked(typed)) if may_be_partly_marked else ()
        # What the marks left out explain is no damage.
        damaged = tuple(self._damaged(typed)) if is_rare and not partly else ()
        if damaged:
            self._rare_words.append(typed.term)
        if not partly and not damaged:
            return match
        syllable = typed._replace(readings=partly + damaged)
        return Match((syllable,), match.field, match.kind, match.slop)

    def _partly_marked(self, typed: Typed) -> Iterator[Reading]:
        """Forms with more marks, so frequent that the word as typed is hardly one by itself."""
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
        """Folded forms that the word may be with other letters, those first that are misread."""
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
    """The query, or its words in this order whatever their marks, for when hardly anything has all
    words as typed: three words in a row are hardly others by chance, but often misread. None for
    what is not three plain words or more, or was typed without marks.
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
        "other_marks", "Hardly any text has all of these words; so other marks were searched too."
    )
    return ParsedQuery(Or((parsed.tree, in_order)), (*parsed.notices, notice))


def _is_plain_word(node: Node) -> TypeGuard[Match]:
    match node:
        case Match((_,), Field.ANY, Kind.WHOLE, exact=False):
            return True
        case _:
            return False


def pages_with(vocabulary: Vocabulary, typed: Typed) -> int:
    """On how many pages a word stands, in any of its spellings."""
    if not typed.has_marks:
        return vocabulary.near_forms.frequency(typed.folded)
    spellings = (typed.term, *spelling_variants(typed.term))
    return sum(map(vocabulary.frequency, spellings))


def has_marks_of(form: str, typed: str) -> bool:
    """Whether a form has every mark that was typed, letter by letter, and maybe more."""
    if len(form) != len(typed):
        return False
    return all(_marks(theirs) >= _marks(ours) for theirs, ours in zip(form, typed, strict=True))


def _marks(letter: str) -> set[str]:
    # The stroke of đ is a mark as well, which Unicode does not take apart.
    return {"đ"} if letter == "đ" else set(unicodedata.normalize("NFD", letter)[1:])


def _is_confused(one: str, other: str) -> bool:
    """Whether two words of equal length differ by one letter that is easily misread."""
    differing = [frozenset(pair) for pair in zip(one, other, strict=False) if len(set(pair)) > 1]
    return len(one) == len(other) and len(differing) == 1 and differing[0] in _CONFUSED


def _misread(folded: str) -> Iterator[str]:
    """What a word is when two strokes of it are taken for one letter, or the other way."""
    for two, one in _CONFUSED_PAIRS:
        for wrong, right in ((two, one), (one, two)):
            at = folded.find(wrong)
            while at >= 0:
                yield folded[:at] + right + folded[at + len(wrong) :]
                at = folded.find(wrong, at + 1)
