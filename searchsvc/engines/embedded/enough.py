"""Pages that have enough of many words, told by a score instead of by the query.

The engine counts how many of its lists a page is in with a heap, which it walks from its beginning
whatever else is asked; that takes longer than scoring (DECISIONS.md, "Enough of many words"). So
the best pages are looked for among those that may have enough, and of the pages that are shown the
weights of their words are added up.
"""

from tantivy import Query

from searchsvc.engines.base import EngineQuery
from searchsvc.engines.embedded.compiler import Compiler, Enough, all_of
from searchsvc.query import And, Everything, Node, Not, Or, Some


def enough_for(compiler: Compiler, query: EngineQuery) -> Enough | None:
    """None where nothing in the query is weighed, or more than its words."""
    children = query.tree.children if isinstance(query.tree, And) else (query.tree,)
    weighed = [child for child in children if isinstance(child, Some) and any(child.weights)]
    others = tuple(child for child in children if child not in weighed)
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
    rest += compiler.filters(query.filters)
    return Enough(all_of(rest or [compiler.tree(Everything())], weights), some.needed)


def _is_weighed(node: Node) -> bool:
    match node:
        case And(children) | Or(children) | Some(children):
            return (isinstance(node, Some) and any(node.weights)) or any(map(_is_weighed, children))
        case Not(child):
            return _is_weighed(child)
        case _:
            return False
