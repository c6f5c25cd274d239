"""Rejected records as lines, as a table and as JSON, one after the other."""

import csv
from collections.abc import Iterable
from dataclasses import asdict
from typing import TextIO

import orjson

from indexer.terminal import one_line
from searchsvc.catalog import Reject

_COLUMNS = ("place", "source", "item_id", "reason", "job_id", "rejected_at")
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
