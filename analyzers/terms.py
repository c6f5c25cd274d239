"""Terms: how a syllable, a pair of syllables and a word of several stand in an index.

In the text field every syllable stands twice, its marked form and then its folded form:
`thư =thu viện =vien`. So one field with positions answers words typed with marks, without, and
phrases that mix both: syllable i stands at position 2i with its marks and at 2i + 1 folded.

In a text that has no marks at all, what stands without is a third kind of term: `~duong =duong`.
There it may be `đường`; in a text with marks `duong` is just another word.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analyzers.syllables import FORMS, TOKEN, Memo

#: Positions that one syllable takes in the text field.
POSITIONS = 2

#: A text in which fewer of its words have marks was written without them (or is not Vietnamese):
#: of 12,000 pages of Wikipedia 3.5 % lie below, mostly lists of foreign titles, hardly any near.
MARKED_SHARE = 0.1

#: The two terms of a syllable in the text field.
Terms = tuple[str, str]


def folded_term(folded: str) -> str:
    """The term of the text field that all forms of a syllable share."""
    return "=" + folded


def bare_term(folded: str) -> str:
    """The term of the text field for a syllable of a text that has no marks at all."""
    return "~" + folded


def pair_term(first: str, second: str) -> str:
    """The term of the pair field for two folded syllables that follow each other."""
    return f"{first}_{second}"


class Entry(NamedTuple):
    """What is known of a token: its terms in a text with marks and in one without, each also
    `joined` as the text stream has them; whether it is a word at all (a number tells nothing of
    marks), and has any.
    """

    folded: str
    terms: Terms
    joined: str
    unmarked_terms: Terms
    unmarked_joined: str
    is_word: bool
    is_marked: bool


def _entry(token: str) -> Entry:
    term, folded = FORMS[token]
    is_marked = term != folded
    terms = term, folded_term(folded)
    unmarked = terms if is_marked else (bare_term(folded), folded_term(folded))
    joined, unmarked_joined = " ".join(terms), " ".join(unmarked)
    return Entry(folded, terms, joined, unmarked, unmarked_joined, not term.isdecimal(), is_marked)


ENTRIES = Memo(_entry)


def entries(normalized: str) -> list[Entry]:
    """What is known of each token of a normalized text, in order."""
    return [ENTRIES[token] for token in TOKEN.findall(normalized)]


def text_stream(found: Sequence[Entry]) -> str:
    """The terms of a whole text, two a syllable."""
    if is_unmarked(found):
        return " ".join([entry.unmarked_joined for entry in found])
    return " ".join([entry.joined for entry in found])


def pair_stream(found: Sequence[Entry]) -> str:
    """The pairs of a sentence."""
    folded = [entry.folded for entry in found]
    return " ".join([f"{a}_{b}" for a, b in pairwise(folded)])


def is_unmarked(found: Sequence[Entry]) -> bool:
    """Whether the text of these tokens was written without marks."""
    # Nearly always a third of a text has enough of them for the whole.
    if sum([entry.is_marked for entry in found[: len(found) // 3]]) > MARKED_SHARE * len(found):
        return False
    words = sum([entry.is_word for entry in found])
    return sum([entry.is_marked for entry in found]) < MARKED_SHARE * words


def word_stream(tokens: Sequence[str], joined: NDArray[np.bool_]) -> str:
    """The terms of the words that a segmentation has: its tokens, and which of them go on a word.

    Left out are marks, and codes, which are found by their parts.
    """
    pieces = list(map(_BEGINNINGS.__getitem__, tokens))
    places = joined.nonzero()[0].tolist()
    for place in places:
        pieces[place] = _CONTINUATIONS[tokens[place]]
    end = 0
    for place in places:
        if place >= end and not (pieces[place] and pieces[place - 1]):
            # A part is none by itself (`C++`), or keeps the others from being one.
            begin, end = _word_around(place, joined)
            pieces[begin:end] = [_beginning("_".join(tokens[begin:end]))] + [""] * (end - begin - 1)
    return "".join(pieces)[1:]


def _word_around(place: int, joined: NDArray[np.bool_]) -> tuple[int, int]:
    begin, end = place, place + 1
    while joined[begin]:
        begin -= 1
    while end < len(joined) and joined[end]:
        end += 1
    return begin, end


def _word_term(word: str) -> str:
    """The term of a word as pyvi writes it, its tokens joined by "_"; "" where it has none."""
    tokens = word.split("_")
    if tokens == [word] and not TOKEN.fullmatch(word):
        return ""
    return _joined_term(tokens)


def _joined_term(tokens: Sequence[str]) -> str:
    if not all(map(_HAS_LETTER.search, tokens)):
        return ""
    return "_".join([FORMS[token].term for token in tokens])


_HAS_LETTER = re.compile(r"[^\W_]")


def _beginning(token: str) -> str:
    term = _word_term(token)
    return " " + term if term else ""


def _continuation(token: str) -> str:
    term = _joined_term(token.split("_"))
    return "_" + term if term else ""


#: Token → what it adds to the word stream where it begins a word, and where it goes on one.
_BEGINNINGS, _CONTINUATIONS = Memo(_beginning), Memo(_continuation)
