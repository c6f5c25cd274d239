"""The embedded engine finds and counts what the oracle does, whatever is asked."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from searchsvc.domain import ItemType, Metadata
from searchsvc.engines.base import EngineQuery, SearchEngine
from searchsvc.histogram import histogram
from searchsvc.query import And, Node, Not, Or, Some, parse
from searchsvc.requests import Filters, Marks, Mode, Sort, YearSpan
from tests.searchsvc.engines.makers import (
    EmbeddedMaker,
    OracleMaker,
    asked,
    filled,
    made_item,
    typed_words,
)

WORDS = "thư thu thú viện vien đường duong dương chợ cho 1917 𡨸 quốc quoc".split()
ANY_YEAR = YearSpan(None, None)
_SUBJECTS = (
    "Hoà bình", "Hòa bình", "hóa học", "Tạp-chí Nam-Phong", "thư viện", "Thu viên", "viện thư",
    "Đường sắt", "duong sat", "陳裕宗", "1917=19", "dường | (sat)", "thư",
)  # fmt: skip
CREATORS = ("Nguyễn Du", "Trần Văn Giáp")


def _texts(number: int) -> tuple[str, ...]:
    """Some pages made of few words, so that most queries find something; every fifth unmarked."""
    words = [WORDS[(number * 7 + i * i) % len(WORDS)] for i in range(4 + number % 9)]
    if number % 5 == 0:
        words = [word for word in words if word.isascii()]
    half = len(words) // 2
    return " ".join(words[:half]), " ".join(words[half:])


def _date(number: int) -> str | None:
    """None for every fourth item, some years for every seventh."""
    year = 1890 + number * 3
    if number % 4 == 0:
        return None
    return f"{year}/{year + 25}" if number % 7 == 0 else str(year)


ITEMS = [
    made_item(
        number,
        Metadata(
            f"item-{number}",
            WORDS[number % len(WORDS)],
            creators=CREATORS[: number % 3],
            subjects=tuple(_SUBJECTS[number % 7 :: 5]),
            languages=("vi",) if number % 2 else (),
            type=list(ItemType)[number % 3],
            date=_date(number),
        ),
        *_texts(number),
    )
    for number in range(1, 41)
]


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[SearchEngine]]:
    embedded = EmbeddedMaker(tmp_path_factory.mktemp("oracle") / "index")
    both = [filled(embedded, ITEMS), filled(OracleMaker(), ITEMS)]
    yield both
    for engine in both:
        engine.close()


words = st.sampled_from(WORDS)
atoms = st.one_of(
    words,
    words.map(lambda word: f"{word}*"),
    words.map(lambda word: f"{word}~"),
    words.map(lambda word: f"title:{word}"),
    st.lists(words, min_size=2, max_size=3).map(lambda found: f'"{" ".join(found)}"'),
    st.sampled_from(["year:1900..1940", "id:item-3", "creator:du", "year:..1950"]),
)
queries = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(" ".join),
        st.tuples(inner, inner).map(" OR ".join),
        st.tuples(inner, inner).map(" AND ".join),
        inner.map(lambda q: f"({q})"),
        inner.map(lambda q: f"-({q})"),
        inner.map(lambda q: f"+({q})"),
    ),
    max_leaves=6,
)
filters = st.builds(
    Filters,
    st.fixed_dictionaries(
        {},
        optional={
            "creator": st.just(("Nguyễn Du",)),
            "type": st.just(("book", "journal")),
            "language": st.just(("vi",)),
        },
    ),
    st.sampled_from([(), (YearSpan(1900, 1950),), (YearSpan(None, 1930), YearSpan(1980, None))]),
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    q=queries,
    marks=st.sampled_from(list(Marks)),
    mode=st.sampled_from(list(Mode)),
    chosen=filters,
)
def test_finds_and_counts_the_same(
    engines: list[SearchEngine], q: str, marks: Marks, mode: Mode, chosen: Filters
) -> None:
    query = asked(q, marks=marks, mode=mode, filters=chosen)
    found, expected = (_summary(engine, query) for engine in engines)
    assert found == expected


def _tree(q: str) -> Node:
    return parse(q, Mode.ALL).tree


weighed = st.lists(st.tuples(words, st.integers(0, 4)), min_size=2, max_size=6).flatmap(
    lambda pairs: st.builds(
        Some,
        st.just(tuple(_tree(word) for word, _ in pairs)),
        st.integers(1, max(1, sum(weight for _, weight in pairs))),
        st.just(tuple(weight for _, weight in pairs)),
    )
)
#: Weighed words alone, beside others, behind a NOT, and in alternatives.
weighed_trees = st.one_of(
    weighed,
    st.builds(lambda some, q: And((some, _tree(q))), weighed, queries),
    st.builds(lambda some, q: And((some, Not(_tree(q)))), weighed, words),
    st.builds(lambda some, word: And((some, Some((_tree(word),), 0))), weighed, words),
    st.builds(lambda some, q: Or((some, _tree(q))), weighed, queries),
    st.builds(lambda one, other: Or((one, other)), weighed, weighed),
    st.builds(lambda one, other: And((one, other)), weighed, weighed),
    st.builds(lambda some, word: And((_tree(word), Not(some))), weighed, words),
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(tree=weighed_trees, marks=st.sampled_from(list(Marks)), chosen=filters)
def test_finds_the_same_pages_with_enough_of_weighed_words(
    engines: list[SearchEngine], tree: Node, marks: Marks, chosen: Filters
) -> None:
    query = replace(asked("", marks=marks, filters=chosen), tree=tree)
    found, expected = (_summary(engine, query) for engine in engines)
    assert found == expected


@settings(max_examples=200)
@given(phrase=st.lists(words, min_size=2, max_size=4).map(" ".join), chosen=filters)
def test_the_same_pages_have_syllables_in_order(
    engines: list[SearchEngine], phrase: str, chosen: Filters
) -> None:
    found, expected = (engine.pages_with(typed_words(phrase), chosen) for engine in engines)
    assert found == expected


@settings(max_examples=100, deadline=None)
@given(q=queries, chosen=filters)
def test_a_count_is_the_total_of_a_search_with_that_value(
    engines: list[SearchEngine], q: str, chosen: Filters
) -> None:
    engine = engines[0]

    def total(filters: Filters) -> int:
        query = replace(asked(q, filters=filters, limit=1), with_facets=False)
        return engine.search(query).total

    result = engine.search(asked(q, filters=chosen))
    for name, values in result.facets.items():
        for value, count in values:
            assert count == total(Filters({**chosen.values, name: (value,)}, chosen.years))
    for bar in histogram(result.begins, result.ends, chosen.years):
        within = YearSpan(bar.first, bar.last)
        assert bar.count == total(Filters(chosen.values, (within,)))
    if not chosen.years:
        assert result.undated == result.total - total(replace(chosen, years=(ANY_YEAR,)))


begun = st.sampled_from("t th thư thu viện v hoà hòa ho hóa d đ đường duong sat 19 裕 = |".split())


@settings(max_examples=100, deadline=None)
@given(q=queries, chosen=filters, typed=st.lists(begun, max_size=3).map(" ".join))
def test_finds_the_same_values_of_a_facet(
    engines: list[SearchEngine], q: str, chosen: Filters, typed: str
) -> None:
    query = asked(q, filters=chosen)
    for facet in ("subject", "creator"):
        found, expected = (e.values(query, facet, typed_words(typed)) for e in engines)
        assert found == expected


@settings(max_examples=60, deadline=None)
@given(q=queries, sort=st.sampled_from([Sort.NEWEST, Sort.OLDEST, Sort.TITLE]))
def test_sorts_the_same(engines: list[SearchEngine], q: str, sort: Sort) -> None:
    embedded, oracle = (
        [hit.key for hit in engine.search(asked(q, sort=sort)).hits] for engine in engines
    )
    assert embedded == oracle


@settings(max_examples=60, deadline=None)
@given(q=queries, size=st.integers(1, 9))
def test_paging_by_relevance_meets_every_item_once(
    engines: list[SearchEngine], q: str, size: int
) -> None:
    engine = engines[0]
    whole = [hit.key for hit in engine.search(asked(q)).hits]
    paged = []
    for offset in range(0, len(ITEMS), size):
        window = engine.search(asked(q, offset=offset, limit=size))
        paged += [hit.key for hit in window.hits]
    assert paged == whole
    assert len(set(whole)) == len(whole)


def _summary(engine: SearchEngine, query: EngineQuery) -> tuple[object, ...]:
    result = engine.search(query)
    pages = {hit.key: (hit.pages_matched, set(hit.pages)) for hit in result.hits}
    return result.total, pages, dict(result.facets), result.begins, result.ends
