"""The vocabulary of a generation: derived from its indexes' terms, kept in a file beside them.

    index/NAME/commit-000007/vocabulary

It is derived once, at a commit, and mapped by all processes: to derive it from 98 thousand pages
takes 2 seconds and 200 MB, to check and map it 10 ms.
"""

from collections import Counter
from collections.abc import Iterator
from heapq import merge

from tantivy import Query, Searcher

from analyzers import NO_TERM, in_full
from searchsvc.suggest.vocabulary import MOST_FORMS, MOST_WORDS, Counts, Vocabulary

VOCABULARY = "vocabulary"
#: How terms of the text field begin that are no forms: folded syllables, syllables of texts without
#: marks, the gap between the values of a list, and what stands where a number has no form.
_NO_FORMS = ("=", "~", "|", NO_TERM)
_FOLDED = "="


def titled(key: int, title: str) -> str:
    """The term for a title as it is shown, which also names its item."""
    return f"{title}\0{key}"


def vocabulary_of(items: Searcher, pages: Searcher) -> Vocabulary:
    """The vocabulary of two indexes. Counts of titles, creators and subjects are exact; those of
    words may include deleted documents.
    """
    alive = Query.all_query()
    folded = list(_folded(items, pages))
    # A number has no other form.
    numbers = ((form, count) for form, count in folded if form.isdecimal())
    return Vocabulary.of(
        Counts(
            forms=merge(numbers, _forms(items, pages), key=lambda counted: -counted[1]),
            folded=folded,
            words=_words(pages),
            titles=_titles(items, alive),
            creators=_living(items, "creator", alive),
            subjects=_living(items, "subject", alive),
        )
    )


def _forms(items: Searcher, pages: Searcher) -> Iterator[tuple[str, int]]:
    # Half of the terms are those of folded syllables.
    terms = _commonest(items, pages, "", 2 * MOST_FORMS)
    return ((in_full(term), count) for term, count in terms if not term.startswith(_NO_FORMS))


def _folded(items: Searcher, pages: Searcher) -> Iterator[tuple[str, int]]:
    terms = _commonest(items, pages, _FOLDED, MOST_FORMS)
    return ((term.removeprefix(_FOLDED), count) for term, count in terms)


def _commonest(
    items: Searcher, pages: Searcher, prefix: str, limit: int
) -> Iterator[tuple[str, int]]:
    """The commonest terms of texts that begin so, and how many pages have each. They are read when
    the first is asked for, and only so many: all 1.7 million of a million pages would take 900 MB.
    """
    # An item's metadata count as one more page.
    terms = Counter(dict(pages.terms_with_prefix("text", prefix, limit=limit)))
    terms.update(dict(items.terms_with_prefix("about", prefix, limit=limit)))
    yield from terms.most_common()


def _words(pages: Searcher) -> Iterator[tuple[str, int]]:
    """The commonest words of several syllables; those of one are among the forms."""
    commonest = pages.terms_with_prefix("words", "", limit=2 * MOST_WORDS)
    return ((in_full(word), count) for word, count in commonest if "_" in word)


def _titles(items: Searcher, alive: Query) -> Iterator[tuple[str, int]]:
    for term, _ in _living(items, "shown_title", alive):
        title, _, key = term.rpartition("\0")
        yield title, int(key)


def _living(items: Searcher, field: str, alive: Query) -> Iterator[tuple[str, int]]:
    return (pair for pair in items.terms_with_prefix(field, "", alive) if pair[1])
