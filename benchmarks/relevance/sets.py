"""The test sets: collections with the queries whose answers in them are known."""

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice

from analyzers import fold, normalize
from benchmarks.collection import DATA, bench_home, titles, xquad
from benchmarks.relevance.homes import (
    own_home,
    paragraph_id,
    paragraph_records,
    paragraphs_among_all,
    record,
)
from benchmarks.relevance.ocr import ocr_sets
from benchmarks.relevance.topics import Place, QuerySet, Topic, evenly
from searchsvc.settings import Settings

_TITLES = 500
_POEM_LINES = 300
_VERSES = 300
_ARTICLE_QUESTIONS = 600
_LINES_A_PAGE = 20
#: A line of the poem edition may begin with its number.
_LINE_NUMBER = re.compile(r"^\d+\.\s*")


def query_sets() -> Iterator[QuerySet]:
    """All of them; none that reads collections which are not there."""
    if not (DATA / "viwiki.jsonl.gz").exists():
        return
    questions = tuple(_questions())
    yield QuerySet(
        "xquad",
        "question → one of 240 paragraphs, each an item",
        partial(own_home, "xquad", paragraph_records()),
        questions,
    )
    yield QuerySet(
        "among",
        "the same among 98,072 pages in 8,161 items of Wikipedia and law",
        paragraphs_among_all,
        questions,
    )
    yield QuerySet(
        "articles",
        "question → one of XQuAD's 48 articles, paragraphs being pages, among the same",
        bench_home,
        evenly(tuple(_article_questions()), _ARTICLE_QUESTIONS),
        pages=True,
        peers=False,  # their pages are those of `among`
    )
    yield QuerySet(
        "titles",
        "title → article of Wikipedia, among the same",
        paragraphs_among_all,
        tuple(_title_topics(paragraphs_among_all())),
    )
    yield from _classics()
    yield from ocr_sets()


def _questions() -> Iterator[Topic]:
    for article, content in enumerate(xquad()):
        for page, paragraph in enumerate(content["paragraphs"], 1):
            for asked in paragraph["qas"]:
                answer = Place(paragraph_id(article, page), 1)
                yield Topic(asked["id"], asked["question"], (answer,), article)


def _article_questions() -> Iterator[Topic]:
    for article, content in enumerate(xquad()):
        for page, paragraph in enumerate(content["paragraphs"], 1):
            for asked in paragraph["qas"]:
                answer = Place(f"xquad-{article:02d}", page)
                yield Topic(asked["id"], asked["question"], (answer,), article)


def _title_topics(settings: Settings) -> Iterator[Topic]:
    """Titles of some Wikipedia articles; articles of the same title are all right."""
    by_title: dict[str, list[str]] = defaultdict(list)
    for title, item_id in titles(settings):
        if item_id.startswith("viwiki-"):
            by_title[_same(title)].append(item_id)
    names = sorted(by_title)
    for number, title in enumerate(sorted(random.Random(1).sample(names, _TITLES))):
        yield Topic(f"t{number}", title, tuple(map(Place, by_title[title])), number)


def _same(text: str) -> str:
    return " ".join(normalize(text).text.split())


def _classics() -> Iterator[QuerySet]:
    lines = [_LINE_NUMBER.sub("", line).strip() for line in _read("truyen-kieu.txt").splitlines()]
    lines = [line for line in lines if line]
    pages = list(_batches(lines, _LINES_A_PAGE))
    verses = _verses()
    records = [record("kieu", map("\n".join, pages), title="Truyện Kiều", type="book")]
    records += [record(name, [verse], title="Ca dao") for name, verse in verses.items()]
    home = partial(own_home, "classics", records)
    yield QuerySet(
        "lines",
        f"line → its page of Truyện Kiều ({len(pages)} pages), among {len(verses):,} folk verses",
        home,
        evenly(tuple(_line_topics(pages)), _POEM_LINES),
        pages=True,
    )
    yield QuerySet(
        "verses",
        "line → the folk verse it stands in, among the same",
        home,
        evenly(tuple(_verse_topics(verses)), _VERSES),
    )


def _read(name: str) -> str:
    return (DATA / "classics" / name).read_text("utf-8-sig")


def _verses() -> dict[str, str]:
    blocks = re.split(r"\n\s*\n", _read("ca-dao.txt"))
    found = dict.fromkeys(block.strip() for block in blocks if block.strip())
    return {f"verse-{number}": verse for number, verse in enumerate(found)}


def _line_topics(pages: Iterable[tuple[str, ...]]) -> Iterator[Topic]:
    """A line that stands twice in the poem is on both pages."""
    places: dict[str, list[Place]] = defaultdict(list)
    for number, lines in enumerate(pages, 1):
        for line in lines:
            places[line].append(Place("kieu", number))
    for number, (line, answers) in enumerate(places.items()):
        yield Topic(f"l{number}", line, tuple(dict.fromkeys(answers)), number)


def _verse_topics(verses: dict[str, str]) -> Iterator[Topic]:
    """A line of every verse; most have but one. What is said in several verses is in all."""
    places: dict[str, list[Place]] = defaultdict(list)
    for name, verse in verses.items():
        for line in verse.splitlines():
            places[_words(line)].append(Place(name, 1))
    chance = random.Random(1)
    for number, verse in enumerate(verses.values()):
        line = chance.choice([line.strip() for line in verse.splitlines() if _words(line)])
        answers = tuple(dict.fromkeys(places[_words(line)]))
        yield Topic(f"v{number}", line, answers, number)


def _words(line: str) -> str:
    """What two lines have in common that differ in stops and capitals alone."""
    return " ".join(re.findall(r"\w+", fold(normalize(line).text.lower())))


def _batches(lines: Iterable[str], size: int) -> Iterator[tuple[str, ...]]:
    rest = iter(lines)
    while batch := tuple(islice(rest, size)):
        yield batch
