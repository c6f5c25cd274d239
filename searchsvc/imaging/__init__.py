"""Pictures of pages in a size that a browser can take, whatever the library scanned.

The files come from outside, and decoders of images break on some of them. So no server process
opens one: a helper process with bounded memory and time does, and its answers are kept.
"""

from searchsvc.imaging.drawing import Box
from searchsvc.imaging.pictures import PAGE, THUMBNAIL, Picture, Pictures

__all__ = ["PAGE", "THUMBNAIL", "Box", "Picture", "Pictures"]
