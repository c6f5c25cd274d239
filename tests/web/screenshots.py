"""Pictures of every page: `python -m tests.web.screenshots [FOLDER [ADDRESS]]`, or `make screens`.

Without an address they show the sample collection, loaded into a home that is thrown away.
"""

import sys
from collections.abc import Callable
from contextlib import nullcontext
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.web.browsing import DESKTOP, PHONE, browsing, open_page
from tests.web.sample_site import serving_sample

FOLDER = Path("docs/screens")
PAGES = {
    "home": "/",
    "results": "/search?q=thư+viện",
    "narrowed": "/search?q=thư+viện&subject=Thư+viện&subject=Hà+Nội&year=1920..1949",
    "nothing-found": "/search?q=Nôm&type=newspaper&library=Thư+viện+Đại+học+Vân+Giang",
    "facet": "/facets/subject?q=thư+viện",
    "advanced": "/advanced",
    "help": "/help",
    "item": "/items/dong-thanh-7?q=giá+lúa",
    "closed-item": "/items/kiem-ke-2023",
    "page": "/items/dong-thanh-7/pages/1?q=thư+viện",
    "error": "/search?page=abc",
    "not-found": "/items/there-is-none",
}
#: Name → window and scheme of a picture.
LOOKS = {
    "light": (DESKTOP, "light"),
    "dark": (DESKTOP, "dark"),
    "phone": (PHONE, "light"),
}
#: What does not fit is cut off: nobody looks at the thirtieth result.
MOST_HEIGHT = 1050
#: Colours of a picture: pages have few, scans are grey. Octrees keep the rare yellow of marks.
COLOURS, METHOD = 128, Image.Quantize.FASTOCTREE


def _suggestions(page: Page, base: str) -> None:
    page.goto(base)
    page.locator("#q").press_sequentially("thu vie")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")


def _choosing(page: Page, base: str) -> None:
    page.goto(f"{base}/search?q=thư+viện")
    page.locator("a.more-values").first.click()
    page.get_by_role("dialog").wait_for()


#: Name → what is done to see what no address leads to.
STATES: dict[str, Callable[[Page, str], None]] = {
    "suggestions": _suggestions,
    "choosing": _choosing,
}


def main(folder: Path, address: str | None) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with nullcontext(address) if address else serving_sample() as base, browsing() as browser:
        for look in LOOKS:
            _draw(browser, base, folder, look)


def _draw(browser: Browser, base: str, folder: Path, look: str) -> None:
    size, scheme = LOOKS[look]
    page = open_page(browser, size, color_scheme=scheme, locale="vi-VN")
    for name, path in PAGES.items():
        page.goto(base + path, wait_until="networkidle")
        # What stays at the foot of a phone's screen would lie amid a picture of the whole page.
        _save(page.screenshot(full_page=size is not PHONE), folder / f"{name}-{look}.png")
    for name, act in STATES.items():
        act(page, base)
        _save(page.screenshot(), folder / f"{name}-{look}.png")
    page.context.close()


def _save(png: bytes, path: Path) -> None:
    picture = Image.open(BytesIO(png)).convert("RGB")
    picture = picture.crop((0, 0, picture.width, min(picture.height, MOST_HEIGHT)))
    # Without dithering, flat colours stay flat, and the file small.
    few = picture.quantize(COLOURS, method=METHOD, dither=Image.Dither.NONE)
    few.save(path, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER, (sys.argv + [""] * 3)[2] or None)
