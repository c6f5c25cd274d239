"""The vocabulary of a generation: derived from its indexes' terms, kept in a file beside them.

    index/NAME/commit-000007/vocabulary

At a commit, once, for all processes that will map it: deriving that of 98 thousand pages takes
2 seconds and 200 MB, checking and mapping it 10 ms.
"""

from collections import Counter
from collections.abc import Iterator

from tantivy import Query, Searcher

from searchsvc.suggest.vocabulary import MOST_WORDS, Counts, Vocabulary

VOCABULARY = "vocabulary"
#: How the other terms of the text field begin: those of folded syllables, of texts without marks,
#: and what parts the values of a list.
_NO_FORMS = ("=", "~", "|")
_FOLDED = "="


def titled(key: int, title: str) -> str:
    """The term of a title as it is shown: it names its item too."""
    return f"{title}\0{key}"


def vocabulary_of(items: Searcher, pages: Searcher) -> Vocabulary:
    """Counts of metadata are of what has not been deleted; those of words may include it."""
    alive = Query.all_query()
    # What is said of an item counts as one page more.
    terms = Counter(dict(pages.terms_with_prefix("text", "")))
    terms.update(dict(items.terms_with_prefix("about", "")))
    return Vocabulary.of(
        Counts(
            forms=((t, count) for t, count in terms.most_common() if not t.startswith(_NO_FORMS)),
            folded=((t[1:], count) for t, count in terms.most_common() if t.startswith(_FOLDED)),
            words=_words(pages),
            titles=_titles(items, alive),
            creators=_living(items, "creator", alive),
            subjects=_living(items, "subject", alive),
        )
    )


def _words(pages: Searcher) -> Iterator[tuple[str, int]]:
    """Those of several syllables: the others are among the forms."""
    commonest = pages.terms_with_prefix("words", "", limit=2 * MOST_WORDS)
    return (pair for pair in commonest if "_" in pair[0])


def _titles(items: Searcher, alive: Query) -> Iterator[tuple[str, int]]:
    for term, _ in _living(items, "shown_title", alive):
        title, _, key = term.rpartition("\0")
        yield title, int(key)


def _living(items: Searcher, field: str, alive: Query) -> Iterator[tuple[str, int]]:
    return (pair for pair in items.terms_with_prefix(field, "", alive) if pair[1])
