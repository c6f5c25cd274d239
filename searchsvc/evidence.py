"""A request as an engine takes it: the query tree, and what else raises a page's rank.

These are pyvi's words, and pairs and threes of syllables. pyvi finds no words in a query typed
without marks, so there the marks are used that are likeliest in the collection. They do not find
more; they only rank what is likely meant before the rest (DECISIONS.md, "The likeliest marks speak
for words typed without").
"""

from itertools import chain, pairwise

from analyzers import Analyzer, has_marks, is_syllable, pair_term
from searchsvc.documents import exact_title
from searchsvc.engines.base import EngineQuery
from searchsvc.query import ASKING, ASKING_WORDS, Field, Kind, ParsedQuery, positive_matches
from searchsvc.requests import SearchRequest
from searchsvc.suggest import likeliest_marks
from searchsvc.suggest.vocabulary import Vocabulary

#: When fewer of a query's syllables have marks, some were left out: of those of questions with all
#: their marks, five sixths have some.
_FULLY_MARKED = 0.6
#: Marks of longer queries are not restored: it takes 0.1 ms a syllable.
_MOST_RESTORED = 40


def engine_query(
    request: SearchRequest, parsed: ParsedQuery, vocabulary: Vocabulary
) -> EngineQuery:
    """What the engine is asked."""
    whole = [m for m in positive_matches(parsed.tree) if m.kind is Kind.WHOLE]
    typed = [typed for m in whole if m.field is Field.ANY for typed in m.syllables]
    typed = [syllable for syllable in typed if syllable.term not in ASKING]
    pairs = {pair_term(a.folded, b.folded): a.has_marks or b.has_marks for a, b in pairwise(typed)}
    folded = [syllable.folded for syllable in typed]
    wordings = [request.q]
    marked = sum(syllable.has_marks for syllable in typed)
    if 1 < len(typed) <= _MOST_RESTORED and marked < _FULLY_MARKED * len(typed):
        wordings.append(likeliest_marks(request.q, vocabulary))
    # A query that asks for fields alone has nothing to look for in texts.
    found = Analyzer().words_of_all(wordings) if typed else ()
    words = dict.fromkeys(chain.from_iterable(found))
    return EngineQuery(
        tree=parsed.tree,
        marks=request.marks,
        filters=request.filters,
        sort=request.sort,
        offset=request.offset,
        limit=request.per_page,
        words=tuple(filter(_is_written_so, words)),
        pairs=tuple(pair for pair, has_marks in pairs.items() if has_marks),
        plain_pairs=tuple(pair for pair, has_marks in pairs.items() if not has_marks),
        triples=tuple(dict.fromkeys(zip(folded, folded[1:], folded[2:], strict=False))),
        exact_title=exact_title(request.q) if folded else "",
        explain=request.debug,
    )


def _is_written_so(word: str) -> bool:
    """Whether texts are likely to have the word just so: with marks, or as a foreign word."""
    if word in ASKING_WORDS:
        return False
    return has_marks(word) or not all(map(is_syllable, word.split("_")))
