"""Format readers: each turns a source file or folder into items, or says why one cannot be."""

from indexer.formats.discover import Source, discover

__all__ = ["Source", "discover"]
