"""One record: every key of the contract, taken in or refused with a reason."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.formats.base import Malformed
from indexer.formats.record import MAX_VALUES, item_from
from searchsvc.catalog.codec import fingerprint, metadata_record
from searchsvc.domain import Item, ItemType, Rights, WordBox

PAGE = {"number": 1, "text": "thư viện"}


def of(**values: Any) -> dict[str, Any]:
    return {"id": "a", "title": "T", **values}


def paged(**values: Any) -> dict[str, Any]:
    return of(pages=[{**PAGE, **values}])


def deep(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


WHOLE = {
    "id": "KV.1917:7_a-b",
    "title": "Nam Phong tạp chí",
    "creators": ["Phạm Quỳnh"],
    "contributors": ["Nguyễn Bá Trác"],
    "subjects": ["Báo chí", "Văn học"],
    "languages": ["vi", "lzh"],
    "identifiers": ["KV 1917/7"],
    "publisher": "Đông Kinh ấn quán",
    "description": "Số 1",
    "type": "journal",
    "date": "1917-07",
    "collection": "Báo cũ",
    "library": "Thư viện",
    "rights": "onsite",
    "source": "https://thuvien.example/7",
    "shelf": {"row": 3},
    "pages": [
        {
            "number": 4,
            "label": "iii",
            "text": "thư viện",
            "image": "4.jpg",
            "width": 1200,
            "height": 1800.5,
            "words": [["thư", 1, 2, 3, 4, 0.5], ["viện", 1.5, -2, 0, 4]],
            "side": "recto",
        }
    ],
}


def test_every_key_of_the_contract_is_read() -> None:
    item = item_from(WHOLE)
    known = item.metadata
    assert (known.type, known.rights) == (ItemType.JOURNAL, Rights.ONSITE)
    assert known.subjects == ("Báo chí", "Văn học")
    page = item.pages[0]
    assert (page.number, page.label, page.image) == (4, "iii", "4.jpg")
    assert (page.width, page.height) == (1200, 1800.5)
    assert page.words == (WordBox("thư", 1, 2, 3, 4, 0.5), WordBox("viện", 1.5, -2, 0, 4, 1.0))


def test_unknown_keys_of_record_and_page_are_given_back() -> None:
    item = item_from(WHOLE)
    assert metadata_record(item.metadata) == {
        k: _tuple(v) for k, v in WHOLE.items() if k != "pages"
    }
    assert item.pages[0].extra == {"side": "recto"}


def _tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


VALID = {
    "no more than id and title": of(),
    "nulls, which are as if left out": of(creators=None, date=None, type=None, pages=None),
    "empty lists and strings": of(creators=[], publisher="", pages=[]),
    "an id of 128 characters": of(id="x" * 128),
    "a year before Christ": of(date="-0043"),
    "the first year of all": of(date="-9999"),
    "a leap day": of(date="1904-02-29"),
    "a span": of(date="1917/1934"),
    "a page without a number": of(pages=[{"text": "a"}, {"text": "b"}]),
    "a page whose number is null": of(pages=[{"number": None, "text": "a"}]),
    "blank pages among others": of(pages=[{"text": ""}, PAGE | {"number": 2}, {"text": " \n"}]),
    "a page that is only an image": paged(text="", image="a.jpg"),
    "page nulls": paged(label=None, image=None, width=None, height=None, words=None),
    "pages in another order": of(pages=[{"number": 9, "text": "b"}, {"number": 2, "text": "a"}]),
    "unknown keys nested somewhat": of(shelf=deep(200)),
    "Hán and Nôm, also beyond the basic plane": paged(text="𡨸喃學"),
}


@pytest.mark.parametrize("case", VALID, ids=str)
def test_taken_in(case: str) -> None:
    item = item_from(VALID[case])
    assert len(fingerprint(item)) == 16, "whatever is taken in can be kept"


NO_TEXT = "page 1: text is missing or not a string"
INVALID: dict[str, tuple[Any, str]] = {
    "a list": ([], "not a JSON object"),
    "a string": ("thư viện", "not a JSON object"),
    "null": (None, "not a JSON object"),
    "no id": ({"title": "T"}, "id is missing"),
    "a null id": (of(id=None), "id is missing"),
    "a number as id": (of(id=7), "id is not 1 to 128"),
    "an empty id": (of(id=""), "id '' is not 1 to 128"),
    "an id that is a folder": (of(id="."), "id '.' would be a folder in an address"),
    "an id that is the folder above": (of(id=".."), "id '..' would be a folder in an address"),
    "an id with a space": (of(id="a b"), "id 'a b' is not 1 to 128"),
    "an id with marks": (of(id="sách"), "is not 1 to 128"),
    "an id with digits that are not ASCII": (of(id="٣"), "is not 1 to 128"),
    "an id with a line end": (of(id="a\n"), "is not 1 to 128"),
    "an id with a slash": (of(id="a/b"), "is not 1 to 128"),
    "an id of 129 characters": (of(id="x" * 129), "is not 1 to 128"),
    "no title": ({"id": "a"}, "title is missing"),
    "a blank title": (of(title=" \t"), "title is missing, blank"),
    "a title that is a list": (of(title=["T"]), "title is missing"),
    "an endless title": (of(title="x" * 20_001), "longer than 20000"),
    "creators as a string": (of(creators="A"), "creators is not a list"),
    "subjects as an object": (of(subjects={"a": 1}), "subjects is not a list"),
    "a number among languages": (of(languages=["vi", 1]), "languages has a value"),
    "a null among identifiers": (of(identifiers=[None]), "identifiers has a value"),
    "too many contributors": (of(contributors=["A"] * (MAX_VALUES + 1)), "list of at most 1000"),
    "an endless subject": (of(subjects=["x" * 20_001]), "subjects has a value"),
    "a publisher that is a number": (of(publisher=1), "publisher is not a string"),
    "a source that is a list": (of(source=[]), "source is not a string"),
    "an unknown type": (of(type="comic"), "type 'comic' is none of book"),
    "a type that is a list": (of(type=["book"]), "type is none of book"),
    "a type nested very deeply": (of(type=deep(900)), "type is none of book"),
    "an unknown right": (of(rights="secret"), "rights 'secret' is none of public"),
    "a right in capitals": (of(rights="PUBLIC"), "rights 'PUBLIC' is none of public"),
    "a date that is a number": (of(date=1917), "date is not a string"),
    "a date in another order": (of(date="15-07-1917"), "date '15-07-1917' is not like"),
    "a month that is not there": (of(date="1917-13"), "has no month 13"),
    "a day that is not there": (of(date="1917-02-29"), "has no day 29"),
    "a year of five digits": (of(date="12345"), "is not like"),
    "a year in Arabic digits": (of(date="١٩١٧"), "is not like"),
    "a span that ends before it begins": (of(date="1934/1917"), "ends before it begins"),
    "half a span": (of(date="1917/"), "is not like"),
    "an endless date": (of(date="1917-07" * 1000), "date is not a string of at most 30"),
    "an empty date": (of(date=""), "is not like"),
    "pages as an object": (of(pages={}), "pages is not a list"),
    "a page that is a string": (of(pages=["a"]), "pages[0] is not an object"),
    "page number 0": (paged(number=0), "number is not from 1"),
    "a page number below 0": (paged(number=-1), "number is not from 1"),
    "a huge page number": (paged(number=10_000_000), "number is not from 1"),
    "a page number that is true": (paged(number=True), "number is not from 1"),
    "a page number with a point": (paged(number=1.0), "number is not from 1"),
    "a page number that is a string": (paged(number="1"), "number is not from 1"),
    "a page number twice": (of(pages=[PAGE, PAGE]), "two pages have the number 1"),
    "a number that another page has by its place": (
        of(pages=[{"number": 2, "text": "a"}, {"text": "b"}]),
        "two pages have the number 2",
    ),
    "a page without text": (of(pages=[{"number": 1}]), NO_TEXT),
    "a page whose text is null": (paged(text=None), NO_TEXT),
    "a page whose text is a number": (paged(text=1), NO_TEXT),
    "nothing but blank pages": (of(pages=[{"text": ""}, {"text": " \n"}]), "no page has any text"),
    "a label that is a number": (paged(label=3), "label is not a string"),
    "an image that is a list": (paged(image=[]), "image is not a string"),
    "a width of 0": (paged(width=0), "width is not a number above 0"),
    "a height below 0": (paged(height=-1), "height is not a number above 0"),
    "a width that is true": (paged(width=True), "width is not a number above 0"),
    "a width that is no number": (paged(width=float("nan")), "width is not a number above 0"),
    "an infinite height": (paged(height=float("inf")), "height is not a number above 0"),
    "a width of no paper": (paged(width=1e300), "width is not a number above 0"),
    "words as an object": (paged(words={}), "words is not a list"),
    "a word as a string": (paged(words=["thư"]), "words[0] is not [text,"),
    "a word of four": (paged(words=[["thư", 1, 2, 3]]), "words[0] is not [text,"),
    "a word of seven": (paged(words=[["thư", 1, 2, 3, 4, 1, 1]]), "words[0] is not [text,"),
    "a word without text": (paged(words=[[1, 1, 2, 3, 4]]), "words[0] is not [text,"),
    "a place that is a string": (paged(words=[["thư", "1", 2, 3, 4]]), "words[0] has a place"),
    "a place that is null": (paged(words=[["thư", None, 2, 3, 4]]), "words[0] has a place"),
    "a place that is true": (paged(words=[["thư", True, 2, 3, 4]]), "words[0] has a place"),
    "a place that is no number": (
        paged(words=[["a", 1, 2, 3, 4], ["thư", 1, float("nan"), 3, 4]]),
        "words[1] has a place",
    ),
    "a place on no paper": (paged(words=[["thư", 10**30, 2, 3, 4]]), "words[0] has a place"),
    "an unknown key nested too deeply to be written": (
        of(shelf=deep(260)),
        "the record has an unknown key that is nested too deeply",
    ),
    "the same in a page": (
        paged(shelf=deep(260)),
        "page 1 has an unknown key that is nested too deeply",
    ),
}


@pytest.mark.parametrize("case", INVALID, ids=str)
def test_refused_with_a_reason(case: str) -> None:
    given, reason = INVALID[case]
    with pytest.raises(Malformed) as caught:
        item_from(given)
    assert reason in str(caught.value)
    assert len(str(caught.value)) < 200, "a reason is one readable line"


@pytest.mark.timeout(20)
def test_a_number_twice_among_very_many_pages_is_found_at_once() -> None:
    pages = [{"number": number, "text": "a"} for number in range(1, 100_000)]
    with pytest.raises(Malformed, match="two pages have the number 99999"):
        item_from(of(pages=[*pages, {"number": 99_999, "text": "b"}]))


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=8,
)
some_page = st.fixed_dictionaries(
    {},
    optional={
        "number": st.integers(0, 4) | anything,
        "text": texts | anything,
        "label": texts | anything,
        "image": texts | anything,
        "width": st.floats() | anything,
        "height": st.integers() | anything,
        "words": st.lists(st.lists(texts | st.floats() | st.integers(), max_size=7)) | anything,
        "unknown": anything,
    },
)
dates = st.from_regex(r"-?\d{1,5}(-\d\d){0,2}(/\d{4})?", fullmatch=True)
some_record = st.fixed_dictionaries(
    {"id": st.just("a") | anything, "title": texts | anything},
    optional={
        "creators": st.lists(texts) | anything,
        "publisher": texts | anything,
        "type": st.sampled_from(list(ItemType)) | anything,
        "rights": st.sampled_from(list(Rights)) | anything,
        "date": dates | anything,
        "pages": st.lists(some_page | anything, max_size=3) | anything,
        "unknown": anything,
    },
)


@given(some_record | anything)
def test_any_json_is_an_item_or_malformed_and_an_item_can_be_kept(value: Any) -> None:
    try:
        item = item_from(json.loads(json.dumps(value)))
    except Malformed as error:
        assert str(error)
    else:
        assert isinstance(item, Item)
        fingerprint(item)
