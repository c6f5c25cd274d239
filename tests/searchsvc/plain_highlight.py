"""Words of a query found syllable by syllable, in one text after the other: the highlighter, which
tells words from arrays of letters, must find the same.
"""

from collections.abc import Iterator
from itertools import count, pairwise

from analyzers.normalize import normalize_letters
from analyzers.syllables import TOKEN
from analyzers.terms import ENTRIES, Terms, is_unmarked
from searchsvc.highlight import disjoint
from searchsvc.matches import Found
from searchsvc.matching import FormKind, forms, near_words, sequences
from searchsvc.query import Kind, Match, Node, text_matches
from searchsvc.requests import Marks


def plain_find(tree: Node, marks: Marks, text: str) -> list[Found]:
    normalized = normalize_letters(text)
    tokens = list(TOKEN.finditer(normalized.text))
    spans = [normalized.span(*token.span()) for token in tokens]
    entries = [ENTRIES[token[0]] for token in tokens]
    bare = is_unmarked(sum(e.is_word for e in entries), sum(e.is_marked for e in entries))
    terms = [entry.unmarked_terms if bare else entry.terms for entry in entries]
    folded = [entry.folded for entry in entries]
    found: list[Found] = []
    numbers = count()
    taken: set[int] = set()
    for match in text_matches(tree):
        number = next(numbers)
        if match.kind is Kind.FUZZY:
            near = near_words(match.syllables[0], set(folded))
            found += (Found(*spans[i], number) for i, form in enumerate(folded) if form in near)
        elif match.kind is Kind.PREFIX:
            begun = tuple(form.term for form in forms(match.syllables[0], marks))
            found += (
                Found(*spans[i], number)
                for i, both in enumerate(terms)
                if any(term.startswith(begun) for term in both)
            )
        elif len(match.syllables) == 1:
            wanted = {form.term for form in forms(match.syllables[0], marks)}
            for i, both in enumerate(terms):
                # Of several words that are the same one the first is found.
                if wanted & {*both} and i not in taken:
                    taken.add(i)
                    found.append(Found(*spans[i], number))
        else:
            size = len(match.syllables)
            found += (
                Found(spans[i][0], spans[i + size - 1][1], number, size)
                for i in _phrases(match, marks, terms)
            )
    found = disjoint(found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    return found


def _phrases(match: Match, marks: Marks, terms: list[Terms]) -> Iterator[int]:
    ways = sequences(match.syllables, marks)
    for begin in range(len(terms) - len(match.syllables) + 1):
        for way in ways:
            both = zip(way, terms[begin : begin + len(way)], strict=True)
            if all(form.term == there[form.kind is FormKind.FOLDED] for form, there in both):
                yield begin
                break
