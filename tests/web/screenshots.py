"""Pictures of pages, to look at: `python -m tests.web.screenshots FOLDER [ADDRESS PATH…]`.

Without an address it shows the test items; with one, these paths of the site that runs there.
"""

import sys
import tempfile
from contextlib import nullcontext
from itertools import product
from pathlib import Path

from playwright.sync_api import ViewportSize

from searchsvc.settings import Settings
from tests.web.browsing import browsing, serving
from tests.web.conftest import draw_images
from tests.web.fake import FakeService
from tests.web.items import HOSTILE, ITEMS
from web.app import create_app

PAGES = {
    "home": "/",
    "results": "/search?q=thư+viện&subject=Hà+Nội&per_page=10",
    "all": "/search?sort=newest",
    "none": "/search?q=thu+vein&library=Thư+viện",
    "item": "/items/kieu-1917?q=ta&back=q%3Dta%26sort%3Dtitle",
    "closed": "/items/mat-1",
    "page": "/items/kieu-1917/pages/1?q=trong+ta",
    "text": "/items/bao-1927-01/pages/1?q=thư+viện",
    "hostile": "/items/xss",
    "hostile-results": "/search?q=Nghiêng",
    "error": "/search?page=abc",
}
SIZES: dict[str, ViewportSize] = {
    "desktop": {"width": 1280, "height": 900},
    "phone": {"width": 360, "height": 780},
}


def main(folder: Path, address: str | None, paths: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    pages = {str(n): path for n, path in enumerate(paths, 1)} or PAGES
    with tempfile.TemporaryDirectory() as name:
        images = draw_images(Path(name))
        app = create_app(Settings(home=images), FakeService([*ITEMS, *HOSTILE], images))
        with nullcontext(address) if address else serving(app) as base, browsing() as browser:
            for size, scheme in product(SIZES, ("light", "dark")):
                context = browser.new_context(
                    viewport=SIZES[size],
                    color_scheme="dark" if scheme == "dark" else "light",
                    locale="vi-VN",
                )
                page = context.new_page()
                for which, path in pages.items():
                    page.goto(f"{base}{path}")
                    page.screenshot(path=folder / f"{which}-{size}-{scheme}.png", full_page=True)
                context.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None, sys.argv[3:])
