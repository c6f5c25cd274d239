"""Mistaken marks: a mark forgotten or wrong in one word of a query (`hà nôi`, `lịch sư`).

Which word is mistaken is told by its neighbours: the collection writes the two words in another
way, and so many times as often that the one typed is hardly meant.
"""

from collections.abc import Iterator, Sequence

from searchsvc.query import Typed
from searchsvc.suggest.marks import Cover
from searchsvc.suggest.vocabulary import Vocabulary
from searchsvc.suggest.wording import Wording

#: How many times as often the words must be written in another way.
MANY_TIMES = 50
#: A single word on more pages is never taken for mistaken.
_RARE = 10
#: What a mistaken mark costs (nats), and how many ways to write the word are considered.
_COST, _WAYS = 1.0, 2


def remarked(wording: Wording, vocabulary: Vocabulary) -> Iterator[tuple[Cover, Wording]]:
    """The query with other marks on one of its words, for each word and way for which that is
    likelier than the query as typed.
    """
    typed = wording.typed
    mistaken = [at for at in range(len(typed)) if _is_mistaken(typed, at, vocabulary)]
    as_typed = wording.covers(vocabulary, 1)[0].cost if mistaken else 0.0
    for at in mistaken:
        freed = wording.instead(at, at + 1, (typed[at].folded,))
        for cover in freed.covers(vocabulary, _WAYS):
            if cover.cost + _COST < as_typed:
                yield cover._replace(cost=cover.cost + _COST), freed


def _is_mistaken(typed: Sequence[Typed], at: int, vocabulary: Vocabulary) -> bool:
    """Whether a word has marks, but is nearly always written otherwise next to its neighbour."""
    if not typed[at].has_marks:
        return False
    if len(typed) == 1:
        # A single word must be rare: `chó` is a word, though `cho` is far commoner; `huê` is not.
        own = vocabulary.frequency(typed[0].term)
        return own <= _RARE and vocabulary.total(typed[0].folded) > MANY_TIMES * own
    pairs = (typed[start : start + 2] for start in (at - 1, at) if 0 <= start < len(typed) - 1)
    return any(_is_written_otherwise(pair, vocabulary) for pair in pairs)


def _is_written_otherwise(pair: Sequence[Typed], vocabulary: Vocabulary) -> bool:
    spans = vocabulary.spans
    folded = " ".join(one.folded for one in pair)
    written = spans.written(folded) if spans.begun(folded) else ()
    so = dict(written).get(tuple(one.term for one in pair), 0)
    return sum(weight for _, weight in written) > MANY_TIMES * so
