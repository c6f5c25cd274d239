"""A reader's whole way over the sample collection: from letters to a word on a scan, and back."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.browsing import DESKTOP, PHONE, needs_browser, open_page, watched
from tests.web.ink import check_boxes

pytestmark = needs_browser

LIBRARY = "Thư viện tỉnh Hà Thanh"
#: More than any page of the sample has matches.
MOST_MATCHES = 40


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_journey(
    browser: Browser, sample_address: str, scripts: bool, size: tuple[int, int]
) -> None:
    page = open_page(browser, size, locale="vi", java_script_enabled=scripts)
    said = watched(page)
    page.goto(sample_address)
    take_suggestion(page, scripts)
    expect(page.locator("h1")).to_have_text("18 tài liệu khớp với “thư viện”", ignore_case=True)
    narrow(page, scripts)
    expect(page.locator(".chips bdi")).to_have_text([LIBRARY, "1900–1960"])
    expect(page.locator("h1")).to_have_text("8 tài liệu khớp với “thư viện”", ignore_case=True)
    results, hits = page.url, page.locator(".hit h2").all_inner_texts()

    second = page.locator(".hit").nth(1)
    title = second.locator("h2").inner_text()
    folio = second.locator(".folio").first
    name = folio.inner_text()
    folio.click()
    expect(page.locator("h1")).to_have_text(f"{title} {name}")
    expect(page.locator("article mark").first).to_be_visible()
    check_boxes(page)
    first = page.url.split("?")[0]
    for _ in range(MOST_MATCHES):
        if page.url.split("?")[0] != first:
            break
        next_match(page, scripts)
    assert page.url.split("?")[0] != first
    expect(page.locator("article mark").first).to_be_visible()
    check_boxes(page)

    page.get_by_role("link", name="Trở lại kết quả tìm").click()
    expect(page.locator(".hit h2")).to_have_text(hits)
    assert page.url == results
    page.context.close()
    assert said == []


def take_suggestion(page: Page, scripts: bool) -> None:
    """As one types; without scripts, what the results of the bare letters suggest."""
    page.get_by_role("searchbox" if not scripts else "combobox").press_sequentially("thu vien")
    if scripts:
        page.locator("[role=option]:has(bdi:text-is('Thư viện'))").click()
    else:
        page.keyboard.press("Enter")
        page.get_by_role("link", name="thư viện", exact=True).click()


def narrow(page: Page, scripts: bool) -> None:
    """To one library, then to some years. With scripts the library is sent as soon as ticked."""
    # The next page, which may be there before the click is over, has the library hidden, too.
    page.locator(f"[type=checkbox][name=library][value='{LIBRARY}']").check()
    if scripts:
        expect(page.locator(".chips bdi")).to_have_text([LIBRARY])
    page.locator("[name=year_from]").fill("1900")
    page.locator("[name=year_to]").fill("1960")
    page.locator(".range button").click()


def next_match(page: Page, scripts: bool) -> None:
    """To the next word found; without scripts, to the next page that has one."""
    if scripts:
        page.get_by_role("button", name="Chỗ khớp sau").click()
        page.wait_for_load_state()
    else:
        page.get_by_role("link", name="Chỗ khớp ở trang sau").click()
