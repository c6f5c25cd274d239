"""Texts packed with dictionaries of their catalog's own: read by whoever comes later, whatever is
lost of one copy.
"""

import random
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
import zstandard
from sqlalchemy import create_engine, update

from searchsvc.catalog import Catalog, CatalogWriter, Outcome, dictionaries, packing, schema
from searchsvc.catalog.packing import UnknownDictionary
from searchsvc.domain import Item, Metadata, Page
from searchsvc.errors import CatalogUnavailable
from tests import catalogs

#: Each kind of text says the same now and again, in words of its own.
LETTERS = {"báo": "bcdghklmnpqrstvx", "luật": "ăâđêôơưàáảãạèéẻẽẹ"}
KINDS = {
    kind: ["".join(random.Random(f"{n}").choices(letters, k=60)) for n in range(40)]
    for kind, letters in LETTERS.items()
}


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As if 30 KB of text were sixteen megabytes."""
    for name, value in {"_TEXT_EACH": 30_000, "_SAMPLE": 60_000, "_SIZE": 4096}.items():
        monkeypatch.setattr(dictionaries, name, value)
    forget()
    yield
    forget()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres").fresh())
    return f"sqlite:///{tmp_path}/catalog.sqlite"


def forget() -> None:
    """What this process knows of dictionaries, as another would not."""
    packing._learnt.clear()
    packing._tools.cache_clear()


def items(first: int, last: int, kind: str = "báo") -> list[Item]:
    """Of two pages of some 900 bytes."""
    return [
        Item(
            Metadata(f"{kind[0]}{number}", f"Sách {number}"),
            tuple(Page(n, prose(10 * number + n, 9, kind)) for n in (1, 2)),
        )
        for number in range(first, last)
    ]


def prose(seed: int, sentences: int, kind: str = "báo") -> str:
    return " ".join(random.Random(seed).choices(KINDS[kind], k=sentences))


def put(url: str, found: Sequence[Item]) -> None:
    with closing(CatalogWriter.open(url)) as writer:
        for item in found:
            catalogs.put(writer, item)


def used(url: str) -> list[int]:
    """The dictionary of each page, in order."""
    with closing(Catalog.open(url)) as catalog:
        keys = [change.key for change in catalog.changes(0)]
        return [dictionary_of(text) for key in keys for text in catalogs.packed_texts(catalog, key)]


def dictionary_of(data: bytes) -> int:
    """The number of the trained dictionary that a text was packed with, 0 for none."""
    if not data.startswith(packing._TRAINED):
        return 0
    return zstandard.get_frame_parameters(packing._frame(data)).dict_id


def check_texts(url: str, expected: Sequence[Item]) -> None:
    """All can be read, in each way that a catalog is read."""
    with closing(Catalog.open(url)) as catalog:
        for item in expected:
            forget()
            entry = catalog.entry(item.id)
            assert entry
            texts = {page.number: page.text for page in item.pages}
            assert dict(catalog.item_texts(entry.key)) == texts
            forget()
            wanted = [(entry.key, number) for number in texts]
            assert {n: t for (_, n), t in catalog.page_texts(wanted).by_place().items()} == texts
            forget()
            assert catalog.page(entry.key, 1) == item.pages[0]
        forget()
        assert list(catalog.unsound_items()) == []
        assert [line for line in catalog.file_problems() if "dictionary" in line] == []


def test_texts_are_packed_with_what_the_catalog_has_learnt(url: str) -> None:
    put(url, items(0, 40))
    numbers = used(url)
    assert numbers[:20] == [0] * 20
    number = numbers[-1]
    assert number
    assert numbers == sorted(numbers, key=[0, number].index)
    forget()
    put(url, items(40, 60))
    assert used(url)[-40:] == [number] * 40
    check_texts(url, items(0, 60)[::9])


def test_texts_of_another_kind_get_their_own(url: str) -> None:
    put(url, items(0, 40))
    first = used(url)[-1]
    put(url, items(0, 40, "luật"))
    second = used(url)[-1]
    assert second not in (0, first)
    put(url, items(40, 42))
    put(url, items(40, 42, "luật"))
    assert used(url)[-8:] == [first] * 4 + [second] * 4
    check_texts(url, items(30, 42) + items(30, 42, "luật"))


def test_a_dictionary_is_trained_when_there_is_text_for_it(url: str) -> None:
    many = [item for n in range(10) for item in items(4 * n, 4 * n + 4, ("báo", "luật")[n % 2])]
    put(url, many)
    text = sum(len(page.text.encode()) for item in many for page in item.pages)
    assert 1 <= len(set(used(url)) - {0}) <= text // dictionaries._TEXT_EACH


def test_the_same_item_is_unchanged_however_it_is_packed(url: str) -> None:
    put(url, items(0, 15))
    with closing(CatalogWriter.open(url)) as writer:
        assert {catalogs.put(writer, item) for item in items(0, 15)} == {Outcome.UNCHANGED}
    put(url, items(15, 40))
    with closing(CatalogWriter.open(url)) as writer:
        assert {catalogs.put(writer, item) for item in items(0, 40)} == {Outcome.UNCHANGED}


def test_it_is_worth_it(url: str) -> None:
    put(url, items(0, 40))
    data = items(200, 201)[0].pages[0].text.encode()
    assert len(packing.pack(data, used(url)[-1])) < 0.8 * len(packing.pack(data))


@pytest.mark.parametrize("same", [True, False])
def test_texts_that_a_dictionary_does_nothing_for_have_none(url: str, same: bool) -> None:
    texts = ["a" * 5000 if same else random.Random(n).randbytes(2500).hex() for n in range(12)]
    found = [Item(Metadata(f"a{n}", "Sách"), (Page(1, text),)) for n, text in enumerate(texts)]
    put(url, found)
    assert not any(used(url))
    check_texts(url, found)


def test_a_book_that_is_one_page_is_enough(url: str) -> None:
    put(url, [Item(Metadata("b", "Sách"), (Page(1, prose(1, 700)),))])
    put(url, items(0, 2))
    assert all(used(url)[1:])


def test_what_is_not_kept_is_not_packed_with(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/catalog.sqlite"
    put(url, items(0, 2))
    with closing(sqlite3.connect(tmp_path / "catalog.sqlite")) as direct:
        direct.execute(
            "CREATE TRIGGER full BEFORE INSERT ON dictionaries "
            "BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
        )
    with pytest.raises(CatalogUnavailable, match="the disk is full"):
        put(url, items(2, 60))
    assert len(used(url)) > 30
    assert not any(used(url))
    with closing(sqlite3.connect(tmp_path / "catalog.sqlite")) as direct:
        direct.execute("DROP TRIGGER full")
    put(url, items(2, 60))
    check_texts(url, items(50, 60))


def test_one_damaged_copy_is_told_and_mended(url: str) -> None:
    put(url, items(0, 60))
    number = used(url)[-1]
    engine = create_engine(url)
    table = schema.dictionaries
    damaged = table.c.id == 1
    for values in ({"data": b"\0" * 4096}, {"number": 7}, {"digest": b"x"}):
        with engine.begin() as connection:
            connection.execute(update(table).where(damaged).values(values))
        check_read(url, items(50, 60))
        with closing(CatalogWriter.open(url)) as writer:
            said = [line for line in writer.file_problems() if "dictionary" in line]
            assert said == [
                f"a copy of a dictionary of the texts (row {damaged.right.value}) is damaged"
            ]
            assert writer.mend_dictionaries() == [
                f"copied the dictionary {number} of the texts anew"
            ]
            assert writer.mend_dictionaries() == []
        check_texts(url, items(50, 60))
        with engine.begin() as connection:
            rows = connection.execute(table.select().order_by(table.c.id)).all()
        assert [row.number for row in rows] == [number] * 2
        assert rows[0].data == rows[1].data
        damaged = table.c.id == rows[0].id
    engine.dispose()


def check_read(url: str, expected: Sequence[Item]) -> None:
    with closing(Catalog.open(url)) as catalog:
        forget()
        for item in expected:
            entry = catalog.entry(item.id)
            assert entry and dict(catalog.item_texts(entry.key)) == {
                p.number: p.text for p in item.pages
            }


def test_with_both_copies_lost_each_text_that_needs_them_is_told(url: str) -> None:
    put(url, items(0, 60))
    numbers = used(url)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(update(schema.dictionaries).values(data=b"\0" * 4096))
    engine.dispose()
    forget()
    with closing(CatalogWriter.open(url)) as writer:
        unsound = {item.item_id for item in writer.unsound_items()}
        assert unsound == {f"b{n}" for n, number in enumerate(numbers[::2]) if number} != set()
        with pytest.raises(CatalogUnavailable, match=f"dictionary {numbers[-1]}, which is lost"):
            writer.page(60, 1)
        assert writer.mend_dictionaries() == []
        writer.remove(unsound)
        assert list(writer.unsound_items()) == []


def test_a_process_that_does_not_know_it_says_so(url: str) -> None:
    put(url, items(0, 60))
    with closing(Catalog.open(url)) as catalog:
        data, _ = catalogs.packed_texts(catalog, 60)
    forget()
    with pytest.raises(UnknownDictionary):
        packing.unpack(data)
