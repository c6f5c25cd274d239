"""Pages as an HTML parser reads them."""

import re
from typing import cast

from lxml import html
from lxml.html import HtmlElement

_STEP = re.compile(r"(?P<tag>[\w-]+|\*)|\.(?P<class>[\w-]+)|#(?P<id>[\w-]+)|\[(?P<attr>[^\]]+)\]")


def parse(text: str) -> HtmlElement:
    return html.document_fromstring(text)


def select(page: HtmlElement, css: str) -> list[HtmlElement]:
    """Elements by the little of CSS that the tests need: tags, classes, ids, attributes."""
    paths = ["." + "".join(map(_step, one.split())) for one in css.split(",")]
    return cast(list[HtmlElement], page.xpath(" | ".join(paths)))


def texts(page: HtmlElement, css: str) -> list[str]:
    """What stands in these elements, white space as a browser shows it."""
    return [" ".join(str(found.text_content()).split()) for found in select(page, css)]


def links(page: HtmlElement, css: str) -> dict[str, str]:
    """Where these links lead, by their words."""
    addresses = [cast(str, found.get("href")) for found in select(page, css)]
    return dict(zip(texts(page, css), addresses, strict=True))


def _step(text: str) -> str:
    step, tests = "*", ""
    for match in _STEP.finditer(text):
        if match["tag"]:
            step = match["tag"]
        elif match["class"]:
            tests += f"[contains(concat(' ', @class, ' '), ' {match['class']} ')]"
        elif match["id"]:
            tests += f"[@id='{match['id']}']"
        else:
            name, has_value, value = match["attr"].partition("=")
            tests += f"[@{name}='{value}']" if has_value else f"[@{name}]"
    return f"//{step}{tests}"
