"""Whether the boxes over a scan lie on its words: by the dark points within them."""

import io
from urllib.parse import urljoin

from PIL import Image, ImageStat
from playwright.sync_api import Page

#: What is darker than this share of the paper's grey is ink, on faint prints too.
_INK = 0.75


def check_boxes(page: Page) -> None:
    """Every match in the text has a box; every box holds ink and is mostly paper round it."""
    boxes = page.locator(".facsimile rect")
    boxed = {n for box in boxes.all() for n in (box.get_attribute("data-match") or "").split()}
    marks = page.locator("article mark").all()
    assert boxed == {mark.get_attribute("data-match") for mark in marks} != set()
    page.locator(".facsimile img").scroll_into_view_if_needed()
    image = page.locator(".facsimile img").bounding_box()
    assert image
    address = page.locator(".facsimile img").get_attribute("src")
    assert address
    response = page.request.get(urljoin(page.url, address))
    scan = Image.open(io.BytesIO(response.body())).convert("L")
    scale = scan.width / image["width"]
    # Most of a page is paper.
    ink = round(ImageStat.Stat(scan).median[0] * _INK)
    for number in range(boxes.count()):
        box = boxes.nth(number).bounding_box()
        assert box
        left, top = (box["x"] - image["x"]) * scale, (box["y"] - image["y"]) * scale
        width, height = box["width"] * scale, box["height"] * scale
        inside = _share_below(ink, scan, left, top, width, height)
        above = _share_below(ink, scan, left, top - height * 0.18, width, height * 0.12)
        assert inside > 0.08, f"box {number} holds no word"
        assert above < inside, f"box {number} lies below its word"


def _share_below(
    level: int, scan: Image.Image, x: float, y: float, width: float, height: float
) -> float:
    part = scan.crop((round(x), round(y), round(x + width), round(y + height)))
    points = part.histogram()
    return sum(points[:level]) / max(1, sum(points))
