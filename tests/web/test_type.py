"""Vietnamese letters of three storeys: each is drawn, whole, and within its line."""

import pytest
from playwright.sync_api import Browser

from tests.web.browsing import DESKTOP, PHONE, needs_browser, open_page

pytestmark = needs_browser

LETTERS = ["ẫ", "ợ", "ỷ", "Ặ", "Ễ", "Ỗ", "g̃"]
PAGES = ["/", "/search?q=thư+viện", "/help", "/items/kieu-1917", "/items/kieu-1917/pages/1?q=ta"]

#: For each kind of text on a page: what is wrong with a letter in it.
_FAULTS = """
(letters) => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 120;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const drawn = (font, text) => {
    pen.reset();
    pen.font = font;
    pen.fillText(text, 30, 80);
    return pen.getImageData(0, 0, 120, 120).data.join();
  };
  const faults = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.getClientRects().length) continue;
    if (element.closest(".han")) continue;  // only Hán and Nôm stand there
    const style = getComputedStyle(element);
    const font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const height = parseFloat(style.lineHeight);
    for (const letter of letters) {
      const where = `${letter} in ${element.tagName} ${element.className} (${font})`;
      if (drawn(font, letter) === drawn(font, "\\u{E123}")) faults.add(`no glyph: ${where}`);
      if (drawn(font, letter) !== drawn(font, letter.normalize("NFD")))
        faults.add(`drawn otherwise when decomposed: ${where}`);
      pen.font = font;
      const ink = pen.measureText(letter);
      const tall = ink.actualBoundingBoxAscent + ink.actualBoundingBoxDescent;
      if (!(tall <= height)) faults.add(`taller (${tall}) than its line (${height}): ${where}`);
    }
  }
  return [...faults];
}
"""


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_stacked_marks_are_drawn_within_their_line(
    browser: Browser, address: str, size: tuple[int, int]
) -> None:
    page = open_page(browser, size)
    for path in PAGES:
        page.goto(address + path)
        assert page.evaluate(_FAULTS, LETTERS) == [], path
    page.context.close()
