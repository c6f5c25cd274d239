"""Catalogue files that describe the document of their name: `sach1.xml` beside `sach1.pdf`."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from indexer.formats import records, table
from indexer.formats.base import Format
from indexer.formats.beside import describes_several


def sidecars(known: Iterable[tuple[Path, Format]], max_bytes: int) -> dict[Path, tuple[str, ...]]:
    """What such files describe: all names that are like theirs, the first to be read.

    One that is broken is among them, so that nothing that it may close is open.
    """
    alike: defaultdict[str, list[tuple[Path, Format]]] = defaultdict(list)
    for file, format_ in known:
        if format_ not in (records.FORMAT, table.FORMAT):
            alike[file.stem].append((file, format_))
    found = {}
    for files in alike.values():
        documents = tuple(file.name for file, format_ in files if not format_.describes)
        describing = ((file, f.describes) for file, f in files if documents and f.describes)
        for file, describe in describing:
            if not describes_several(file, describe, max_bytes):
                found[file] = documents
                break
    return found
