"""Every text of the pages is in both languages, and what is compiled is what is written."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from flask.testing import FlaskClient

import web

ROOT = Path(web.__file__).parent.parent
FOLDER = ROOT / "web" / "translations"
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None, "gettext": None, "ngettext": (1, 2), "N_": None, "Notice": (2,),
}  # fmt: skip


def catalog(language: str) -> Catalog:
    with (FOLDER / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def texts(found: Catalog) -> list[tuple[list[str], list[str]]]:
    """Ids and texts, one or several forms each; headers (with their clocks) left out."""
    pairs = [(forms(message.id), forms(message.string)) for message in found if message.id]
    return sorted(pairs)


def forms(text: str | Sequence[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or [""])


def used() -> set[str | tuple[str, ...]]:
    with (FOLDER / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    found: set[str | tuple[str, ...]] = set()
    for folder in ("web", "searchsvc"):
        messages = extract_from_dir(
            ROOT / folder,
            [(pattern.removeprefix(f"{folder}/"), method) for pattern, method in methods],
            options,
            KEYWORDS,
        )
        found |= {message for _, _, message, _, _ in messages}
    return found


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_text_is_missing(language: str) -> None:
    whole = catalog(language)
    assert used() == {message.id for message in whole if message.id}
    for message in whole:
        if message.id:
            assert all(forms(message.string)), f"{message.id!r} is not translated"
            assert not message.fuzzy
            assert not list(message.check(whole)), message.id


@pytest.mark.parametrize("language", ["vi", "en"])
def test_compiled_as_written(language: str) -> None:
    with (FOLDER / language / "LC_MESSAGES" / "messages.mo").open("rb") as file:
        compiled = texts(read_mo(file))
    assert compiled == texts(catalog(language)), "see web/translations/README.md"


@pytest.mark.parametrize(
    ("query", "header", "expected"),
    [
        ("", None, "vi"),
        ("", "en-US,en;q=0.9", "en"),
        ("", "fr-FR, en;q=0.5, vi;q=0.4", "en"),
        ("", "fr", "vi"),
        ("?lang=en", "vi", "en"),
        ("?lang=vi", "en", "vi"),
        ("?lang=xx", "en", "en"),
        ("?lang=../../etc", None, "vi"),
    ],
)
def test_choice_of_language(
    client: FlaskClient, query: str, header: str | None, expected: str
) -> None:
    response = client.get(f"/{query}", headers={"Accept-Language": header} if header else {})
    assert f'<html lang="{expected}">' in response.text
    assert response.headers["Content-Language"] == expected
    assert {"Accept-Language", "Cookie"} <= set(response.vary)


def test_the_choice_is_kept(client: FlaskClient) -> None:
    response = client.get("/search?q=ta&lang=en")
    cookie = response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert '<html lang="en">' in client.get("/").text
    assert "Set-Cookie" not in client.get("/").headers


def test_numbers_are_written_as_each_language_does(client: FlaskClient) -> None:
    assert "10.000" in client.get("/search?page=0&lang=vi").text
    assert "10,000" in client.get("/search?page=0&lang=en").text
