"""Records of any number, made of the sentences of real ones.

A made item is like a real one: as many pages (up to a bound, so that small collections have more
than one item), each about as long, of its collection, kind and language. Every sentence of a page
is that of the item's own page or one of another item of the same collection, so words that belong
together stand together. New words come as they do in the real texts (`heaps.py`). Creators,
subjects and years are given out as unevenly as they are in libraries, since the sources have none.

The same source and seed give the same records, and fewer pages are the first of more.
"""

import gzip
import hashlib
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.heaps import Growing, growth_of
from indexer import sample

#: Raised by hand whenever the same seed gives other records.
VERSION = 1
_MOST_PAGES = 200
_OWN = 0.5
_ENDS = re.compile(r"(?<=\n)|(?<=[.!?;] )")
_TEXTS = Path(sample.__file__).with_name("texts")
_BREAK = "\n=====\n"
_FAMILY = "Nguyễn Trần Lê Phạm Hoàng Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh".split()
_MIDDLE = "Văn Thị Đức Hữu Ngọc Quang Xuân Thanh Minh Công Đình Kim Bá Gia Thúc Như".split()
_GIVEN = "An Bình Chi Dung Giang Hà Hải Hoa Hùng Khánh Lan Long Mai Nam Phúc Quân Sơn Thảo".split()
_FIRST_YEAR, _LAST_YEAR = 1865, 2020

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Source:
    """Records to take from, and what names them: a hash of their content."""

    records: Sequence[Record]
    name: str


def source_of(files: Sequence[Path]) -> Source:
    """The records of `.jsonl.gz` files."""
    records: list[Record] = []
    found = hashlib.sha256()
    for file in files:
        with gzip.open(file, "rb") as lines:
            for line in lines:
                found.update(line)
                records.append(json.loads(line))
    return Source(records, found.hexdigest()[:12])


def sample_source() -> Source:
    """The texts of the sample collection, for where there are no others."""
    records: list[Record] = []
    found = hashlib.sha256()
    for file in sorted(_TEXTS.glob("*.txt")):
        text = file.read_text("utf-8")
        found.update(text.encode())
        title = text.partition("\n")[0].strip("# ")
        pages = [{"text": page} for page in text.split(_BREAK)]
        kind = {"type": "book", "languages": ["vi"], "collection": "Mẫu", "library": "Mẫu"}
        records.append({"title": title, **kind, "pages": pages})
    return Source(records, found.hexdigest()[:12])


def shuffled(source: Source, seed: int = 1) -> list[Record]:
    """The records in an order that says nothing of them, the same each time."""
    records = list(source.records)
    random.Random(seed).shuffle(records)
    return records


def first_pages(records: Iterator[Record], pages: int) -> Iterator[Record]:
    """The first records, of just so many pages together where there are so many."""
    for record in records:
        yield {**record, "pages": record["pages"][:pages]}
        pages -= len(record["pages"])
        if pages <= 0:
            return


class Recombining:
    """Made records without end. `least`: characters that a page has at least."""

    def __init__(self, source: Source, seed: int = 1, least: int = 0) -> None:
        self._chance = random.Random(seed)
        self._least = least
        self._records = source.records
        self._by_collection: dict[str, list[Record]] = {}
        for record in source.records:
            self._by_collection.setdefault(record["collection"], []).append(record)
        pages = (page["text"] for record in shuffled(source) for page in record["pages"])
        self.law, rare = growth_of(pages)
        self.growing = Growing(self.law, rare, self._chance)

    def __iter__(self) -> Iterator[Record]:
        number = 0
        while True:
            number += 1
            yield self._record(number)

    def _record(self, number: int) -> Record:
        chance = self._chance
        like = chance.choice(self._records)
        others = self._by_collection[like["collection"]]
        other = chance.choice(others)
        pages = [
            {"number": n, "text": self._page(page["text"], other)}
            for n, page in enumerate(islice(like["pages"], _MOST_PAGES), 1)
        ]
        kept = {key: like[key] for key in ("collection", "library", "languages", "type")}
        return {
            "id": f"made-{number:07}",
            "title": _title(like["title"], other["title"]),
            **kept,
            "creators": [self._creator() for _ in range(chance.choice((0, 1, 1, 1, 2)))],
            "subjects": [self._subject() for _ in range(chance.choice((0, 1, 2, 3)))],
            "date": str(round(chance.triangular(_FIRST_YEAR, _LAST_YEAR, _LAST_YEAR - 10))),
            "pages": pages,
        }

    def _page(self, text: str, other: Record) -> str:
        chance = self._chance
        own, others = _pieces(text), _pieces(chance.choice(other["pages"])["text"])
        pieces = [p if chance.random() < _OWN else chance.choice(others) for p in own]
        length = sum(map(len, pieces))
        while length < self._least:
            pieces.append(chance.choice(chance.choice((own, others))))
            length += len(pieces[-1])
        return self.growing.grown("".join(pieces))

    def _creator(self) -> str:
        parts = (_FAMILY, _MIDDLE, _GIVEN)
        return " ".join(part[_unevenly(self._chance, len(part))] for part in parts)

    def _subject(self) -> str:
        """The beginning of a title: some of them often, most of them hardly ever."""
        title = self._records[_unevenly(self._chance, len(self._records))]["title"]
        return " ".join(title.split()[:4])


def _pieces(text: str) -> list[str]:
    """Sentences and lines, each with what parts it from the next."""
    return [*_ENDS.split(text.rstrip() + "\n")[:-1]] or ["\n"]


def _unevenly(chance: random.Random, count: int) -> int:
    return min(count - 1, int(chance.paretovariate(0.6)) - 1)


def _title(one: str, other: str) -> str:
    first, second = one.split(), other.split()
    return " ".join(first[: len(first) // 2 + 1] + second[len(second) // 2 :])
