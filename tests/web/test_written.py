"""In which of its languages a text of an item is shown to be."""

import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from analyzers import fold
from searchsvc.domain import Item, Metadata, Page
from searchsvc.settings import Settings
from tests.web.fake import FakeService
from tests.web.items import KIEU, NEWS
from web.app import create_app
from web.written import written_in

VIETNAMESE = NEWS[0].pages[0].text
FRENCH = (
    "Le gouvernement général de l'Indochine publia un arrêté concernant les écoles de la province, "
    "et la bibliothèque centrale de Hanoï conserve depuis longtemps des ouvrages rares."
)
ENGLISH = (
    "The library keeps the oldest printed books of the country, and readers who want to see them "
    "have to ask a librarian one day before they come."
)
BOTH = ("vi", "fr")


@pytest.mark.parametrize(
    ("text", "languages", "told"),
    [
        (VIETNAMESE, BOTH, "vi"),
        (VIETNAMESE.upper(), ("en", "vi"), "vi"),
        (unicodedata.normalize("NFD", VIETNAMESE), BOTH, "vi"),
        (fold(VIETNAMESE), BOTH, "vi"),
        (KIEU.pages[0].text, ("vi", "lzh"), "vi"),
        (FRENCH, BOTH, "fr"),
        (ENGLISH, ("vi", "en"), "en"),
        (VIETNAMESE, ("vi", "fr", "en"), "vi"),
        # What is not plain has no language.
        (FRENCH, ("vi", "fr", "en"), None),
        (FRENCH, ("vi", "lzh"), None),
        (FRENCH, ("en", "fr"), None),
        (f"{VIETNAMESE} {FRENCH} {FRENCH} {ENGLISH}", BOTH, None),
        ("Thư viện Đông Dương", BOTH, None),
        ("𤾓𢆥𥪞𡎝𠊛嗟𡨸才𡨸命窖𪜀恄饒" * 5, ("vi", "lzh"), None),
        ("1917 1918 1919 " * 20, BOTH, None),
        ("", BOTH, None),
    ],
)
def test_the_text_tells(text: str, languages: tuple[str, ...], told: str | None) -> None:
    assert written_in(text, languages) == told


def test_marks_in_a_snippet_are_no_words() -> None:
    words = VIETNAMESE.split()[:14]
    marked = " ".join(f'<mark class="strong">{word}</mark>' for word in words)
    assert written_in(marked, BOTH) == "vi"


def test_texts_of_an_item_in_two_languages_each_have_their_own(
    images: Path, tmp_path: Path
) -> None:
    known = Metadata("song-ngu", "Công báo", languages=BOTH)
    item = Item(known, (Page(1, VIETNAMESE), Page(2, FRENCH), Page(3, "Hà Nội")))
    service = FakeService([item, replace(NEWS[0])], images)
    client = create_app(Settings(home=tmp_path), service).test_client()
    expected = {1: ' lang="vi"', 2: ' lang="fr"', 3: ""}
    for number, lang in expected.items():
        text = client.get(f"/items/song-ngu/pages/{number}").text
        assert f'aria-label="Văn bản của trang"{lang}>' in text
    found = client.get("/search?q=bibliothèque").text
    assert '<p dir="auto" lang="fr">' in found
    inside = client.get("/items/song-ngu?q=thư viện").text
    assert '<p dir="auto" lang="vi">' in inside
    # A title is too short to tell.
    assert "<h1><bdi>Công báo" in inside
