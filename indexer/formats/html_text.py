"""The text of a web page without what stands round it on every page of a site."""

from lxml import etree

from indexer.formats.blocks import text_of

_ROUND = frozenset({"nav", "aside", "footer", "menu"})
_ROUND_ROLES = frozenset({"navigation", "banner", "contentinfo", "complementary", "search", "menu"})
_LISTS = frozenset({"ul", "ol", "div", "table", "p", "section", "center"})
#: A list of so many links, with hardly anything else in it, is a menu.
_LINKS = 3
_LINKED = 0.8
#: The main element, or else all articles, are believed when they have so much of the page's text.
_MAIN_SHARE = 0.3


def main_text(root: etree._Element) -> str:
    """The text that a page is about; all of it where nothing else would remain."""
    body = next(root.iter("body"), root)
    menus = _menus(body)

    def left_out(element: etree._Element) -> bool:
        return element in menus or _stands_round(element)

    whole = text_of(body, left_out)
    for name in ("main", "article"):
        outermost = [e for e in body.iter(name) if next(e.iterancestors(name), None) is None]
        text = "\n\n".join(filter(None, (text_of(e, left_out) for e in outermost)))
        if text and len(text) > _MAIN_SHARE * len(whole):
            return text
    return whole or text_of(body)


def _stands_round(element: etree._Element) -> bool:
    if element.tag in _ROUND or (element.get("role") or "").lower() in _ROUND_ROLES:
        return True
    # The header of a page is the site's, that of an article has its title.
    return element.tag == "header" and not any(
        parent.tag in ("article", "main") for parent in element.iterancestors()
    )


def _menus(body: etree._Element) -> set[etree._Element]:
    """Blocks that consist of links."""
    inside: dict[etree._Element, tuple[int, int, int]] = {}
    menus = set()
    for _, element in etree.iterwalk(body, events=("end",)):
        letters = len((element.text or "").strip())
        linked = links = 0
        for child in element:
            a, b, c = inside.pop(child, (0, 0, 0))
            letters += a + len((child.tail or "").strip())
            linked, links = linked + b, links + c
        if element.tag == "a" and element.get("href"):
            linked, links = letters, 1
        inside[element] = (letters, linked, links)
        if element.tag in _LISTS and links >= _LINKS and linked > _LINKED * letters:
            menus.add(element)
    return menus
