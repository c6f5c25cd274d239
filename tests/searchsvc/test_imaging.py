"""Pictures of pages: ordinary files, every format, and files that mean harm."""

import io
import os
import struct
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from searchsvc.errors import NotFound
from searchsvc.images import ImageSource
from searchsvc.imaging import PAGE, THUMBNAIL, Box, Pictures
from searchsvc.imaging.drawing import Drawer, Drawn
from searchsvc.imaging.store import Store

#: One page of 200 × 300 points with a black bar from (20, 30) to (120, 60), measured from above.
PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 300]/Contents 4 0 R>>endobj
4 0 obj<</Length 19>>stream
20 240 100 30 re f
endstream endobj
trailer<</Root 1 0 R>>
"""


@pytest.fixture(scope="module")
def drawer() -> Drawer:
    return Drawer()


@pytest.fixture
def pictures(tmp_path: Path, drawer: Drawer) -> Pictures:
    return Pictures(tmp_path / "cache", 1 << 20, drawer)


def saved(path: Path, size: tuple[int, int] = (300, 400), mode: str = "RGB") -> ImageSource:
    """A white picture with a black upper half."""
    image = Image.new("L", size, 255)
    image.paste(0, (0, 0, size[0], size[1] // 2))
    image.convert(mode).save(path)
    return ImageSource(path)


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def is_dark(image: Image.Image, x: float, y: float) -> bool:
    """Whether the picture is dark at a place given in shares of its size."""
    point = image.convert("L").getpixel((int(x * image.width), int(y * image.height)))
    assert isinstance(point, int)
    return point < 128


@pytest.mark.parametrize(
    ("name", "media_type"),
    [("a.jpg", "image/jpeg"), ("a.png", "image/png"), ("a.gif", "image/gif"),
     ("a.webp", "image/webp")],
)  # fmt: skip
def test_what_browsers_know_is_sent_as_it_is(
    pictures: Pictures, tmp_path: Path, name: str, media_type: str
) -> None:
    source = saved(tmp_path / name)
    found = pictures.picture(source, PAGE)
    assert (found.media_type, found.path, found.content) == (media_type, source.path, b"")
    assert pictures.picture(source, PAGE) == found


@pytest.mark.parametrize(
    ("name", "mode"),
    [("a.tif", "RGB"), ("a.tif", "1"), ("a.tif", "CMYK"), ("a.tif", "I;16"), ("a.jp2", "RGB"),
     ("a.jp2", "L"), ("a.tif", "P"), ("a.tif", "RGBA"), ("a.tif", "LAB"), ("a.tif", "F")],
)  # fmt: skip
def test_what_browsers_do_not_know_is_drawn(
    pictures: Pictures, tmp_path: Path, name: str, mode: str
) -> None:
    path = tmp_path / name
    if mode == "I;16":
        image = Image.new("I;16", (300, 400), 200 * 257)
        image.paste(0, (0, 0, 300, 200))
        image.save(path)
    elif mode == "LAB":
        image = Image.new("LAB", (300, 400), (200, 128, 128))
        image.paste((0, 128, 128), (0, 0, 300, 200))
        image.save(path)
    else:
        saved(path, mode=mode)
    found = pictures.picture(ImageSource(path), PAGE)
    assert found.media_type == "image/jpeg"
    image = opened(found.content)
    assert (image.format, image.size) == ("JPEG", (300, 400))
    assert is_dark(image, 0.5, 0.25)
    assert not is_dark(image, 0.5, 0.75)


def test_transparent_parts_are_white(pictures: Pictures, tmp_path: Path) -> None:
    Image.new("RGBA", (5000, 400), (0, 0, 0, 0)).save(tmp_path / "a.png")
    image = opened(pictures.picture(ImageSource(tmp_path / "a.png"), PAGE).content)
    assert not is_dark(image, 0.5, 0.5)


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.jp2", "a.tif"])
@pytest.mark.parametrize(("box", "size"), [(PAGE, (1800, 2400)), (THUMBNAIL, (160, 213))])
def test_large_images_are_made_small(
    pictures: Pictures, tmp_path: Path, name: str, box: Box, size: tuple[int, int]
) -> None:
    source = saved(tmp_path / name, (3600, 4800), "L")
    image = opened(pictures.picture(source, box).content)
    assert image.size == size
    assert is_dark(image, 0.5, 0.45)
    assert not is_dark(image, 0.5, 0.55)


@pytest.mark.parametrize("sizes", [1, 3, 6])
@pytest.mark.parametrize("side", [1999, 3508, 4001])
def test_jpeg_2000_with_few_sizes_and_odd_ones(
    drawer: Drawer, tmp_path: Path, sizes: int, side: int
) -> None:
    image = Image.new("L", (side * 5 // 7, side), 255)
    image.paste(0, (0, 0, image.width, side // 2))
    image.save(tmp_path / "a.jp2", num_resolutions=sizes)
    for box in (THUMBNAIL, PAGE):
        drawn = opened(drawer.draw(ImageSource(tmp_path / "a.jp2"), box).jpeg)
        assert max(drawn.size) in (220, 224, min(side, 2400), side // 2, -(-side // 2))
        assert is_dark(drawn, 0.5, 0.45)
        assert not is_dark(drawn, 0.5, 0.55)


def test_a_page_of_a_pdf(pictures: Pictures, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(PDF)
    image = opened(pictures.picture(ImageSource(path, 1), PAGE).content)
    # 300 dots per inch at most: 200 points are 2.78 inches.
    assert image.size == (834, 1250)
    assert is_dark(image, 0.35, 0.15)
    assert not is_dark(image, 0.35, 0.25)
    assert opened(pictures.picture(ImageSource(path, 1), THUMBNAIL).content).size == (147, 220)
    with pytest.raises(NotFound):
        pictures.picture(ImageSource(path, 2), PAGE)


def test_turned_by_its_camera_it_stands_upright(pictures: Pictures, tmp_path: Path) -> None:
    image = Image.new("L", (400, 300), 200)
    image.paste(0, (0, 0, 200, 300))
    exif = Image.Exif()
    exif[0x0112] = 6
    image.save(tmp_path / "a.jpg", exif=exif)
    shown = opened(pictures.picture(ImageSource(tmp_path / "a.jpg"), THUMBNAIL).content)
    assert shown.height > shown.width
    assert is_dark(shown, 0.5, 0.2)


def blank_png(side: int, bytes_a_point: int, colours: int) -> bytes:
    """A PNG of zeros, a thousandth of what it unfolds to. `colours`: PNG's number for them."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        check = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", check)

    packer = zlib.compressobj(1)
    row = bytes(side * bytes_a_point + 1)
    body = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 8, colours, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (chunk(b"IHDR", header), chunk(b"IDAT", body), chunk(b"IEND", b""))
    )


def noise(kind: str) -> bytes:
    file = io.BytesIO()
    Image.effect_noise((600, 600), 90).save(file, kind)
    return file.getvalue()


HOSTILE: dict[str, Callable[[], bytes]] = {
    "empty.jpg": lambda: b"",
    "text.jpg": lambda: b"thu vien",
    "page.png": lambda: b"<script>alert(1)</script>",
    "half.jpg": lambda: noise("JPEG")[:20_000],
    "head.jpg": lambda: noise("JPEG")[:30],
    "half.tif": lambda: noise("TIFF")[:200_000],
    "bomb.png": lambda: blank_png(15_000, 1, 0),
    "huge.gif": lambda: b"GIF89a" + struct.pack("<HH", 65535, 65535) + b"\x00\x00\x00,\x00;",
    "huge.webp": lambda: (
        b"RIFF\x1e\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x02\x00\x00\x00" + b"\xff" * 6
    ),
    # Postscript would start another program; it is no format that we read.
    "ps.jpg": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    "text.pdf": lambda: b"%PDF-1.4 nothing",
    "loop.pdf": lambda: PDF.replace(b"/Kids[3 0 R]", b"/Kids[2 0 R]"),
    "wide.pdf": lambda: PDF.replace(b"[0 0 200 300]", b"[0 0 1e30 0.1]"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_and_do_no_harm(
    pictures: Pictures, drawer: Drawer, tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(HOSTILE[name]())
    source = ImageSource(path, 1 if name.endswith(".pdf") else None)
    began = time.monotonic()
    for box in (PAGE, THUMBNAIL):
        try:
            found = pictures.picture(source, box)
        except NotFound:
            continue
        # Some libraries draw what there is of a PDF; then it is an image within the box.
        assert name.endswith(".pdf")
        assert max(opened(found.content).size) <= 2400
    assert time.monotonic() - began < 20
    # Whoever comes next is served.
    assert pictures.picture(saved(tmp_path / "good.png"), THUMBNAIL).content


def test_a_helper_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    drawer = Drawer(time_limit=0.02)
    source = saved(tmp_path / "a.png")
    # Its start alone takes longer.
    assert "helper ended" in drawer.draw(source, THUMBNAIL).failure


def test_a_helper_that_died_is_replaced(tmp_path: Path) -> None:
    drawer = Drawer()
    source = saved(tmp_path / "a.png")
    assert drawer.draw(source, THUMBNAIL).jpeg
    assert drawer._helper
    drawer._helper.kill()
    drawer._helper.wait()
    assert drawer.draw(source, THUMBNAIL).jpeg


@pytest.mark.skipif(not Path("/proc/self/limits").exists(), reason="limits are read from /proc")
def test_the_helper_has_bounded_memory(tmp_path: Path) -> None:
    drawer = Drawer()
    drawer.draw(saved(tmp_path / "a.png"), THUMBNAIL)
    assert drawer._helper
    limits = Path(f"/proc/{drawer._helper.pid}/limits").read_text()
    (line,) = [line for line in limits.splitlines() if line.startswith("Max address space")]
    assert line.split()[3] == str(1 << 30)


def test_more_memory_than_the_helper_may_have_is_a_failure(tmp_path: Path, drawer: Drawer) -> None:
    # Both are within the limit of points: the one in grey, the other in colours and see-through.
    (tmp_path / "a.png").write_bytes(blank_png(12_000, 1, 0))
    assert drawer.draw(ImageSource(tmp_path / "a.png"), THUMBNAIL).jpeg
    (tmp_path / "b.png").write_bytes(blank_png(12_000, 4, 6))
    failure = drawer.draw(ImageSource(tmp_path / "b.png"), THUMBNAIL).failure
    assert "MemoryError" in failure or "helper ended" in failure
    assert drawer.draw(saved(tmp_path / "c.png"), THUMBNAIL).jpeg


def test_a_changed_file_is_drawn_anew(pictures: Pictures, tmp_path: Path) -> None:
    source = saved(tmp_path / "a.png")
    before = pictures.picture(source, THUMBNAIL)
    saved(tmp_path / "a.png", (100, 400))
    after = pictures.picture(source, THUMBNAIL)
    assert before.tag != after.tag
    assert opened(after.content).size == (55, 220)
    (tmp_path / "a.png").unlink()
    with pytest.raises(NotFound):
        pictures.picture(source, THUMBNAIL)


def test_what_failed_is_not_tried_again_at_once(
    pictures: Pictures, drawer: Drawer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = ImageSource(tmp_path / "a.png")
    source.path.write_bytes(b"broken")
    asked: list[ImageSource] = []
    draw = drawer.draw

    def counted(source: ImageSource, box: Box) -> Drawn:
        asked.append(source)
        return draw(source, box)

    monkeypatch.setattr(drawer, "draw", counted)
    for _ in range(3):
        with pytest.raises(NotFound):
            pictures.picture(source, PAGE)
    assert len(asked) == 1
    (kept,) = (tmp_path / "cache").rglob("*.image")
    os.utime(kept, (0, 0))
    with pytest.raises(NotFound):
        pictures.picture(source, PAGE)
    assert len(asked) == 2


def test_pictures_come_without_a_place_to_keep_them(tmp_path: Path, drawer: Drawer) -> None:
    (tmp_path / "file").write_bytes(b"")
    pictures = Pictures(tmp_path / "file" / "cache", 1 << 20, drawer)
    assert pictures.picture(saved(tmp_path / "a.png"), THUMBNAIL).content


def test_the_store_stays_within_its_bounds(tmp_path: Path) -> None:
    store = Store(tmp_path, 400_000)
    for number in range(200):
        store.write(f"{number:04}", bytes(8000))
        # The first is used all the time, and so is kept.
        assert store.read("0000", 60) is not None
    kept = list(tmp_path.rglob("*.image"))
    assert sum(path.stat().st_size for path in kept) <= 400_000 * 1.1
    assert store.read("0199", 60) == bytes(8000)
    assert store.read("0001", 60) is None
    assert not list(tmp_path.rglob("*.part"))


def test_what_was_left_half_written_is_removed(tmp_path: Path) -> None:
    old, new = tmp_path / "old.part", tmp_path / "new.part"
    for path in (old, new):
        path.write_bytes(b"x")
    os.utime(old, (0, 0))
    Store(tmp_path, 1 << 20).sweep()
    assert not old.exists()
    assert new.exists()
