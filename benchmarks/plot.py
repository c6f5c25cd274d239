"""Draws the kept figures, and prints them as the README has them.

    python -m benchmarks.plot [--figures docs/benchmarks] [--to docs/benchmarks.svg]

`make bench-full` keeps the figures; the same figures give the same picture, to the byte.
"""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import orjson
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.collection import PROJECT

FIGURES = PROJECT / "docs" / "benchmarks"
PICTURE = PROJECT / "docs" / "benchmarks.svg"

_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",  # letters as letters: a tenth of the size
    "svg.hashsalt": "tangthu",
    "font.family": "sans-serif",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#dddddd",
}
#: Told apart without colours, too.
_MARKS = {"p50": ("#1b6d85", "o"), "p95": ("#c98a1b", "s"), "p99": ("#a3352f", "D")}
_SIZE = (11.0, 4.4)


def read(folder: Path) -> dict[str, dict[str, Any]]:
    """Kept figures by the name of their benchmark."""
    return {file.stem: orjson.loads(file.read_bytes()) for file in sorted(folder.glob("*.json"))}


def draw(latency: Mapping[str, Any], growth: Mapping[str, Any], file: Path) -> None:
    """Latency by layer, and latency as the collection grows; an SVG."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=_SIZE, layout="constrained")
        left, right = figure.subplots(1, 2)
        _layers(left, latency)
        _growth(right, growth)
        about = "\n".join(dict.fromkeys(map(_circumstances, (latency, growth))))
        figure.supxlabel(about, fontsize=8, color="#555555")
        figure.savefig(file, format="svg", metadata={"Date": None})


def _layers(axes: Axes, latency: Mapping[str, Any]) -> None:
    names = list(latency["ms"])
    for name, (colour, mark) in _MARKS.items():
        values = [latency["ms"][layer][name] for layer in names]
        axes.plot(values, range(len(names)), mark, color=colour, label=name)
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter("{x:g}")
    axes.set_xlabel("milliseconds")
    axes.set_title(f"A search among {latency['pages']:,} pages, by layer")
    axes.legend()


def _growth(axes: Axes, growth: Mapping[str, Any]) -> None:
    for kind, line, filled in (("made", "-", "full"), ("real", "", "none")):
        homes = [home for home in growth["homes"] if home["kind"] == kind]
        for name in ("p50", "p99"):
            colour, mark = _MARKS[name]
            axes.plot(
                [home["pages"] for home in homes],
                [home["ms"][name] for home in homes],
                marker=mark,
                linestyle=line,
                fillstyle=filled,
                color=colour,
                label=f"{name}, {kind} pages",
            )
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.yaxis.set_major_formatter("{x:g}")
    axes.yaxis.set_minor_formatter("")
    axes.set_ylim(bottom=1)
    axes.set_xlabel("pages")
    axes.set_ylabel("milliseconds")
    axes.set_title("A search over HTTP, as the collection grows")
    axes.legend()


def _circumstances(figures: Mapping[str, Any]) -> str:
    return (
        f"{figures['date']}, commit {figures['commit']}, {figures['machine']}, "
        f"{figures['cores']} cores shared with the load, {figures['load']} waiting before it"
    )


def tables(figures: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Lines of Markdown: latency by layer, throughput, growth."""
    latency = figures["latency"]
    yield from (_circumstances(latency), "")
    yield from _table(
        ["ms", "p50", "p95", "p99", "max"],
        [[name, *map(_digits, values.values())] for name, values in latency["ms"].items()],
    )
    if throughput := figures.get("throughput"):
        rounds = throughput["rounds"]
        yield from _table(
            ["clients", *(str(one["clients"]) for one in rounds)],
            [
                ["searches/s", *(_digits(one["search"]["per_second"]) for one in rounds)],
                ["p99, ms", *(_digits(one["search"]["p99"]) for one in rounds)],
            ],
        )
    homes = [home for home in figures["growth"]["homes"] if home["kind"] == "made"]
    rows = {
        "p50, ms": ("ms", "p50"),
        "p99, ms": ("ms", "p99"),
        "MB of text": ("text_mb",),
        "catalog and index, of the text": ("of_text",),
        "a worker's own memory, MB": ("own_mb",),
        "ingest, MB/s": ("ingest", "mb_per_s"),
        "open, ms": ("open_ms",),
        "a commit is seen after, ms": ("seen_ms",),
    }
    yield from _table(
        ["pages", *(f"{home['pages']:,}" for home in homes)],
        [[name, *(_digits(_at(home, path)) for home in homes)] for name, path in rows.items()],
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    for line in (head, ["---"] * len(head), *rows):
        yield f"| {' | '.join(line)} |"
    yield ""


def _at(figures: Any, path: Sequence[str]) -> float:
    for key in path:
        figures = figures[key]
    return float(figures)


def _digits(value: float) -> str:
    """Two digits of what is small, whole numbers of what is not."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.2g}" if value < 10 else f"{value:.0f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--figures", type=Path, default=FIGURES)
    parser.add_argument("--to", type=Path, default=PICTURE)
    chosen = parser.parse_args()
    figures = read(chosen.figures)
    if missing := {"latency", "growth"} - set(figures):
        raise SystemExit(f"no figures of {', '.join(sorted(missing))} in {chosen.figures}")
    draw(figures["latency"], figures["growth"], chosen.to)
    print("\n".join(tables(figures)))


if __name__ == "__main__":
    main()
