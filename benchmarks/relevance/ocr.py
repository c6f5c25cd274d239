"""Pages as Tesseract read them, and as they are; both are asked for by what they truly say."""

import gzip
import random
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path

import orjson

from benchmarks.collection import COLLECTIONS, DATA
from benchmarks.relevance.homes import Record, own_home, record
from benchmarks.relevance.topics import Place, QuerySet, Topic
from benchmarks.relevance.variants import TYPED, UNACCENTED, VARIANTS
from searchsvc.settings import Settings

#: Degradation: a page's number modulo this.
LEVELS = 3
_QUERIES_A_PAGE = 30
_FEWEST_WORDS, _MOST_WORDS = 3, 6
#: Without other items, a page would be among the first ten by chance: every so-manieth record.
_DISTRACTORS_STEP = 8
_READ, _TRUTH = ".txt", ".gt.txt"


def ocr_sets() -> Iterator[QuerySet]:
    """A set for the pages of each level as read, and one for the same pages as they are."""
    truths = sorted((DATA / "ocr").glob(f"*{_TRUTH}"))
    for name, suffix, variants in (
        ("ocr", _READ, tuple(VARIANTS)),
        ("truth", _TRUTH, (TYPED, UNACCENTED)),
    ):
        for level in range(LEVELS):
            pages = [page for page in truths if int(_name(page)[:3]) % LEVELS == level]
            state = "as read" if suffix == _READ else "as printed"
            if pages:
                yield QuerySet(
                    f"{name} {level}",
                    f"3 to 6 words → one of {len(pages)} pages of level {level} {state}, "
                    "among every eighth article and law",
                    partial(_home, truths, suffix),
                    tuple(_topics(pages)),
                    variants=variants,
                )


def _home(truths: list[Path], suffix: str) -> Settings:
    pages = [
        record(_name(truth), [truth.with_name(_name(truth) + suffix).read_text("utf-8")])
        for truth in truths
    ]
    return own_home(f"ocr{suffix.replace('.', '-')}", [*pages, *_others()])


def _name(truth: Path) -> str:
    return truth.name.removesuffix(_TRUTH)


def _others() -> Iterator[Record]:
    for name in COLLECTIONS:
        with gzip.open(DATA / name) as lines:
            yield from map(orjson.loads, islice(lines, 0, None, _DISTRACTORS_STEP))


def _topics(pages: list[Path]) -> Iterator[Topic]:
    """Words that follow each other in a line of the truth, their outer punctuation left off."""
    for page in pages:
        chance = random.Random(page.name)
        lines = [line.split() for line in page.read_text("utf-8").splitlines()]
        lines = [line for line in lines if len(line) >= _FEWEST_WORDS]
        for number in range(_QUERIES_A_PAGE):
            line = chance.choice(lines)
            size = chance.randint(_FEWEST_WORDS, min(_MOST_WORDS, len(line)))
            begin = chance.randrange(len(line) - size + 1)
            text = " ".join(line[begin : begin + size]).strip("\u200b.,;:!?()“”\"'-– ")
            yield Topic(f"{_name(page)}-{number}", text, (Place(_name(page), 1),), number)
