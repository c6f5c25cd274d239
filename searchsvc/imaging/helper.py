"""The helper process: draws one image after the other, as its standard input asks.

A line of JSON in: `{"path", "pdf_page", "width", "height", "as_it_is"}`. A line of JSON out:
`{"size": bytes of JPEG that follow}`, `{"media_type"}` where the file can be sent as it is, or
`{"failure"}`. It ends with its input; what kills it (a limit, a broken decoder) kills nothing else.
"""

import contextlib
import io
import json
import os
import sys
import warnings
from typing import Any, BinaryIO

import pypdfium2 as pdfium
from PIL import Image, ImageOps
from PIL.Jpeg2KImagePlugin import Jpeg2KImageFile

#: An A2 sheet at 600 dots per inch; more is a bomb.
MAX_PIXELS = 150_000_000
#: Memory that may be asked for. A whole sheet in colour takes half of it.
MAX_MEMORY = 1 << 30
#: What a browser is sent unchanged is bounded in bytes too.
MAX_BYTES_AS_IT_IS = 4 << 20
#: Side of a page that can be read well; JPEG 2000 is read at this size or up to twice that.
SHARP_ENOUGH = 1600
POINTS_PER_INCH, MAX_PDF_DPI = 72, 300
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "JPEG2000")
_SENT_AS_THEY_ARE = {
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "PNG": "image/png",
    "GIF": "image/gif",
    "WEBP": "image/webp",
}


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer until the input ends."""
    for line in requests:
        answer, body = answer_to(json.loads(line))
        answers.write(json.dumps(answer).encode() + b"\n" + body)
        answers.flush()


def answer_to(request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """The answer's line and the bytes after it."""
    path, box = request["path"], (request["width"], request["height"])
    try:
        if request["pdf_page"] is not None:
            return _drawn(_pdf_page(path, request["pdf_page"], box), box)
        with Image.open(path, formats=_FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                return {"failure": f"{image.width} × {image.height} points are too many"}, b""
            if request["as_it_is"] and (kind := _as_it_is(image, path, box)):
                return {"media_type": kind}, b""
            return _drawn(image, box)
    # Decoders raise whatever they please; a helper that ends would only be started again.
    except Exception as error:
        return {"failure": f"{type(error).__name__}: {error}"[:300]}, b""


def _as_it_is(image: Image.Image, path: str, box: tuple[int, int]) -> str | None:
    """The type under which a browser can be sent the file unchanged."""
    kind = _SENT_AS_THEY_ARE.get(image.format or "")
    fits = image.width <= box[0] and image.height <= box[1]
    if kind is None or not fits or os.path.getsize(path) > MAX_BYTES_AS_IT_IS:
        return None
    # Only what can be drawn whole is passed on.
    image.load()
    return kind


def _pdf_page(path: str, number: int, box: tuple[int, int]) -> Image.Image:
    with (
        contextlib.closing(pdfium.PdfDocument(path)) as document,
        contextlib.closing(document[number - 1]) as page,
    ):
        width, height = page.get_size()
        fitting = min(box[0] / width, box[1] / height)
        scale = min(fitting, MAX_PDF_DPI / POINTS_PER_INCH)
        image: Image.Image = page.render(scale=scale, may_draw_forms=False).to_pil()
        return image.copy()


def _drawn(image: Image.Image, box: tuple[int, int]) -> tuple[dict[str, Any], bytes]:
    """The image as a JPEG within the box: upright, flat, in colours that every browser knows."""
    image = _read_small(image, box)
    factor = max(image.width // box[0], image.height // box[1]) // 2
    if factor >= 2 and image.mode in ("L", "RGB", "CMYK"):
        image = image.reduce(factor)
    if image.mode.startswith("I"):
        # Sixteen bits of grey; a plain conversion would cut off the upper ones.
        image = image.convert("I").point(lambda value: value / 257).convert("L")
    if image.mode == "1":
        image = image.convert("L")
    elif image.mode not in ("L", "RGB"):
        image = _flat(image)
    image = ImageOps.exif_transpose(image)
    image.thumbnail(box, Image.Resampling.BICUBIC, reducing_gap=2.0)
    file = io.BytesIO()
    image.save(file, "JPEG", quality=82, optimize=True)
    body = file.getvalue()
    return {"size": len(body)}, body


def _read_small(image: Image.Image, box: tuple[int, int]) -> Image.Image:
    """The image read by a decoder that can leave out the detail that is not wanted."""
    if isinstance(image, Jpeg2KImageFile):
        return _read_jpeg2000(image, box)
    # Twice the box at least, so that the last step still smooths.
    image.draft("RGB" if image.mode != "L" else "L", (box[0] * 2, box[1] * 2))
    image.load()
    return image


def _read_jpeg2000(image: Jpeg2KImageFile, box: tuple[int, int]) -> Image.Image:
    """A JPEG 2000 halved so often that it still fills the box; it is ten times as slow as others.

    A file may have fewer sizes, or round them up where Pillow rounds; then it is halved less.
    """
    too_large = max(image.size) // min(*box, SHARP_ENOUGH)
    for halvings in range(min(5, too_large.bit_length() - 1), 0, -1):
        smaller = Image.open(image.filename, formats=("JPEG2000",))
        assert isinstance(smaller, Jpeg2KImageFile)
        smaller.reduce = halvings
        with contextlib.suppress(OSError):
            # The copy is a plain image, whose `reduce` is the method again.
            return smaller.copy()
    image.load()
    return image


def _flat(image: Image.Image) -> Image.Image:
    """Whatever shines through lies on white paper."""
    if image.mode in ("LA", "PA", "RGBA") or "transparency" in image.info:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(paper, image).convert("RGB")
    return image.convert("RGB")


def limit_self() -> None:
    """Bound what this process may take. Where the system has no such limits, time is one."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    # The limit is checked above, in words for the log.
    Image.MAX_IMAGE_PIXELS = None
    limit_self()
    serve(sys.stdin.buffer, sys.stdout.buffer)
