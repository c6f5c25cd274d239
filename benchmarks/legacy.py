"""How well are legacy encodings told, and what does it cost a page that is in none?

    python -m benchmarks.legacy [--pages N] [--data FOLDER]

Pages of Vietnamese Wikipedia of 200 characters and more are encoded into each encoding, without
the characters that it lacks, and decided as bytes and as the rubbish that a program shows which
takes them for cp1252. Right: the text comes back as it was, or, with nothing in it to convert, is
left as it is. All pages of the collections are then decided as they are: whatever is converted is
a mistake. Speed is of one thread, in processor time, next to that of normalizing.
"""

import argparse
import gzip
import json
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TypeVar

from analyzers import Decision, Encoding, UnknownEncodingError, decode_bytes, normalize, repair
from analyzers.legacy import decode, encode

_ROOT = Path(__file__).resolve().parents[1]
_DATA = Path(os.environ.get("TANGTHU_TEST_DATA", _ROOT.parent / "shared" / "data"))
_LEAST_CHARACTERS = 200
#: One page in so many is normalized, which takes long.
_NORMALIZED = 10
_WAYS = ("bytes", "rubbish")
_Result = TypeVar("_Result")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmark and print its tables."""
    parser = argparse.ArgumentParser(description="Legacy encodings: how well told, how fast.")
    parser.add_argument("--pages", type=int, default=1000, help="pages encoded (0: all)")
    parser.add_argument("--data", type=Path, default=_DATA, help="folder of real collections")
    options = parser.parse_args(arguments)
    pages = [page for page in _pages(options.data, "viwiki") if len(page) >= _LEAST_CHARACTERS]
    step = max(len(pages) // options.pages, 1) if options.pages else 1
    _report_encodings(list(islice(pages, 0, None, step)))
    for name in ("viwiki", "phapdien"):
        _report_clean(name, list(_pages(options.data, name)))


def _pages(data: Path, name: str) -> Iterator[str]:
    path = data / f"{name}.jsonl.gz"
    if not path.is_file():
        raise SystemExit(f"no collection at {path}")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield from (page["text"] for page in json.loads(line)["pages"])


def _report_encodings(pages: list[str]) -> None:
    print(f"{len(pages)} pages encoded")
    print(f"{'':10}{'':10}{'right %':>10}{'wrong %':>10}{'left %':>10}{'pages/s':>10}")
    for encoding in Encoding:
        for way in _WAYS:
            begin = time.process_time()
            counts = Counter(_outcome(page, encoding, way) for page in pages)
            speed = len(pages) / (time.process_time() - begin)
            shares = (100 * counts[outcome] / len(pages) for outcome in ("right", "wrong", "left"))
            print(f"{encoding:10}{way:10}" + "".join(f"{s:10.2f}" for s in shares), end="")
            print(f"{speed:10.0f}")


def _outcome(page: str, encoding: Encoding, way: str) -> str:
    data = encode(page, encoding, "ignore")
    decision = _decide(data) if way == "bytes" else repair(_shown(data))
    if decision.text == decode(data, encoding):
        return "right"
    return "wrong" if decision.encoding else "left"


def _decide(data: bytes) -> Decision:
    try:
        return decode_bytes(data)
    except UnknownEncodingError:
        return Decision("")


def _shown(data: bytes) -> str:
    """Bytes taken for cp1252, and for Latin-1 where that is silent."""
    text = data.decode("latin-1")
    return text.translate({b: bytes([b]).decode("cp1252", "ignore") or chr(b) for b in range(256)})


def _report_clean(name: str, pages: list[str]) -> None:
    encoded = [page.encode() for page in pages]
    megabytes = sum(map(len, encoded)) / 1e6
    decisions, repairing = _timed(lambda: [repair(page) for page in pages])
    from_bytes, decoding = _timed(lambda: [decode_bytes(data) for data in encoded])
    _, plain = _timed(lambda: [data.decode() for data in encoded])
    _, normalizing = _timed(lambda: [normalize(page) for page in pages[::_NORMALIZED]])
    false = sum(d.encoding is not None for found in (decisions, from_bytes) for d in found)
    suspected = sum(decision.suspected is not None for decision in decisions)
    print(f"\n{name}: {len(pages)} pages, {megabytes:.0f} MB; ", end="")
    print(f"converted by mistake {false}, suspected {suspected}")
    for what, seconds in (
        ("repair", repairing),
        ("decode_bytes", decoding),
        ("bytes.decode", plain),
        ("normalize", normalizing * _NORMALIZED),
    ):
        print(f"{what:>14}{megabytes / seconds:10.0f} MB/s")


def _timed(run: Callable[[], _Result]) -> tuple[_Result, float]:
    begin = time.process_time()
    result = run()
    return result, time.process_time() - begin


if __name__ == "__main__":
    main()
