"""How fast is our segmentation next to pyvi's, on the same pages, with the same output?

    python -m benchmarks.segmentation [--pages N] [--rounds N] [--data FOLDER] [--json]

Pages are spread over the Wikipedia and law collections; without them, over the sample collection
of this project. Both sides run in turns in one thread, and a round's ratio is taken between
neighbouring runs, since the machine's speed may drift. Seconds are processor time, so that other
programs disturb less. Before timing, every page's output is compared: a difference ends the
benchmark.
"""

import argparse
import gzip
import json
import os
import statistics
import sys
import time
import warnings
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from unicodedata import normalize

from analyzers.segmenter import fingerprint, segment, segmentations

_ROOT = Path(__file__).resolve().parents[1]
_DATA = Path(os.environ.get("TANGTHU_TEST_DATA", _ROOT.parent / "shared" / "data"))
_SAMPLE = _ROOT / "indexer" / "sample" / "texts"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; returns the exit status, 1 where an output differs from pyvi's."""
    parser = argparse.ArgumentParser(description="Segmentation: this project's and pyvi's speed.")
    parser.add_argument("--pages", type=int, default=600, help="how many pages (default 600)")
    parser.add_argument("--rounds", type=int, default=5, help="how many rounds (default 5)")
    parser.add_argument("--data", type=Path, default=_DATA, help="folder of real collections")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args(arguments)

    pages, source = _pages(options.data, options.pages)
    tokenize = pyvi_tokenize()
    different = [page for page in pages if segment(page) != tokenize(page)]
    if different:
        print(f"{len(different)} pages differ from pyvi's, e.g. {different[0][:200]!r}")
        return 1
    syllables = sum(_syllables(page) for page in pages)
    rounds = [_round(pages, tokenize) for _ in range(options.rounds)]
    _report(options.json, source, len(pages), syllables, rounds)
    return 0


def _pages(data: Path, count: int) -> tuple[list[str], str]:
    """NFC page texts, and a note on where they are from."""
    collections = [data / "viwiki.jsonl.gz", data / "phapdien.jsonl.gz"]
    if not all(path.is_file() for path in collections):
        texts = [path.read_text("utf-8") for path in sorted(_SAMPLE.glob("*.txt"))]
        if not texts:
            raise SystemExit(f"no pages: neither collections in {data} nor texts in {_SAMPLE}")
        texts = (texts * (count // len(texts) + 1))[:count]
        return [normalize("NFC", text) for text in texts], "sample texts, repeated"
    pages = []
    for path in collections:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            texts = [page["text"] for line in lines for page in json.loads(line)["pages"]]
        wanted = count // len(collections)
        pages += [
            normalize("NFC", text) for text in texts[:: max(len(texts) // wanted, 1)][:wanted]
        ]
    return pages, "Wikipedia and law"


def pyvi_tokenize() -> Callable[[str], str]:
    """The real pyvi's tokenize; its import is slow and warns of its own old code."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pyvi import ViTokenizer
    tokenize: Callable[[str], str] = ViTokenizer.tokenize
    return tokenize


def _syllables(text: str) -> int:
    return sum(token[0].isalnum() for token in segmentations([text])[0].tokens)


def _round(pages: list[str], tokenize: Callable[[str], str]) -> dict[str, float]:
    """Processor seconds that each way takes for all pages."""
    ways: dict[str, Callable[[], object]] = {
        # Nothing is kept: tuples by the hundred thousand would keep the garbage collector busy.
        "pyvi": lambda: deque(map(tokenize, pages), 0),
        "segment": lambda: deque(map(segment, pages), 0),
        "segmentations": lambda: deque((one.tokens for one in segmentations(pages)), 0),
    }
    seconds = {}
    for name, run in ways.items():
        begin = time.process_time()
        run()
        seconds[name] = time.process_time() - begin
    return seconds


def _report(
    as_json: bool, source: str, pages: int, syllables: int, rounds: list[dict[str, float]]
) -> None:
    ways = list(rounds[0])
    speeds = {way: [round(syllables / r[way]) for r in rounds] for way in ways}
    ratios = {way: [round(r["pyvi"] / r[way], 1) for r in rounds] for way in ways[1:]}
    medians = {way: statistics.median(values) for way, values in ratios.items()}
    if as_json:
        content = {
            "fingerprint": fingerprint(),
            "python": sys.version.split()[0],
            "source": source,
            "pages": pages,
            "syllables": syllables,
            "syllables_per_second": speeds,
            "ratio_to_pyvi": ratios,
            "median_ratio_to_pyvi": medians,
        }
        print(json.dumps(content, indent=2))
        return
    print(f"{pages} pages ({source}), {syllables:,} syllables; output equal to pyvi's\n")
    print(f"{'thousand syllables/s':>24}" + "".join(f"{way:>16}" for way in ways))
    for number in range(len(rounds)):
        cells = [f"{speeds['pyvi'][number] / 1000:>16.0f}"]
        for way in ways[1:]:
            cells.append(f"{speeds[way][number] / 1000:>8.0f} {ratios[way][number]:>6.1f}×")
        print(f"{'round ' + str(number + 1):>24}" + "".join(cells))
    print(f"{'median ratio':>24}{'':16}" + "".join(f"{medians[way]:>15.1f}×" for way in ways[1:]))


if __name__ == "__main__":
    sys.exit(main())
