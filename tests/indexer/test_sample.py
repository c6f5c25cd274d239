"""The sample collection, loaded as `make demo` loads it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from indexer import sample
from indexer.formats import discover
from indexer.formats.base import Found
from indexer.formats.record import checked_metadata
from searchsvc.domain import Item, Rights
from searchsvc.images import image_source
from tests.indexer.conftest import Tangthu, command_on

FOLDERS = sorted(path for path in sample.ITEMS.iterdir() if path.is_dir())


@pytest.fixture
def tangthu(sample_home: Path) -> Tangthu:
    return command_on(sample_home)


def item(folder: Path) -> Item:
    (source,) = discover([folder])
    assert not isinstance(source, Exception)
    (found,) = source.read(10_000_000)
    assert isinstance(found, Found), found
    return found.item


def search(tangthu: Tangthu, query: str, *options: str) -> dict[str, Any]:
    answer = tangthu("search", query, "--json", "--per-page", "100", *options)
    assert answer.status == 0, answer.err
    found: dict[str, Any] = answer.json
    return found


def ids(tangthu: Tangthu, query: str, *options: str) -> list[str]:
    return [hit["id"] for hit in search(tangthu, query, *options)["hits"]]


def test_there_is_enough_of_it(tangthu: Tangthu) -> None:
    found = tangthu("status", "--json").json
    assert found["agree"]
    assert found["index"]["items"] >= 12
    assert found["index"]["pages"] >= 60
    assert set(found["catalog"]["by_rights"]) == set(Rights)


def test_loading_it_again_changes_nothing(tangthu: Tangthu) -> None:
    answer = tangthu("demo", "--no-serve")
    assert answer.status == 0
    assert answer.out.startswith("Nothing changed")


def test_it_offers_something_for_every_facet(tangthu: Tangthu) -> None:
    found = search(tangthu, "")
    assert found["total"] == len(found["hits"]) >= 12
    for facet in ("collection", "library", "creator", "subject", "language", "type"):
        assert len(found["facets"][facet]) >= 2, facet
    assert len(found["histogram"]) >= 5


@pytest.mark.parametrize(
    "query",
    ["thư viện", "thu vien", "THƯ VIỆN", "thư vien", "quốc gia", "quoc-gia", "Hà Nội", "ha noi"],
)
def test_words_with_and_without_marks_are_found(tangthu: Tangthu, query: str) -> None:
    assert len(ids(tangthu, query)) >= 2


@pytest.mark.parametrize("query", ["𡨸", "天地", "學𡨸入門"])
def test_han_and_nom_are_found(tangthu: Tangthu, query: str) -> None:
    assert "sach-hoc-chu" in ids(tangthu, query)


def over_the_break(name: str, number: int) -> tuple[str, str]:
    """The last words of a page and the first of the next."""
    pages = {page.number: page.text for page in item(sample.ITEMS / name).pages}
    return " ".join(pages[number].split()[-3:]), " ".join(pages[number + 1].split()[:2])


@pytest.mark.parametrize(
    ("name", "number"),
    [("ao-dai-anh-cu", 1), ("dia-chi-van-khe", 3), ("banh-mut", 3), ("luan-van-ocr", 3)],
)
def test_a_phrase_over_a_page_break_is_found(tangthu: Tangthu, name: str, number: int) -> None:
    end, begin = over_the_break(name, number)
    assert ids(tangthu, f'"{end} {begin}"') == [name]


def test_a_phrase_within_a_page_is_found(tangthu: Tangthu) -> None:
    assert "thu-vien-tinh" in ids(tangthu, '"chuyển đổi số"')


@pytest.mark.parametrize("rights", [Rights.METADATA, Rights.ONSITE, Rights.RESTRICTED])
def test_closed_texts_are_not_found(tangthu: Tangthu, rights: Rights) -> None:
    closed = [i for i in map(item, FOLDERS) if i.metadata.rights is rights]
    assert closed
    for one in closed:
        line = max(one.pages[0].text.splitlines(), key=len)
        assert one.id not in ids(tangthu, f'"{line}"')
        assert (one.id in ids(tangthu, "")) == (rights is not Rights.RESTRICTED)
        assert (one.id in ids(tangthu, one.metadata.title)) == (rights is not Rights.RESTRICTED)


def test_the_restricted_item_is_nowhere(tangthu: Tangthu) -> None:
    hidden = next(i for i in map(item, FOLDERS) if i.metadata.rights is Rights.RESTRICTED)
    own = [hidden.id, hidden.metadata.title, *hidden.metadata.identifiers]
    for query in ["", "thư viện", *own, f"id:{hidden.id}"]:
        answer = json.dumps(search(tangthu, query) | {"query": ""}, ensure_ascii=False)
        found = re.sub(r'\?q=[^"]*', "", answer)  # addresses carry what was typed
        assert not any(value in found for value in own)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
class TestEachItem:
    def test_its_metadata_is_a_valid_record_with_the_folder_as_id(self, folder: Path) -> None:
        known = checked_metadata(json.loads((folder / "metadata.json").read_bytes()))
        assert known.id == folder.name
        assert known.date and known.library and known.collection and known.languages
        assert not {key for key in known.extra if key != "pages"}

    def test_every_page_has_text_an_image_and_boxes_within_its_frame(self, folder: Path) -> None:
        one = item(folder)
        assert [page.number for page in one.pages] == list(range(1, len(one.pages) + 1))
        for page in one.pages:
            assert page.text.strip()
            assert image_source(folder, page.image).path.stat().st_size > 1000
            assert page.width and page.height and page.words
            for box in page.words:
                assert box.x >= 0 and box.x + box.width <= page.width, box
                assert box.y >= 0 and box.y + box.height <= page.height, box
                assert 0 <= box.confidence <= 1

    def test_labels_of_the_metadata_are_those_of_the_pages(self, folder: Path) -> None:
        listed = json.loads((folder / "metadata.json").read_bytes()).get("pages", [])
        labels = {page["number"]: page["label"] for page in listed}
        assert {p.number: p.label for p in item(folder).pages if p.label} == labels
