"""Byte for byte pyvi's output."""

import os
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

import pytest
from hypothesis import given, settings

from analyzers.segmenter import segment
from tests.analyzers.segmenter.collections_beside import (
    book_chapters,
    data_folder,
    questions,
    records_pages,
)
from tests.analyzers.segmenter.texts import WRITTEN, any_text, mixtures, patterns

Tokenize = Callable[[str], str]

#: TANGTHU_FULL_PARITY=1 compares every page; that takes pyvi about ten minutes.
_EVERY_PAGE = os.environ.get("TANGTHU_FULL_PARITY") == "1"


@pytest.mark.parametrize("text", WRITTEN)
def test_written_cases(pyvi: Tokenize, text: str) -> None:
    assert segment(text) == pyvi(text)


@settings(max_examples=300, deadline=None)
@given(text=mixtures)
def test_mixtures_of_words_and_odd_pieces(pyvi: Tokenize, text: str) -> None:
    assert segment(text) == pyvi(text)


@settings(max_examples=300, deadline=None)
@given(text=any_text)
def test_any_characters(pyvi: Tokenize, text: str) -> None:
    assert segment(text) == pyvi(text)


@settings(max_examples=500, deadline=None)
@given(text=patterns)
def test_characters_of_token_patterns(pyvi: Tokenize, text: str) -> None:
    assert segment(text) == pyvi(text)


def test_text_without_tokens_is_returned_itself() -> None:
    text = "\u2000 \u2001"
    assert segment(text) is text


@pytest.mark.parametrize("text", ["a \ud800 b", "\ud83d\ude00 thư viện", "\udc00"])
def test_lone_surrogates_are_tokens_although_pyvi_fails(pyvi: Tokenize, text: str) -> None:
    with pytest.raises(SystemError):
        pyvi(text)
    assert segment(text).replace("_", "").replace(" ", "") == text.replace(" ", "")


@pytest.mark.corpus
def test_texts_that_pyvi_publishes(pyvi: Tokenize) -> None:
    """In their own file the second of each pair is an older version's output, so not expected."""
    lines = (data_folder() / "segmentation" / "pyvi-tokenize-pairs.txt").read_text("utf-8")
    for text in [lines, *lines.splitlines()]:
        assert segment(text) == pyvi(text)


@pytest.mark.corpus
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(
    ("source", "step"), [("viwiki", 600), ("phapdien", 800), ("books", 120), ("questions", 10)]
)
def test_real_pages(pyvi: Tokenize, source: str, step: int) -> None:
    pages = _pages(source, 1 if _EVERY_PAGE else step)
    assert [text[:200] for text in pages if segment(text) != pyvi(text)] == []


def _pages(source: str, step: int) -> Iterator[str]:
    folder = data_folder()
    pages: Iterable[str]
    if source == "books":
        pages = book_chapters(folder)
    elif source == "questions":
        pages = questions(folder)
    else:
        pages = records_pages(folder, source)
    return islice(pages, 0, None, step)
