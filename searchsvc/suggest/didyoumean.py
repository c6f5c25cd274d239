"""Did you mean: queries with keystrokes read, marks restored or slips corrected.

A query is suggested only when it finds more than the one typed, or says more exactly what is meant.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import inf, log
from typing import NamedTuple

from analyzers import fold, read_keystrokes, spelling_variants
from searchsvc.query import And, Field, Kind, Match, Node, Some
from searchsvc.query.lexer import OPERATORS
from searchsvc.responses import Suggestion
from searchsvc.suggest.marks import Cover
from searchsvc.suggest.othermarks import MANY_TIMES, remarked
from searchsvc.suggest.spelling import corrections
from searchsvc.suggest.vocabulary import Vocabulary
from searchsvc.suggest.wording import Wording

MOST = 3
#: Queries of more syllables get no suggestion: they find what they ask for by their other words.
_MOST_SYLLABLES = 20

#: A query of so many known words with their marks is taken for a sentence that is meant as typed.
_SENTENCE = 9

#: A query with at most so many hits was probably not spelt as it was meant.
_FEW = 3
#: What was typed may still be right: a guess must find so many times as much.
_TIMES_AS_MUCH = 10

# Costs are in nats: the negative logarithm of how likely a way to write a query is.

#: Ways to write a query that are compared, and how much more than the best they may cost.
_WAYS, _WITHIN = 6, 3.0
#: Corrections that are looked up, and how much more than the best they may cost.
_CORRECTED, _CORRECTED_WITHIN = 3, 2.0
#: Weight of how often a wording is found in texts: ten times as often costs 2 · log 10 less.
_FREQUENCY = 2.0
#: Other ways to write a query are shown too when they cost at most so much more than the best.
_ALSO = 1.0
#: What a slip costs, and how much less than what was typed a correction must cost.
_SLIP, _GAIN = 2.0, 2.0
#: A phrase takes too long to count when each of its words is on more than this share of the pages.
_TOO_COMMON = 0.2


@dataclass(frozen=True, slots=True)
class Hits:
    """Asks what can be found now, under the filters of the search.

    `query`: how many items have all words of a query; `phrase`: how many pages have these forms in
    order; `pages`: how many the whole index has; `any_marks`: whether words typed without marks are
    found with any.
    """

    query: Callable[[str], int]
    phrase: Callable[[Sequence[str]], int]
    pages: int
    any_marks: bool = True


class _Way(NamedTuple):
    """A way to write a query.

    `cost`: how unlikely it is to be meant (nats). `stands`: how many pages have its words in this
    order, counted or estimated; `seen`: how many were counted, 0 when they were not. `needed`: how
    many items it must find to be shown.
    """

    cost: float
    query: str
    reason: str
    stands: int
    needed: int
    seen: int = 0


def did_you_mean(
    q: str, tree: Node, total: int, vocabulary: Vocabulary, hits: Hits
) -> tuple[Suggestion, ...]:
    """At most three queries to try instead of `q`, which finds `total` items; `tree`: its tree."""
    wording = Wording.of(q)
    if not wording.parts or len(wording.parts) > _MOST_SYLLABLES or not _is_plain(tree):
        return ()
    if total > _FEW and _is_sentence(wording, vocabulary):
        return ()
    found: dict[str, Suggestion] = {}
    for way in _guesses(wording, total, _asks_for_all(tree), vocabulary, hits):
        # `NĐ` may be a slip for `AND`, but that would ask for something else.
        if OPERATORS.keys() & (set(way.query.split()) - set(q.split())):
            continue
        if way.query not in found and _finds_enough(way, hits):
            found[way.query] = Suggestion(way.query, way.reason)
        if len(found) == MOST:
            break
    return tuple(found.values())


def _finds_enough(way: _Way, hits: Hits) -> bool:
    """Whether a query finds as many items as it must. Where one is enough, a page that has been
    counted is of an item with all words, and need not be looked for again.
    """
    return way.seen >= way.needed == 1 or hits.query(way.query) >= way.needed


def _is_sentence(wording: Wording, vocabulary: Vocabulary) -> bool:
    """Whether a query is long, mostly has its marks, and is made of words that texts have."""
    typed = wording.typed
    if len(typed) < _SENTENCE or 2 * sum(one.has_marks for one in typed) < len(typed):
        return False
    return all(vocabulary.frequency(one.term) > _FEW for one in typed)


def _standing(ways: Iterable[_Way], wording: Wording, hits: Hits) -> int:
    """How many pages have a query's words in order as typed or, if hardly any, with one of them in
    another spelling.
    """
    stands = max(way.stands for way in ways)
    if stands > _FEW or len(wording.typed) < 2:
        return stands
    return max([stands, *map(hits.phrase, _spellings(wording))])


def _spellings(wording: Wording) -> Iterator[list[str]]:
    """A query's words with one of them in its other spelling (`lí`, `lý`)."""
    terms = [one.term for one in wording.typed]
    for at, term in enumerate(terms):
        for other in spelling_variants(term):
            yield [*terms[:at], other, *terms[at + 1 :]]


def _is_plain(tree: Node) -> bool:
    """Whether a query is made only of words and phrases that are not limited to a field."""
    match tree:
        case Match(_, field, kind):
            return field is Field.ANY and kind is Kind.WHOLE
        case And(children) | Some(children):
            return all(map(_is_plain, children))
        case _:
            return False


def _asks_for_all(tree: Node) -> bool:
    """Whether a query finds only what has all of its words, apart from question words."""
    match tree:
        case And(children):
            return all(map(_asks_for_all, children))
        case Some(children, needed):
            return needed == 0 or needed >= len(children)
        case _:
            return True


def _guesses(
    wording: Wording, total: int, asks_for_all: bool, vocabulary: Vocabulary, hits: Hits
) -> Iterator[_Way]:
    """What may have been meant, likeliest first.

    `total`: the items that the query finds as typed; `asks_for_all`: whether they have all words.
    """
    keystrokes = read_keystrokes(wording.q)
    if keystrokes and keystrokes.is_sure and hits.query(keystrokes.text):
        yield _Way(0.0, keystrokes.text, "keystrokes", 0, 1)
        return
    if keystrokes:
        # Perhaps only one word is Telex and the others lack their marks, so marks are restored too.
        read = Wording.of(keystrokes.text)
        for cover in read.covers(vocabulary, 1):
            written, needed = read.written(cover.forms), _TIMES_AS_MUCH * total + 1
            yield _Way(0.0, written, "keystrokes", 0, needed)
    # A query that finds nothing with any marks has no phrase in the texts either.
    is_nowhere = not total and hits.any_marks
    as_typed = replace(hits, phrase=lambda _: 0) if is_nowhere else hits
    ways = _as_typed(wording, vocabulary, as_typed)
    likely = [way for way in ways if way.cost <= ways[0].cost + _ALSO]
    stands = _standing(ways, wording, as_typed)
    found = total
    if total > _FEW and not asks_for_all:
        # A long query does not need all of its words, so its total says little about its spelling.
        found = max(way.seen for way in ways)
        found = found if found > _FEW else hits.query(wording.q)
    if not found and hits.any_marks:
        likely = [way for way in likely if way.query == wording.q]
    needed = _TIMES_AS_MUCH * found + 1 if found <= _FEW else 1

    def is_better(way: _Way) -> bool:
        if found <= _FEW:
            return True
        if stands > _FEW:
            return way.stands > MANY_TIMES * stands
        return way.stands > stands and way.cost < ways[0].cost - _GAIN

    mended = list(filter(is_better, _remarked(wording, needed, vocabulary, hits)))
    likely += mended
    if found <= _FEW or stands <= _FEW:
        # Other letters are suggested only where that is likelier than other marks.
        least = min((way.cost for way in mended), default=inf)
        corrected = _corrected(wording, needed, vocabulary, hits)
        likely += [way for way in corrected if is_better(way) and way.cost < least]
    for way in sorted(likely):
        if way.query == wording.q:
            return
        yield way


def _as_typed(wording: Wording, vocabulary: Vocabulary, hits: Hits) -> list[_Way]:
    """Ways to add the marks that a query lacks, likeliest first; the marks typed are kept."""
    typed = wording.typed
    as_typed = tuple(syllable.term for syllable in typed)
    found = wording.covers(vocabulary, _WAYS, _WITHIN)
    is_foreign = not all(vocabulary.is_vietnamese(syllable.folded) for syllable in typed)
    if is_foreign and as_typed not in [cover.forms for cover in found]:
        # Foreign words may be in texts just as they were typed.
        found.append(Cover(found[0].cost + _WITHIN, as_typed))
    return sorted(_judged(wording, cover, "marks", 1, vocabulary, hits) for cover in found)


def _remarked(wording: Wording, needed: int, vocabulary: Vocabulary, hits: Hits) -> Iterator[_Way]:
    """The query with other marks on one of its words; the likeliest ways."""
    yield from _best(remarked(wording, vocabulary), needed, vocabulary, hits)


def _corrected(wording: Wording, needed: int, vocabulary: Vocabulary, hits: Hits) -> Iterator[_Way]:
    """The query with its slips corrected; the likeliest ways."""
    found = (
        (cover._replace(cost=cover.cost + _SLIP * corrected.slips), corrected)
        for corrected in corrections(wording, vocabulary, hits.pages)
        for cover in corrected.covers(vocabulary, 1)
    )
    yield from _best(found, needed, vocabulary, hits)


def _best(
    found: Iterable[tuple[Cover, Wording]], needed: int, vocabulary: Vocabulary, hits: Hits
) -> Iterator[_Way]:
    """The cheapest covers, each of its wording, as ways to write the query."""
    cheapest = sorted(found, key=lambda pair: pair[0])[:_CORRECTED]
    for cover, corrected in cheapest:
        if cover.cost <= cheapest[0][0].cost + _CORRECTED_WITHIN:
            yield _judged(corrected, cover, "spelling", needed, vocabulary, hits)


def _judged(
    wording: Wording, cover: Cover, reason: str, needed: int, vocabulary: Vocabulary, hits: Hits
) -> _Way:
    """A cover as a way to write the query: the more pages have its words in order, the cheaper."""
    query = wording.written(cover.forms)
    rarest = min(map(vocabulary.frequency, cover.forms))
    if not _is_countable(cover.forms, rarest, hits.pages):
        is_word = len(cover.forms) == 1
        stands = rarest if is_word else vocabulary.spans.frequency(" ".join(map(fold, cover.forms)))
        return _Way(cover.cost, query, reason, max(stands, _FEW + 1), needed)
    seen = hits.phrase(cover.forms) if rarest else 0
    cost = cover.cost - _FREQUENCY * log(0.1 + seen)
    # A whole title, name or word of several syllables needs no pages to support it.
    stands = max(seen, _FEW + 1) if cover.pieces == 1 else seen
    return _Way(cost, query, reason, stands, needed, seen)


def _is_countable(forms: Sequence[str], rarest: int, pages: int) -> bool:
    """Whether to count the pages that have these forms as a phrase: there must be several, and the
    rarest, on so many pages, must not be too common for that.
    """
    return len(forms) > 1 and rarest <= max(1000, _TOO_COMMON * pages)
