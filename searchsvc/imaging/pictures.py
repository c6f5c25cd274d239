"""Pictures for browsers: drawn once, kept, drawn anew when the library's file changes."""

import logging
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from searchsvc.errors import NotFound
from searchsvc.images import ImageSource
from searchsvc.imaging.drawing import Box, Drawer, Drawn
from searchsvc.imaging.store import Store

#: What a reader looks at, and what stands in lists.
PAGE = Box(2400, 2400, as_it_is=True)
THUMBNAIL = Box(160, 220)
#: Raised when pictures come out another way.
_VERSION = 1
#: What could not be drawn is tried again after so long: the machine may only have been busy.
_FAILED_FOR_SECONDS = 600
_JPEG = b"\xff\xd8"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Picture:
    """What to send: the bytes, or a file as it is. `tag` changes with what is seen."""

    media_type: str
    tag: str
    content: bytes = b""
    path: Path | None = None


class Pictures:
    """Draws and keeps pictures. One instance a process; threads may share it.

    `folder` may be removed at any time; `max_bytes` bounds what it takes.
    """

    def __init__(self, folder: Path, max_bytes: int, drawer: Drawer | None = None) -> None:
        self._store = Store(folder, max_bytes)
        self._drawer = drawer or Drawer()

    def picture(self, source: ImageSource, box: Box) -> Picture:
        """The image within the box. Raises NotFound for one that cannot be shown."""
        tag = _tag(source, box)
        kept = self._store.read(tag, _FAILED_FOR_SECONDS)
        if kept is None:
            drawn = self._drawer.draw(source, box)
            if drawn.failure:
                _log.warning("%s cannot be shown: %s", source.path, drawn.failure)
            kept = _kept(drawn)
            self._store.write(tag, kept)
        if kept.startswith(_JPEG):
            return Picture("image/jpeg", tag, content=kept)
        if not kept:
            raise NotFound("The image of this page cannot be shown.")
        return Picture(kept.decode("ascii"), tag, path=source.path)


def _kept(drawn: Drawn) -> bytes:
    """A drawn image as it is kept: the JPEG, or the type of a file sent as it is, or nothing."""
    return drawn.jpeg or drawn.media_type.encode("ascii")


def _tag(source: ImageSource, box: Box) -> str:
    try:
        state = source.path.stat()
    except OSError as error:
        raise NotFound("The image of this page is gone.") from error
    seen = (_VERSION, str(source.path), source.pdf_page, state.st_mtime_ns, state.st_size, box)
    return sha256(repr(seen).encode("utf-8", "surrogateescape")).hexdigest()[:40]
