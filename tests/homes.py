"""A home with a catalog and an index, made as a maintainer makes one."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import orjson

from indexer.ingest import IngestReport, ingest
from indexer.progress import reporter
from searchsvc.settings import Settings

Record = Mapping[str, Any]


def record(item_id: str, *texts: str, **metadata: Any) -> dict[str, Any]:
    """A record with a page for each text."""
    pages = [{"number": number, "text": text} for number, text in enumerate(texts, 1)]
    return {"id": item_id, "title": item_id, **metadata, "pages": pages}


def settings_of(home: Path) -> Settings:
    """One process for the analysis: starting others takes longer than the work of a test."""
    return Settings(home=home, jobs=1, writer_memory_mb=30)


def take_in(home: Path, records: Iterable[Record]) -> IngestReport:
    """Ingest records into a home, which is made when it is not there."""
    home.mkdir(parents=True, exist_ok=True)
    file = home.parent / f"{home.name}.jsonl"
    file.write_bytes(b"".join(orjson.dumps(r) + b"\n" for r in records))
    return ingest(settings_of(home), [file], None, reporter(quiet=True))
