"""Records and queries that mean harm, in a real browser: nothing runs, all is shown as text."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from searchsvc.responses import Suggestion
from searchsvc.settings import Settings
from tests.web.browsing import DESKTOP, needs_browser, open_page, serving
from tests.web.fake import FakeService
from tests.web.payloads import PAYLOADS, WORD, hostile_items
from web.app import create_app

pytestmark = needs_browser

_LISTS = [
    "/", "/advanced", f"/search?q={WORD}&per_page=100", "/search?sort=newest&per_page=100",
    f"/facets/subject?q={WORD}", f"/facets/creator?q={WORD}",
]  # fmt: skip


class _Suggesting(FakeService):
    """Suggests every payload, whatever is typed."""

    def suggest(self, q: str, limit: int = 8) -> tuple[Suggestion, ...]:
        return tuple(Suggestion(payload, "title") for payload in PAYLOADS)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home: Path = tmp_path_factory.mktemp("hostile")
    service = _Suggesting(hostile_items(), home)
    with serving(create_app(Settings(home=home), service)) as base:
        yield base


@pytest.fixture
def page(browser: Browser, hostile: str) -> Iterator[Page]:
    """A page that fails the test when anything runs, breaks the policy or asks another host."""
    page = open_page(browser, DESKTOP)
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.on("request", lambda request: asked.append(request.url))
    yield page
    assert "pwned" not in page.title().replace("document.title='pwned'", "")
    page.context.close()
    assert [url for url in asked if not url.startswith(hostile)] == []
    # The browser itself remarks on the statuses of error pages.
    assert [text for text in said if "Failed to load resource" not in text] == []


@pytest.mark.parametrize("path", _LISTS)
def test_lists_show_payloads_as_text(page: Page, hostile: str, path: str) -> None:
    page.goto(hostile + path)
    assert page.locator("main :is(iframe, object, style, base, link, video, math)").count() == 0
    assert page.title() != "pwned"


def test_every_payload_can_be_read_and_asked_for(page: Page, hostile: str) -> None:
    page.goto(f"{hostile}/search?q={WORD}&per_page=100")
    titles = page.locator(".hit h2").all_inner_texts()
    assert {" ".join(title.split()) for title in titles} == {" ".join(p.split()) for p in PAYLOADS}
    for number, payload in enumerate(PAYLOADS):
        page.goto(f"{hostile}/search?q={quote(payload)}&subject={quote(payload)}&find={number}")
        assert page.locator("#q").input_value() == payload
        assert page.title() != "pwned"


@pytest.mark.parametrize("prefix", ["/items/", "/facets/", "/search?q=(&page=", "/items/a/pages/"])
def test_payloads_in_addresses(page: Page, hostile: str, prefix: str) -> None:
    for payload in PAYLOADS[::3]:
        page.goto(hostile + prefix + quote(payload, safe=""))
        assert page.title() != "pwned"


def test_suggestions_and_dialogs_show_payloads_as_text(page: Page, hostile: str) -> None:
    page.goto(f"{hostile}/search?q={WORD}")
    page.locator("#q").press_sequentially("x")
    page.locator("[role=option]").first.wait_for()
    shown = page.locator("[role=option] bdi").all_text_contents()
    assert shown == list(PAYLOADS)
    page.keyboard.press("Escape")
    page.locator("a.more-values").first.click()
    page.locator("dialog li").first.wait_for()
    assert page.locator("dialog :is(img, script, svg)").count() == 0
    page.locator("dialog li input").first.check()
    page.locator("dialog .send button").click()
    page.locator(".chips li").first.wait_for()
    assert page.title() != "pwned"
