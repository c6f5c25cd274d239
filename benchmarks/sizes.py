"""What takes up the room: the index by field, the catalog by table?

    python -m benchmarks.sizes [--home DIR] [--json FILE]

Read off the files, not estimated. tantivy keeps the terms, postings, positions and lengths of all
fields of a segment in a file each, which ends in a table of where each field's part begins; the
parts add up to the files, to the byte. Columns (`fast`) and stored values are counted as whole
files. The catalog's tables are counted by SQLite itself (`dbstat`).
"""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from itertools import chain
from pathlib import Path
from typing import Any

import orjson

from benchmarks.collection import bench_home
from benchmarks.corpus import corpus, serving_folder
from benchmarks.measuring import circumstances, options, save
from searchsvc.settings import Settings

#: What the files that have a part for each field hold.
KINDS = {".term": "terms", ".idx": "postings", ".pos": "positions", ".fieldnorm": "lengths"}
_WHOLE = {".fast": "(columns)", ".store": "(stored values)", ".del": "(deletions)"}
_MAGIC = 1337
#: Bytes from which on something is a line of the table.
_SHOWN = 20_000


def field_sizes(folder: Path) -> dict[str, Counter[str]]:
    """Bytes by field and kind of a tantivy index; of whole files by what they are. Raises
    ValueError for a file that is not built as known.
    """
    meta = orjson.loads((folder / "meta.json").read_bytes())
    names = [field["name"] for field in meta["schema"]]
    segments = {segment["segment_id"].replace("-", "") for segment in meta["segments"]}
    sizes: dict[str, Counter[str]] = {}
    for file in folder.iterdir():
        if file.name[:32] not in segments:
            continue
        if file.suffix in KINDS:
            for field, size in parts(file.read_bytes(), file.name):
                sizes.setdefault(names[field], Counter())[KINDS[file.suffix]] += size
        else:
            name = _WHOLE.get(file.suffix, f"({file.suffix})")
            sizes.setdefault(name, Counter())["file"] += file.stat().st_size
    return sizes


def parts(data: bytes, name: str) -> Iterator[tuple[int, int]]:
    """Field numbers and bytes of a file that has a part for each field; they add up to the file.

    The body ends in a table (for each part how far it is from the one before, its field and a
    number) and the table's length; behind it comes the footer of all of tantivy's files. Whatever
    is no field's own counts for the last.
    """
    length, magic = int.from_bytes(data[-8:-4], "little"), int.from_bytes(data[-4:], "little")
    body = len(data) - 8 - length
    table = body - 4 - int.from_bytes(data[body - 4 : body], "little")
    if magic != _MAGIC or not 0 <= table < body - 4:
        raise ValueError(f"{name} is not built as tantivy's files were")
    count, at = _number(data, table)
    begins, fields, begin = [], [], 0
    for _ in range(count):
        step, at = _number(data, at)
        begin += step
        begins.append(begin)
        fields.append(int.from_bytes(data[at : at + 4], "little"))
        _, at = _number(data, at + 4)
    if at != body - 4 or begin > table:
        raise ValueError(f"{name} has a table that does not fit")
    ends = [*begins[1:], len(data)]
    yield from zip(fields, (end - b for b, end in zip(begins, ends, strict=True)), strict=True)


def _number(data: bytes, at: int) -> tuple[int, int]:
    """A number in groups of seven bits, the smallest first, and where it ends."""
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte & 0x80:
            return value, at


def table_sizes(catalog: Path) -> dict[str, int]:
    """Bytes by table, its indexes with it. Raises sqlite3.Error where SQLite cannot tell."""
    query = (
        "SELECT coalesce(m.tbl_name, d.name), sum(d.pgsize) FROM dbstat d"
        " LEFT JOIN sqlite_schema m ON m.name = d.name GROUP BY 1 ORDER BY 2 DESC"
    )
    with closing(sqlite3.connect(f"file:{catalog}?mode=ro", uri=True)) as connection:
        return dict(connection.execute(query).fetchall())


def measure(settings: Settings) -> dict[str, Any]:
    """Bytes of the generation that serves and of the catalog."""
    folder = serving_folder(settings)
    vocabulary = max(folder.glob("commit-*/vocabulary"))
    return {
        "items": field_sizes(folder / "items"),
        "pages": field_sizes(folder / "pages"),
        "vocabulary": vocabulary.stat().st_size,
        "catalog": table_sizes(settings.home / "catalog.sqlite"),
    }


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--home", type=Path, help="a home that is filled [the bench home]")
    chosen = parser.parse_args()
    settings = Settings(home=chosen.home) if chosen.home else bench_home()
    held, sizes = corpus(settings), measure(settings)
    print(f"{held['items']:,} items, {held['pages']:,} pages, {held['text_mb']:.0f} MB of text\n")
    columns = [*KINDS.values(), "file"]
    print(f"{'MB':<26}" + "".join(f"{name:>11}" for name in columns) + f"{'all':>9}{'of text':>9}")
    for level in ("items", "pages"):
        _show(level, sizes[level], columns, held["text_mb"])
    others = {"vocabulary": sizes["vocabulary"]}
    others |= {f"catalog: {table}": size for table, size in sizes["catalog"].items()}
    for name, size in others.items():
        if size >= _SHOWN:
            print(f"{name:<81}{size / 1e6:>9.2f}{size / 1e6 / held['text_mb']:>9.1%}")
    levels = chain(sizes["items"].values(), sizes["pages"].values())
    whole = sum(kinds.total() for kinds in levels) + sum(others.values())
    print(f"{'catalog and index':<81}{whole / 1e6:>9.2f}{whole / 1e6 / held['text_mb']:>9.1%}")
    save(chosen.json, {**circumstances(), **held, "bytes": sizes, "whole_bytes": whole})


def _show(
    level: str, sizes: Mapping[str, Counter[str]], columns: list[str], text_mb: float
) -> None:
    rows = [row for row in sizes.items() if row[1].total() >= _SHOWN]
    rows.sort(key=lambda row: -row[1].total())
    for name, kinds in [(level, sum(sizes.values(), Counter())), *rows]:
        cells = "".join(f"{kinds[kind] / 1e6:>11.2f}" for kind in columns)
        label = name if name == level else f"  {name}"
        total = kinds.total() / 1e6
        print(f"{label:<26}{cells}{total:>9.2f}{total / text_mb:>9.1%}")


if __name__ == "__main__":
    main()
