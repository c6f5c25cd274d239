"""Frames and boxes that fit each other and the image; and sizes of images that may be none."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from indexer.formats.base import Malformed
from indexer.formats.frame import NOTE, fitted
from indexer.formats.images import NEEDS_OCR, image_size, read_pages
from searchsvc.domain import Page, WordBox
from tests.indexer.pictures import claims, picture


def box(x: float, y: float, width: float = 10, height: float = 10) -> WordBox:
    return WordBox("thư", x, y, width, height, 1)


def full(width: float, height: float) -> tuple[WordBox, ...]:
    """Words all over a page of this size."""
    steps = [n / 8 for n in range(8)]
    return tuple(box(x * width, y * height, width / 20, height / 20) for x in steps for y in steps)


def page(
    words: tuple[WordBox, ...], width: float | None = None, height: float | None = None
) -> Page:
    return Page(1, "thư", width=width, height=height, words=words, extra={"x": 1})


def frame(read: Page) -> tuple[float | None, float | None]:
    return read.width, read.height


class TestClipping:
    def test_only_what_lies_in_the_frame_is_kept(self) -> None:
        words = (box(-5, 20), box(20, -5), box(95, 20), box(20, 195), box(101, 5), box(-20, 5))
        read = fitted(page((*full(100, 200), *words[:2], *words[4:]), 100, 200), None)
        assert read.words == (*full(100, 200), box(0, 20, 5, 10), box(20, 0, 10, 5))

    def test_boxes_over_the_edge_are_cut(self) -> None:
        words = full(100, 200) * 2
        read = fitted(page((*words, box(95, 20), box(20, 195)), 100, 200), None)
        assert read.words == (*words, box(95, 20, 5, 10), box(20, 195, 10, 5))

    def test_without_a_frame_nothing_is_known_to_be_outside(self) -> None:
        given = page((box(-5, 5),))
        assert fitted(given, None) == given

    @given(
        st.lists(st.tuples(*[st.integers(-300, 300)] * 2, *[st.integers(1, 300)] * 2)),
        st.none() | st.tuples(st.integers(1, 300), st.integers(1, 300)),
        st.none() | st.tuples(st.integers(1, 300), st.integers(1, 300)),
    )
    def test_boxes_lie_in_the_frame_if_there_is_one(
        self,
        places: list[tuple[int, int, int, int]],
        stated: tuple[int, int] | None,
        image: tuple[int, int] | None,
    ) -> None:
        words = tuple(WordBox("a", *place, 1.0) for place in places)
        read = fitted(page(words, *(stated or (None, None))), image)
        assert (read.width is None) == (read.height is None)
        assert read.extra["x"] == 1
        if read.width is not None and read.height is not None:
            assert all(0 <= w.x < w.x + w.width <= read.width for w in read.words)
            assert all(0 <= w.y < w.y + w.height <= read.height for w in read.words)
            assert fitted(read, None).words == read.words
        else:
            assert read.words == words


class TestFrames:
    @pytest.mark.parametrize("image", [None, (100, 200), (1000, 2000), (51, 100)])
    def test_a_frame_of_the_image_s_shape_stays_whatever_its_unit(
        self, image: tuple[int, int] | None
    ) -> None:
        read = fitted(page(full(100, 200), 100, 200), image)
        assert frame(read) == (100, 200)
        assert read.extra == {"x": 1}

    @pytest.mark.parametrize("image", [None, (1000, 2000)])
    def test_width_and_height_that_were_exchanged(self, image: tuple[int, int] | None) -> None:
        read = fitted(page(full(100, 200), 200, 100), image)
        assert frame(read) == (100, 200)
        assert "swapped" in read.extra[NOTE]
        assert len(read.words) == 64

    def test_boxes_in_pixels_of_the_image_under_a_frame_in_another_unit(self) -> None:
        for stated in ((1200, 2400), (10, 20), (10, 5)):
            read = fitted(page(full(100, 200), *stated), (100, 200))
            assert frame(read) == (100, 200)
            assert "pixels of the image" in read.extra[NOTE]

    def test_text_in_the_corner_of_a_large_page_is_left_there(self) -> None:
        assert frame(fitted(page(full(100, 200), 1200, 2400), (600, 1200))) == (1200, 2400)
        few = full(100, 200)[:3]
        assert frame(fitted(page(few, 1200, 2400), (100, 200))) == (1200, 2400)

    def test_a_missing_frame_is_the_image_s_where_the_boxes_fill_it(self) -> None:
        read = fitted(page(full(100, 200)), (100, 200))
        assert (frame(read), read.extra) == ((100, 200), {"x": 1})
        assert frame(fitted(page(full(100, 200)), (1000, 2000))) == (None, None)
        assert frame(fitted(page(full(1000, 2000)), (100, 200))) == (None, None)

    @pytest.mark.parametrize(
        ("stated", "image"),
        [
            pytest.param((100, 200), (100, 150), id="an image that was cut"),
            pytest.param((100, 200), (200, 100), id="an image that was turned"),
            pytest.param((30, 30), (77, 30), id="nothing fits"),
            pytest.param((30, 40), None, id="no image"),
        ],
    )
    def test_no_guess_where_nothing_fits(
        self, stated: tuple[int, int], image: tuple[int, int] | None
    ) -> None:
        read = fitted(page(full(100, 200), *stated), image)
        assert frame(read) == (None, None)
        assert f"{stated[0]} × {stated[1]} does not fit" in read.extra[NOTE]
        assert read.words == full(100, 200)

    def test_a_page_without_words(self) -> None:
        assert frame(fitted(page((), 100, 200), (50, 100))) == (100, 200)
        assert frame(fitted(page((), 200, 100), (50, 100))) == (100, 200)
        assert frame(fitted(page(()), (50, 100))) == (50, 100)


class TestImages:
    @pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.gif", "a.webp", "png.jpg"])
    def test_sizes(self, tmp_path: Path, name: str) -> None:
        path = picture(tmp_path / ("a.png" if name == "png.jpg" else name), 30, 40)
        assert image_size(path.rename(tmp_path / name)) == (30, 40)

    @pytest.mark.parametrize(("orientation", "size"), [(3, (30, 40)), (6, (40, 30)), (8, (40, 30))])
    def test_as_a_browser_turns_them(
        self, tmp_path: Path, orientation: int, size: tuple[int, int]
    ) -> None:
        assert image_size(picture(tmp_path / "a.jpg", 30, 40, orientation)) == size

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"\x89PNG\r\n\x1a\n",
            b"\xff\xd8\xff\xe1\xff\xff" + b"Exif\0\0" + b"\xff" * 99,
            b"GIF89a",
            b"RIFF\xff\xff\xff\xffWEBPVP8 " + b"\0" * 40,
            b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
            b"<svg/>",
            os.urandom(5000),
        ],
    )
    def test_what_is_no_image(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "a.jpg"
        path.write_bytes(content)
        assert image_size(path) is None
        with pytest.raises(Malformed, match="not an image"):
            read_pages(path, 100)

    def test_what_is_no_file(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe.jpg")
        for path in (tmp_path / "pipe.jpg", tmp_path / "gone.jpg", tmp_path):
            assert image_size(path) is None

    def test_of_pixels_that_would_fill_the_memory_only_the_number_is_read(
        self, tmp_path: Path
    ) -> None:
        assert image_size(claims(tmp_path / "large.png", 13_000, 13_000)) == (13_000, 13_000)
        assert image_size(claims(tmp_path / "bomb.png", 100_000, 100_000)) is None
        script = "import sys; from pathlib import Path; from indexer.formats.images import *\n"
        script += "print([image_size(Path(p)) for p in sys.argv[1:]])"
        done = subprocess.run(
            [sys.executable, "-c", script, *map(str, sorted(tmp_path.glob("*.png")))],
            capture_output=True,
            text=True,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (400_000_000,) * 2),
            timeout=60,
        )
        assert done.stdout.strip() == "[None, (13000, 13000)]", done.stderr

    def test_a_page_of_an_image_alone(self, tmp_path: Path) -> None:
        (read,) = read_pages(picture(tmp_path / "a.jpg", 30, 40), 10)
        assert (read.text, read.image, frame(read)) == ("", "a.jpg", (30, 40))
        assert read.extra == {NEEDS_OCR: True}

    def test_a_picture_cut_off_has_its_size_all_the_same(self, tmp_path: Path) -> None:
        path = tmp_path / "a.jpg"
        Image.effect_noise((300, 400), 50).save(path)
        path.write_bytes(path.read_bytes()[:2000])
        assert image_size(path) == (300, 400)
