"""How fast does a collection become searchable, and in how much memory?

Each round ingests the same records into a new home, and then runs a plain loop over a part of them:
pyvi's tokenizer page by page into a tantivy writer with default settings, which is what one would
write in an afternoon. Rounds alternate, so that both meet the same load of the machine; ratios are
of the medians. Processor time says what a busy machine hides.

    python -m benchmarks.ingest             # every eighth record, three rounds
    python -m benchmarks.ingest --every 1 --rounds 1
"""

import gzip
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import click
import orjson

from benchmarks.collection import COLLECTIONS, DATA
from benchmarks.measuring import circumstances
from benchmarks.usage import Watch
from indexer.progress import Stage


class _Timed:
    """A reporter that keeps how long each stage took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str, total: int | None = None, unit: str = "") -> Iterator[Stage]:
        began = time.perf_counter()
        yield self
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - began

    def advance(self, done: int = 1) -> None:
        """Only the time is kept."""

    def reject(self, records: int = 1) -> None:
        """Only the time is kept."""


def _ours(home: Path, files: list[Path]) -> dict[str, Any]:
    """Ingest into a new home, and say how long each part took."""
    from indexer.ingest import ingest
    from searchsvc.settings import Settings

    report = _Timed()
    began = time.perf_counter()
    result = ingest(Settings(home=home), files, None, report)
    whole = time.perf_counter() - began
    return {"mb": result.text_bytes / 1e6, "pages": result.pages, "s": whole, **report.seconds}


def _naive(home: Path, files: list[Path], every: int) -> dict[str, Any]:
    """Every so many of the records: their pages through pyvi into tantivy, one by one."""
    import tantivy
    from pyvi import ViTokenizer

    builder = tantivy.SchemaBuilder()
    for name in ("id", "title", "text"):
        builder.add_text_field(name, stored=True, tokenizer_name="default")
    home.mkdir(parents=True)
    index = tantivy.Index(builder.build(), path=str(home))
    began = time.perf_counter()
    writer = index.writer()
    size = pages = 0
    for file in files:
        for line in islice(file.open("rb"), 0, None, every):
            record = orjson.loads(line)
            for page in record["pages"]:
                words = ViTokenizer.tokenize(page["text"])
                writer.add_document(
                    tantivy.Document(id=record["id"], title=record["title"], text=words)
                )
                size += len(page["text"].encode())
                pages += 1
    writer.commit()
    writer.wait_merging_threads()
    return {"mb": size / 1e6, "pages": pages, "s": time.perf_counter() - began}


def _measured(kind: str, folder: Path, files: list[Path], every: int) -> dict[str, Any]:
    """One of the two in a process of its own, and its peak of memory."""
    home = Path(tempfile.mkdtemp(dir=folder)) / "home"
    command = [sys.executable, "-m", "benchmarks.ingest", f"--run={kind}", f"--home={home}"]
    command += [f"--naive-every={every}", *(f"--file={file}" for file in files)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        watch = Watch(process.pid)
        out, _ = process.communicate()
        usage = watch.stop()
    if process.returncode:
        raise SystemExit(f"{kind} failed")
    found: dict[str, Any] = json.loads(out)
    rates = {"mb/s": found["mb"] / found["s"], "mb/cpu": found["mb"] / usage.seconds}
    return {**found, **rates, "peak": usage.peak / 1e6}


def _subset(folder: Path, every: int) -> list[Path]:
    """Every so many records of the collections, unzipped."""
    files = []
    for name in COLLECTIONS:
        file = folder / name.removesuffix(".gz")
        with gzip.open(DATA / name, "rb") as lines, file.open("wb") as subset:
            subset.writelines(islice(lines, 0, None, every))
        files.append(file)
    return files


def _median(rounds: list[dict[str, Any]]) -> dict[str, float]:
    return {name: statistics.median(r.get(name, 0.0) for r in rounds) for name in rounds[0]}


def _show(ours: dict[str, float], naive: dict[str, float]) -> None:
    print("| | MB of text | pages | s | MB/s | MB/s of processor time | peak MB |")
    print("|---|---|---|---|---|---|---|")
    for name, found in (("tangthu ingest", ours), ("pyvi + tantivy, page by page", naive)):
        names = {"mb": 1, "pages": 0, "s": 1, "mb/s": 2, "mb/cpu": 2, "peak": 0}
        shown = " | ".join(f"{found[key]:,.{digits}f}" for key, digits in names.items())
        print(f"| {name} | {shown} |")
    ratios = (ours[rate] / naive[rate] for rate in ("mb/s", "mb/cpu"))
    print("ratios: {:.1f} in time, {:.1f} in processor time".format(*ratios))
    for stage in ("reading", "indexing", "verifying"):
        seconds = ours.get(stage, 0.0)
        print(f"{stage}: {seconds:.1f} s, {ours['mb'] / max(seconds, 0.01):.1f} MB/s")


@click.command()
@click.option("--every", default=8, help="Take every so many records.")
@click.option("--naive-every", default=8, help="Of these every so many for the plain loop.")
@click.option("--rounds", default=3)
@click.option("--run", hidden=True)
@click.option("--home", hidden=True, type=click.Path(path_type=Path))
@click.option("--file", "files", hidden=True, multiple=True, type=click.Path(path_type=Path))
def main(
    every: int,
    naive_every: int,
    rounds: int,
    run: str | None,
    home: Path,
    files: tuple[Path, ...],
) -> None:
    """Print the table."""
    if run:
        found = (
            _ours(home, list(files)) if run == "ours" else _naive(home, list(files), naive_every)
        )
        print(json.dumps(found))
        return
    if not (DATA / COLLECTIONS[0]).exists():
        raise SystemExit(f"no collections in {DATA}")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        subset = _subset(folder, every)
        measured: dict[str, list[dict[str, Any]]] = {"ours": [], "naive": []}
        for _ in range(rounds):
            for kind, results in measured.items():
                results.append(_measured(kind, folder, subset, naive_every))
    print(circumstances())
    _show(_median(measured["ours"]), _median(measured["naive"]))


if __name__ == "__main__":
    main()
