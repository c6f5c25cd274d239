"""How long does an index take to open, and a new commit to be seen?

    python -m benchmarks.opening HOME            # opened in this process, which has opened nothing
    python -m benchmarks.opening HOME --reload   # searches until a commit has been taken over

What is to be measured is a process's first time, so each is a process of its own; the functions
below start them. Both print JSON.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import orjson

from benchmarks.collection import PROJECT
from benchmarks.corpus import serving_folder
from searchsvc.catalog import Catalog
from searchsvc.engines.embedded import EmbeddedEngine
from searchsvc.requests import SearchRequest
from searchsvc.service import SearchService
from searchsvc.settings import Settings

_PROBE = "reload-probe"
_ROUNDS = 3
_PAUSE_SECONDS = 0.002
_ASKED = SearchRequest(q="thư viện")


def open_times(settings: Settings) -> dict[str, float]:
    """Milliseconds, medians: until the engine is open, and of its first search."""
    found = [json.loads(_run(settings).stdout) for _ in range(_ROUNDS)]
    return {name: statistics.median(one[name] for one in found) for name in found[0]}


def reload_times(settings: Settings) -> dict[str, float]:
    """Milliseconds from a commit to the first answer from it, and the slowest search until then.

    One item is taken in and out again: the home holds afterwards what it held before.
    """
    command = [sys.executable, "-m", "benchmarks.opening", str(settings.home), "--reload"]
    tangthu = [sys.executable, "-m", "indexer", "--home", str(settings.home)]
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(command, stdout=subprocess.PIPE, env=_environ()) as watcher,
    ):
        assert watcher.stdout
        watcher.stdout.readline()  # it is searching
        file = Path(folder) / "probe.jsonl"
        page = {"number": 1, "text": f"Một trang mới, lúc {time.time()}."}
        file.write_bytes(orjson.dumps({"id": _PROBE, "title": "Thử", "pages": [page]}))
        subprocess.run([*tangthu, "ingest", "-q", str(file)], check=True, stdout=subprocess.DEVNULL)
        found: dict[str, float] = json.loads(watcher.stdout.read())
    subprocess.run([*tangthu, "remove", _PROBE], check=True, stdout=subprocess.DEVNULL)
    return found


def _run(settings: Settings) -> "subprocess.CompletedProcess[bytes]":
    command = [sys.executable, "-m", "benchmarks.opening", str(settings.home)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, env=_environ())


def _environ() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(PROJECT)}


def _open(settings: Settings) -> dict[str, float]:
    began = time.perf_counter()
    with closing(EmbeddedEngine(settings.index_folder)) as engine:
        engine.state()
        opened = time.perf_counter()
        with closing(SearchService(Catalog.open(settings.catalog_url), engine)) as service:
            service.search(_ASKED)
            answered = time.perf_counter()
    return {"open_ms": (opened - began) * 1000, "first_ms": (answered - opened) * 1000}


def _reload(settings: Settings) -> dict[str, Any]:
    slowest = 0.0
    with closing(EmbeddedEngine(settings.index_folder)) as engine:
        service = SearchService(Catalog.open(settings.catalog_url), engine)
        service.search(_ASKED)
        before = engine.state().revision
        print("searching", flush=True)
        while engine.state().revision == before:
            began = time.perf_counter()
            service.search(_ASKED)
            slowest = max(slowest, time.perf_counter() - began)
            time.sleep(_PAUSE_SECONDS)
        seen = time.time()
    committed = (serving_folder(settings) / "manifest.json").stat().st_mtime
    return {"seen_ms": (seen - committed) * 1000, "slowest_ms": slowest * 1000}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--reload", action="store_true")
    chosen = parser.parse_args()
    run = _reload if chosen.reload else _open
    print(json.dumps(run(Settings(home=chosen.home))))


if __name__ == "__main__":
    main()
