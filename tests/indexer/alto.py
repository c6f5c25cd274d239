"""ALTO written by hand."""

from collections.abc import Iterable
from xml.sax.saxutils import quoteattr

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACE = "http://www.loc.gov/standards/alto/ns-v%d#"


def word(text: str, place: tuple[object, ...] = (10, 20, 30, 15), **more: str) -> str:
    named = dict(zip(("HPOS", "VPOS", "WIDTH", "HEIGHT"), map(str, place), strict=False))
    attributes = {"CONTENT": text, **named, **more}
    written = " ".join(f"{name}={quoteattr(value)}" for name, value in attributes.items())
    return f"<String {written}/>"


SPACE = '<SP WIDTH="5"/>'


def line(*content: str) -> str:
    """A line of elements, or of words with spaces between."""
    elements = [c if c.startswith("<") else word(c) for c in content]
    bare = all(not c.startswith("<") for c in content)
    return f"<TextLine>{(SPACE if bare else '').join(elements)}</TextLine>"


def block(*lines: str) -> str:
    return f"<TextBlock>{''.join(lines)}</TextBlock>"


def page(*texts: str, frame: str = 'WIDTH="1000" HEIGHT="1600"') -> str:
    """A page of blocks, or of one block with a line a text."""
    if not all(text.startswith("<TextBlock") for text in texts):
        texts = (block(*(line(*text.split()) for text in texts)),)
    return f"<Page {frame}><PrintSpace>{''.join(texts)}</PrintSpace></Page>"


def alto(*pages: str, version: int = 3, head: str = HEAD) -> str:
    return f'{head}<alto xmlns="{NAMESPACE % version}"><Layout>{"".join(pages)}</Layout></alto>'


def spaced(words: Iterable[str]) -> str:
    return SPACE.join(word(text) for text in words)
