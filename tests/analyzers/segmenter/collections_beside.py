"""The real collections beside the checkout, for tests that read them where they are present."""

import gzip
import html
import json
import os
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

_BESIDE = Path(__file__).resolve().parents[3].parent / "shared" / "data"


def data_folder() -> Path:
    """The folder of real collections; skips the calling test where there is none."""
    folder = Path(os.environ.get("TANGTHU_TEST_DATA", _BESIDE))
    if not folder.is_dir():
        pytest.skip(f"no real collections at {folder} (set TANGTHU_TEST_DATA)")
    return folder


def records_pages(folder: Path, name: str) -> Iterator[str]:
    """Page texts of NAME.jsonl.gz."""
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            for page in json.loads(line)["pages"]:
                yield page["text"]


def book_chapters(folder: Path) -> Iterator[str]:
    """Texts of the files in each EPUB, tags cut out roughly."""
    for book in sorted((folder / "books").glob("*.epub")):
        with zipfile.ZipFile(book) as archive:
            for name in archive.namelist():
                if name.endswith(("html", ".htm")):
                    page = archive.read(name).decode("utf-8", "replace")
                    yield html.unescape(re.sub(r"<[^>]+>", "", page))


def questions(folder: Path) -> Iterator[str]:
    """Paragraphs and questions of XQuAD."""
    content = json.loads((folder / "xquad-vi" / "xquad.vi.json").read_text("utf-8"))
    for article in content["data"]:
        for paragraph in article["paragraphs"]:
            yield paragraph["context"]
            yield from (question["question"] for question in paragraph["qas"])
