"""The pages in a real browser: as a reader sees them, and as an attacker would like to."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from searchsvc.settings import Settings
from tests.web.browsing import DESKTOP, NARROW, PHONE, needs_browser, open_page, serving
from tests.web.fake import FakeService
from tests.web.items import ITEMS
from web.app import create_app

pytestmark = needs_browser

PAGES = {
    "home": "/",
    "results": "/search?q=thư+viện&subject=Hà+Nội&year=1900..",
    "browsing": "/search?sort=newest&per_page=50",
    "no results": "/search?q=thu+vein&library=X",
    "help": "/help",
    "advanced": "/advanced",
    "values of a facet": "/facets/creator?q=thư&creator=X&find=b",
    "item": "/items/kieu-1917?q=ta&back=q%3Dta%26sort%3Dtitle",
    "closed item": "/items/mat-1",
    "page": "/items/kieu-1917/pages/1?q=trong+ta",
    "page of text alone": "/items/long/pages/1?q=Nghiêng",
    "error": "/search?page=abc",
    "not found": "/items/there-is-none",
    "not open": "/items/mat-1/pages/1",
}
HOSTILE_PAGES = [
    "/search?sort=newest&per_page=50", "/search?q=Nghiêng", "/items/xss", "/items/long",
    "/items/xss/pages/1?q=xấu", "/items/xss/pages/2", "/items/long/pages/1?q=Nghiêng",
]  # fmt: skip
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_accessible(browser: Browser, address: str, language: str, size: tuple[int, int]) -> None:
    page = open_page(browser, size, color_scheme="light", locale=language)
    faults = []
    for name, path in PAGES.items():
        page.emulate_media(color_scheme="light")
        page.goto(address + path)
        assert page.locator("html").get_attribute("lang") == language
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        found = axe(page, {"type": "tag", "values": STANDARDS})
        # The dark scheme changes nothing but colours.
        page.emulate_media(color_scheme="dark")
        found += axe(page, {"type": "rule", "values": COLOURS})
        faults += [f"{name}: {fault}" for fault in found]
    page.context.close()
    assert not faults, "\n".join(faults)


def axe(page: Page, rules: dict[str, object]) -> list[str]:
    found = Axe().run(page, options={"runOnly": rules, "resultTypes": ["violations"]})
    violations = found.response["violations"]
    return [f"{fault['id']}: {node['html']}" for fault in violations for node in fault["nodes"]]


@pytest.mark.parametrize("size", [NARROW, PHONE, DESKTOP], ids=str)
def test_nothing_sticks_out(browser: Browser, address: str, size: tuple[int, int]) -> None:
    page = open_page(browser, size)
    widths = {}
    for path in [*PAGES.values(), *HOSTILE_PAGES]:
        page.goto(address + path)
        widths[path] = page.evaluate("document.documentElement.scrollWidth")
    page.context.close()
    assert {path: width for path, width in widths.items() if width > size[0]} == {}


@pytest.mark.parametrize("size", [DESKTOP, (820, 900), PHONE, NARROW], ids=str)
def test_a_long_name_leaves_the_search_its_room(
    browser: Browser, images: Path, size: tuple[int, int]
) -> None:
    name = "Thư viện số – Thư viện Khoa học Tổng hợp Thành phố Hồ Chí Minh"
    app = create_app(Settings(home=images, site_name=name), FakeService(ITEMS, images))
    page = open_page(browser, size)
    with serving(app) as base:
        page.goto(f"{base}/search?q=ta")
        box = page.locator("#q").bounding_box()
        header = page.locator("header.site").bounding_box()
        assert box and header
        assert box["width"] > 150
        assert header["height"] < size[1] * 0.6
    page.context.close()


def test_letters_twice_as_large_leave_all_in_its_place(browser: Browser, address: str) -> None:
    page = open_page(browser, PHONE, bypass_csp=True)
    page.goto(address + PAGES["page"])
    page.add_style_tag(content="html { font-size: 212% !important }")
    skip = page.locator(".skip").bounding_box()
    assert skip
    assert skip["y"] + skip["height"] <= 0
    back, on = [page.locator("[data-hit]").nth(place).bounding_box() for place in (0, 1)]
    assert back and on
    assert back["y"] == on["y"]
    page.context.close()


def test_records_run_no_script_and_break_no_policy(browser: Browser, address: str) -> None:
    page = open_page(browser, DESKTOP)
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    for path in [*PAGES.values(), *HOSTILE_PAGES]:
        page.goto(address + path, wait_until="load")
        assert page.title() != "pwned"
        # What is known of an item stands in its page as data, which no browser runs.
        scripts = "script:not([src^='/static/'], [type='application/ld+json'])"
        assert page.locator(f"{scripts}, main [onerror]").count() == 0
    page.context.close()
    assert all(url.startswith(address) for url in asked)
    # The browser itself remarks on the statuses of error pages and missing images.
    assert [text for text in said if "Failed to load resource" not in text] == []


def test_a_journey_by_links_alone(browser: Browser, address: str) -> None:
    page = open_page(browser, PHONE, java_script_enabled=False, locale="vi")
    page.goto(address)
    page.get_by_role("searchbox").fill("thư viện")
    page.get_by_role("button", name="Tìm").click()
    expect(page.locator("h1")).to_have_text("15 tài liệu khớp với “thư viện”")
    page.get_by_text("Xem dạng bảng").click()
    page.get_by_role("button", name="1920–1929").click()
    expect(page.locator("h1")).to_have_text("10 tài liệu khớp với “thư viện”")
    page.get_by_role("link", name="Nhan đề", exact=True).click()
    page.get_by_role("link", name="Xem tất cả 4 trang khớp").first.click()
    expect(page.locator(".within h3")).to_have_text("4 trang khớp với “thư viện”")
    page.get_by_role("link", name="trang 3", exact=True).click()
    expect(page.locator("article mark").nth(0)).to_have_text("THƯ")
    expect(page.locator("article mark").nth(1)).to_have_text("VIỆN")
    page.get_by_role("link", name="Trang sau →").first.click()
    expect(page).to_have_url(re.compile(r"/pages/4\?"))
    page.get_by_role("link", name="English").click()
    page.get_by_role("link", name="Back to the results").click()
    expect(page.locator("h1")).to_have_text("10 items for “thư viện”")
    expect(page.locator(".order strong").first).to_have_text("Title")
    page.get_by_role("link", name="Remove filter").click()
    expect(page.locator("h1")).to_have_text("15 items for “thư viện”")
    page.get_by_label("From", exact=True).fill("1931")
    page.get_by_label("Hà Nội").check()
    page.get_by_role("button", name="Apply filters").click()
    expect(page.locator("h1")).to_have_text("5 items for “thư viện”")
    expect(page.locator(".chips bdi")).to_have_text(["Hà Nội", "from 1931"])
    page.go_back()
    expect(page.locator("h1")).to_have_text("15 items for “thư viện”")
    page.context.close()


def test_by_keyboard(browser: Browser, address: str) -> None:
    page = open_page(browser, DESKTOP)
    page.goto(address + PAGES["results"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.context.close()


def test_word_boxes_lie_on_the_image(browser: Browser, address: str) -> None:
    page = open_page(browser, DESKTOP)
    page.goto(address + PAGES["page"])
    image = page.locator(".facsimile img").bounding_box()
    box = page.locator(".facsimile rect").first.bounding_box()
    assert image and box
    scale = image["width"] / 1200
    assert box["x"] - image["x"] == pytest.approx(198 * scale, abs=3)
    assert box["y"] - image["y"] == pytest.approx(90 * scale, abs=3)
    assert box["width"] == pytest.approx(60 * scale, abs=4)
    page.context.close()
