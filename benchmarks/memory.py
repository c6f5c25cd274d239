"""How much memory does taking in a very large source need, whatever its format?

    python -m benchmarks.memory                      # books of 10,000 pages, files of 1 GB
    python -m benchmarks.memory --pages 500 --mb 50  # a look
    python -m benchmarks.memory --reindex HOME       # of a home that is there (benchmarks.growth)

Each source is made of the collections' sentences (`big_books.py`) and taken into a home of its own.
Memory is the highest of all the job's processes together.
"""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.big_books import BY_BYTES, BY_PAGES, made_source
from benchmarks.ingest import measured
from benchmarks.measuring import circumstances, options, save
from searchsvc.settings import Settings


def _sources(folder: Path, pages: int, megabytes: int, wanted: str) -> Iterator[Path]:
    """One after the other; each is gone when the next is made."""
    source = made_source()
    sizes = dict.fromkeys(BY_PAGES, pages) | dict.fromkeys(BY_BYTES, megabytes * 1_000_000)
    for name, make in (BY_PAGES | BY_BYTES).items():
        if wanted and name not in wanted.split(","):
            continue
        path = folder / name
        make(source, path, sizes[name])
        yield path
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _size(path: Path) -> int:
    files = path.iterdir() if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files)


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--pages", type=int, default=10_000, help="of each book")
    parser.add_argument("--mb", type=int, default=1000, help="of each file that is measured so")
    parser.add_argument("--sources", default="", help="only these, with commas between")
    parser.add_argument("--reindex", type=Path, help="build this home's index anew instead")
    parser.add_argument("--folder", type=Path, help="where there is room; else the system's")
    chosen = parser.parse_args()
    found: dict[str, dict[str, Any]] = {}
    if chosen.reindex:
        found["reindex"] = figures = measured("reindex", chosen.reindex)
        print(f"{figures['pages']:,} pages, {figures['mb']:,.0f} MB: {figures['peak_mb']:,.0f} MB")
        return save(chosen.json, {**circumstances(), **found})
    print("| source | MB on disk | MB of text | pages | rejected | s | peak MB |")
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(dir=chosen.folder) as temporary:
        for path in _sources(Path(temporary), chosen.pages, chosen.mb, chosen.sources):
            home = Settings(home=Path(temporary) / "home")
            figures = {"disk_mb": _size(path) / 1e6, **measured("ingest", home.home, [path])}
            shutil.rmtree(home.home)
            found[path.name] = figures
            keys = {"disk_mb": 0, "mb": 1, "pages": 0, "rejected": 0, "s": 0, "peak_mb": 0}
            shown = " | ".join(f"{figures[key]:,.{digits}f}" for key, digits in keys.items())
            print(f"| {path.name} | {shown} |", flush=True)
    save(chosen.json, {**circumstances(), **found})


if __name__ == "__main__":
    main()
