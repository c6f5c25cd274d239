"""Make the pages of the sample collection: JPEG images and ALTO files.

    python -m indexer.sample.make [ID…]

For every ``texts/ID.txt`` (or only the items named) the text is set, drawn, worn like old paper
and read with Tesseract, which gives ``items/ID/0001.jpg``, ``items/ID/0001.xml`` and so on.
``styles.toml`` says how an item looks, ``items/ID/metadata.json`` which page labels are printed.
For each item the program prints the share of its syllables that are right in the ALTO files.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from xml.etree import ElementTree as ET

from indexer.sample.fonts import HEIGHT, WIDTH, SampleError, Style, Word
from indexer.sample.scan import lay_out, scan

HERE = Path(__file__).resolve().parent
ALTO = "http://www.loc.gov/standards/alto/ns-v3#"
SYLLABLE = re.compile(
    r"[\u2e80-\u9fff\U00020000-\U0003ffff]|[^\W\u2e80-\u9fff\U00020000-\U0003ffff]+"
)


def check_tesseract(languages: set[str]) -> None:
    """Stop with a clear message if Tesseract or its language data are missing."""
    try:
        answer = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True)
    except FileNotFoundError:
        raise SampleError("tesseract is missing: install the package tesseract-ocr") from None
    for language in sorted(languages - set(answer.stdout.split())):
        package = f"tesseract-ocr-{language.replace('_', '-')}"
        raise SampleError(f"tesseract has no data for '{language}': install the package {package}")


def read(image: Path, style: Style) -> None:
    """Let Tesseract write the ALTO file beside the image."""
    layout = "3" if style.columns > 1 else "4" if style.tables else "6"
    command = ["tesseract", image.name, image.stem, "-l", style.languages, "--dpi", "200"]
    result = subprocess.run(
        [*command, "--psm", layout, "alto"],
        cwd=image.parent,
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        capture_output=True,
        text=True,
    )
    if result.returncode:
        raise SampleError(f"tesseract failed on {image.name}: {result.stderr.strip()}")


def transcribe(image: Path, words: Sequence[Word], tilt: float) -> None:
    """Write the ALTO file from the set page: for scripts that Tesseract cannot read."""
    ET.register_namespace("", ALTO)

    def put(parent: ET.Element, tag: str, box: Sequence[int], **more: str) -> ET.Element:
        left, top, right, bottom = box
        place = {"HPOS": left, "VPOS": top, "WIDTH": right - left, "HEIGHT": bottom - top}
        names = {key: str(value) for key, value in place.items()}
        return ET.SubElement(parent, f"{{{ALTO}}}{tag}", {**more, **names})

    root = ET.Element(f"{{{ALTO}}}alto")
    description = ET.SubElement(root, f"{{{ALTO}}}Description")
    ET.SubElement(description, f"{{{ALTO}}}MeasurementUnit").text = "pixel"
    source = ET.SubElement(description, f"{{{ALTO}}}sourceImageInformation")
    ET.SubElement(source, f"{{{ALTO}}}fileName").text = image.name
    size = {"WIDTH": str(WIDTH), "HEIGHT": str(HEIGHT), "PHYSICAL_IMG_NR": "0", "ID": "page_0"}
    page = ET.SubElement(ET.SubElement(root, f"{{{ALTO}}}Layout"), f"{{{ALTO}}}Page", size)
    space = put(page, "PrintSpace", (0, 0, WIDTH, HEIGHT))
    boxes = [word.box(tilt) for word in words]
    block = put(space, "TextBlock", around(boxes), ID="block_0")
    rows: dict[tuple[float, float], list[int]] = {}
    for number, word in enumerate(words):
        rows.setdefault((word.y, word.x if word.upright else 0), []).append(number)
    for count, row in enumerate(rows.values()):
        line = put(block, "TextLine", around([boxes[n] for n in row]), ID=f"line_{count}")
        for number in row:
            text = {"ID": f"string_{number}", "WC": "1.00", "CONTENT": words[number].text}
            put(line, "String", boxes[number], **text)
    ET.indent(root, " ")
    ET.ElementTree(root).write(image.with_suffix(".xml"), encoding="UTF-8", xml_declaration=True)


def around(boxes: Sequence[tuple[int, int, int, int]]) -> tuple[int, int, int, int]:
    """The smallest box that holds all the boxes."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def syllables(text: str) -> Counter[str]:
    """The syllables of a text, each Hán-Nôm character counting as one."""
    return Counter(SYLLABLE.findall(text.replace("\u00ad", "").casefold()))


def accuracy(text: str, xml: Path) -> tuple[int, int]:
    """How many syllables of the text are in the ALTO file, and how many there are."""
    strings = ET.parse(xml).iter(f"{{{ALTO}}}String")
    found = syllables(" ".join(string.get("CONTENT", "") for string in strings))
    wanted = syllables(re.sub(r"^[#^|>]+ ", "", text, flags=re.M))
    return (wanted & found).total(), wanted.total()


def make(item: str, style: Style) -> str:
    """Make all pages of an item; the answer is a line for the table."""
    folder = HERE / "items" / item
    folder.mkdir(parents=True, exist_ok=True)
    pages = (HERE / "texts" / f"{item}.txt").read_text("utf-8").split("\n=====\n")
    record = json.loads((folder / "metadata.json").read_text("utf-8"))
    labels = {page["number"]: page["label"] for page in record.get("pages", [])}
    right = total = size = 0
    for number, text in enumerate(pages, 1):
        image = folder / f"{number:04}.jpg"
        try:
            sheet = lay_out(pages, number, labels.get(number, str(number)), style)
        except SampleError as error:
            raise SampleError(f"{item}, page {number}: {error}") from error
        picture, tilt = scan(sheet, style, number % 2 == 1, image.name + item)
        picture.save(image, quality=style.quality, optimize=True, dpi=(200, 200))
        if style.transcribed:
            transcribe(image, sheet.words, tilt)
        else:
            read(image, style)
        good, count = accuracy(text, image.with_suffix(".xml"))
        right, total = right + good, total + count
        size += image.stat().st_size + image.with_suffix(".xml").stat().st_size
    return f"{item:24} {len(pages):3} pages {100 * right / total:6.1f} % {size // 1024:5} KiB"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; 1 if something is missing or does not fit."""
    parser = argparse.ArgumentParser(prog="python -m indexer.sample.make", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("ids", metavar="ID", nargs="*", help="items to make (default: all)")
    wanted = parser.parse_args(arguments).ids
    known = sorted(path.stem for path in (HERE / "texts").glob("*.txt"))
    looks = tomllib.loads((HERE / "styles.toml").read_text("utf-8"))
    try:
        for item in wanted:
            if item not in known:
                raise SampleError(f"there is no text for '{item}'")
        styles = {item: Style(**looks.get(item, {})) for item in wanted or known}
        scripts = {style.languages for style in styles.values() if not style.transcribed}
        check_tesseract({name for script in scripts for name in script.split("+")})
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for line in pool.map(make, styles, styles.values()):
                print(line, flush=True)
    except SampleError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
