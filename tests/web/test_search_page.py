"""The search page with its scripts, as a reader uses it: by keys, by pointer, back and forward."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.web.browsing import DESKTOP, PHONE, needs_browser, open_page
from tests.web.test_browser import STANDARDS, axe

pytestmark = needs_browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = open_page(browser, DESKTOP, locale="en")
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    page.context.close()
    assert errors == []


def found(page: Page, text: str) -> None:
    """Waits until the heading says so."""
    expect(page.locator("#found")).to_have_text(text)


def arguments(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def tab_to(page: Page, selector: str, most: int = 60) -> None:
    """Goes on by Tab until the focus is on such an element."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("css => document.activeElement.matches(css)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached by Tab")


def test_suggestions_by_keys(page: Page, address: str) -> None:
    page.goto(address)
    box = page.get_by_role("combobox")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press_sequentially("Hà Thành")
    expect(page.get_by_role("option")).to_have_count(8)
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status").filter(has_text="8 suggestions")).to_have_count(1)
    assert axe(page, {"type": "tag", "values": STANDARDS}) == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    active = page.get_by_role("option", selected=True)
    expect(box).to_have_attribute("aria-activedescendant", active.get_attribute("id") or "")
    expect(box).to_have_value("Hà Thành")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_value("Hà Thành")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    chosen = page.get_by_role("option", selected=True)
    text = chosen.locator("bdi").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?*")
    assert arguments(page)["q"] == [text]


def test_suggestions_by_pointer_and_without(page: Page, address: str) -> None:
    page.goto(address)
    box = page.get_by_role("combobox")
    box.press_sequentially("Truyện")
    page.get_by_role("option", name="Truyện Kiều").click()
    found(page, "1 item for “Truyện Kiều”")
    page.goto(address)
    box.press_sequentially("Truyện")
    page.get_by_role("option", name="Truyện Kiều").wait_for()
    # With no option chosen, Enter searches for what was typed.
    page.keyboard.press("Enter")
    found(page, "1 item for “Truyện”")


def test_typing_goes_on_when_suggestions_fail(page: Page, address: str) -> None:
    page.route("**/api/v1/suggest*", lambda route: route.abort())
    page.goto(address)
    box = page.get_by_role("combobox")
    box.press_sequentially("Truyện Kiều", delay=30)
    expect(box).to_have_value("Truyện Kiều")
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.keyboard.press("Enter")
    found(page, "1 item for “Truyện Kiều”")


def test_an_old_answer_never_shows_under_new_words(page: Page, address: str) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        # The first question is answered last.
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route("**/api/v1/suggest*", hold)
    page.goto(address)
    box = page.get_by_role("combobox")
    box.press_sequentially("Há")
    page.wait_for_timeout(200)
    box.press_sequentially("n thư")
    expect(page.get_by_role("option")).to_have_text([re.compile("Hán thư")])
    assert len(held) == 1
    expect(page.get_by_role("option")).to_have_count(1)


def test_who_types_on_gives_up_the_suggestion_chosen(page: Page, address: str) -> None:
    page.goto(address)
    box = page.get_by_role("combobox")
    box.press_sequentially("Hà Thành")
    expect(page.get_by_role("option")).to_have_count(8)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_have_count(1)
    # Keyboards for Vietnamese take letters back to put others: the list is still the old one.
    page.route("**/api/v1/suggest*", lambda route: None)
    for _ in " Thành":
        page.keyboard.press("Backspace")
    expect(page.get_by_role("option", selected=True)).to_have_count(0)
    expect(box).not_to_have_attribute("aria-activedescendant", re.compile(""))
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?*")
    assert arguments(page)["q"] == ["Hà"]


def test_keys_belong_to_the_input_method_while_it_composes(page: Page, address: str) -> None:
    page.goto(address)
    box = page.get_by_role("combobox")
    box.focus()
    keyboard = page.context.new_cdp_session(page)

    def press(key: str, code: int) -> None:
        # 229: what a browser reports of a key that an input method takes for itself.
        event = {"key": key, "windowsVirtualKeyCode": code}
        keyboard.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **event})
        keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", **event})

    composed = {"text": "Truyện", "selectionStart": 6, "selectionEnd": 6}
    keyboard.send("Input.imeSetComposition", composed)
    expect(page.get_by_role("option")).to_have_count(1)
    press("ArrowDown", 40)
    press("Process", 229)
    expect(page.get_by_role("option", selected=True)).to_have_count(0)
    expect(page.get_by_role("option")).to_have_count(1)
    assert arguments(page) == {}
    keyboard.send("Input.insertText", {"text": "Truyện"})
    expect(box).to_have_value("Truyện")
    page.keyboard.press("Enter")
    found(page, "1 item for “Truyện”")


def test_filters_change_the_list_in_place(page: Page, address: str) -> None:
    page.goto(f"{address}/search?q=thư")
    page.evaluate("window.stayed = true")
    box = page.get_by_label("Newspaper 15")
    box.check()
    found(page, "15 items for “thư”")
    assert arguments(page) == {"q": ["thư"], "type": ["newspaper"]}
    expect(box).to_be_focused()
    expect(box).to_be_checked()
    expect(page.get_by_role("status").filter(has_text="15 items for")).to_have_count(1)
    page.get_by_label("Hà Nội 15").check()
    page.wait_for_url("**subject=*")
    page.go_back()
    expect(page.get_by_label("Hà Nội 15")).not_to_be_checked()
    found(page, "15 items for “thư”")
    page.go_back()
    expect(box).not_to_be_checked()
    found(page, "16 items for “thư”")
    page.go_forward()
    expect(box).to_be_checked()
    assert page.evaluate("window.stayed")
    # What stands in the address is what a fresh visit shows.
    page.reload()
    expect(box).to_be_checked()
    # The search box keeps the filters that were chosen since the page came.
    page.get_by_role("combobox").fill("Hội")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=H*")
    assert arguments(page)["type"] == ["newspaper"]


def test_years_by_keys_and_by_pointer(page: Page, address: str) -> None:
    page.goto(f"{address}/search?q=thư+viện")
    slider = page.get_by_role("slider", name="From year")
    slider.focus()
    assert slider.get_attribute("aria-valuetext") == "1920"
    page.keyboard.press("ArrowRight")
    found(page, "5 items for “thư viện”")
    assert arguments(page)["year"] == ["1930..1939"]
    page.go_back()
    found(page, "15 items for “thư viện”")
    box = page.locator("svg.bars").bounding_box()
    assert box
    page.mouse.move(box["x"] + 5, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 15, box["y"] + 20)
    page.mouse.up()
    found(page, "10 items for “thư viện”")
    assert arguments(page)["year"] == ["1920..1929"]


def test_the_one_bar_is_chosen_by_the_pointer_on_it(page: Page, address: str) -> None:
    page.goto(f"{address}/search?q=Kiều")
    found(page, "1 item for “Kiều”")
    box = page.locator("svg.bars").bounding_box()
    assert box
    page.mouse.click(box["x"] + 5, box["y"] + 20)
    expect(page.locator("rect.chosen")).to_have_count(0)
    assert "year" not in arguments(page)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 20)
    expect(page.locator("rect.chosen")).to_have_count(1)
    page.wait_for_url("**year=1910*")


def test_a_finger_that_scrolls_over_the_years_chooses_none(browser: Browser, address: str) -> None:
    page = open_page(browser, PHONE, locale="en", has_touch=True)
    page.goto(f"{address}/search?q=thư")
    bars = page.locator("svg.bars")
    bars.evaluate("bars => bars.scrollIntoView({ block: 'center', behavior: 'instant' })")
    page.evaluate("addEventListener('pointercancel', () => { window.given_up = true })")
    box = bars.bounding_box()
    assert box
    x, y = box["x"] + 5, box["y"] + 20
    finger = page.context.new_cdp_session(page)

    def touch(kind: str, *points: dict[str, float]) -> None:
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", {"x": x, "y": y})
    expect(page.locator("rect.chosen")).to_have_count(1)
    for step in range(1, 11):
        touch("touchMove", {"x": x, "y": y - 15 * step})
    page.wait_for_function("window.given_up")
    touch("touchEnd")
    expect(page.locator("rect.chosen")).to_have_count(0)
    expect(page.locator("[name=year_from]")).to_have_value("")
    expect(page.locator("[name=year_to]")).to_have_value("")
    page.context.close()


def test_keys_on_a_slider_search_once_they_rest(page: Page, address: str) -> None:
    page.goto(f"{address}/search?q=thư+viện")
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.get_by_role("slider", name="From year").focus()
    for key in ("ArrowRight", "ArrowLeft", "ArrowRight"):
        page.keyboard.press(key)
        page.wait_for_timeout(100)
    assert not [url for url in requested if "/search?" in url]
    found(page, "5 items for “thư viện”")
    assert len([url for url in requested if "year=" in url]) == 1
    # Who knows that it is done need not wait.
    for end in ("Enter", "Tab"):
        page.go_back()
        found(page, "15 items for “thư viện”")
        page.get_by_role("slider", name="From year").focus()
        page.keyboard.press("ArrowRight")
        with page.expect_request("**/search?*", timeout=600):
            page.keyboard.press(end)
        found(page, "5 items for “thư viện”")


def test_a_filter_leaves_what_was_typed(page: Page, address: str) -> None:
    page.goto(f"{address}/search?q=thư")
    page.get_by_role("combobox").fill("Hội đồng")
    page.get_by_label("Hà Nội 15").check()
    found(page, "15 items for “thư”")
    expect(page.locator("#q")).to_have_value("Hội đồng")
    page.get_by_role("combobox").fill("thư")
    page.get_by_role("link", name="Remove filter").click()
    found(page, "16 items for “thư”")
    expect(page.locator("#q")).to_have_value("thư")


def test_all_values_of_a_facet(page: Page, address: str) -> None:
    page.goto(f"{address}/search?sort=newest")
    link = page.get_by_role("link", name="More: creator")
    link.click()
    dialog = page.get_by_role("dialog", name="Creator")
    expect(dialog.get_by_label("Find a value")).to_be_focused()
    assert axe(page, {"type": "tag", "values": STANDARDS}) == []
    page.keyboard.type("zzz")
    said = dialog.get_by_role("status")
    expect(said).to_have_text("No value begins like this.")
    expect(dialog.get_by_role("listitem")).to_have_count(0)
    dialog.get_by_label("Find a value").fill("")
    page.keyboard.type("Ban")
    expect(said).to_have_text("1 value")
    expect(dialog.get_by_role("listitem")).to_have_count(1)
    dialog.get_by_label("Ban Cố").check()
    dialog.get_by_label("Find a value").fill("Bùi")
    expect(dialog.get_by_role("listitem")).to_have_count(2)
    dialog.get_by_label("Bùi Xuân Học").check()
    dialog.get_by_role("button", name="Apply filters").click()
    found(page, "16 items")
    expect(dialog).to_have_count(0)
    assert arguments(page) == {"sort": ["newest"], "creator": ["Ban Cố", "Bùi Xuân Học"]}


def test_a_dialog_is_left_by_escape(page: Page, address: str) -> None:
    page.goto(f"{address}/search?sort=newest")
    page.get_by_role("link", name="More: creator").focus()
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("link", name="More: creator")).to_be_focused()


def test_nothing_found_in_place_and_the_way_out(page: Page, address: str) -> None:
    page.goto(f"{address}/search?q=thư")
    page.get_by_label("From", exact=True).fill("1500")
    page.get_by_label("to", exact=True).fill("1600")
    page.get_by_role("button", name="Apply", exact=True).click()
    found(page, "No item matches “thư”")
    page.get_by_role("link", name="Without the filter Year: 1500–1600").click()
    found(page, "16 items for “thư”")


def test_an_outage_shows_its_own_page(page: Page, address: str) -> None:
    page.goto(f"{address}/search?q=thư")
    page.route("**/search?*subject*", lambda route: route.fulfill(status=503, body="out of order"))
    page.get_by_label("Hà Nội 15").click()
    expect(page.locator("body")).to_have_text("out of order")


def test_the_whole_way_by_keyboard(page: Page, address: str) -> None:
    page.goto(address)
    tab_to(page, "#q")
    page.keyboard.type("thư viện")
    page.keyboard.press("Enter")
    found(page, "15 items for “thư viện”")
    tab_to(page, "a.skip")
    page.keyboard.press("Enter")
    tab_to(page, ".filters [type=checkbox][name=subject]", most=120)
    page.keyboard.press("Space")
    page.wait_for_url("**subject=*")
    tab_to(page, ".folio", most=150)
    page.keyboard.press("Enter")
    page.wait_for_url("**/pages/*")
    assert arguments(page)["q"] == ["thư viện"]
    tab_to(page, ".trail a")
    page.keyboard.press("Enter")
    found(page, "15 items for “thư viện”")
    assert arguments(page)["subject"]


def test_the_way_to_a_page_on_a_phone(browser: Browser, address: str) -> None:
    page = open_page(browser, PHONE, locale="vi", has_touch=True)
    page.goto(f"{address}/search?q=thư")
    page.get_by_role("link", name="Lọc kết quả").tap()
    page.get_by_label("Hà Nội 15").tap()
    page.wait_for_url("**subject=*")
    page.get_by_role("link", name="Xem 15 tài liệu").tap()
    expect(page.locator("#found")).to_be_in_viewport()
    page.context.close()
