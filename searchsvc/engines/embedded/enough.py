"""Telling by a score, rather than by the query, which pages have enough of many words.

A boolean query with a minimum number of clauses takes tantivy longer than scoring (DECISIONS.md,
"Enough of many words"). So the best pages are looked for by a query that also matches some with too
few words; then, for the items that are shown, the weights of the words on their pages are summed.
"""

from tantivy import Query

from searchsvc.engines.base import EngineQuery
from searchsvc.engines.embedded.compiler import Compiler, Enough, all_of, any_of
from searchsvc.query import And, Everything, Node, Not, Or, Some, text_matches


def enough_for(compiler: Compiler, query: EngineQuery) -> tuple[Enough, ...]:
    """One Enough for each alternative of a query: a page matches that has enough for any of them.
    Empty where the query weighs no words, or not in a way that can be told by a score.
    """
    if not _is_weighed(query.tree):
        return ()
    alternatives = query.tree.children if isinstance(query.tree, Or) else (query.tree,)
    filters = compiler.filters(query.filters)
    told = [_enough(compiler, alternative, filters) for alternative in alternatives]
    found = tuple(enough for enough in told if enough)
    return found if len(found) == len(told) else ()


def any_enough(compiler: Compiler, query: EngineQuery) -> Enough:
    """Pages that have any word of a query that texts can have; their score is how many of them."""
    words = [
        Query.const_score_query(compiler.tree(match), 1.0)
        for match in dict.fromkeys(text_matches(query.tree))
    ]
    return Enough(all_of([any_of(words), *compiler.filters(query.filters)]), 1)


def _enough(compiler: Compiler, tree: Node, filters: list[Query]) -> Enough | None:
    if not _is_weighed(tree):
        return Enough(all_of([Query.const_score_query(compiler.tree(tree), 1.0), *filters]), 1)
    children = tree.children if isinstance(tree, And) else (tree,)
    weighed = [child for child in children if isinstance(child, Some) and any(child.weights)]
    others = [child for child in children if child not in weighed]
    if len(weighed) != 1 or any(map(_is_weighed, others)):
        return None
    (some,) = weighed
    weights = [
        Query.const_score_query(compiler.tree(child), float(weight))
        for child, weight in some.weighed
        if weight
    ]
    asked = tuple(o for o in others if not (isinstance(o, Some) and o.needed == 0))
    rest = [Query.const_score_query(compiler.tree(And(asked)), 0.0)] if asked else []
    rest = [*rest, *filters] or [compiler.tree(Everything())]
    return Enough(all_of(rest, weights), some.needed)


def _is_weighed(node: Node) -> bool:
    match node:
        case And(children) | Or(children) | Some(children):
            return (isinstance(node, Some) and any(node.weights)) or any(map(_is_weighed, children))
        case Not(child):
            return _is_weighed(child)
        case _:
            return False
