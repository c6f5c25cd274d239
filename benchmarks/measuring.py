"""Percentiles, and what a figure was measured on."""

import os
import platform
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any


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


def row(name: str, figures: dict[str, float]) -> str:
    """A line of a printed table."""
    return f"{name:<28}" + "".join(f"{value:>9.2f}" for value in figures.values())


def circumstances() -> dict[str, Any]:
    """Machine, load and commit."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parent,
    )
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "machine": platform.machine(),
        "load": round(os.getloadavg()[0], 2),
        "commit": commit.stdout.strip() or None,
    }
