"""Real books and laws: each is read whole, with what it is called and who wrote it."""

from pathlib import Path

import pytest

from indexer.formats import Source, discover
from indexer.formats.base import Found
from indexer.formats.epub import read_epub
from searchsvc.domain import Item
from searchsvc.errors import RecordError
from tests.corpora import data, needs_data
from tests.indexer.documents import read_item

BOOKS = sorted(data("books").glob("*.epub"))
#: Whose titles or authors the makers of the files left out, or wrote without marks.
NO_CREATOR = {"thach-lam--ha-noi-36-pho-phuong"}
BARE = {
    "hoang-dao--truoc-vanh-mong-ngua",
    "khai-hung--ban-khoan",
    "khai-hung--hon-buom-mo-tien",
    "khai-hung--tieu-son-trang-si",
}

pytestmark = [pytest.mark.corpus, needs_data("books"), needs_data("laws")]


@pytest.fixture(scope="module")
def books() -> dict[str, Item]:
    return {path.stem: read_item(read_epub, path, 64_000_000) for path in BOOKS}


def test_every_book_has_a_title_an_author_and_pages(books: dict[str, Item]) -> None:
    assert len(books) == 67
    for name, book in books.items():
        metadata = book.metadata
        assert metadata.languages == ("vi",), name
        assert bool(metadata.creators) == (name not in NO_CREATOR), name
        assert not any(map(str.isdigit, "".join(metadata.creators))), name
        assert "calibre" not in f"{metadata.contributors}{metadata.identifiers}".lower(), name
        assert metadata.title.isascii() == (name in BARE), (name, metadata.title)
        assert not metadata.date or "1930" < metadata.date < "2024", (name, metadata.date)


def test_pages_are_of_a_length_that_can_be_read(books: dict[str, Item]) -> None:
    for name, book in books.items():
        lengths = [len(page.text) for page in book.pages]
        assert max(lengths) <= 5000 and min(lengths) >= 20, name
        assert sum(lengths) > 2000, name
    assert sum(len(book.pages) for book in books.values()) > 3500


def test_what_is_not_of_the_book_is_not_in_it(books: dict[str, Item]) -> None:
    text = "\n".join(page.text for book in books.values() for page in book.pages)
    assert "Chào mừng các bạn đón đọc" not in text
    assert "Cám ơn bạn đã theo dõi" not in text
    assert "&nbsp;" not in text
    assert text.count("\ufffd") < 10 and "áº" not in text


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("nguyen-du--truyen-kieu", "Trăm năm trong cõi người ta", "một vài trống canh."),
        ("khai-hung--hon-buom-mo-tien", "Quyển HỒN BƯỚM MƠ TIÊN", "Lá rụng!"),
        ("nam-cao--lao-hac", "Lão Hạc thổi cái mồi rơm", "không chịu bán đi một sào"),
        ("nguyen-trai--binh-ngo-dai-cao", "Bản dịch của Ngô Tất Tố", "阮 廌"),
    ],
)
def test_books_are_whole(books: dict[str, Item], name: str, first: str, last: str) -> None:
    pages = books[name].pages
    assert first in pages[0].text
    assert last in pages[-1].text


def test_chapters_are_named(books: dict[str, Item]) -> None:
    named = [
        sum("chapter" in page.extra for page in book.pages) / len(book.pages)
        for book in books.values()
    ]
    assert sum(share > 0.9 for share in named) >= 60
    book = books["ngo-gia-van-phai--hoang-le-nhat-thong-chi"]
    chapters = [page.extra.get("chapter") for page in book.pages]
    assert chapters[0] == "Hồi thứ nhất" and len(set(chapters)) == 17


def test_several_names_in_one_are_parted(books: dict[str, Item]) -> None:
    assert books["khai-hung--doi-mua-gio"].metadata.creators == ("Khái Hưng", "Nhất Linh")
    assert len(books["tran-trong-kim--viet-nam-van-pham"].metadata.creators) == 3


def test_books_and_laws_are_found_and_read_as_ingest_does() -> None:
    items: list[Item] = []
    refused: list[RecordError] = []
    for source in discover([data("books"), data("laws")]):
        assert isinstance(source, Source), source
        for record in source.read(64_000_000):
            if isinstance(record, RecordError):
                refused.append(record)
            else:
                items.append(record.item)
    assert len({item.id for item in items}) == 67 + 109
    (empty,) = refused
    assert empty.item_id == "laws.luat-ban-hanh-van-ban-quy-pham-phap-luat"
    assert empty.reason == "the file has no text"


def test_a_book_that_bears_another_name_is_read_as_what_it_is(tmp_path: Path) -> None:
    copy = tmp_path / "sach.txt"
    copy.write_bytes(BOOKS[0].read_bytes())
    (source,) = discover([copy])
    assert isinstance(source, Source) and source.format == "epub"
    assert isinstance(next(source.read(64_000_000)), Found)
