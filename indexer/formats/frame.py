"""The frame of a page's boxes: checked against the boxes and the page's image.

Where words are drawn over the image, frame and image are stretched to each other. So the unit does
not matter (pixels at whatever resolution, tenths of a millimetre, 1/1200 inch) as long as frame and
boxes are in the same one and the frame is of the image's shape. OCR is often wrong in that: width
and height are swapped, boxes are in pixels where the frame is in inches, a frame is missing.
"""

from dataclasses import replace
from typing import NamedTuple

from searchsvc.domain import Page, WordBox

#: The key of `Page.extra` that says what was done to the frame.
NOTE = "frame_note"

#: Shapes that differ by no more than this are one: sizes are rounded, and to coarse units.
_SAME_SHAPE = 0.03
#: So much of a page's boxes must lie inside its frame; single ones lie anywhere.
_INSIDE = 0.95
#: From so many words on, a page is taken to have text in more than a quarter of it.
_FULL_PAGE = 20


class _Frame(NamedTuple):
    width: float
    height: float


def fitted(page: Page, image: tuple[int, int] | None) -> Page:
    """The page with a frame that fits, and only the boxes, or parts of them, that lie in it.

    `image`: width and height in pixels as a browser shows it, None where there is none. Where
    nothing fits, the page has no frame, the boxes stay as they came, and a note says so.
    """
    stated = _Frame(page.width, page.height) if page.width and page.height else None
    if stated is None and image is None:
        return page
    chosen = _chosen(page.words, stated, _Frame(*image) if image else None)
    if chosen == stated and stated:
        return replace(page, words=_clipped(page.words, stated))
    note = {NOTE: _note(chosen, stated, image)} if stated else {}
    if chosen is None:
        return replace(page, width=None, height=None, extra={**page.extra, **note})
    return replace(
        page,
        width=chosen.width,
        height=chosen.height,
        words=_clipped(page.words, chosen),
        extra={**page.extra, **note},
    )


def _chosen(
    words: tuple[WordBox, ...], stated: _Frame | None, image: _Frame | None
) -> _Frame | None:
    """The frame that holds the boxes and has the image's shape.

    A sound frame of another shape is of another picture than the image; only if it is not sound,
    the image may itself be the frame.
    """
    tried: tuple[_Frame | None, ...] = (image,)
    if stated:
        swapped = _Frame(stated.height, stated.width)
        if not _holds(stated, words):
            tried = (swapped, image)
        elif _is_far_too_large(stated, words):
            tried = (image if image and not _is_far_too_large(image, words) else None, stated)
        else:
            tried = (stated, swapped)
    elif image and _is_far_too_large(image, words):
        tried = ()
    fitting = (f for f in tried if f and _holds(f, words) and (not image or _same_shape(f, image)))
    return next(fitting, None)


def _same_shape(one: _Frame, other: _Frame) -> bool:
    ratio = one.width * other.height / (one.height * other.width)
    return 1 - _SAME_SHAPE <= ratio <= 1 + _SAME_SHAPE


def _holds(frame: _Frame, words: tuple[WordBox, ...]) -> bool:
    inside = sum(
        word.x + word.width <= frame.width * 1.01 and word.y + word.height <= frame.height * 1.01
        for word in words
    )
    return inside >= _INSIDE * len(words)


def _is_far_too_large(frame: _Frame, words: tuple[WordBox, ...]) -> bool:
    """Whether all of a full page's words stand in the first quarter of the frame."""
    return len(words) >= _FULL_PAGE and all(
        word.x + word.width < frame.width / 2 and word.y + word.height < frame.height / 2
        for word in words
    )


def _note(chosen: _Frame | None, stated: _Frame, image: tuple[int, int] | None) -> str:
    said = f"{stated.width:g} × {stated.height:g}"
    if chosen is None:
        with_image = f" and an image of {image[0]} × {image[1]}" if image else ""
        return f"a frame of {said} does not fit the boxes{with_image}"
    if chosen == (stated.height, stated.width):
        return f"width and height, stated as {said}, are swapped"
    return f"boxes are in pixels of the image, not in the frame of {said}"


def _clipped(words: tuple[WordBox, ...], frame: _Frame) -> tuple[WordBox, ...]:
    return tuple(part for word in words if (part := _part_inside(word, frame)))


def _part_inside(word: WordBox, frame: _Frame) -> WordBox | None:
    """The part of a box that lies in the frame, None where none does."""
    left, top = max(0, word.x), max(0, word.y)
    right, bottom = word.x + word.width, word.y + word.height
    if left == word.x and top == word.y and right <= frame.width and bottom <= frame.height:
        return word
    width, height = min(right, frame.width) - left, min(bottom, frame.height) - top
    if width <= 0 or height <= 0:
        return None
    return word._replace(x=left, y=top, width=width, height=height)
