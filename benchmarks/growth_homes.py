"""Homes of collections of any size, made once and used again.

They are kept in `bench-runs/growth` (ignored by git), named by what they are made of, with the
figures of their ingest beside them; a home that is not complete is made anew. The records are
streamed to disk and removed when they are in.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from benchmarks.collection import COLLECTIONS, DATA, PROJECT
from benchmarks.ingest import measured
from benchmarks.recombining import (
    VERSION,
    Recombining,
    Record,
    Source,
    first_pages,
    sample_source,
    shuffled,
    source_of,
)
from indexer.status import inspect
from searchsvc.settings import Settings

FOLDER = PROJECT / "bench-runs" / "growth"
_DONE = "made.json"
_NEARLY = 1.05


@dataclass(frozen=True, slots=True)
class GrownHome:
    """A home of so many pages. `kind`: `made`, or `real` for the first of the real records in an
    order without order. `ingest`: as `ingest.measured` has it.
    """

    kind: str
    pages: int
    settings: Settings
    ingest: dict[str, Any]


def growth_source() -> Source:
    """The real collections, or the sample where there are none."""
    files = [DATA / name for name in COLLECTIONS]
    if all(file.exists() for file in files):
        return source_of(files)
    print(f"no collections in {DATA}: recombining the sample's texts")
    return sample_source()


def made(source: Source, pages: int, folder: Path = FOLDER) -> GrownHome:
    """A home of made records."""
    return _home("made", source, pages, folder, lambda: iter(Recombining(source)))


def real(source: Source, pages: int, folder: Path = FOLDER) -> GrownHome | None:
    """A home of the source's own records; None where it has fewer pages (all of them will do for
    a few more).
    """
    there = sum(len(record["pages"]) for record in source.records)
    if there * _NEARLY < pages:
        return None
    return _home("real", source, min(pages, there), folder, lambda: _numbered(source))


def _numbered(source: Source) -> Iterator[Record]:
    for number, record in enumerate(shuffled(source), 1):
        pages = [{"number": n, "text": p["text"]} for n, p in enumerate(record["pages"], 1)]
        yield {**record, "id": f"real-{number:07}", "pages": pages}


def _home(
    kind: str, source: Source, pages: int, folder: Path, records: Callable[[], Iterator[Record]]
) -> GrownHome:
    home = folder / f"{kind}-{pages}-{source.name}-{VERSION}"
    settings, done = Settings(home=home), home / _DONE
    if done.exists():
        _bring_up_to_date(settings)
        return GrownHome(kind, pages, settings, json.loads(done.read_bytes()))
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    file = home / "records.jsonl"
    with file.open("wb") as lines:
        for record in first_pages(records(), pages):
            lines.write(orjson.dumps(record) + b"\n")
    figures = measured("ingest", home, [file])
    file.unlink()
    done.write_bytes(orjson.dumps(figures))
    return GrownHome(kind, pages, settings, figures)


def _bring_up_to_date(settings: Settings) -> None:
    """Build the index anew where this program's schema or analysis is another."""
    if not inspect(settings)["agree"]:
        tangthu = [sys.executable, "-m", "indexer", "--home", str(settings.home)]
        subprocess.run([*tangthu, "reindex", "-q", "--nice", "0"], check=True)
