"""The fingerprint of an item: another one for whatever a catalog keeps of it."""

import unicodedata
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from searchsvc.catalog.codec import fingerprint
from searchsvc.domain import Item, ItemType, Metadata, Page, Rights, WordBox
from tests.catalogs import ITEM, METADATA, NFD, PAGES, made_pages

METADATA_CHANGES: dict[str, Any] = {
    "id": "other",
    "title": "Khác",
    "creators": ("Phạm Quỳnh",),
    "contributors": (),
    "subjects": ("Báo chí", "Báo chí"),
    "languages": ("lzh", "vi"),
    "identifiers": ("ISSN 0867",),
    "publisher": None,
    "description": "",
    "type": ItemType.BOOK,
    "date": "1917-08",
    "collection": "Báo",
    "library": None,
    "rights": Rights.ONSITE,
    "source": "https://vn.example/2",
    "extra": {"shelf": "Đ 12", "tags": ["x", {"y": 1.5}]},
}
PAGE_CHANGES: dict[str, Any] = {
    "number": 2,
    "text": unicodedata.normalize("NFC", NFD),
    "label": None,
    "image": "anh/2.jpg",
    "width": 1201,
    "height": None,
    "words": (WordBox("thư", 1, 2.5, 3, 4, 0.8),),
    "extra": {"note": 1},
}


def with_first_page(**changes: Any) -> Item:
    return replace(ITEM, pages=(replace(PAGES[0], **changes), *PAGES[1:]))


CHANGED = {
    **{
        name: replace(ITEM, metadata=replace(METADATA, **{name: value}))
        for name, value in METADATA_CHANGES.items()
    },
    **{f"page {n}": with_first_page(**{n: value}) for n, value in PAGE_CHANGES.items()},
    "a text in the next field": with_first_page(label=NFD, text="iii"),
    "a page less": replace(ITEM, pages=PAGES[:-1]),
    "pages in another order": replace(ITEM, pages=PAGES[::-1]),
}


@pytest.mark.parametrize("changed", CHANGED.values(), ids=CHANGED.keys())
def test_the_fingerprint_differs_when_anything_does(changed: Item) -> None:
    assert fingerprint(changed) != fingerprint(ITEM)


def test_every_field_has_been_changed_for_the_fingerprint() -> None:
    assert METADATA_CHANGES.keys() == Metadata.__dataclass_fields__.keys()
    assert PAGE_CHANGES.keys() == Page.__dataclass_fields__.keys()


@given(made_pages, made_pages)
def test_items_of_equal_fingerprint_are_equal(
    one: tuple[Page, ...], other: tuple[Page, ...]
) -> None:
    same = fingerprint(Item(METADATA, one)) == fingerprint(Item(METADATA, other))
    assert not same or one == other
