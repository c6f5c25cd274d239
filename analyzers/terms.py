"""Terms: how a syllable stands in an index.

In the text field every syllable stands twice, its marked form and then its folded form:
`thư =thu viện =vien`. So one field with positions answers words typed with marks, without, and
phrases that mix both: syllable i stands at position 2i with its marks and at 2i + 1 folded.

In a text that has hardly any marks, what stands without is a third kind of term: `~duong =duong`.
There it may be `đường`; in a text with marks `duong` is just another word.

In an index, and in the streams for it, terms are in brief (`analyzers.brief`); elsewhere in full.

A number has no marks, so it has the second term alone: `- =1917`. For what stands in the place of
the first one nobody asks; with the number itself there, one posting in twenty would be twice.
"""

from typing import NamedTuple

from analyzers.syllables import TOKEN, Memo, forms

#: Positions that one syllable takes in the text field.
POSITIONS = 2

#: Stands between texts that are joined (the values of a list, pages): no phrase runs across.
GAP = " ".join(["|"] * POSITIONS * 8)

#: A text in which fewer of its words have marks was written without them (or is not Vietnamese):
#: of 12,000 pages of Wikipedia 3.5 % lie below, mostly lists of foreign titles, hardly any near.
MARKED_SHARE = 0.1

#: Stands in a stream where a position has no term; no syllable is spelled so.
NO_TERM = "-"

#: The two terms of a syllable in the text field.
Terms = tuple[str, str]


def folded_term(folded: str) -> str:
    """The term of the text field that all forms of a syllable share."""
    return "=" + folded


def bare_term(folded: str) -> str:
    """The term of the text field for a syllable of a text that has hardly any marks."""
    return "~" + folded


def written(term: str, folded: str) -> str:
    """A syllable as its text has it, in lower case, from its two terms."""
    return folded[1:] if term == NO_TERM or term.startswith(bare_term("")) else term


class Entry(NamedTuple):
    """What is known of a token: its terms in a text with marks and in one without; whether it is a
    word at all (a number tells nothing of marks), and has any.
    """

    folded: str
    terms: Terms
    unmarked_terms: Terms
    is_word: bool
    is_marked: bool


def entry(token: str) -> Entry:
    """What is known of a token that is one syllable."""
    term, folded = forms(token)
    second = folded_term(folded)
    if term.isdecimal():
        terms = NO_TERM, second
        return Entry(folded, terms, terms, False, False)
    terms = term, second
    if term != folded:
        return Entry(folded, terms, terms, True, True)
    return Entry(folded, terms, (bare_term(folded), second), True, False)


ENTRIES = Memo(entry)


def entries(normalized: str) -> list[Entry]:
    """What is known of each token of a normalized text, in order."""
    return [ENTRIES[token] for token in TOKEN.findall(normalized)]


def is_unmarked(words: int, marked: int) -> bool:
    """Whether a text was written without marks, given how many words it has, and how many of them
    have marks.
    """
    return marked < MARKED_SHARE * words
