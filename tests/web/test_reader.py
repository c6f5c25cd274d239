"""Item page and reader in a real browser, over the sample collection."""

import re
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect
from playwright.sync_api import TimeoutError as StillHere

from searchsvc.domain import Item, Metadata, WordBox
from searchsvc.domain import Page as ItemPage
from searchsvc.settings import Settings
from tests.web.browsing import DESKTOP, NARROW, PHONE, needs_browser, open_page, serving, watched
from tests.web.fake import FakeService
from tests.web.ink import check_boxes
from tests.web.payloads import PAYLOADS
from tests.web.test_browser import STANDARDS, axe
from web.app import create_app

pytestmark = needs_browser

BOOK = "/items/thu-vien-tinh"
PAGES = {
    "item": f"{BOOK}?q=thu+vien&back=q%3Dthu%2Bvien%26page%3D1",
    "item without a query": "/items/ho-so-hien-tang",
    "page": f"{BOOK}/pages/2?q=thu+vien",
    "page without a query": f"{BOOK}/pages/2",
    "page in Nôm": "/items/sach-hoc-chu/pages/2?q=chu",
    "not on this page": f"{BOOK}/pages/8?q=cháu",
}


@pytest.fixture
def address(sample_address: str) -> str:
    return sample_address


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_accessible(
    browser: Browser, address: str, language: str, scheme: str, size: tuple[int, int]
) -> None:
    page = open_page(browser, size, color_scheme=scheme, locale=language)
    faults = []
    for name, path in PAGES.items():
        page.goto(address + path)
        if page.locator(".zoom").count():
            page.locator("[data-zoom=in]").click()
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        found = axe(page, {"type": "tag", "values": STANDARDS})
        faults += [f"{name}: {fault}" for fault in found]
    page.context.close()
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("size", [NARROW, PHONE, (700, 800), (1000, 800), (2200, 1200)], ids=str)
def test_nothing_sticks_out(browser: Browser, address: str, size: tuple[int, int]) -> None:
    page = open_page(browser, size)
    widths = {}
    for path in PAGES.values():
        page.goto(address + path)
        widths[path] = page.evaluate("document.documentElement.scrollWidth")
    page.context.close()
    assert {path: width for path, width in widths.items() if width > size[0]} == {}


def test_without_scripts_nothing_is_shown_that_needs_one(browser: Browser, address: str) -> None:
    page = open_page(browser, locale="en", java_script_enabled=False)
    page.goto(address + PAGES["page"])
    for css in (".hits button", ".zoom", ".keys", ".hit-place"):
        assert not any(found.is_visible() for found in page.locator(css).all()), css
    page.locator(".hit-links a").nth(4).click()
    assert page.url.endswith("#match-5")
    outline = "getComputedStyle(document.querySelector('#match-5')).outlineStyle"
    assert page.evaluate(outline) == "solid"
    page.context.close()


def test_from_match_to_match(browser: Browser, address: str) -> None:
    page = open_page(browser, locale="en")
    page.goto(f"{address}{BOOK}/pages/1?q=thu+vien")
    page.get_by_role("link", name="Next page →").first.click()
    place = page.locator(".hit-place")
    expect(place).to_have_text("1 / 7")
    current = page.locator("article .current-match")
    # Neighbours are one place to step to.
    expect(current).to_have_text(["thư", "viện"])
    expect(page.locator("rect.current-match")).to_have_count(2)
    page.get_by_role("button", name="Next match").click()
    expect(place).to_have_text("2 / 7")
    expect(current).to_have_text("viên")
    outlined = "m => getComputedStyle(m).outlineStyle === 'solid'"
    marks = page.locator("article mark").all()
    assert [mark.evaluate(outlined) for mark in marks].count(True) == 1
    assert page.url.endswith("#match-2")
    # The box of the same word is the one that stands out.
    box = page.locator("rect.current-match")
    assert box.get_attribute("data-match") == "2"
    page.get_by_role("button", name="Previous match").click()
    page.get_by_role("button", name="Previous match").click()
    expect(page).to_have_url(re.compile(r"/pages/1\?q=thu\+vien#match-end$"))
    total = page.locator("article mark[id]").count()
    expect(place).to_have_text(f"{total} / {total}")
    page.goto(f"{address}{BOOK}/pages/2?q=thu+vien#match-5")
    expect(place).to_have_text("5 / 7")
    page.goto(f"{address}{BOOK}/pages/7?q=thu+vien#match-end")
    expect(page.get_by_role("button", name="Next match")).to_be_disabled()
    # What names no match, and could not even be decoded, is the first one.
    page.goto(f"{address}{BOOK}/pages/2?q=thu+vien#%E0%")
    expect(place).to_have_text("1 / 7")
    page.context.close()


def test_by_keyboard_alone(browser: Browser, address: str) -> None:
    page = open_page(browser, locale="en")
    page.goto(f"{address}/search?q=thu+vien&sort=title")
    results = page.url
    reach(page, ".hit .snippets a")
    page.keyboard.press("Enter")
    expect(page.locator("article mark").first).to_be_visible()
    where = page.url.split("?")[0]
    elsewhere = re.compile(rf"^(?!{re.escape(where)}\?)")
    for _ in range(40):
        page.keyboard.press("n")
        # The next page takes a moment to come; another key meanwhile would ask for it once more.
        with suppress(StillHere):
            page.wait_for_url(elsewhere, timeout=300)
            break
    expect(page).to_have_url(elsewhere)
    page.keyboard.press("p")
    expect(page).to_have_url(re.compile(re.escape(where) + r"\?.*#match-end$"))
    page.keyboard.press("ArrowRight")
    expect(page).not_to_have_url(re.compile(re.escape(where) + r"\?"))
    page.keyboard.press("+")
    expect(page.locator(".zoom output")).to_have_text("125%")
    # An image made larger is moved by the arrows while it has the focus.
    reach(page, ".scan")
    turned = page.url
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.scan').scrollLeft > 0")
    assert page.url == turned
    page.keyboard.press("0")
    expect(page.locator(".zoom output")).to_have_text("100%")
    page.keyboard.press("b")
    expect(page).to_have_url(results)
    page.context.close()


def reach(page: Page, css: str) -> None:
    """Tab to an element, and see that the focus shows."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("css => document.activeElement.matches(css)", css):
            break
    assert page.evaluate("css => document.activeElement.matches(css)", css)
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_keys_are_not_taken_from_inputs_and_can_be_turned_off(
    browser: Browser, address: str
) -> None:
    page = open_page(browser, locale="en")
    page.goto(address + PAGES["page"])
    page.get_by_label("Go to page").press_sequentially("n0+ib")
    assert page.get_by_label("Go to page").input_value() == "n0+ib"
    expect(page.locator(".hit-place")).to_have_text("1 / 7")
    page.get_by_label("Go to page").fill("8")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/pages/8\?q=thu\+vien$"))
    page.go_back()
    page.keyboard.press("Control+b")
    page.locator(".keys summary").click()
    page.get_by_label("Use these keys").uncheck()
    page.keyboard.press("n")
    expect(page.locator(".hit-place")).to_have_text("1 / 7")
    page.reload()
    page.keyboard.press("n")
    expect(page.locator(".hit-place")).to_have_text("1 / 7")
    page.locator(".keys summary").click()
    page.get_by_label("Use these keys").check()
    page.keyboard.press("n")
    expect(page.locator(".hit-place")).to_have_text("2 / 7")
    page.context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_image_and_text_can_be_put_away(browser: Browser, address: str, scripts: bool) -> None:
    page = open_page(browser, PHONE, locale="en", java_script_enabled=scripts)
    page.goto(address + PAGES["page"])
    text, image = page.locator("article"), page.locator(".facsimile")
    for choice, shown in (("Text", (True, False)), ("Image", (False, True))):
        page.locator(".views label").filter(has_text=re.compile(f"^ *{choice} *$")).click()
        assert (text.is_visible(), image.is_visible()) == shown
    if scripts:
        page.get_by_role("link", name="Next page →").first.click()
        expect(image).to_be_visible()
        expect(text).to_be_hidden()
    page.context.close()


def test_zoom_and_pan(browser: Browser, address: str) -> None:
    page = open_page(browser, locale="en")
    page.goto(address + PAGES["page"])
    scan = page.locator(".scan")
    height = scan.bounding_box()
    width = "document.querySelector('.scan .sheet').offsetWidth"
    before = page.evaluate(width)
    for _ in range(3):
        page.get_by_role("button", name="Larger").click()
    assert page.evaluate(width) == pytest.approx(before * 1.25**3, abs=3)
    # Nothing below moves, and the boxes grow with the image.
    assert scan.bounding_box() == height
    check_boxes(page)
    frame = scan.bounding_box()
    assert frame
    place = (
        "[document.querySelector('.scan').scrollLeft, document.querySelector('.scan').scrollTop]"
    )
    left, top = page.evaluate(place)
    x, y = frame["x"] + frame["width"] / 2, frame["y"] + 300
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 60, y - 40, steps=4)
    page.mouse.up()
    assert page.evaluate(place) == pytest.approx([left + 60, top + 40], abs=2)
    page.get_by_role("button", name="Fit to width").click()
    assert page.evaluate(width) == before
    page.context.close()


def test_text_can_be_taken_exactly(browser: Browser, address: str) -> None:
    page = open_page(browser)
    page.goto(address + PAGES["page in Nôm"])
    delivered = page.request.get(f"{address}/api/v1/items/sach-hoc-chu/pages/2").json()["text"]
    assert page.locator("article").evaluate("article => article.textContent") == delivered
    taken = page.evaluate(
        "(getSelection().selectAllChildren(document.querySelector('article')),"
        " getSelection().toString())"
    )
    assert taken == delivered.rstrip("\n") or taken == delivered
    page.context.close()


def test_ideographs_have_their_font_and_language(browser: Browser, address: str) -> None:
    page = open_page(browser, locale="en")
    page.goto(address + PAGES["page in Nôm"])
    run = page.locator("article .han").first
    assert run.get_attribute("lang") in ("lzh", "vi-Hani")
    assert run.evaluate("e => getComputedStyle(e).fontFamily").startswith('"Nom Na Tong"')
    assert "14 characters" in page.locator(".font-notice").inner_text()
    page.goto(address + PAGES["page"])
    assert page.locator(".font-notice").count() == 0
    page.context.close()


def test_a_page_prints_as_its_text(browser: Browser, address: str) -> None:
    page = open_page(browser)
    page.goto(address + PAGES["page"])
    page.emulate_media(media="print")
    assert page.locator("article").is_visible()
    assert page.locator("h1").is_visible()
    for css in (".tools", ".leaf", ".keys", ".foot", "form.search", ".trail"):
        assert not any(found.is_visible() for found in page.locator(css).all()), css
    page.context.close()


def test_an_enlarged_image_prints_above_the_text(browser: Browser, address: str) -> None:
    page = open_page(browser)
    page.goto(address + PAGES["page"])
    for _ in range(3):
        page.get_by_role("button", name=re.compile("Larger|Phóng to")).click()
    page.evaluate("scrollTo(0, 400)")
    page.emulate_media(media="print")
    scan, sheet = page.locator(".scan").bounding_box(), page.locator(".sheet").bounding_box()
    text = page.locator("article").bounding_box()
    assert scan and sheet and text
    assert sheet["width"] == pytest.approx(scan["width"], abs=3)
    assert scan["y"] + scan["height"] <= text["y"]
    printed = page.locator(".printed").inner_text()
    assert all(part in printed for part in ("Trần Hoài Vân", "2018", f"{BOOK}/pages/2"))
    page.context.close()


def test_on_a_phone_the_buttons_stay_and_the_match_comes(browser: Browser, address: str) -> None:
    page = open_page(browser, PHONE, locale="en", reduced_motion="reduce")
    page.goto(f"{address}/search?q=thu+vien")
    page.locator(".folio[href*='thu-vien-tinh/pages/2']").click()
    button = page.get_by_role("button", name="Next match")
    place = button.bounding_box()
    top = "document.querySelector('article .current-match').getBoundingClientRect().top"
    for number in range(1, 8):
        expect(page).to_have_url(re.compile(rf"/pages/2\?q=thu\+vien#match-{number}$"))
        # About a third down the screen, or as far as the page goes; the address may be there first.
        page.wait_for_function(f"100 < {top} && {top} < 400")
        assert button.bounding_box() == place
        button.click()
    expect(page).to_have_url(re.compile(r"/pages/3\?q=thu\+vien#match-1$"))
    expect(button).to_be_focused()
    assert button.bounding_box() == place
    page.context.close()


def test_payloads_are_text(browser: Browser, tmp_path: Path) -> None:
    payloads = PAYLOADS[::3]
    items = [
        Item(
            Metadata(f"p{n}", p, (p,), (p,), (p,), (p, "vi"), (p,), p, p, collection=p, source=p),
            (ItemPage(1, f"chữ {p} 𠊛 {p}", p, "a.jpg", 9, 9, (WordBox(p, 1, 1, 2, 2, 1),)),
             ItemPage(2, p, p)),
        )
        for n, p in enumerate(payloads)
    ]  # fmt: skip
    page = open_page(browser)
    said = watched(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    with serving(create_app(Settings(home=tmp_path), FakeService(items, tmp_path))) as base:
        for n, payload in enumerate(payloads):
            for path in (f"/items/p{n}", f"/items/p{n}/pages/1", f"/items/p{n}/pages/2"):
                for query in ({}, {"q": payload, "back": payload}, {"q": "chữ", "strip": payload}):
                    page.goto(base + path + url_query(query))
                    assert page.title() != "pwned"
                    assert page.locator("h1").first.is_visible()
        assert page.locator("article").evaluate("a => a.textContent") == payloads[-1]
        assert all(url.startswith(base) for url in asked)
    page.context.close()
    # The images are missing, which the browser remarks on.
    assert [text for text in said if "Failed to load resource" not in text] == []


def url_query(values: dict[str, str]) -> str:
    return f"?{urlencode(values)}" if values else ""
