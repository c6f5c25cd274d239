"""Rejected records as lines, as tables and as JSON, one after the other."""

import csv
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TextIO

import orjson

from indexer.terminal import one_line
from searchsvc.catalog import Reject
from searchsvc.durable import appearing

#: The columns, and how wide each is in a workbook, in digits.
_COLUMNS = {
    "place": 60, "source": 60, "item_id": 20, "reason": 80, "job_id": 10, "rejected_at": 30
}  # fmt: skip
#: What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@")


def print_lines(rejects: Iterable[Reject], stream: TextIO) -> None:
    for reject in rejects:
        print(f"{reject.rejected_at}  {reject_line(reject)}", file=stream)


def print_json(rejects: Iterable[Reject], stream: TextIO) -> None:
    """A list of objects, an object a line."""
    separator = "["
    for reject in rejects:
        stream.write(separator + "\n" + orjson.dumps(_row(reject)).decode())
        separator = ","
    print("\n]" if separator == "," else "[]", file=stream)


def print_csv(rejects: Iterable[Reject], stream: TextIO) -> None:
    table = csv.DictWriter(stream, _COLUMNS, lineterminator="\n")
    table.writeheader()
    for reject in rejects:
        table.writerow({name: _cell(value) for name, value in _row(reject).items()})


def write_xlsx(rejects: Iterable[Reject], path: Path) -> None:
    from searchsvc.workbook import write_workbook  # takes a while to import

    rows = ([one_line(str(value or "")) for value in _row(reject).values()] for reject in rejects)
    with appearing(path) as file:
        write_workbook(file, _COLUMNS, rows)


def reject_line(reject: Reject) -> str:
    """Where a record stands, its id, and why it was not taken in."""
    named = f"{reject.place} ({reject.item_id})" if reject.item_id else reject.place
    return one_line(f"{named}: {reject.reason}")


def _row(reject: Reject) -> dict[str, object]:
    values = asdict(reject)
    return {name: values[name] for name in _COLUMNS}


def _cell(value: object) -> object:
    if not isinstance(value, str):
        return value
    plain = one_line(value)
    return f"'{plain}" if plain.startswith(_FORMULA) else plain
