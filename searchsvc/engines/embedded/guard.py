"""tantivy's failures as ours, at one edge; and the checksums that tantivy does not check."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import orjson

from searchsvc.errors import EngineUnavailable

_MAGIC = 1337


@contextmanager
def guarded(doing: str) -> Iterator[None]:
    """Turn whatever tantivy raises into EngineUnavailable.

    Its panics are `pyo3_runtime.PanicException`, a BaseException that no module exports, so it
    is known by name; KeyboardInterrupt and the like pass.
    """
    try:
        yield
    except (ValueError, OSError, RuntimeError) as error:
        raise EngineUnavailable(f"{doing}: {error}") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise EngineUnavailable(f"{doing}: the engine panicked: {error}") from error


def recorded_checksums(folder: Path) -> dict[str, int]:
    """The CRC-32 that tantivy wrote at the end of each committed file, by path below `folder`.

    What a killed writer left half written belongs to no committed segment, and is passed over.
    """
    return {
        str(path.relative_to(folder)): _footer(path)[0]
        for meta in sorted(folder.glob("*/meta.json"))
        for path in _segment_files(meta)
    }


def whole_checksum(path: Path) -> int:
    """The CRC-32 of all of a file, for those that tantivy has not written."""
    return _crc(path, path.stat().st_size)


def is_whole(path: Path, crc: int | None) -> bool:
    """Whether such a file has this checksum."""
    try:
        return whole_checksum(path) == crc
    except OSError:
        return False


def verify_checksums(folder: Path, expected: dict[str, int]) -> list[str]:
    """Reads every byte; returns what is wrong, one line a file, nothing when all is well."""
    problems = []
    for name, crc in expected.items():
        path = folder / name
        try:
            # tantivy's files are in folders of their own.
            is_ours = path.parent == folder
            recorded, body = (crc, path.stat().st_size) if is_ours else _footer(path)
            if recorded != crc:
                problems.append(f"{name}: not the file that was committed")
            elif _crc(path, body) != crc:
                problems.append(f"{name}: damaged")
        except (OSError, ValueError) as error:
            problems.append(f"{name}: {error}")
    return problems


def _segment_files(meta: Path) -> list[Path]:
    """The files of the segments that an index's `meta.json` names."""
    segments = orjson.loads(meta.read_bytes())["segments"]
    committed = {segment["segment_id"].replace("-", "") for segment in segments}
    return [path for path in sorted(meta.parent.iterdir()) if path.name[:32] in committed]


def _footer(path: Path) -> tuple[int, int]:
    """The recorded CRC-32 and the length in bytes of what it covers."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - 8))
        tail = file.read()
        length, magic = int.from_bytes(tail[:4], "little"), int.from_bytes(tail[4:], "little")
        if len(tail) != 8 or magic != _MAGIC or length > size - 8:
            raise ValueError("ends without tantivy's footer")
        file.seek(size - 8 - length)
        return int(orjson.loads(file.read(length))["crc"]), size - 8 - length


def _crc(path: Path, length: int) -> int:
    crc = 0
    with path.open("rb") as file:
        while length > 0 and (block := file.read(min(length, 1 << 20))):
            crc = zlib.crc32(block, crc)
            length -= len(block)
    return crc
