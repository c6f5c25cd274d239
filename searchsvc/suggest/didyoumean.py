"""Did you mean: keystrokes read, marks restored, slips corrected; only what finds more, or what
is meant more exactly.
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
#: Longer queries are sentences, and find what they ask for by their other words.
_MOST_SYLLABLES = 20

#: From so many on, known words with their marks are taken for a sentence as it was meant.
_SENTENCE = 9

#: With no more hits than these a query is hardly spelt as it was meant.
_FEW = 3
#: How many times more hits a guess needs where what was typed may be right.
_MANY_TIMES = 10

#: Ways to write a query that are looked at, and how much dearer than the best they may be (nats).
_WAYS, _WITHIN = 6, 3.0
#: Corrections that are looked up, and how much dearer than the best they may be (nats).
_CORRECTED, _CORRECTED_WITHIN = 3, 2.0
#: What it is worth to stand in texts ten times as often: 2 · log 10 nats.
_FREQUENCY = 2.0
#: Another way to write a query is worth showing when it is so little dearer.
_ALSO = 1.0
#: What a slip costs, and how much cheaper than what was typed a guess of one must be.
_SLIP, _GAIN = 2.0, 2.0
#: Words on more than this share of the pages: their phrases take too long to count.
_TOO_COMMON = 0.2


@dataclass(frozen=True, slots=True)
class Hits:
    """What can be found now, under the filters of the search. `query`: items with all words of a
    query; `phrase`: pages with these forms in order; `pages`: of the whole index; `any_marks`: what
    is typed without marks is found with any.
    """

    query: Callable[[str], int]
    phrase: Callable[[Sequence[str]], int]
    pages: int
    any_marks: bool = True


class _Way(NamedTuple):
    """A way to write a query. `cost`: how unlikely it is to be meant (nats); `stands`: on how many
    pages its words stand in this order, as far as it can be told; `needed`: how many items it must
    find; `seen`: on how many pages the words were counted.
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
    """At most three queries worth trying instead of `q`, which finds `total` items."""
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
    """A page on which the words stand in order is of an item that has all of them."""
    return way.seen >= way.needed == 1 or hits.query(way.query) >= way.needed


def _is_sentence(wording: Wording, vocabulary: Vocabulary) -> bool:
    """Whether it is long, has its marks, and is made of words that texts have."""
    typed = wording.typed
    if len(typed) < _SENTENCE or 2 * sum(one.has_marks for one in typed) < len(typed):
        return False
    return all(vocabulary.frequency(one.term) > _FEW for one in typed)


def _standing(ways: Iterable[_Way], wording: Wording, hits: Hits) -> int:
    """On how many pages a query stands as typed, or in another spelling if that is hardly any."""
    stands = max(way.stands for way in ways)
    if stands > _FEW or len(wording.typed) < 2:
        return stands
    return max([stands, *map(hits.phrase, _spellings(wording))])


def _spellings(wording: Wording) -> Iterator[list[str]]:
    """Its words with one of them in its other spelling (`lí`, `lý`), which is found as well."""
    terms = [one.term for one in wording.typed]
    for at, term in enumerate(terms):
        for other in spelling_variants(term):
            yield [*terms[:at], other, *terms[at + 1 :]]


def _is_plain(tree: Node) -> bool:
    """Whether a query is words and phrases alone, wherever they stand."""
    match tree:
        case Match(_, field, kind):
            return field is Field.ANY and kind is Kind.WHOLE
        case And(children) | Some(children):
            return all(map(_is_plain, children))
        case _:
            return False


def _asks_for_all(tree: Node) -> bool:
    """Whether what is found has all words of a query, but for those that only ask."""
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
    """What may have been meant, likeliest first. `asks_for_all`: what is found has all words."""
    keystrokes = read_keystrokes(wording.q)
    if keystrokes and keystrokes.is_sure and hits.query(keystrokes.text):
        yield _Way(0.0, keystrokes.text, "keystrokes", 0, 1)
        return
    if keystrokes:
        # One slip on the way to `công nghiep` is also Telex; the other words lack their marks.
        read = Wording.of(keystrokes.text)
        for cover in read.covers(vocabulary, 1):
            written, needed = read.written(cover.forms), _MANY_TIMES * total + 1
            yield _Way(0.0, written, "keystrokes", 0, needed)
    # What finds nothing with whatever marks stands nowhere with some of them.
    is_nowhere = not total and hits.any_marks
    as_typed = replace(hits, phrase=lambda _: 0) if is_nowhere else hits
    ways = _as_typed(wording, vocabulary, as_typed)
    likely = [way for way in ways if way.cost <= ways[0].cost + _ALSO]
    stands = _standing(ways, wording, as_typed)
    found = total
    if total > _FEW and not asks_for_all:
        # Of a long query not all words are needed, so its total says little of its spelling.
        found = max(way.seen for way in ways)
        found = found if found > _FEW else hits.query(wording.q)
    if not found and hits.any_marks:
        likely = [way for way in likely if way.query == wording.q]
    needed = _MANY_TIMES * found + 1 if found <= _FEW else 1

    def is_better(way: _Way) -> bool:
        if found <= _FEW:
            return True
        if stands > _FEW:
            return way.stands > MANY_TIMES * stands
        return way.stands > stands and way.cost < ways[0].cost - _GAIN

    mended = list(filter(is_better, _remarked(wording, needed, vocabulary, hits)))
    likely += mended
    if found <= _FEW or stands <= _FEW:
        # Other letters are no better a guess than other marks unless they are a likelier one.
        least = min((way.cost for way in mended), default=inf)
        corrected = _corrected(wording, needed, vocabulary, hits)
        likely += [way for way in corrected if is_better(way) and way.cost < least]
    for way in sorted(likely):
        if way.query == wording.q:
            return
        yield way


def _as_typed(wording: Wording, vocabulary: Vocabulary, hits: Hits) -> list[_Way]:
    """The query with the marks that it lacks, the likeliest way first; typed marks are kept."""
    typed = wording.typed
    as_typed = tuple(syllable.term for syllable in typed)
    found = wording.covers(vocabulary, _WAYS, _WITHIN)
    is_foreign = not all(vocabulary.is_vietnamese(syllable.folded) for syllable in typed)
    if is_foreign and as_typed not in [cover.forms for cover in found]:
        # Perhaps the words stand in texts just as they were typed.
        found.append(Cover(found[0].cost + _WITHIN, as_typed))
    return sorted(_judged(wording, cover, "marks", 1, vocabulary, hits) for cover in found)


def _remarked(wording: Wording, needed: int, vocabulary: Vocabulary, hits: Hits) -> Iterator[_Way]:
    """The query with other marks on one of its words."""
    yield from _best(remarked(wording, vocabulary), needed, vocabulary, hits)


def _corrected(wording: Wording, needed: int, vocabulary: Vocabulary, hits: Hits) -> Iterator[_Way]:
    """The query with its slips corrected."""
    found = (
        (cover._replace(cost=cover.cost + _SLIP * corrected.slips), corrected)
        for corrected in corrections(wording, vocabulary, hits.pages)
        for cover in corrected.covers(vocabulary, 1)
    )
    yield from _best(found, needed, vocabulary, hits)


def _best(
    found: Iterable[tuple[Cover, Wording]], needed: int, vocabulary: Vocabulary, hits: Hits
) -> Iterator[_Way]:
    """The cheapest of some covers, as queries."""
    cheapest = sorted(found, key=lambda pair: pair[0])[:_CORRECTED]
    for cover, corrected in cheapest:
        if cover.cost <= cheapest[0][0].cost + _CORRECTED_WITHIN:
            yield _judged(corrected, cover, "spelling", needed, vocabulary, hits)


def _judged(
    wording: Wording, cover: Cover, reason: str, needed: int, vocabulary: Vocabulary, hits: Hits
) -> _Way:
    """A cover as a query, the cheaper the more often its words stand in texts in this order."""
    query = wording.written(cover.forms)
    rarest = min(map(vocabulary.frequency, cover.forms))
    if not _is_countable(cover.forms, rarest, hits.pages):
        is_word = len(cover.forms) == 1
        stands = rarest if is_word else vocabulary.spans.frequency(" ".join(map(fold, cover.forms)))
        return _Way(cover.cost, query, reason, max(stands, _FEW + 1), needed)
    seen = hits.phrase(cover.forms) if rarest else 0
    cost = cover.cost - _FREQUENCY * log(0.1 + seen)
    # A title, a name or a word of several syllables stands for itself.
    stands = max(seen, _FEW + 1) if cover.pieces == 1 else seen
    return _Way(cost, query, reason, stands, needed, seen)


def _is_countable(forms: Sequence[str], rarest: int, pages: int) -> bool:
    """Whether it tells something, and does not take too long, to look for forms as a phrase, the
    rarest of them being on so many pages.
    """
    return len(forms) > 1 and rarest <= max(1000, _TOO_COMMON * pages)
