"""Putting changes of the catalog into a build of the index."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass

from indexer.changed import changed_items
from indexer.parts import Part, built, discard_parts, parts_of
from indexer.processes import keep_garbage_longer, share_heaps
from indexer.progress import Reporter, Stage
from searchsvc.catalog import Catalog, Change
from searchsvc.engines.embedded import EmbeddedBuild
from searchsvc.engines.generations import tidy
from searchsvc.settings import Settings

#: Changes are committed after so many pages, so that a crash costs minutes and not hours.
PAGES_A_COMMIT = 50_000


@dataclass(frozen=True, slots=True)
class Applier:
    """Puts changes of a catalog into builds: few by itself, many in parts that processes build."""

    settings: Settings
    catalog: Catalog
    report: Reporter

    def apply(
        self,
        build: EmbeddedBuild,
        changes: Sequence[Change],
        save: Callable[[int], None],
        revision: int | None = None,
        a_commit: int | None = None,
    ) -> int:
        """Put changes into a build, in their order; returns how many. When that fails, the build
        is abandoned.

        `save`: the build's `commit` or `checkpoint`. It is called at the end with `revision`, by
        default that of the last change, for others may have written since; and before, whenever a
        part ends with which `a_commit` pages are done, by default PAGES_A_COMMIT.
        """
        share_heaps()
        keep_garbage_longer()
        discard_parts(build.folder)
        try:
            with self.report.stage("indexing", _pages_of(changes), "pages") as stage:
                if parts := parts_of(build.folder, changes):
                    self._adopt(build, parts, save, a_commit or PAGES_A_COMMIT, stage)
                else:
                    self._add(build, changes, stage)
            save(changes[-1].revision if revision is None else revision)
        except BaseException:  # a panic of tantivy and Ctrl-C, too
            build.abandon()
            raise
        return len(changes)

    def _add(self, build: EmbeddedBuild, changes: Sequence[Change], stage: Stage) -> None:
        for change, item in changed_items(self.catalog, changes):
            if item:
                build.add(item)
            else:
                build.delete(change.key)
            stage.advance(max(1, change.page_count))

    def _adopt(
        self,
        build: EmbeddedBuild,
        parts: Sequence[Part],
        save: Callable[[int], None],
        a_commit: int,
        stage: Stage,
    ) -> None:
        uncommitted = 0
        try:
            with closing(built(self.settings, parts, stage.advance)) as ready:
                for part in ready:
                    build.adopt(part.folder, [change.key for change in part.changes])
                    tidy(part.folder)
                    uncommitted += _pages_of(part.changes)
                    if uncommitted >= a_commit and part is not parts[-1]:
                        save(part.changes[-1].revision)
                        uncommitted = 0
        finally:
            discard_parts(build.folder)


def _pages_of(changes: Sequence[Change]) -> int:
    """How many pages these changes have; an item without pages counts as one."""
    return sum(max(1, change.page_count) for change in changes)
