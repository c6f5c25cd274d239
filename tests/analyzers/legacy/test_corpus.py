"""Real pages: told in every encoding, and left alone in their own."""

import os
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import pytest

from analyzers import Decision, Encoding, UnknownEncodingError, decode_bytes, repair
from analyzers.legacy import decode, encode
from tests.analyzers.legacy.texts import shown
from tests.analyzers.segmenter.collections_beside import (
    book_chapters,
    data_folder,
    questions,
    records_pages,
)

#: TANGTHU_FULL_LEGACY=1 tries every page in every encoding; that takes half an hour.
_EVERY_PAGE = os.environ.get("TANGTHU_FULL_LEGACY") == "1"
_FILES = (
    "laws/*.txt",
    "classics/*.txt",
    "nom/*",
    "ocr/*.txt",
    "ocr/*.hocr",
    "ocr/*.xml",
    "segmentation/*",
)

pytestmark = [pytest.mark.corpus, pytest.mark.timeout(7200)]


@pytest.fixture(scope="module")
def pages() -> list[str]:
    """Pages of Wikipedia of 200 characters and more."""
    found = _some(records_pages(data_folder(), "viwiki"))
    return [page for page in found if len(page) >= 200]


@pytest.mark.parametrize("as_bytes", [True, False], ids=["bytes", "rubbish"])
@pytest.mark.parametrize("encoding", Encoding)
def test_pages_in_each_encoding(pages: list[str], encoding: Encoding, as_bytes: bool) -> None:
    right = 0
    for page in pages:
        data = encode(page, encoding, "ignore")
        decision = _decide_bytes(data) if as_bytes else repair(shown(data))
        text = decode(data, encoding)
        assert decision.encoding in (encoding, None) or decision.text == text
        right += decision.text == text
    assert right / len(pages) >= (0.99 if _EVERY_PAGE else 0.95)  # of few pages


@pytest.mark.parametrize("source", ["viwiki", "phapdien", "books", "xquad", "files"])
def test_real_texts_are_left_alone(source: str) -> None:
    folder = data_folder()
    texts: Iterable[str]
    if source == "books":
        texts = book_chapters(folder)
    elif source == "xquad":
        texts = questions(folder)
    elif source == "files":
        texts = _pieces(folder)
    else:
        texts = records_pages(folder, source)
    converted = [text[:200] for text in _some(texts) if _is_changed(text)]
    assert converted == []


def _some(texts: Iterable[str]) -> Iterator[str]:
    return iter(texts) if _EVERY_PAGE else islice(texts, 0, 9000, 150)


def _is_changed(text: str) -> bool:
    return repair(text).text != text or decode_bytes(text.encode()).text != text.removeprefix(
        "\ufeff"
    )


def _pieces(folder: Path) -> Iterator[str]:
    """Each file whole, and in pieces of a page's length."""
    for pattern in _FILES:
        for path in sorted(folder.glob(pattern)):
            text = path.read_text("utf-8")
            yield text
            yield from (text[start : start + 2500] for start in range(0, len(text), 2500))


def _decide_bytes(data: bytes) -> Decision:
    try:
        return decode_bytes(data)
    except UnknownEncodingError:
        return Decision("")
