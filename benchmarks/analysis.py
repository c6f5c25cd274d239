"""How fast is the whole analysis, and where does its time go?

    python -m benchmarks.analysis [--pages N] [--rounds N] [--json]

Every term stream of Wikipedia pages spread over the collection (the sample collection without it),
by one process, in MB of UTF-8 text a second; then its stages in turn, with the share that each
takes. A figure is the median of the rounds; stages are measured in processor time, so that other
programs disturb less.
"""

import argparse
import gzip
import json
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from analyzers import Analyzer, segmenter, sentences
from analyzers.many import normalize_all
from analyzers.streams import streams
from benchmarks.collection import DATA
from benchmarks.measuring import circumstances
from indexer.analysis import PageText, analyse

_SAMPLE = Path(__file__).resolve().parents[1] / "indexer" / "sample" / "texts"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="The whole analysis: speed, and by stage.")
    parser.add_argument("--pages", type=int, default=8000, help="how many pages (default 8000)")
    parser.add_argument("--rounds", type=int, default=3, help="how many rounds (default 3)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args()

    pages, source = _pages(options.pages)
    size = sum(len(page.encode()) for page in pages)
    Analyzer().analyze_all(pages[:200])  # reads the model
    whole = size / 1e6 / _wall(pages, options.rounds)
    stages = _stages(pages, options.rounds)
    if options.json:
        report = {"pages": len(pages), "source": source, "megabytes": round(size / 1e6, 1)}
        print(json.dumps(report | {"mb_per_s": whole, "stage_s": stages} | circumstances()))
        return
    print(f"{len(pages):,} pages ({source}), {size / 1e6:.1f} MB of text\n")
    print(f"{'all streams':<34}{whole:>8.1f} MB/s")
    total = stages.pop("all of it")
    print(f"\n{'stage':<34}{'share':>8}{'MB/s':>10}")
    for name, seconds in stages.items():
        print(f"{name:<34}{seconds / total:>8.0%}{size / 1e6 / seconds:>10.1f}")


def _pages(count: int) -> tuple[list[str], str]:
    collection = DATA / "viwiki.jsonl.gz"
    if not collection.exists():
        return [path.read_text("utf-8") for path in sorted(_SAMPLE.glob("*.txt"))], "sample texts"
    with gzip.open(collection, "rt", encoding="utf-8") as lines:
        pages = [page["text"] for line in lines for page in json.loads(line)["pages"]]
    return pages[:: max(1, len(pages) // count)][:count], "Wikipedia"


def _wall(pages: Sequence[str], rounds: int) -> float:
    """Seconds on the clock for all pages, as they are indexed."""
    given = [PageText(0, number, page) for number, page in enumerate(pages)]
    return statistics.median(_timed(time.perf_counter, _analyse, given) for _ in range(rounds))


def _analyse(pages: Sequence[PageText]) -> None:
    for _ in analyse(pages):
        pass


def _stages(pages: Sequence[str], rounds: int) -> dict[str, float]:
    """Processor seconds by stage; `all of it` is what they take as one."""
    normal = normalize_all(pages)
    segmented = list(segmenter.segmented(normal.texts))
    stages: dict[str, Callable[[], Any]] = {
        "normalizing": lambda: normalize_all(pages),
        "word segmentation": lambda: list(segmenter.segmented(normal.texts)),
        "sentences": lambda: [list(sentences(page)) for page in normal.texts],
        "streams, with sentences": lambda: streams(normal, segmented),
        "all of it": lambda: Analyzer().analyze_all(pages),
    }
    seconds: dict[str, list[float]] = {name: [] for name in stages}
    for _ in range(rounds):
        for name, run in stages.items():
            seconds[name].append(_timed(time.process_time, run))
    return {name: statistics.median(values) for name, values in seconds.items()}


def _timed(clock: Callable[[], float], run: Callable[..., Any], *arguments: Any) -> float:
    began = clock()
    run(*arguments)
    return clock() - began


if __name__ == "__main__":
    main()
