"""Tables of what was measured. A dash: the peer cannot be asked that, or nothing is compared.

Overlap is the mean share of our ten items that are among theirs; clients' columns are requests
answered a second. `build`: seconds of processor time, all processes together, since other load
stretches the clock's (those are in the JSON).
"""

from collections.abc import Iterator, Mapping
from typing import Any

_PERCENTILES = ("p50", "p95", "p99", "max")


def table(measured: Mapping[str, Any]) -> Iterator[str]:
    """All of them, with what they were measured on."""
    about = ("date", "cpu", "cores", "load", "load_after", "python", "commit")
    corpus = measured["corpus"]
    yield ", ".join(f"{name} {measured[name]}" for name in about)
    yield f"{corpus['items']:,} items, {corpus['pages']:,} pages (corpus {corpus['hash']})"
    yield f"{measured['queries']} queries, each of all peers in turn\n"
    yield from summary(measured)
    yield ""
    yield from by_kind(measured, "ms_by_kind", "p50 by kind, milliseconds", ".1f")
    yield ""
    yield from by_kind(measured, "overlap_by_kind", "of our ten items, also theirs", ".0%")


def summary(measured: Mapping[str, Any]) -> Iterator[str]:
    """A line a peer."""
    yield (
        f"{'milliseconds':<28}{'p50':>9}{'p95':>9}{'p99':>9}{'max':>9}{'overlap':>9}"
        f"{'1 client':>10}{'8 clients':>10}{'MB':>8}{'build':>8}"
    )
    for name, found in measured["peers"].items():
        if "absent" in found:
            yield f"{name:<28}absent: {found['absent']}"
            continue
        times = "".join(f"{found['ms'][key]:>9.1f}" for key in _PERCENTILES)
        rates = "".join(_rate(found["per_second"].get(clients)) for clients in ("1", "8"))
        yield (
            f"{_name(found):<28}{times}{_cell(found['overlap'], '.0%'):>9}{rates}"
            f"{found['bytes'] / 1e6:>8,.0f}{_cell(found['build_cpu_seconds'], '.0f'):>8}"
        )


def by_kind(measured: Mapping[str, Any], key: str, title: str, form: str) -> Iterator[str]:
    """A line a kind of query, a column a peer."""
    present = {name: found for name, found in measured["peers"].items() if "absent" not in found}
    width = max(map(len, present)) + 2
    yield f"{title:<28}" + "".join(f"{name:>{width}}" for name in present)
    for kind, number in measured["queries_by_kind"].items():
        cells = (_cell(found[key].get(kind), form) for found in present.values())
        line = f"{kind} ({number})"
        yield f"{line:<28}" + "".join(f"{cell:>{width}}" for cell in cells)


def _name(found: Mapping[str, Any]) -> str:
    part = found["part"]
    return str(found["name"]) if part == 1 else f"{found['name']}, 1/{part} of the items"


def _rate(value: float | None) -> str:
    return f"{'–':>10}" if value is None else f"{value:>10,.1f}"


def _cell(value: Any, form: str) -> str:
    if value is None:
        return "–"
    return format(value["p50"] if isinstance(value, dict) else value, form)
