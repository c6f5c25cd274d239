"""Draw a set page, and wear it so that it looks like a scan of old paper."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from indexer.sample.fonts import HEIGHT, WIDTH, SampleError, Style, Word, face_of, load, measure
from indexer.sample.typeset import Line, Setter, unfinished

TOP, BOTTOM, GUTTER = 140, HEIGHT - 130, 44
SIZE = (WIDTH, HEIGHT)


@dataclass
class Sheet:
    """A page that is set: its words and its rules, all at their places."""

    words: list[Word] = field(default_factory=list)
    rules: list[tuple[float, float, float, float]] = field(default_factory=list)

    def put(self, lines: Sequence[Line], x: float, y: float) -> float:
        """Put lines under each other; the answer is where the last one ends."""
        for line in lines:
            self.words += [replace(word, x=word.x + x, y=word.y + y) for word in line.words]
            y += line.height
        return y


def half(lines: Sequence[Line]) -> int:
    """Where to go over to the second column: never right after a heading."""
    total, used, cut = sum(line.height for line in lines), 0.0, 0
    while cut < len(lines) and used < total / 2:
        used += lines[cut].height
        cut += 1
    while cut > 1 and lines[cut - 1].keep:
        cut -= 1
    return cut


def lay_out(pages: Sequence[str], number: int, label: str, style: Style) -> Sheet:
    """Set page `number` (from 1), with its running head and its page label."""
    text, width = pages[number - 1], WIDTH - 2 * style.margin
    continues = number > 1 and unfinished(pages[number - 2])
    sheet = Sheet()
    y: float = TOP
    if style.head and number > 1:
        head = Setter(replace(style, size=round(style.size * 0.72)), width)
        head.aligned(style.head, style.font, head.style.size, 0.5)
        sheet.put(head.lines, style.margin, 68)
        sheet.rules.append((style.margin, 114, WIDTH - style.margin, 114))
    if style.columns == 2:
        if text.startswith("# "):
            title, _, rest = text.partition("\n## ")
            y = sheet.put(Setter(style, width).set(title), style.margin, y - 60) + 24
            sheet.rules.append((style.margin, y, WIDTH - style.margin, y))
            text, y = f"## {rest}", y + 16
        column, top = (width - GUTTER) / 2, y
        lines = Setter(style, column).set(text, continues)
        cut = half(lines)
        end = sheet.put(lines[:cut], style.margin, y)
        while not lines[cut].words:
            cut += 1
        y = max(end, sheet.put(lines[cut:], style.margin + column + GUTTER, y))
        sheet.rules.append((WIDTH / 2, top + 12, WIDTH / 2, y))
    else:
        y = sheet.put(Setter(style, width).set(text, continues), style.margin, y)
    if y > BOTTOM:
        raise SampleError(f"the text is {y - BOTTOM:.0f} px too long")
    if number > 1:
        size = round(style.size * 0.8)
        x = (WIDTH - measure(label, style.font, size)) / 2
        sheet.words.append(Word(label, x, HEIGHT - 110, style.font, size))
    return sheet


def draw(sheet: Sheet, weight: float) -> Image.Image:
    """Draw the ink of the page, white on black; `weight` makes thin type bolder."""
    ink = Image.new("L", SIZE)
    pen = ImageDraw.Draw(ink)
    for word in sheet.words:
        x, y = word.x, word.y
        single = any(face_of(char, word.face) != word.face for char in word.text)
        for part in word.text if single or word.upright else [word.text]:
            face = face_of(part[0], word.face)
            pen.text((x, y + word.size), part, 255, load(face, word.size), anchor="ls")
            if word.upright:
                y += word.size * 1.08
            else:
                x += load(face, word.size).getlength(part)
    for rule in sheet.rules:
        pen.line(rule, 200, 2)
    return Image.blend(ink, ink.filter(ImageFilter.MaxFilter(3)), weight)


def cloud(random: Random, cells: tuple[int, int], low: int, high: int) -> Image.Image:
    """Make a soft random field over the page, with values between `low` and `high`."""
    spots = Image.frombytes("L", cells, random.randbytes(cells[0] * cells[1]))
    spots = spots.point([low + value * (high - low) // 255 for value in range(256)])
    return spots.resize(SIZE, Image.Resampling.BICUBIC)


def scan(sheet: Sheet, style: Style, odd: bool, seed: str) -> tuple[Image.Image, float]:
    """Make the page a worn and slightly turned colour image; also gives the angle."""
    random, wear = Random(seed), style.wear
    tilt = round(random.uniform(-style.tilt, style.tilt), 3)
    ink = draw(sheet, style.weight).rotate(tilt, Image.Resampling.BICUBIC)
    ink = ink.filter(ImageFilter.GaussianBlur(0.5 + wear * 0.8))
    through = ink.transpose(Image.Transpose.FLIP_LEFT_RIGHT).filter(ImageFilter.GaussianBlur(3))
    # Worn type: the ink is lost in fine grains and in larger faint patches.
    grain = cloud(random, (WIDTH // 3, HEIGHT // 3), 255 - round(255 * wear), 255)
    patch = cloud(random, (9, 13), 255 - round(110 * wear), 255)
    ink = ImageChops.multiply(ImageChops.multiply(ink, grain), patch)
    ink = ink.point([min(255, value * 13 // 10) for value in range(256)])
    ink = ImageChops.lighter(ink, through.point([round(v * 0.12 * wear) for v in range(256)]))
    specks = ImageDraw.Draw(ink)
    for _ in range(round(260 * wear * wear)):
        x, y, r = random.randrange(WIDTH), random.randrange(HEIGHT), random.choice((1, 1, 1, 2))
        specks.ellipse((x, y, x + r, y + r), random.randrange(90, 220))
    # Paper: uneven tint, darker towards the spine, which is left on odd pages.
    tone = ImageChops.multiply(cloud(random, (7, 10), 249, 255), cloud(random, (60, 86), 250, 255))
    shade = Image.new("L", (40, 1), 255)
    for step, value in enumerate((205, 236, 250)):
        shade.putpixel((step if odd else 39 - step, 0), value)
    tone = ImageChops.multiply(tone, shade.resize(SIZE, Image.Resampling.BICUBIC))
    dark = Image.new("L", SIZE, 34 + round(26 * wear))
    grey = Image.composite(ImageChops.multiply(dark, tone), tone, ink)
    bands = [grey.point([value * part // 255 for value in range(256)]) for part in style.paper]
    return Image.merge("RGB", bands), tilt
