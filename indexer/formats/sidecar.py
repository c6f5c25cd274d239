"""What describes the document of its name: `sach1.xml`, `.mrc` or `.json` beside `sach1.pdf`."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from indexer.formats import json_file, records, table
from indexer.formats.base import Format
from indexer.formats.beside import describes_several
from indexer.formats.xml import first_bytes, root_name


def sidecars(
    known: Iterable[tuple[Path, Format]], others: Iterable[Path], max_bytes: int
) -> dict[Path, tuple[str, ...]]:
    """What such files describe: all names that are like theirs, the first to be read.

    One that is broken is among them, so that nothing that it may close is open. `others`: files of
    no format; JSON among them describes what nothing else does.
    """
    alike: defaultdict[str, list[tuple[Path, Format]]] = defaultdict(list)
    for file, format_ in known:
        if format_ not in (records.FORMAT, table.FORMAT):
            alike[file.stem].append((file, format_))
    for file in others:
        if file.stem in alike and json_file.may_describe(file, max_bytes):
            alike[file.stem].append((file, json_file.FORMAT))
    found = {}
    for files in alike.values():
        documents = tuple(file.name for file, format_ in files if not format_.describes)
        describing = ((file, f.describes) for file, f in files if documents and f.describes)
        for file, describe in describing:
            if not describes_several(file, describe, max_bytes):
                found[file] = documents
                break
    return found


def without_root(known: Iterable[tuple[Path, Format]]) -> dict[str, Path]:
    """Files called `.xml` that are none from their first byte, by their names without suffix: such
    a one may be the broken description of the document of its name.
    """
    xml = (file for file, _ in known if file.suffix.lower() == ".xml")
    return {file.stem: file for file in xml if not _has_root(file)}


def _has_root(file: Path) -> bool:
    try:
        return bool(root_name(first_bytes(file)))
    except OSError:
        return False
