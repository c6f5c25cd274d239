"""Set the marked-up text of a page into lines.

The markup is small, and works line by line.  ``# `` and ``## `` mark a heading, ``### `` one at
the left, ``> `` a centred line, ``|> `` one set to the right, ``| `` one kept as it is (with
`` | `` between cells it is a table row), ``^ `` a column of Hán-Nôm read from top to bottom, the
columns from right to left.  An empty line makes a gap.  Any other line is a paragraph.  U+00AD
marks where a word may be divided.
"""

import re
from dataclasses import dataclass, field

from indexer.sample.fonts import SampleError, Style, Word, measure

# Size as a share of the body's, and whether centred (0.5) or set to the left (0).
HEADINGS = {"#": (1.35, 0.5), "##": (1.1, 0.5), "###": (1.0, 0.0)}


@dataclass
class Line:
    """A line: words with places relative to the line's own top left corner."""

    words: list[Word] = field(default_factory=list)
    height: float = 0.0
    keep: bool = False


def unfinished(text: str) -> bool:
    """Whether a page breaks off in the middle of a paragraph."""
    last = text.rstrip().rsplit("\n", 1)[-1]
    return last[:2] not in ("# ", "##", "> ", "| ", "|>", "^ ") and last[-1] not in ".!?:”»)"


def break_lines(text: str, face: str, size: int, first: float, width: float) -> list[list[str]]:
    """Divide running text into lines, at spaces, after hyphens and at soft hyphens."""
    lines: list[list[str]] = [[]]
    space, used = measure(" ", face, size), first
    for word in text.split(" "):
        pieces = re.split(r"(?<=\w-)(?=\w)|(?<=\u00ad)", word)
        glued = False
        for piece in pieces:
            plain = piece.rstrip("\u00ad")
            need = measure(plain, face, size)
            hyphen = measure("-", face, size) if piece != plain else 0.0
            gap = 0.0 if glued or not lines[-1] else space
            if lines[-1] and used + gap + need + hyphen > width:
                if glued and not lines[-1][-1].endswith("-"):
                    lines[-1][-1] += "-"
                lines.append([plain])
                used = need
            elif glued:
                lines[-1][-1] += plain
                used += need
            else:
                lines[-1].append(plain)
                used += gap + need
            glued = True
    return lines


class Setter:
    """Turn the marked-up text of a page into lines of a given width."""

    def __init__(self, style: Style, width: float) -> None:
        self.style, self.width, self.lines = style, width, list[Line]()

    def gap(self, share: float) -> None:
        """White space, as a share of a line."""
        self.lines.append(Line([], self.style.size * self.style.leading * share, True))

    def row(self, words: list[str], x: float, face: str, size: int, space: float) -> Line:
        """One line of words from `x` on, with `space` between them."""
        line = Line([], size * self.style.leading)
        for word in words:
            line.words.append(Word(word, x, 0, face, size))
            x += measure(word, face, size) + space
        self.lines.append(line)
        return line

    def aligned(self, text: str, face: str, size: int, share: float, keep: bool = False) -> None:
        """Lines that are centred (share 0.5) or set to the right (share 1)."""
        space = measure(" ", face, size)
        for words in break_lines(text, face, size, 0, self.width):
            used = measure(" ".join(words), face, size)
            self.row(words, (self.width - used) * share, face, size, space).keep = keep

    def paragraph(self, text: str, indent: bool, runs_on: bool) -> None:
        """Justified running text."""
        face, size = self.style.font, self.style.size
        first, space = size * 1.3 * indent, measure(" ", face, size)
        rows = break_lines(text, face, size, first, self.width)
        for number, words in enumerate(rows):
            start = first if number == 0 else 0.0
            rest = self.width - start - sum(measure(word, face, size) for word in words)
            full = number < len(rows) - 1 or (runs_on and rest < space * len(words) * 2.5)
            wide = rest / (len(words) - 1) if full and len(words) > 1 else space
            self.row(words, start, face, size, wide)

    def kept(self, rows: list[str]) -> None:
        """Verse, or a table if there are cells."""
        face, size = self.style.font, self.style.size
        table, space = [row.split(" | ") for row in rows], measure(" ", face, size)
        if max(map(len, table)) == 1:
            for row in rows:
                start = size * 0.5 * (2 + len(row) - len(row.lstrip()))
                for words in break_lines(row.strip(), face, size, start, self.width):
                    self.row(words, start, face, size, space)
                    start = size * 3.0
            return
        columns = [max(measure(c, face, size) for c in cells) for cells in zip(*table, strict=True)]
        free = (self.width - sum(columns)) / (len(columns) - 1)
        if free < space:
            raise SampleError(f"a table is {space - free:.0f} px too wide: {rows[0]}")
        for cells in table:
            x, line = 0.0, Line([], size * self.style.leading)
            for cell, column in zip(cells, columns, strict=True):
                line.words += self.row(cell.split(" "), x, face, size, space).words
                self.lines.pop()
                x += column + free
            self.lines.append(line)

    def upright(self, rows: list[str]) -> None:
        """Columns of Hán-Nôm, the first at the right."""
        size = self.style.size * 2
        step, line = self.width / len(rows), Line()
        for number, row in enumerate(rows):
            x, y = self.width - step * (number + 0.5) - size / 2, 0.0
            for phrase in row.split(" "):
                word = Word(phrase, x, y, "han", size, True)
                line.words.append(word)
                y += word.depth + size * 0.4
            line.height = max(line.height, y)
        self.lines.append(line)

    def set(self, text: str, continues: bool = False) -> list[Line]:
        """Set one page, or the columns of one page."""
        face, size = self.style.font, self.style.size
        blocks = re.findall(r"(?:^(?:\| .*|\^ .*)\n?)+|^[^\n]+\n?|^\n", text, re.M)
        previous = ""
        for number, block in enumerate(blocks):
            mark, _, rest = block.strip("\n").partition(" ")
            if not mark:
                self.gap(0.6 if previous == ">" else 0.25)
            elif mark in HEADINGS:
                scale, share = HEADINGS[mark]
                if mark == "#" and self.style.columns == 2:
                    scale *= 1.5
                self.gap(0.3 * scale - 0.15)
                self.aligned(rest, f"{face}-bold", round(size * scale), share, True)
                self.gap(0.3 * scale - 0.3)
            elif mark in (">", "|>"):
                self.aligned(rest, face, size, 0.5 if mark == ">" else 1, mark == ">")
            elif mark == "|":
                self.kept([row[2:] for row in block.rstrip("\n").split("\n")])
            elif mark == "^":
                self.upright([row[2:] for row in block.rstrip("\n").split("\n")])
            else:
                runs_on = number == len(blocks) - 1 and unfinished(text)
                self.paragraph(block.strip("\n"), number > 0 or not continues, runs_on)
            previous = mark
        while self.lines and not self.lines[-1].words:
            self.lines.pop()
        return self.lines
