"""Percentiles, what a figure was measured on, and where it is kept."""

import argparse
import datetime
import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

#: Over the figures that `row` prints.
HEADER = f"{'':<28}{'p50':>9}{'p95':>9}{'p99':>9}{'max':>9}"


def percentiles(milliseconds: Sequence[float]) -> dict[str, float]:
    """p50, p95, p99 and max of some times."""
    ordered = sorted(milliseconds)
    last = len(ordered) - 1
    return {
        "p50": ordered[last * 50 // 100],
        "p95": ordered[last * 95 // 100],
        "p99": ordered[last * 99 // 100],
        "max": ordered[last],
    }


def row(name: str, figures: Mapping[str, float]) -> str:
    """A line of a printed table."""
    return f"{name:<28}" + "".join(f"{value:>9.2f}" for value in figures.values())


def circumstances() -> dict[str, Any]:
    """Machine, load, commit and date."""
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "machine": _processor() or platform.machine(),
        "load": round(os.getloadavg()[0], 2),
        "commit": _commit(),
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
    }


def _commit() -> str | None:
    """The commit that is checked out, and whether the program differs from it (figures that were
    kept a moment ago do not count); None outside a checkout.
    """
    commit = _git("rev-parse", "--short", "HEAD")
    changed = _git("status", "--porcelain", "--untracked-files=no", "--", ":/", ":/!docs")
    return f"{commit}-dirty" if commit and changed else commit or None


def _git(*arguments: str) -> str:
    command = ["git", *arguments]
    found = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parent)
    return found.stdout.strip()


def _processor() -> str:
    """The processor's name as Linux has it; empty elsewhere."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if "model name" in line), "")


def options(doc: str | None) -> argparse.ArgumentParser:
    """A command line that can keep the figures in a file."""
    parser = argparse.ArgumentParser(
        description=doc, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    return parser


def save(file: Path | None, figures: Mapping[str, Any]) -> None:
    """Write figures as JSON that reads well; nothing without a file."""
    if file:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(orjson.dumps(_rounded(figures), option=_READABLE))


_READABLE = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE


def _rounded(value: Any) -> Any:
    """Four digits: what is beyond them is noise."""
    if isinstance(value, float):
        return float(f"{value:.4g}")
    if isinstance(value, Mapping):
        return {key: _rounded(inner) for key, inner in value.items()}
    return [_rounded(inner) for inner in value] if isinstance(value, list | tuple) else value
