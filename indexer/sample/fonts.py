"""Faces, measures and the look of an item: what the other modules set and draw with."""

from dataclasses import dataclass
from functools import cache
from math import cos, radians, sin
from pathlib import Path

from PIL import ImageFont

WIDTH, HEIGHT = 1060, 1520
FONTS = Path("/usr/share/fonts")
FACES = {
    "serif": ("truetype/noto/NotoSerif-Regular.ttf", "fonts-noto-core"),
    "serif-bold": ("truetype/noto/NotoSerif-Bold.ttf", "fonts-noto-core"),
    "italic": ("truetype/noto/NotoSerif-Italic.ttf", "fonts-noto-core"),
    "italic-bold": ("truetype/noto/NotoSerif-BoldItalic.ttf", "fonts-noto-core"),
    "sans": ("truetype/noto/NotoSans-Regular.ttf", "fonts-noto-core"),
    "sans-bold": ("truetype/noto/NotoSans-Bold.ttf", "fonts-noto-core"),
    "book": ("opentype/linux-libertine/LinLibertine_R.otf", "fonts-linuxlibertine"),
    "book-bold": ("opentype/linux-libertine/LinLibertine_RB.otf", "fonts-linuxlibertine"),
    "typed": ("truetype/freefont/FreeMono.ttf", "fonts-freefont-ttf"),
    "typed-bold": ("truetype/freefont/FreeMonoBold.ttf", "fonts-freefont-ttf"),
    "han": ("truetype/hanazono/HanaMinA.ttf", "fonts-hanazono"),
    "han-rare": ("truetype/hanazono/HanaMinB.ttf", "fonts-hanazono"),
}


class SampleError(Exception):
    """Something is missing, or a text does not fit on its page."""


@dataclass(frozen=True)
class Style:
    """How the pages of one item look; the fields are the keys of ``styles.toml``."""

    font: str = "serif"
    size: int = 38
    leading: float = 1.6
    margin: int = 120
    columns: int = 1
    head: str = ""
    paper: tuple[int, int, int] = (240, 234, 218)
    weight: float = 0.0
    wear: float = 0.2
    tilt: float = 0.4
    quality: int = 50
    languages: str = "vie"
    tables: bool = False
    transcribed: bool = False


@dataclass(frozen=True)
class Word:
    """A run of characters without a space, at its place on the page."""

    text: str
    x: float
    y: float
    face: str
    size: int
    upright: bool = False

    @property
    def depth(self) -> float:
        """Height of the box before any turn."""
        return self.size * (1.08 * len(self.text) if self.upright else 1.2)

    def box(self, tilt: float = 0.0) -> tuple[int, int, int, int]:
        """Left, top, right and bottom, after the page is turned by `tilt` degrees."""
        wide = self.size if self.upright else measure(self.text, self.face, self.size)
        right, bottom = self.x + wide, self.y + self.depth
        turn, cx, cy = radians(-tilt), WIDTH / 2, HEIGHT / 2
        xs, ys = [], []
        for x, y in [(self.x, self.y), (right, self.y), (self.x, bottom), (right, bottom)]:
            xs.append(cx + (x - cx) * cos(turn) - (y - cy) * sin(turn))
            ys.append(cy + (x - cx) * sin(turn) + (y - cy) * cos(turn))
        return round(min(xs)), round(min(ys)), round(max(xs)), round(max(ys))


@cache
def load(face: str, size: int) -> ImageFont.FreeTypeFont:
    """The font of a face, or a message that says which package brings it."""
    name, package = FACES[face]
    if not (FONTS / name).exists():
        raise SampleError(f"font {FONTS / name} is missing: install the package {package}")
    return ImageFont.truetype(FONTS / name, size)


def face_of(char: str, face: str) -> str:
    """The face that has the glyph: Hán-Nôm characters come from Hanazono."""
    if char >= "\U00020000":
        return "han-rare"
    return "han" if "\u2e80" <= char <= "\u9fff" else face


def measure(text: str, face: str, size: int) -> float:
    """Width of a run of characters in pixels."""
    if not any(face_of(char, face) != face for char in text):
        return load(face, size).getlength(text)
    return sum(load(face_of(char, face), size).getlength(char) for char in text)
