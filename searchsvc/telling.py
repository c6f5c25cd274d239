"""How much of a long query an item must have: enough of what tells, whichever of its words.

A word that stands on every other page tells nothing, one on few pages much. So words weigh by how
rare they are, and what must be there is a share of the weight and not of the words: of 1,190
questions as many are answered as with a third of the words, by a tenth of the items (DECISIONS.md).
"""

from dataclasses import replace
from math import ceil, log

from searchsvc.query import And, Kind, Match, Node, Or, Some, positive_matches
from searchsvc.readings import pages_with
from searchsvc.responses import Notice
from searchsvc.suggest.vocabulary import Vocabulary

#: The share of a query's weight that is enough.
ENOUGH = 0.25
#: What a weight of one stands for (nats): words on more than two pages of five weigh nothing.
_UNIT = 1.5
_MOST_WEIGHT = 4
#: Words of one query that are searched: more would take longer than readers wait.
MOST_WORDS = 24


class Telling:
    """Weighs the words of queries in the light of one collection. `pages`: how many it has."""

    def __init__(self, vocabulary: Vocabulary, pages: int) -> None:
        self._vocabulary = vocabulary
        self._pages = pages

    def weigh(self, tree: Node) -> tuple[Node, tuple[Notice, ...]]:
        """The tree, weights given wherever some of many words are enough; and what is to be said.

        Of more than MOST_WORDS the most telling stay.
        """
        match tree:
            case Some(children, needed):
                return self._weigh(children, needed)
            case And(children) | Or(children):
                weighed = [self.weigh(child) for child in children]
                notices = tuple(notice for _, notices in weighed for notice in notices)
                return replace(tree, children=tuple(child for child, _ in weighed)), notices
            case _:
                return tree, ()

    def _weigh(self, children: tuple[Node, ...], needed: int) -> tuple[Node, tuple[Notice, ...]]:
        told = [self._information(child) for child in children]
        notices: list[Notice] = []
        if len(children) > MOST_WORDS:
            by_information = sorted(range(len(children)), key=lambda i: -told[i])
            kept = sorted(by_information[:MOST_WORDS])
            notices.append(
                Notice(
                    "most_telling",
                    "Of %(words)s words the %(kept)s most telling were searched.",
                    {"words": len(children), "kept": MOST_WORDS},
                )
            )
            children = tuple(children[i] for i in kept)
            told = [told[i] for i in kept]
        weights = tuple(
            min(_MOST_WEIGHT if _is_cheap(child) else 1, round(one / _UNIT))
            for child, one in zip(children, told, strict=True)
        )
        if needed <= 1 or not any(weights):
            return Some(children, min(needed, len(children))), tuple(notices)
        return Some(children, ceil(ENOUGH * sum(weights)), weights), tuple(notices)

    def _information(self, node: Node) -> float:
        """That of the rarest of its words: nats; none where the collection has not that word."""
        return max(map(self._of_match, positive_matches(node)), default=0.0)

    def _of_match(self, match: Match) -> float:
        pages = [pages_with(self._vocabulary, typed) for typed in match.syllables]
        return information(min(pages), self._pages) if all(pages) else 0.0


def _is_cheap(node: Node) -> bool:
    """Whether an engine may look for it several times, as often as it weighs; not for phrases, for
    beginnings and near spellings.
    """
    match node:
        case Match((_,), kind=Kind.WHOLE):
            return True
        case _:
            return False


def information(having: int, of: int) -> float:
    """What it tells that a text has a word which so many have (nats), as BM25 counts it.

    Counts of an index may include what has been removed: more may have it than there are.
    """
    return log(1 + (max(0, of - having) + 0.5) / (having + 0.5))
