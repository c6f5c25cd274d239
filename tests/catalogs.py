"""An item with all that a catalog keeps, and items put in one by one (a job puts in hundreds)."""

import unicodedata
from pathlib import Path

from hypothesis import strategies as st
from sqlalchemy import select

from searchsvc.catalog import Catalog, CatalogWriter, Outcome, SourceFile, encode_item
from searchsvc.catalog.schema import pages
from searchsvc.domain import (
    MAX_PAGE_NUMBER,
    Item,
    ItemType,
    Metadata,
    Page,
    Rights,
    WordBox,
    page_id,
)

SOURCE = SourceFile(Path("/in/a.jsonl"), Path("/in"), "records")
NFD = unicodedata.normalize("NFD", "Thư viện\r\nquốc gia 𤾓𢆥 \x00 \ufeff")
PAGES = (
    Page(1, NFD, "iii", "anh/1.jpg", 1200, 1800.5, (WordBox("thư", 1, 2.5, 3, 4, 0.9),)),
    Page(5, "", extra={"note": {"a": [1, None, "ô"]}}),
    Page(MAX_PAGE_NUMBER, "cuối"),
)
METADATA = Metadata(
    id="vn:1917.a-b_c",
    title="Nam Phong tạp-chí",
    creators=("Phạm Quỳnh", "Nguyễn Bá Trác"),
    contributors=("Dương Bá Trạc",),
    subjects=("Báo chí",),
    languages=("vi", "lzh"),
    identifiers=("ISSN 0866",),
    publisher="Đông Kinh ấn quán",
    description="<b>Số 1</b>",
    type=ItemType.JOURNAL,
    date="1917-07",
    collection="Báo cổ",
    library="TVQG",
    rights=Rights.PUBLIC,
    source="https://vn.example/1",
    extra={"shelf": "Đ 12", "tags": ["x", {"y": 1.5}], "empty": None},
)
ITEM = Item(METADATA, PAGES)

texts = st.text(max_size=20)
boxes = st.builds(WordBox, texts, *[st.floats(0, 5000)] * 4, st.floats(0, 1))
made_pages = st.lists(
    st.builds(
        Page,
        number=st.integers(1, MAX_PAGE_NUMBER),
        text=texts,
        label=st.none() | texts,
        image=st.none() | texts,
        width=st.none() | st.floats(1, 9000),
        height=st.none() | st.integers(1, 9000),
        words=st.lists(boxes, max_size=3).map(tuple),
        extra=st.dictionaries(texts, st.none() | texts | st.integers(-(2**70), 2**70), max_size=2),
    ),
    max_size=4,
    unique_by=lambda page: page.number,
).map(lambda pages: tuple(sorted(pages, key=lambda page: page.number)))


def put(writer: CatalogWriter, item: Item, source: SourceFile = SOURCE) -> Outcome:
    """Take in one item, in a transaction of its own."""
    (outcome,) = writer.put(writer.prepare([(encode_item(item), source)]))
    return outcome


def packed_texts(catalog: Catalog, key: int) -> list[bytes]:
    """The texts of an item's pages, in order, as the catalog keeps them."""
    first, last = page_id(key, 0), page_id(key, MAX_PAGE_NUMBER)
    texts = select(pages.c.text).where(pages.c.id.between(first, last)).order_by(pages.c.id)
    with catalog._database.reading() as connection:
        return list(connection.scalars(texts))
