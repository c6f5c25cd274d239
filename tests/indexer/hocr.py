"""hOCR and PAGE XML written by hand."""

from html import escape

HEAD = '<html><head><meta name="ocr-system" content="by hand"></head><body>'


def word(text: str, place: str = "10 20 40 35", more: str = "") -> str:
    return f'<span class="ocrx_word" title="bbox {place}{more}">{escape(text)}</span>'


def line(*words: str) -> str:
    """A line of word elements, or of texts with spaces between."""
    elements = [w if w.startswith("<") else word(w) for w in words]
    return f'<span class="ocr_line" title="bbox 10 20 300 35">{" ".join(elements)}</span>'


def block(*lines: str) -> str:
    return f'<p class="ocr_par">{"".join(lines)}</p>'


def page(*texts: str, title: str = "bbox 0 0 1000 1600") -> str:
    """A page of blocks, or of one block with a line a text."""
    if not all(text.startswith("<") for text in texts):
        texts = (block(*(line(*text.split()) for text in texts)),)
    return f"<div class=\"ocr_page\" title='{title}'>{''.join(texts)}</div>"


def hocr(*pages: str) -> str:
    return f"{HEAD}{''.join(pages)}</body></html>"


def page_xml(*content: str, year: str = "2019-07-15", frame: str = "") -> str:
    namespace = f"http://schema.primaresearch.org/PAGE/gts/pagecontent/{year}"
    frame = frame or 'imageWidth="1000" imageHeight="1600"'
    return f'<PcGts xmlns="{namespace}"><Page {frame}>{"".join(content)}</Page></PcGts>'


def equiv(text: str, more: str = "") -> str:
    return f"<TextEquiv{more}><Unicode>{escape(text)}</Unicode></TextEquiv>" if text else ""


def pword(text: str, points: str = "10,20 40,20 40,35 10,35", more: str = "") -> str:
    return f'<Word id="w"><Coords points="{points}"/>{equiv(text, more)}</Word>'


def pline(*content: str, text: str = "", points: str = "10,20 310,20 310,35 10,35") -> str:
    """A line of word elements, or of texts."""
    words = [c if c.startswith("<") else pword(c) for c in content]
    return f'<TextLine><Coords points="{points}"/>{"".join(words)}{equiv(text)}</TextLine>'


def region(*lines: str, name: str = "r", text: str = "") -> str:
    return f'<TextRegion id="{name}">{"".join(lines)}{equiv(text)}</TextRegion>'
