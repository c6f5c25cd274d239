"""The home that benchmarks search, and queries as people ask them.

With the real collections in `shared/data` beside the checkout (or TANGTHU_TEST_DATA) it holds
8,209 items and 98,312 pages: Wikipedia, codified law, and the paragraphs of XQuAD-vi as items of a
few pages. Without them it holds the sample collection, which tells little about speed.
"""

import json
import os
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import orjson

from analyzers import syllables
from benchmarks.queries import Material, mix
from indexer import sample
from indexer.ingest import ingest
from indexer.progress import reporter
from searchsvc.catalog import Catalog
from searchsvc.documents import facet_values
from searchsvc.domain import Metadata
from searchsvc.requests import Filters, SearchRequest, YearSpan
from searchsvc.settings import Settings

PROJECT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("TANGTHU_TEST_DATA") or PROJECT.parent / "shared" / "data")
HOME = PROJECT / "bench-home"

COLLECTIONS = ("viwiki.jsonl.gz", "phapdien.jsonl.gz")

#: Of how many items filters are taken, how much of a text queries are taken from, and how many
#: syllables and pairs of them are very common.
_FILTERED = 50
_BEGINNING = 2000
_COMMON_SYLLABLES = 40
_COMMON_PAIRS = 60


@dataclass(frozen=True, slots=True)
class Question:
    """A question that was written from one paragraph: the item and page that answer it."""

    text: str
    item_id: str
    page: int


def bench_home(home: Path = HOME) -> Settings:
    """A home filled and up to date; minutes the first time, seconds afterwards."""
    settings = Settings(home=home)
    home.mkdir(parents=True, exist_ok=True)
    if (DATA / COLLECTIONS[0]).exists():
        paths = [DATA / name for name in COLLECTIONS]
        paths.append(_xquad_records(home / "xquad.jsonl"))
    else:
        print(f"no collections in {DATA}: searching the sample collection, which is tiny")
        paths = [sample.ITEMS]
    marker = home / "filled"
    if not marker.exists():
        ingest(settings, paths, None, reporter(quiet=False))
        marker.touch()
    else:
        # Brings the index to this program's schema and analysis.
        ingest(settings, paths[-1:], None, reporter(quiet=False))
    return settings


def questions() -> list[Question]:
    """The questions of XQuAD-vi; none without the data."""
    return [
        Question(asked["question"], f"xquad-{number:02d}", page)
        for number, article in enumerate(xquad())
        for page, paragraph in enumerate(article["paragraphs"], 1)
        for asked in paragraph["qas"]
    ]


def titles(settings: Settings, count: int | None = None, seed: int = 1) -> list[tuple[str, str]]:
    """Title and id of all items or of some, the same ones each time."""
    catalog = Catalog.open(settings.catalog_url)
    try:
        keys = [change.key for change in catalog.changes(0) if change.exists]
        count = len(keys) if count is None else min(count, len(keys))
        chosen = sorted(random.Random(seed).sample(keys, count))
        entries = catalog.entries(chosen)
    finally:
        catalog.close()
    return [(entries[key].metadata.title, entries[key].metadata.id) for key in chosen]


def mixed_queries(settings: Settings, count: int, seed: int = 1) -> list[tuple[str, SearchRequest]]:
    """Kind and request of queries as patrons ask them, in shares that `queries.SHARES` states."""
    return mix(material(settings, count, seed), count, seed)


def material(settings: Settings, count: int, seed: int = 1) -> Material:
    """What queries of a collection are made of, from about so many of its items."""
    names = [title for title, _ in titles(settings, count, seed)]
    chance = random.Random(seed)
    with closing(Catalog.open(settings.catalog_url)) as catalog:
        keys = [change.key for change in catalog.changes(0) if change.exists]
        drawn = chance.sample(keys, min(count, len(keys)))
        texts = [next((text for _, text in catalog.item_texts(key)), "") for key in drawn]
        entries = catalog.entries(drawn[:_FILTERED])
    found = [[s.term for s in syllables(text[:_BEGINNING])] for text in texts]
    long_enough = [terms for terms in found if len(terms) > 10]
    return Material(
        titles=names,
        phrases=[_stretch(terms, chance) for terms in long_enough],
        common=_common_pairs(long_enough),
        questions=[question.text for question in questions()] or names,
        filters=[filters for entry in entries.values() for filters in _filters(entry.metadata)],
    )


def _stretch(terms: Sequence[str], chance: random.Random) -> str:
    """Two or three words that follow each other somewhere in the collection."""
    at, size = chance.randrange(len(terms) - 4), chance.choice((2, 2, 3))
    return " ".join(terms[at : at + size])


def _common_pairs(texts: Sequence[Sequence[str]]) -> list[str]:
    """Pairs of the commonest syllables, of those that follow each other."""
    counts = Counter(chain.from_iterable(texts))
    common = {term for term, _ in counts.most_common(_COMMON_SYLLABLES)}
    pairs = Counter(
        f"{first} {second}"
        for terms in texts
        for first, second in pairwise(terms)
        if first in common and second in common and first != second
    )
    # Of equal counts the first met would come first: no matter, the texts are the same each time.
    return [pair for pair, _ in pairs.most_common(_COMMON_PAIRS)]


def _filters(metadata: Metadata) -> Iterator[Filters]:
    """Choices that find at least this item."""
    for facet, values in facet_values(metadata).items():
        if values:
            yield Filters({facet: values[:1]})
    if metadata.span:
        year = metadata.span.first.year
        yield Filters({"type": (metadata.type,)}, (YearSpan(year, year),))


def xquad() -> list[dict[str, Any]]:
    """The articles of XQuAD-vi with their paragraphs and questions; none without the data."""
    file = DATA / "xquad-vi" / "xquad.vi.json"
    return list(json.loads(file.read_bytes())["data"]) if file.exists() else []


def _xquad_records(file: Path) -> Path:
    records = (
        {
            "id": f"xquad-{number:02d}",
            "title": article.get("title") or f"XQuAD {number}",
            "collection": "XQuAD",
            "type": "article",
            "pages": [
                {"number": page, "text": paragraph["context"]}
                for page, paragraph in enumerate(article["paragraphs"], 1)
            ],
        }
        for number, article in enumerate(xquad())
    )
    file.write_bytes(b"".join(orjson.dumps(record) + b"\n" for record in records))
    return file
