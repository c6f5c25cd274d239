"""How fast does a collection become searchable, and in how much memory?

    python -m benchmarks.ingest             # every eighth record, three rounds
    python -m benchmarks.ingest --every 1 --rounds 1 --json FILE

Each round ingests the same records into a new home, builds its index anew, and then runs a plain
loop over a part of them: pyvi's tokenizer page by page into a tantivy writer with default settings,
which is what one would write in an afternoon. Rounds alternate, so that all meet the same load of
the machine; ratios are of the medians. Processor time says what a busy machine hides. Memory is
the highest of all processes together while a stage ran.
"""

import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.collection import COLLECTIONS, DATA, PROJECT
from benchmarks.measuring import circumstances, options, save
from benchmarks.usage import Watch


def measured(kind: str, home: Path, files: Sequence[Path] = (), every: int = 1) -> dict[str, Any]:
    """A job (`ingest_run.KINDS`) in a process of its own: MB of text, pages, seconds, rates, the
    peak of memory in MB, and seconds, rate and peak by stage.
    """
    command = [sys.executable, "-m", "benchmarks.ingest_run", f"--every={every}"]
    command += [kind, str(home), *map(str, files)]
    environ = {**os.environ, "PYTHONPATH": str(PROJECT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ) as process:
        watch = Watch(process.pid)
        out, _ = process.communicate()
        usage = watch.stop()
    if process.returncode:
        raise RuntimeError(f"{kind} failed: {process.returncode}")
    found: dict[str, Any] = json.loads(out)
    stages: dict[str, dict[str, float]] = {}
    for name, began, ended in found.pop("stages"):
        stage = stages.setdefault(name, {"s": 0.0, "peak_mb": 0.0})
        stage["s"] += ended - began
        stage["peak_mb"] = max(stage["peak_mb"], usage.peak_within(began, ended) / 1e6)
    for stage in stages.values():
        stage["mb_per_s"] = found["mb"] / max(stage["s"], 0.001)
    return {
        **found,
        "mb_per_s": found["mb"] / found["s"],
        "mb_per_cpu_s": found["mb"] / usage.seconds,
        "peak_mb": usage.peak / 1e6,
        "stages": stages,
    }


def _subset(folder: Path, every: int) -> list[Path]:
    """Every so many records of the collections, unzipped."""
    files = []
    for name in COLLECTIONS:
        file = folder / name.removesuffix(".gz")
        with gzip.open(DATA / name, "rb") as lines, file.open("wb") as subset:
            subset.writelines(islice(lines, 0, None, every))
        files.append(file)
    return files


def median(rounds: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Of every figure, those of stages too."""
    return {
        name: median([one[name] for one in rounds])
        if isinstance(value, Mapping)
        else statistics.median(one[name] for one in rounds)
        for name, value in rounds[0].items()
    }


_NAMES = {
    "ingest": "tangthu ingest",
    "reindex": "tangthu reindex",
    "naive": "pyvi + tantivy, page by page",
}


def _show(found: Mapping[str, dict[str, Any]]) -> None:
    print("| | MB of text | pages | s | MB/s | MB/s of processor time | peak MB |")
    print("|---|---|---|---|---|---|---|")
    for kind, figures in found.items():
        names = {"mb": 1, "pages": 0, "s": 1, "mb_per_s": 2, "mb_per_cpu_s": 2, "peak_mb": 0}
        shown = " | ".join(f"{figures[key]:,.{digits}f}" for key, digits in names.items())
        print(f"| {_NAMES[kind]} | {shown} |")
        for stage, one in figures["stages"].items():
            rate, peak = f"{one['mb_per_s']:.1f}", f"{one['peak_mb']:.0f}"
            print(f"| – {stage} | | | {one['s']:.1f} | {rate} | | {peak} |")
    ours, naive = found["ingest"], found["naive"]
    ratios = (ours[rate] / naive[rate] for rate in ("mb_per_s", "mb_per_cpu_s"))
    print("ratios: {:.1f} in time, {:.1f} in processor time".format(*ratios))


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--every", type=int, default=8, help="take every so many records")
    parser.add_argument(
        "--naive-every", type=int, default=8, help="of these every so many for the plain loop"
    )
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    if not (DATA / COLLECTIONS[0]).exists():
        raise SystemExit(f"no collections in {DATA}")
    about = circumstances()
    rounds: dict[str, list[dict[str, Any]]] = {kind: [] for kind in _NAMES}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        files = _subset(folder, chosen.every)
        for number in range(chosen.rounds):
            home = folder / f"home-{number}"
            rounds["ingest"].append(measured("ingest", home, files))
            rounds["reindex"].append(measured("reindex", home))
            plain = folder / f"plain-{number}"
            rounds["naive"].append(measured("naive", plain, files, chosen.naive_every))
    found = {kind: median(results) for kind, results in rounds.items()}
    print(about)
    _show(found)
    save(chosen.json, {**about, "rounds": chosen.rounds, "every": chosen.every, **found})


if __name__ == "__main__":
    main()
