"""Random strings through the whole analysis: nothing crashes or hangs it, and offsets hold.

    python -m tests.fuzz.analysis [--count N] [--processes N] [--seed N]

Each string goes through normalizing, syllables, every term stream, segmentation, the repair of old
encodings (as text and as bytes) and the reading of keystrokes. A string that raises, has an offset
outside itself, or takes more than SLOW seconds is printed; the exit status is then 1. Strings are
made from a seed and a number, so a finding can be made again.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from typing import NamedTuple

from analyzers import (
    Analyzer,
    UnknownEncodingError,
    decode_bytes,
    normalize,
    read_keystrokes,
    repair,
    segment,
    syllables,
)

SLOW = 1.0
_TASK = 20_000
_BATCH = 100
_LONGEST = 24

_WORDS = (
    "thư viện quốc gia Việt Nam THƯ VIỆN hòa hoà thuýên Ðức tạp-chí ngh-\niên quốc-\nngữ TP. "
    "2175/QĐ-BVHTTDL 1.000.000 1/8/2014 a@b.vn http://a.vn/b T H Ư Ê N 陳裕宗 𤾓𢆥𥪞 cœur ﬁn km² "
    "\ud800 😀 Τây сách İstanbul ǅ ß e\u0323\u0302 a\u0301\u0301 o\u031b ... -> :// =~|_"
).split(" ")
_CHARACTERS = (
    "aăâđeêioôơuưyAĂÂĐEÊIOÔƠUƯYthngqprsxkcbdvm\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323"
    "-.,:;/!?()[]\"'_=|~@ \t\n\r\x00\u00ad\u00a0\u200b\u2010\u2011\u201c\u201d\ufeff0123456789"
)


class Finding(NamedTuple):
    """What went wrong with one string."""

    seed: int
    number: int
    text: str
    reason: str


def strings(seed: int, first: int, count: int) -> Iterator[str]:
    """The strings with these numbers: words, odd characters, any characters, in any mixture."""
    for number in range(first, first + count):
        chance = random.Random(f"{seed} {number}")
        yield "".join(_piece(chance) for _ in range(chance.randrange(1, _LONGEST)))


def _piece(chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.3:
        return chance.choice(_WORDS) + chance.choice(" \n ")
    if kind < 0.8:
        return chance.choice(_CHARACTERS)
    return chr(chance.randrange(0x110000) if kind < 0.9 else chance.randrange(0x2200))


def check(texts: list[str]) -> None:
    """Raises AssertionError, or whatever the analysis raises."""
    streams = Analyzer().analyze_all(texts)
    for text, stream in zip(texts, streams, strict=True):
        found = syllables(text)
        assert all(0 <= s.start < s.end <= len(text) for s in found), "offset outside the text"
        assert len(stream.text.split()) == 2 * len(found), "streams and syllables disagree"
        once = normalize(text).text
        assert normalize(once).text == once, "normalizing twice is not normalizing once"
        read_keystrokes(text)
        # Half a surrogate pair is text of no encoding, and is to be said to be none.
        with suppress(UnknownEncodingError):
            decode_bytes(text.encode(errors="surrogatepass"))
    together = " ".join(texts)
    segment(together)
    repair(together)


def run(seed: int, first: int, count: int) -> list[Finding]:
    """Findings among `count` strings; batches first, then one by one where a batch fails."""
    findings: list[Finding] = []
    for begin in range(first, first + count, _BATCH):
        batch = list(strings(seed, begin, _BATCH))
        if _reason(batch):
            alone = ((number, text, _reason([text])) for number, text in enumerate(batch, begin))
            findings += [Finding(seed, n, text, reason) for n, text, reason in alone if reason]
    return findings


def _reason(texts: list[str]) -> str | None:
    began = time.process_time()
    try:
        check(texts)
    except Exception as error:  # whatever it is, it is what this program looks for
        return repr(error)
    took = time.process_time() - began
    return f"took {took:.1f} s" if took > SLOW else None


def main() -> int:
    """The exit status: 1 where something was found."""
    parser = argparse.ArgumentParser(description="Random strings through the analysis.")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    began = time.monotonic()
    firsts = range(0, options.count, _TASK)
    findings: list[Finding] = []
    with ProcessPoolExecutor(options.processes) as pool:
        tasks = [
            pool.submit(run, options.seed, first, min(_TASK, options.count - first))
            for first in firsts
        ]
        for done, task in enumerate(tasks, 1):
            for finding in task.result():
                findings.append(finding)
                print(finding, flush=True)
            if done % 20 == 0 or done == len(tasks):
                print(f"{done * _TASK:,} strings, {len(findings)} findings", flush=True)
    seconds = time.monotonic() - began
    print(f"{options.count:,} strings in {seconds:.0f} s, {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
