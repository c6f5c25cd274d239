"""A page as the reader shows it: its text with the matches marked, and boxes over its image."""

import math
from itertools import zip_longest

from markupsafe import Markup

from searchsvc.domain import Page
from searchsvc.responses import PageView
from web.hannom import run_language, with_runs

Rectangle = tuple[str, str, str, str, str]

_END = Markup('<span id="match-end"></span>')


def marked(view: PageView) -> Markup:
    """The page's text, escaped, its matches in `<mark>`, each with the number of its run.

    The first of each run has the id `match-1`, `match-2`…; in that of the last run stands
    `match-end`: links to the page before lead there.
    """
    text, done = view.page.text, 0
    lang = run_language(view.metadata.languages)
    places = _places(view)
    pieces: list[str] = []
    named = 0
    for number, start, end in places:
        name = Markup(' id="match-{}"').format(number) if number > named else ""
        anchor = _END if name and number == places[-1][0] else ""
        found = anchor + with_runs(text[start:end], lang)
        pieces += (
            with_runs(text[done:start], lang),
            Markup('<mark{} data-match="{}">{}</mark>').format(name, number, found),
        )
        named, done = number, end
    return Markup("".join([*pieces, with_runs(text[done:], lang)]))


def _places(view: PageView) -> list[tuple[int, int, int]]:
    """Run, from 1, start and end of the matches, none over another or over an end of the text."""
    places, done = [], 0
    for (start, end), run in sorted(zip(view.matches, view.runs, strict=True)):
        start, end = max(start, done), min(end, len(view.page.text))
        if start < end:
            places.append((run + 1, start, end))
            done = end
    return places


def frame(page: Page) -> tuple[str, str] | None:
    """Width and height of the frame in which boxes stand; None when nothing can be drawn in it."""
    width, height = page.width, page.height
    if width is None or height is None or not _drawable(0, 0, width, height):
        return None
    return f"{width:.6g}", f"{height:.6g}"


def rectangles(view: PageView) -> list[Rectangle]:
    """x, y, width and height of the boxes of the words found, as attributes, and the numbers of
    the runs (as in `marked`) that are known.
    """
    return [
        (
            f"{x:.6g}",
            f"{y:.6g}",
            f"{w:.6g}",
            f"{h:.6g}",
            " ".join(dict.fromkeys(str(view.runs[m] + 1) for m in matches or ())),
        )
        for (_, x, y, w, h, _), matches in zip_longest(view.boxes, view.box_matches)
        if _drawable(x, y, w, h)
    ]


def _drawable(x: float, y: float, width: float, height: float) -> bool:
    return all(map(math.isfinite, (x, y, width, height))) and width > 0 and height > 0
