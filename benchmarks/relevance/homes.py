"""Homes that the test sets search, filled once and kept while what they hold stays the same."""

import hashlib
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import orjson

from benchmarks.collection import PROJECT, bench_home, xquad
from indexer.ingest import ingest, remove
from indexer.progress import reporter
from searchsvc.engines.embedded import EmbeddedEngine
from searchsvc.settings import Settings

FOLDER = PROJECT / "bench-runs"

Record = Mapping[str, Any]


def record(item_id: str, texts: Iterable[str], **metadata: Any) -> Record:
    """A record with a page for each text; its title is its id unless another is given."""
    pages = [{"number": number, "text": text} for number, text in enumerate(texts, 1)]
    return {"id": item_id, "title": item_id, **metadata, "pages": pages}


def own_home(name: str, records: Iterable[Record]) -> Settings:
    """A home that holds these records and nothing else."""
    content = _lines(records)
    settings, stale = _prepared(name, hashlib.blake2b(content).hexdigest())
    if stale:
        _fill(settings, content)
        _keep(settings, stale)
    else:  # brings the index to this program's schema and analysis
        ingest(settings, [_records_file(settings)], None, reporter(quiet=True))
    return settings


def paragraph_records() -> list[Record]:
    """XQuAD's paragraphs as items of one page, named so that no name answers a question."""
    return [
        record(paragraph_id(article, at), [paragraph["context"]], type="article")
        for article, content in enumerate(xquad())
        for at, paragraph in enumerate(content["paragraphs"], 1)
    ]


def paragraph_id(article: int, page: int) -> str:
    return f"xquad-{chr(97 + article // 26)}{chr(97 + article % 26)}{chr(96 + page)}"


def paragraphs_among_all() -> Settings:
    """The benchmarks' home with XQuAD's paragraphs as items instead of its articles.

    A copy, since filling takes minutes; made anew when the original's analysis has changed.
    """
    original = bench_home()
    engine = EmbeddedEngine(original.index_folder)
    state = engine.state()
    engine.close()
    content = _lines(paragraph_records())
    key = f"{state.analyzer} {state.schema} {hashlib.blake2b(content).hexdigest()}"
    settings, stale = _prepared("among", key)
    if stale:
        shutil.copytree(original.home, settings.home, dirs_exist_ok=True)
        articles = [f"xquad-{number:02d}" for number in range(len(xquad()))]
        remove(settings, articles, reporter(quiet=True))
        _fill(settings, content)
        _keep(settings, stale)
    return settings


def _lines(records: Iterable[Record]) -> bytes:
    return b"".join(orjson.dumps(record) + b"\n" for record in records)


def _prepared(name: str, key: str) -> tuple[Settings, str]:
    """The home, and what to `_keep` once it is filled: empty when it still holds that."""
    settings = Settings(home=FOLDER / "homes" / name)
    file = _key_file(settings)
    if file.exists() and file.read_text() == key:
        return settings, ""
    shutil.rmtree(settings.home, ignore_errors=True)
    settings.home.mkdir(parents=True)
    return settings, key


def _fill(settings: Settings, content: bytes) -> None:
    file = _records_file(settings)
    file.write_bytes(content)
    report = ingest(settings, [file], None, reporter(quiet=False))
    if report.rejected:
        raise SystemExit(f"{report.rejected[0].place}: {report.rejected[0].reason}")


def _keep(settings: Settings, key: str) -> None:
    _key_file(settings).write_text(key)


def _key_file(settings: Settings) -> Path:
    return settings.home / "filled-with"


def _records_file(settings: Settings) -> Path:
    return settings.home / "records.jsonl"
