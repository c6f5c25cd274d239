"""Page images: only files of the folder that the item came from, and only images."""

from pathlib import Path, PurePath

from searchsvc.errors import NotFound

#: The few kinds that every browser draws and that cannot carry a script.
_MEDIA_TYPES = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".webp": "image/webp",
}
IMAGE_SUFFIXES = frozenset(_MEDIA_TYPES)


def media_type(path: str | PurePath | None) -> str | None:
    """The type under which an image is sent, None for what is not sent at all."""
    return _MEDIA_TYPES.get(PurePath(path).suffix.lower()) if path else None


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
    if not inside or media_type(path) is None:
        raise NotFound("This page has no image.")
    return path
