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
    """The CRC-32 that tantivy wrote at the end of each of its files, by path below `folder`."""
    return {
        str(path.relative_to(folder)): _footer(path)[0]
        for path in sorted(folder.rglob("*"))
        if _has_footer(path)
    }


def verify_checksums(folder: Path, expected: dict[str, int]) -> list[str]:
    """Reads every byte; returns what is wrong, one line a file, nothing when all is well."""
    problems = []
    for name, crc in expected.items():
        path = folder / name
        try:
            recorded, body = _footer(path)
            if recorded != crc:
                problems.append(f"{name}: not the file that was committed")
            elif _crc(path, body) != crc:
                problems.append(f"{name}: damaged")
        except (OSError, ValueError) as error:
            problems.append(f"{name}: {error}")
    return problems


def _has_footer(path: Path) -> bool:
    # `.managed.json`, `meta.json` and the locks are not segment files.
    return path.is_file() and not path.name.startswith(".") and path.suffix != ".json"


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
