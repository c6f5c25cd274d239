"""A request in an engine's terms: the query tree, and what beyond it raises a page's rank.

Words as pyvi has them, pairs and threes of syllables. Of a query typed without marks pyvi knows no
words; so those marks are taken that the collection makes likeliest. They find nothing more, they
only put what is likely meant before the rest: 86.8 became 88.3 (MRR@10, DECISIONS.md).
"""

from itertools import pairwise

from analyzers import Analyzer, has_marks, is_syllable, pair_term
from searchsvc.documents import exact_title
from searchsvc.engines.base import EngineQuery
from searchsvc.query import ASKING, ASKING_WORDS, Field, Kind, ParsedQuery, positive_matches
from searchsvc.requests import SearchRequest
from searchsvc.suggest import likeliest_marks
from searchsvc.suggest.vocabulary import Vocabulary

#: Where fewer of the syllables have marks, some were left out: of questions typed with all of them
#: five sixths do.
_FULLY_MARKED = 0.6
#: Restoring the marks of more takes longer than it is worth (0.1 ms a syllable).
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
    # Words of a field alone say nothing of texts.
    found = (word for wording in wordings for word in Analyzer().words(wording)) if typed else ()
    words = dict.fromkeys(found)
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
    """Whether texts may have the word just so: with marks, or one of another language."""
    if word in ASKING_WORDS:
        return False
    return has_marks(word) or not all(map(is_syllable, word.split("_")))
