"""Did you mean: keystrokes read, marks restored, slips corrected; only what finds more, or what
is meant more exactly.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import log
from typing import NamedTuple

from analyzers import is_syllable, read_keystrokes
from searchsvc.query import And, Field, Kind, Match, Node, Some
from searchsvc.responses import Suggestion
from searchsvc.suggest.marks import Cover, covers
from searchsvc.suggest.spelling import corrections
from searchsvc.suggest.vocabulary import Vocabulary
from searchsvc.suggest.wording import Wording

MOST = 3
#: Longer queries are sentences, and find what they ask for by their other words.
_MOST_SYLLABLES = 20

#: With more hits than these a query is taken as spelt.
_FEW = 3
#: How many times more hits a guess needs where what was typed may be right.
_MANY_TIMES = 10

#: Ways to write a query whose phrases are counted, and how much dearer than the best they may be.
_COUNTED, _WITHIN = 6, 3.0
#: What a phrase ten times as frequent is worth: 2 · log 10 nats.
_FREQUENCY = 2.0
#: Another way to write a query is worth showing when it is so little dearer.
_ALSO = 1.0
#: A slip costs so much: a query as typed is likelier unless its words make phrases the less.
_SLIP = 3.0
#: Words on more than this share of the pages: their phrases take too long to count.
_TOO_COMMON = 0.2


@dataclass(frozen=True, slots=True)
class Hits:
    """What can be found now, under the filters of the search. `query`: items with all words of a
    query; `phrase`: items with these forms in order; `pages`: of the whole index.
    """

    query: Callable[[str], int]
    phrase: Callable[[Sequence[str]], int]
    pages: int


class _Guess(NamedTuple):
    """A query to try. `cost`: how unlikely it is to be meant (nats); `needed`: how many items it
    must find.
    """

    cost: float
    query: str
    reason: str
    needed: int


def did_you_mean(
    q: str, tree: Node, total: int, vocabulary: Vocabulary, hits: Hits
) -> tuple[Suggestion, ...]:
    """At most three queries worth trying instead of `q`, which finds `total` items."""
    wording = Wording.of(q)
    if not wording.parts or len(wording.parts) > _MOST_SYLLABLES or not _is_plain(tree):
        return ()
    found: dict[str, Suggestion] = {}
    for guess in _guesses(wording, total, vocabulary, hits):
        if guess.query not in found and hits.query(guess.query) >= guess.needed:
            found[guess.query] = Suggestion(guess.query, guess.reason)
        if len(found) == MOST:
            break
    return tuple(found.values())


def _is_plain(tree: Node) -> bool:
    """Whether a query is words and phrases alone, wherever they stand."""
    match tree:
        case Match(_, field, kind):
            return field is Field.ANY and kind is Kind.WHOLE
        case And(children) | Some(children, _):
            return all(map(_is_plain, children))
        case _:
            return False


def _guesses(wording: Wording, total: int, vocabulary: Vocabulary, hits: Hits) -> Iterator[_Guess]:
    """What may have been meant, likeliest first."""
    keystrokes = read_keystrokes(wording.q)
    if keystrokes:
        needed = 1 if keystrokes.is_sure else _MANY_TIMES * total + 1
        yield _Guess(0.0, keystrokes.text, "keystrokes", needed)
        if keystrokes.is_sure:
            return
    # Of a long query not all words are needed, so its total says little of its spelling.
    found = total if total <= _FEW else hits.query(wording.q)
    guesses = list(_restored(wording, vocabulary, hits))
    if found <= _FEW:
        guesses += _corrected(wording, _MANY_TIMES * found + 1, vocabulary)
    yield from sorted(guesses)


def _restored(wording: Wording, vocabulary: Vocabulary, hits: Hits) -> Iterator[_Guess]:
    """The query with the marks that it lacks, in the likeliest ways, unless it lacks none."""
    typed = wording.typed
    as_typed = tuple(syllable.term for syllable in typed)
    if all(syllable.has_marks for syllable in typed):
        return
    ways = covers(typed, vocabulary, _COUNTED)
    least = ways[0].cost
    ways = [way for way in ways if way.cost <= least + _WITHIN]
    is_foreign = not all(is_syllable(syllable.folded) for syllable in typed)
    if is_foreign and as_typed not in [way.forms for way in ways]:
        # Perhaps the words stand in texts just as they were typed.
        ways.append(Cover(least + _WITHIN, as_typed))
    if len(ways) > 1:
        ways = _by_phrases(ways, vocabulary, hits)
    for way in ways:
        dearer = way.cost - ways[0].cost
        if way.forms == as_typed or dearer > _ALSO:
            return
        yield _Guess(least + dearer, wording.written(way.forms), "marks", 1)


def _by_phrases(ways: Sequence[Cover], vocabulary: Vocabulary, hits: Hits) -> list[Cover]:
    """The same, cheaper by how often each stands in texts as a phrase."""
    judged = []
    for way in ways:
        frequency = 0
        if _is_countable(way.forms, vocabulary, hits.pages):
            frequency = hits.phrase(way.forms)
        judged.append(Cover(way.cost - _FREQUENCY * log(0.1 + frequency), way.forms))
    return sorted(judged)


def _is_countable(forms: Sequence[str], vocabulary: Vocabulary, pages: int) -> bool:
    rarest = min(vocabulary.frequency(form) for form in forms)
    return len(forms) > 1 and rarest <= max(1000, _TOO_COMMON * pages)


def _corrected(wording: Wording, needed: int, vocabulary: Vocabulary) -> Iterator[_Guess]:
    """The query with its slips corrected."""
    for corrected in corrections(wording, vocabulary):
        for way in covers(corrected.typed, vocabulary, 1):
            cost = way.cost + _SLIP * corrected.slips
            yield _Guess(cost, corrected.written(way.forms), "spelling", needed)
