"""How heavy the pages are, and that nothing moves once it is seen."""

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from tests.web.browsing import DESKTOP, PHONE, needs_browser, open_page
from tests.web.test_browser import PAGES

pytestmark = needs_browser

#: Bytes of a page of results, and of its style and scripts, which browsers keep for a year; as sent
#: by the application itself, before anything in front of it compresses them.
MOST_BYTES, MOST_KEPT = 40_000, 45_000

_WATCH = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


def test_a_page_of_results_is_light(client: FlaskClient) -> None:
    response = client.get("/search?q=thư+viện")
    assert len(response.data) < MOST_BYTES


def test_what_a_page_of_results_loads(browser: Browser, address: str) -> None:
    page = open_page(browser, DESKTOP)
    sizes: dict[str, int] = {}

    def weigh(url: str, kind: str, length: int) -> None:
        if kind not in ("document", "image"):
            sizes[url] = length

    page.on("response", lambda r: weigh(r.url, r.request.resource_type, len(r.body())))
    page.goto(f"{address}/search?q=thư+viện", wait_until="networkidle")
    page.context.close()
    assert any("style.css" in url for url in sizes)
    assert sum(sizes.values()) < MOST_KEPT, sizes


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_nothing_moves(browser: Browser, address: str, size: tuple[int, int]) -> None:
    page = open_page(browser, size)
    page.add_init_script(_WATCH)
    shifted = {}
    for name, path in PAGES.items():
        page.goto(address + path, wait_until="networkidle")
        shifted[name] = page.evaluate("window.shifted")
    page.context.close()
    assert {name: moved for name, moved in shifted.items() if moved > 0.01} == {}
