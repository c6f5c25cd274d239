"""What peers keep on disk."""

from pathlib import Path


def size_of(path: Path) -> int:
    """Bytes of a file, or of all files below a folder, one of several names counted once."""
    if path.is_file():
        return path.stat().st_size
    found = (file.stat() for file in path.rglob("*") if file.is_file())
    return sum({file.st_ino: file.st_size for file in found}.values())
