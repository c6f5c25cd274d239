"""Made records: as many as are wanted, valid, the same each time, with words enough."""

import random
from itertools import islice

import pytest

from benchmarks.heaps import WORD, Growing, Law, growth_of
from benchmarks.recombining import Recombining, Record, first_pages, sample_source
from indexer.formats.record import item_from


def _made(pages: int, seed: int = 1) -> list[Record]:
    return list(first_pages(iter(Recombining(sample_source(), seed)), pages))


def test_just_so_many_pages() -> None:
    for pages in (1, 10, 101):
        items = [item_from(record) for record in _made(pages)]
        assert sum(len(item.pages) for item in items) == pages
        assert len({item.id for item in items}) == len(items)


def test_the_same_each_time_and_fewer_are_the_first_of_more() -> None:
    some, more = _made(50), _made(100)
    assert some[:-1] == more[: len(some) - 1]
    assert _made(50) == some != _made(50, seed=2)


def test_the_vocabulary_grows_as_the_law_says() -> None:
    made = Recombining(sample_source())
    texts = [page["text"] for record in first_pages(iter(made), 800) for page in record["pages"]]
    types = {word for text in texts for word in WORD.findall(text.lower())}
    words = sum(len(WORD.findall(text)) for text in texts)
    assert words > 10 * made.law.sizes[-1]
    assert len(types) > 2 * made.law.types[-1]
    assert len(types) == pytest.approx(made.law.at(words), rel=0.02)


def test_the_law_is_found_again() -> None:
    chance = random.Random(1)
    # Words by Zipf's law with exponent 1 / 0.6, whose vocabulary grows as n to the 0.6.
    drawn = (f"w{int(chance.paretovariate(0.6))}" for _ in range(200_000))
    law, rare = growth_of(" ".join(islice(drawn, 1000)) for _ in range(200))
    assert law.beta == pytest.approx(0.6, abs=0.06)
    assert law.at(400_000) == pytest.approx(law.types[-1] * 2**law.beta)
    assert law.at(1) == 1
    assert rare


def test_no_new_words_where_there_are_enough() -> None:
    text = "thư viện Bonifacy 1902"
    poor = Law((1.0, 100.0), (1.0, 2.0), 0.1)
    rich = Law((1.0, 2.0), (10.0, 20.0), 1.0)
    rare = frozenset({"bonifacy", "1902"})
    assert Growing(poor, rare, random.Random(1)).grown(text) == text
    grown = Growing(rich, rare, random.Random(1)).grown(text)
    assert grown.startswith("thư viện ")
    assert not {"Bonifacy", "1902"} & set(grown.split())


def test_too_little_text_is_said() -> None:
    with pytest.raises(ValueError, match="3 words are too few"):
        growth_of(["ba chữ thôi"])
