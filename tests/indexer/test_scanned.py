"""A folder of pages in several formats, and pages that are images alone."""

import json
from pathlib import Path

import pytest

from indexer.formats import Source, alto, discover, hocr, images
from indexer.formats.base import Format, Found, id_from
from indexer.formats.frame import NOTE
from indexer.formats.images import NEEDS_OCR
from indexer.formats.scanned import read_scanned
from searchsvc.domain import Item
from searchsvc.errors import RecordError
from tests.indexer import alto as a
from tests.indexer import hocr as h
from tests.indexer.pictures import picture


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four pages in four formats."""
    folder = tmp_path / "bao 7"
    folder.mkdir()
    (folder / "1.xml").write_text(a.alto(a.page("một")))
    (folder / "2.hocr").write_text(h.hocr(h.page("hai")))
    (folder / "3.xml").write_text(h.page_xml(h.region(h.pline("ba"))))
    (folder / "10.html").write_text(h.hocr(h.page("mười")))
    return folder


def read(folder: Path, format_: Format = alto.FORMAT) -> tuple[Item | None, list[RecordError]]:
    records = list(read_scanned(folder, "an-id", 10_000_000, format_))
    items = [record.item for record in records if isinstance(record, Found)]
    return items[0] if items else None, [r for r in records if isinstance(r, RecordError)]


def texts(folder: Path) -> list[tuple[int, str]]:
    item, rejected = read(folder)
    assert item and not rejected
    return [(page.number, page.text) for page in item.pages]


def test_each_file_is_read_in_its_own_format(folder: Path) -> None:
    expected = [(1, "một"), (2, "hai"), (3, "ba"), (4, "mười")]
    assert texts(folder) == expected
    item, _ = read(folder, hocr.FORMAT)
    assert item and [(page.number, page.text) for page in item.pages] == expected


def test_files_of_one_name_are_one_page_read_from_the_best(folder: Path) -> None:
    (folder / "1.hocr").write_text(h.hocr(h.page("khác")))
    (folder / "1.txt").write_text("khác")
    assert texts(folder)[0] == (1, "một")
    (folder / "1.xml").write_text("<alto>")
    item, (error,) = read(folder)
    assert item and [page.text for page in item.pages][:2] == ["khác", "hai"]
    assert "not readable as alto" in error.reason


def test_a_broken_file_is_of_the_format_that_its_suffix_has_in_this_folder(folder: Path) -> None:
    (folder / "4.hocr").write_text("")
    (folder / "5.xml").write_text("x")
    for format_ in (alto.FORMAT, hocr.FORMAT):
        item, errors = read(folder, format_)
        assert item and [page.number for page in item.pages] == [1, 2, 3, 6]
        assert [Path(error.place).name for error in errors] == ["4.hocr", "5.xml"]
        assert "not readable as hocr" in errors[0].reason


def test_html_that_is_no_hocr_is_no_page(folder: Path) -> None:
    (folder / "index.html").write_text("<html><p>Mục lục</p></html>")
    assert len(texts(folder)) == 4


def test_images_without_text_among_the_pages_need_ocr(folder: Path) -> None:
    for name in ("1", "4", "5_thumb", "cover"):
        picture(folder / f"{name}.jpg", 10, 16)
    (folder / "6.jpg").symlink_to(folder / "1.jpg")
    item, rejected = read(folder)
    assert item and not rejected
    assert [(page.text, page.image) for page in item.pages] == [
        ("một", "1.jpg"),
        ("hai", None),
        ("ba", None),
        ("", "4.jpg"),
        ("mười", None),
    ]
    assert [bool(page.extra.get(NEEDS_OCR)) for page in item.pages] == [False] * 3 + [True, False]


def test_an_image_that_is_none_is_rejected_and_keeps_its_number(folder: Path) -> None:
    (folder / "4.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    item, (error,) = read(folder)
    assert item and [page.number for page in item.pages] == [1, 2, 3, 5]
    assert (Path(error.place).name, "not an image" in error.reason) == ("4.png", True)


def test_images_that_a_file_names_are_its_pages(folder: Path) -> None:
    for name in ("x.jpg", "y.jpg"):
        picture(folder / name, 1000, 1600)
    pages = [h.page(n, title=f'image "/scan/{n}.tif"; bbox 0 0 1000 1600') for n in ("x", "y", "z")]
    (folder / "2.hocr").write_text(h.hocr(*pages))
    item, _ = read(folder)
    assert item and [page.image for page in item.pages] == [None, "x.jpg", "y.jpg"] + [None] * 3


def test_an_image_that_a_file_names_is_no_page_of_its_own(folder: Path) -> None:
    picture(folder / "7.jpg", 1000, 1600)
    title = "image 7.tif; bbox 0 0 1000 1600"
    (folder / "2.hocr").write_text(h.hocr(h.page("hai", title=title), h.page("ba", title=title)))
    item, _ = read(folder)
    assert item and [page.image for page in item.pages] == [None, "7.jpg", "7.jpg", None, None]


def test_frames_are_checked_against_the_images_beside(folder: Path) -> None:
    picture(folder / "1.jpg", 160, 100)
    picture(folder / "2.png", 100, 160)
    picture(folder / "3.png", 100, 100)
    item, _ = read(folder)
    assert item
    first, second, third, _ = item.pages
    assert (first.width, first.height) == (1600, 1000) and "swapped" in first.extra[NOTE]
    assert (second.width, second.height, second.extra) == (1000, 1600, {})
    assert third.width is None and "does not fit" in third.extra[NOTE]


class TestImagesAlone:
    @pytest.fixture
    def scans(self, tmp_path: Path) -> Path:
        folder = tmp_path / "ban do"
        folder.mkdir()
        for name in ("b", "a 10", "a 9"):
            picture(folder / f"{name}.jpg", 10, 16)
        return folder

    def test_a_folder_that_is_described_is_an_item(self, scans: Path) -> None:
        (scans / "metadata.json").write_text(json.dumps({"title": "Bản đồ"}))
        (source,) = discover([scans.parent])
        assert isinstance(source, Source)
        assert (source.format, source.path) == ("images", scans)
        assert source.item_id == id_from(scans.parent.name, "ban-do")
        (found,) = source.read(10_000)
        assert isinstance(found, Found)
        assert found.item.metadata.title == "Bản đồ"
        assert [page.image for page in found.item.pages] == ["a 9.jpg", "a 10.jpg", "b.jpg"]
        assert all(page.extra == {NEEDS_OCR: True} for page in found.item.pages)

    def test_a_folder_of_which_nothing_is_said_is_none(self, scans: Path) -> None:
        assert list(discover([scans])) == []

    def test_nor_is_one_with_text(self, scans: Path) -> None:
        (scans / "metadata.json").write_text("{}")
        (scans / "a.txt").write_text("thư")
        (source,) = discover([scans])
        assert isinstance(source, Source) and source.format == "text"

    def test_one_image_is_an_item_of_one_page(self, scans: Path) -> None:
        item, _ = read(scans / "b.jpg", images.FORMAT)
        assert item and [page.image for page in item.pages] == ["b.jpg"]
