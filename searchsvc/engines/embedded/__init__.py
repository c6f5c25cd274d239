"""The embedded engine: tantivy on local disk. The only place that knows tantivy."""

from searchsvc.engines.embedded.build import EmbeddedBuild, is_current, open_build
from searchsvc.engines.embedded.engine import EmbeddedEngine
from searchsvc.engines.embedded.guard import verify_checksums

__all__ = ["EmbeddedBuild", "EmbeddedEngine", "is_current", "open_build", "verify_checksums"]
