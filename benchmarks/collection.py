"""The home that benchmarks search, and queries as people ask them.

With the real collections in `shared/data` beside the checkout (or TANGTHU_TEST_DATA) it holds
8,209 items and 98,312 pages: Wikipedia, codified law, and the paragraphs of XQuAD-vi as items of a
few pages. Without them it holds the sample collection, which tells little about speed.
"""

import json
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from analyzers import fold, syllables
from indexer import sample
from indexer.ingest import ingest
from indexer.progress import reporter
from searchsvc.catalog import Catalog
from searchsvc.requests import Filters, SearchRequest
from searchsvc.settings import Settings

PROJECT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("TANGTHU_TEST_DATA") or PROJECT.parent / "shared" / "data")
HOME = PROJECT / "bench-home"

COLLECTIONS = ("viwiki.jsonl.gz", "phapdien.jsonl.gz")


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
    """Kind and request of queries as patrons ask them, in shares that `_SHARES` states."""
    chance = random.Random(seed)
    names = [title for title, _ in titles(settings, count, seed)]
    asked = [question.text for question in questions()] or names
    phrases = list(_phrases(settings, count, chance))
    makers: dict[str, Callable[[], str]] = {
        "title": lambda: chance.choice(names),
        "title, no marks": lambda: fold(chance.choice(names)),
        "two or three words": lambda: chance.choice(phrases),
        "the same, no marks": lambda: fold(chance.choice(phrases)),
        "phrase": lambda: f'"{chance.choice(phrases)}"',
        "one word": lambda: chance.choice(phrases).split()[0],
        "question": lambda: chance.choice(asked),
        "boolean": lambda: f"{chance.choice(names)} OR {chance.choice(phrases)}",
        "prefix": lambda: chance.choice(phrases)[:5].strip() + "*",
        "with a filter": lambda: chance.choice(phrases),
        "nothing typed": lambda: "",
    }
    kinds = chance.choices(list(_SHARES), list(_SHARES.values()), k=count)
    narrowed = Filters({"type": ("article",)})
    return [
        (
            kind,
            SearchRequest(
                q=makers[kind]()[:1000],
                filters=narrowed if kind == "with a filter" else Filters(),
            ),
        )
        for kind in kinds
    ]


#: Percent of the mix. An assumption: no Vietnamese library has published its logs.
_SHARES = {
    "title": 20,
    "title, no marks": 14,
    "two or three words": 20,
    "the same, no marks": 14,
    "phrase": 6,
    "one word": 8,
    "question": 8,
    "boolean": 2,
    "prefix": 2,
    "with a filter": 4,
    "nothing typed": 2,
}


def _phrases(settings: Settings, count: int, chance: random.Random) -> Iterator[str]:
    """Two or three words that follow each other somewhere in the collection."""
    catalog = Catalog.open(settings.catalog_url)
    try:
        keys = [change.key for change in catalog.changes(0) if change.exists]
        for key in chance.sample(keys, min(count, len(keys))):
            text = next((text for _, text in catalog.item_texts(key)), "")
            found = syllables(text[:2000])
            if len(found) > 10:
                at, size = chance.randrange(len(found) - 4), chance.choice((2, 2, 3))
                yield " ".join(s.term for s in found[at : at + size])
    finally:
        catalog.close()


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
