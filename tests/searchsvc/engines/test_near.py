"""Near phrases find what their rule says, whichever of their words is the rarest."""

import random
from collections.abc import Iterator
from itertools import permutations

import pytest

from searchsvc.domain import Metadata
from searchsvc.engines.base import SearchEngine
from searchsvc.highlight import Highlighter
from searchsvc.query import parse
from searchsvc.requests import Marks
from tests.searchsvc.engines.makers import EmbeddedMaker, OracleMaker, asked, filled, made_item

_CHANCE = random.Random(5)
WORDS = "cây mai vàng và xa kia như lúc nào".split()
TEXTS = [" ".join(_CHANCE.sample(WORDS, len(WORDS))) for _ in range(150)]
SHELF = [made_item(key, Metadata(f"i{key}", f"Sách {key}"), text) for key, text in enumerate(TEXTS)]


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[SearchEngine]]:
    folder = tmp_path_factory.mktemp("near") / "index"
    opened = [filled(maker, SHELF) for maker in (OracleMaker(), EmbeddedMaker(folder))]
    yield opened
    for engine in opened:
        engine.close()


@pytest.mark.parametrize("words", [*permutations(["cây", "mai", "vàng"])], ids=" ".join)
@pytest.mark.parametrize("slop", [1, 2, 3, 4])
def test_all_that_stand_so_near_are_found(
    engines: list[SearchEngine], words: tuple[str, ...], slop: int
) -> None:
    query = f'"{" ".join(words)}"~{slop}'
    oracle, embedded = (
        {hit.key for hit in engine.search(asked(query, limit=len(TEXTS))).hits}
        for engine in engines
    )
    assert oracle
    assert embedded == oracle


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("cây xa mai kia vàng, cây", '"cây mai vàng"~2', "cây mai vàng"),
        ("vàng xa mai, cây mai vàng", '"cây mai vàng"~1', "cây mai vàng"),
        ("mai cây", '"cây mai"~2', "mai cây"),
        # Of a page that has them nowhere so near, each is marked.
        ("mai cây", '"cây mai"~1', "mai cây"),
        ("mai cây xa mai", '"cây mai"~1', "cây mai"),
    ],
)
def test_what_stands_so_near_is_marked(text: str, query: str, marked: str) -> None:
    found = Highlighter(parse(query).tree, Marks.AUTO).find(text)
    assert " ".join(text[one.start : one.end] for one in found) == marked
