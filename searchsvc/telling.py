"""How much of a long query an item must have.

A word that every other page has tells nothing, and one that few pages have tells much. So words are
weighed by how rare they are, and an item must have a share of the weight, not of the words. This
answers as many of 1,190 questions as a third of the words would, with a seventh of the items
(DECISIONS.md, "A long query needs a share of its information").
"""

from dataclasses import replace
from math import ceil, log

from searchsvc.query import And, Kind, Match, Node, Or, Some, positive_matches
from searchsvc.readings import pages_with
from searchsvc.responses import Notice
from searchsvc.suggest.vocabulary import Vocabulary

#: The share of a query's weight that is enough.
ENOUGH = 0.25
#: A weight of 1, in nats. Words that more than two pages of five have get a weight of 0.
_UNIT = 1.5
_MOST_WEIGHT = 4
#: Words of a query that are searched: more would take too long.
MOST_WORDS = 24


class Telling:
    """Weighs the words of queries in the light of one collection. `pages`: how many it has."""

    def __init__(self, vocabulary: Vocabulary, pages: int) -> None:
        self._vocabulary = vocabulary
        self._pages = pages

    def weigh(self, tree: Node) -> tuple[Node, tuple[Notice, ...]]:
        """The tree, with weights wherever some of its words are enough; and notices about it.

        Of more than MOST_WORDS only the most telling are kept.
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
        """The information of a node's rarest word (nats); 0 for words that the collection lacks."""
        return max(map(self._of_match, positive_matches(node)), default=0.0)

    def _of_match(self, match: Match) -> float:
        pages = [pages_with(self._vocabulary, typed) for typed in match.syllables]
        return information(min(pages), self._pages) if all(pages) else 0.0


def _is_cheap(node: Node) -> bool:
    """Whether an engine may look for a node as often as it weighs: yes for single whole words, not
    for phrases, prefixes and near spellings.
    """
    match node:
        case Match((_,), kind=Kind.WHOLE):
            return True
        case _:
            return False


def information(having: int, of: int) -> float:
    """The information of a word (nats), as BM25 has it: `having` of `of` texts have the word.

    An index may still count deleted texts, so `having` may be the larger one.
    """
    return log(1 + (max(0, of - having) + 0.5) / (having + 0.5))
