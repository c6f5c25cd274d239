"""A commit of a generation: a folder of hard links to the files that it consists of.

    index/NAME/items/, pages/       where tantivy writes; may be ahead of the manifest
    index/NAME/commit-000007/       what the manifest describes and readers open

tantivy never changes a segment's file, and replaces `meta.json` by a new file. So hard links keep a
commit as it was, whatever the writer does next, and take no space. Both indexes appear in one step,
with the manifest; if a job is killed before that, no reader sees what it did.
"""

import re
from collections.abc import Iterable
from pathlib import Path

import orjson

from searchsvc.durable import link, replace_file, sync
from searchsvc.engines.embedded.checksums import recorded_checksum, whole_checksum
from searchsvc.engines.generations import tidy

INDEXES = ("items", "pages")
_META = "meta.json"
_MANAGED = ".managed.json"
_SEGMENT_FILE = re.compile(r"(?P<segment>[0-9a-f]{32})\.((?P<opstamp>[0-9]+)\.del|[a-z]+)")


def commit_folder(folder: Path, number: int) -> Path:
    """Where a generation's commit of this number is."""
    return folder / f"commit-{number:06}"


def new_commit(folder: Path) -> tuple[int, Path]:
    """Link to all that both indexes have committed. Returns the commit's number and its folder."""
    number = max((int(f.name[7:]) for f in folder.glob("commit-*")), default=0) + 1
    target = commit_folder(folder, number)
    for name in INDEXES:
        (target / name).mkdir(parents=True)
        for path in [folder / name / _META, *_segment_files(folder / name / _META)]:
            link(path, target / name / path.name)
        sync(target / name)
    return number, target


def commit_checksums(commit: Path) -> dict[str, int]:
    """CRC-32 of each file by its path below the commit's folder. Segments' files are not read."""
    return {
        str(path.relative_to(commit)): (
            recorded_checksum(path)
            if path.parent != commit and path.name != _META
            else whole_checksum(path)
        )
        for path in sorted(commit.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def sync_commit(folder: Path, commit: Path, written: Iterable[Path]) -> None:
    """Make a commit survive a power cut: its folders, and the files that we wrote into them.
    tantivy has synced its own.
    """
    for path in (*written, commit, folder):
        sync(path)


def discard_other_commits(folder: Path, number: int) -> None:
    """Delete all commits but this one. Readers that have another open keep its files."""
    kept = commit_folder(folder, number)
    for other in folder.glob("commit-*"):
        if other != kept:
            tidy(other)


def renew_writer(folder: Path) -> None:
    """Give a generation that has only its last commit the folders that tantivy writes in."""
    (commit,) = folder.glob("commit-*")
    for name in INDEXES:
        (folder / name).mkdir()
        files = [path for path in sorted((commit / name).iterdir()) if path.name[0] != "."]
        for path in files:
            link(path, folder / name / path.name)
        managed = orjson.dumps([path.name for path in files])
        (folder / name / _MANAGED).write_bytes(managed)
        sync(folder / name / _MANAGED)
        sync(folder / name)


def writer_problems(folder: Path) -> list[str]:
    """What is wrong with the two files in which tantivy's writer keeps account of its segments.

    Each job writes them anew, so no checksum of them is kept. But `.managed.json` must list every
    committed file: one that it lacks would never be deleted.
    """
    problems = []
    for name in INDEXES:
        meta, managed = folder / name / _META, folder / name / _MANAGED
        try:
            listed = set(orjson.loads(managed.read_bytes()))
            missing = [f.name for f in _segment_files(meta) if f.name not in listed]
            problems += [f"{name}/{managed.name}: does not list {file}" for file in missing]
        except (OSError, ValueError, TypeError, KeyError) as error:
            problems.append(f"{name}: {error}")
    return problems


def adopt_segments(index: Path, part: Path) -> None:
    """Let an index have all segments of another one, of the same schema and without deletions. No
    writer may have either open.

    Files first, then the account of them, then `meta.json`: whoever is killed in between leaves
    files that no commit has.
    """
    files = _segment_files(part / _META)
    for path in files:
        link(path, index / path.name)
    managed = orjson.loads((index / _MANAGED).read_bytes())
    replace_file(index / _MANAGED, orjson.dumps([*managed, *(path.name for path in files)]))
    whole, more = (orjson.loads((folder / _META).read_bytes()) for folder in (index, part))
    whole["segments"] += more["segments"]
    whole["opstamp"] = max(whole["opstamp"], more["opstamp"])
    replace_file(index / _META, orjson.dumps(whole))


def discard_uncommitted(folder: Path) -> None:
    """Delete the files that a killed writer left in one index, and that no commit has.

    tantivy would delete them in time, but may fail before: it names a file of deletions by a
    counter that goes on from the last commit, comes to the same name again, and refuses to replace
    the file.
    """
    meta = folder / _META
    if meta.exists():
        committed = set(_segment_files(meta))
        for path in folder.iterdir():
            if _SEGMENT_FILE.fullmatch(path.name) and path not in committed:
                path.unlink()


def _segment_files(meta: Path) -> list[Path]:
    """The files of the segments in an index's `meta.json`, with their latest deletions."""
    deletions = {
        segment["segment_id"].replace("-", ""): segment["deletes"]
        for segment in orjson.loads(meta.read_bytes())["segments"]
    }
    return [
        path
        for path in sorted(meta.parent.iterdir())
        if (found := _SEGMENT_FILE.fullmatch(path.name))
        and found["segment"] in deletions
        and (found["opstamp"] is None or _is_last(found["opstamp"], deletions[found["segment"]]))
    ]


def _is_last(opstamp: str, deletions: dict[str, int] | None) -> bool:
    return deletions is not None and deletions["opstamp"] == int(opstamp)
