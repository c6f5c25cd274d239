"""Page images: only files of the folder that the item came from, and only images."""

from pathlib import Path

from searchsvc.errors import NotFound

IMAGE_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif"})


def image_path(root: Path, image: str | None) -> Path:
    """The file of an image path, which is relative to `root`. Raises NotFound for any other."""
    if not image or "\x00" in image:
        raise NotFound("This page has no image.")
    try:
        folder = root.resolve()
        path = (folder / image).resolve()
        # A link or a `..` may lead out of the folder only after all is resolved.
        inside = path.is_relative_to(folder) and path.is_file()
    except (OSError, ValueError, RuntimeError):
        inside = False
    if not inside or path.suffix.lower() not in IMAGE_SUFFIXES:
        raise NotFound("This page has no image.")
    return path
