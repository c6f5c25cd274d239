"""Format readers: each turns a source file or folder into items, or says why one cannot be."""

from indexer.formats.discover import discover
from indexer.formats.source import Source

__all__ = ["Source", "discover"]
