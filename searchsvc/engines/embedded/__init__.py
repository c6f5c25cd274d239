"""The embedded engine: tantivy on local disk. The only place that knows tantivy."""

from searchsvc.engines.embedded.build import EmbeddedBuild, is_current, open_build, recipe
from searchsvc.engines.embedded.checksums import verify_checksums
from searchsvc.engines.embedded.commits import commit_folder, renew_writer, writer_problems
from searchsvc.engines.embedded.contents import Contents
from searchsvc.engines.embedded.engine import EmbeddedEngine

__all__ = [
    "Contents",
    "EmbeddedBuild",
    "EmbeddedEngine",
    "commit_folder",
    "is_current",
    "open_build",
    "recipe",
    "renew_writer",
    "verify_checksums",
    "writer_problems",
]
