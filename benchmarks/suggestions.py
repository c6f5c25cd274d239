"""Is what was meant suggested, and how long does that take?

    python -m benchmarks.suggestions [--step 8]

Every so-manieth title of two syllables and more is asked for without its marks, as Telex and VNI
keystrokes, and with one slip in one of its letters (with marks and without); and stretches of
text of two to five syllables without marks, which no title vouches for. First: share of which the
first suggestion is exactly what was meant; any: one of the suggestions. Titles that are the same
either way are left out. Falsely: titles as they are, that are given a suggestion all the same.

Milliseconds are of the processor, since a machine that is shared tells little otherwise; `search`
is a whole search with its suggestions, `did you mean` these alone, `suggest` a completion of the
first letters of a title.
"""

import argparse
import random
import re
import time
from collections.abc import Callable, Iterator, Sequence

from analyzers import fold, is_syllable, syllables
from analyzers.keystrokes import Method
from benchmarks.collection import bench_home, titles
from benchmarks.measuring import circumstances, percentiles, row
from searchsvc.catalog import Catalog
from searchsvc.query import parse
from searchsvc.requests import SearchRequest
from searchsvc.service import SearchService
from searchsvc.settings import Settings
from tests.analyzers.keyboards import Habit, typed

Asked = tuple[str, str]

_ALL = 1_000_000
_WORD = re.compile(r"[^\W_]+")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--step", type=int, default=8, help="ask for every so-manieth title")
    step = options.parse_args().step
    settings = bench_home()
    service = SearchService.open(settings)
    known = titles(settings, _ALL)
    wiki = [title for title, item_id in known if item_id.startswith("viwiki")]
    named = [t for t in wiki or [t for t, _ in known] if len(syllables(t)) > 1][::step]
    kinds = _kinds(settings, named)
    print(f"{circumstances()}\n\n{'%':<28}{'asked':>9}{'first':>9}{'any':>9}")
    for kind, asked in kinds.items():
        print(_restored(service, kind, asked))
    wrongly = [title for title in named if _suggested(service, title)]
    print(f"{'falsely, of titles as such':<28}{len(named):>9}{_percent(len(wrongly), len(named))}")
    print(f"\n{'milliseconds':<28}{'p50':>9}{'p95':>9}{'p99':>9}{'max':>9}")
    for kind, asked in kinds.items():
        print(row(kind, _timed(lambda q: _did_you_mean(service, q), [q for _, q in asked])))
    chance = random.Random(1)
    begun = [title[: chance.randint(2, 14)] for title in named]
    begun = [chance.choice((text, fold(text))) for text in begun]
    print(row("completion", _timed(lambda q: lambda: service.suggest(q), begun)))
    service.close()


def _kinds(settings: Settings, named: Sequence[str]) -> dict[str, list[Asked]]:
    chance = random.Random(1)
    marked = [title for title in named if fold(title) != title]
    # Words of other languages are typed as they are, whatever the keyboard.
    keyed = [title for title in marked if all(map(is_syllable, _WORD.findall(title.lower())))]
    kinds = {
        "title, no marks": [(title, fold(title)) for title in marked],
        "text, no marks": [(text, fold(text)) for text in _stretches(settings, 500, chance)],
        "title, one slip": [(title, _slip(title, chance)) for title in named],
        "title, no marks, one slip": [(title, _slip(fold(title), chance)) for title in named],
    }
    for method in Method:
        kinds[f"title in {method}"] = [(t, typed(t, method, Habit.AT_END)) for t in keyed]
    return kinds


def _restored(service: SearchService, kind: str, asked: Sequence[Asked]) -> str:
    first = among = 0
    for meant, query in asked:
        suggested = [_terms(one) for one in _suggested(service, query)]
        first += suggested[:1] == [_terms(meant)]
        among += _terms(meant) in suggested
    return f"{kind:<28}{len(asked):>9}{_percent(first, len(asked))}{_percent(among, len(asked))}"


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / max(1, whole):>9.1f}"


def _suggested(service: SearchService, q: str) -> list[str]:
    found = service.search(SearchRequest(q=q, per_page=1))
    return [suggestion.query for suggestion in found.suggestions]


def _did_you_mean(service: SearchService, q: str) -> Callable[[], object]:
    request = SearchRequest(q=q)
    # Of its second page, which has no suggestions: nothing has been looked up before.
    total = service.search(SearchRequest(q=q, page=2)).total
    return lambda: service.did_you_mean(request, parse(q), total)


def _timed(
    prepared: Callable[[str], Callable[[], object]], queries: Sequence[str]
) -> dict[str, float]:
    taken = []
    for query in queries:
        ask = prepared(query)
        began = time.thread_time()
        ask()
        taken.append((time.thread_time() - began) * 1000)
    return percentiles(taken)


def _terms(text: str) -> list[str]:
    return [syllable.term for syllable in syllables(text)]


def _slip(text: str, chance: random.Random) -> str:
    """One letter of a word of three and more left out, doubled, changed or swapped."""
    words = [word.span() for word in _WORD.finditer(text) if len(word[0]) > 2]
    if not words:
        return text
    start, end = chance.choice(words)
    at = chance.randrange(start, end - 1)
    pair = text[at : at + 2]
    other = chance.choice("abcdeghiklmnopqrstuvxy")
    instead = chance.choice((pair[1], pair[0] + pair, other + pair[1], pair[::-1]))
    return text[:at] + instead + text[at + 2 :]


def _stretches(settings: Settings, count: int, chance: random.Random) -> Iterator[str]:
    """Two to five syllables that follow each other within a sentence."""
    catalog = Catalog.open(settings.catalog_url)
    try:
        keys = [change.key for change in catalog.changes(0) if change.exists]
        for key in chance.sample(keys, min(count, len(keys))):
            text = next((text for _, text in catalog.item_texts(key)), "")[:4000]
            clauses = [c for c in re.split(r"[^\w\s]|\n", text) if len(syllables(c)) > 5]
            if clauses:
                clause = chance.choice(clauses)
                found, size = syllables(clause), chance.randint(2, 5)
                at = chance.randrange(len(found) - size + 1)
                stretch = clause[found[at].start : found[at + size - 1].end]
                if fold(stretch) != stretch:
                    yield stretch
    finally:
        catalog.close()


if __name__ == "__main__":
    main()
