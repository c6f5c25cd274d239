"""Writing the catalog: an item whole or not at all, each with a revision of its own."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from searchsvc.catalog.changing import (
    Outcome,
    SourceFile,
    pack_items,
    put_items,
    remove_items,
    source_ids,
)
from searchsvc.catalog.codec import EncodedItem
from searchsvc.catalog.database import Database
from searchsvc.catalog.dictionaries import Dictionaries
from searchsvc.catalog.jobs import JobState, begin_job, end_job
from searchsvc.catalog.reader import Catalog
from searchsvc.catalog.rejects import Reject, forget_rejects, forget_rejects_of, put_rejects
from searchsvc.domain import STORED_ID

_REMOVED_AT_ONCE = 500


class Prepared(NamedTuple):
    """Items of different ids, with their sources, and the texts of those that are new or changed,
    as they are being packed.
    """

    found: Sequence[tuple[EncodedItem, SourceFile]]
    packed: Future[dict[str, list[bytes]]]


class CatalogWriter(Catalog):
    """A catalog that may be changed. The home's lock sees to it that there is one at a time."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._dictionaries = Dictionaries(database)
        self._beside = ThreadPoolExecutor(1, "packing")

    def close(self) -> None:
        self._beside.shutdown(cancel_futures=True)
        super().close()

    @classmethod
    def open(cls, url: str) -> "CatalogWriter":
        database = Database(url)
        database.create()
        return cls(database)

    def prepare(self, found: Sequence[tuple[EncodedItem, SourceFile]]) -> Prepared:
        """What `put` takes. Texts are packed in a thread, while what came before is written."""
        items = [item for item, _ in found]
        outcomes = zip(items, self.outcomes(items), strict=True)
        changed = [item for item, outcome in outcomes if outcome is not Outcome.UNCHANGED]
        dictionary = 0
        if texts := [page.text for item in changed for page in item.pages]:
            with self._database.transaction() as connection:
                dictionary = self._dictionaries.for_texts(connection, texts)
        return Prepared(found, self._beside.submit(pack_items, changed, dictionary))

    def put(
        self, prepared: Prepared, rejected: Sequence[Reject] = (), job_id: int = 0
    ) -> list[Outcome]:
        """Take in items in one transaction, and note what a job rejected."""
        packed = prepared.packed.result()
        with self._database.transaction() as connection:
            put_rejects(connection, rejected, job_id)
            ids = source_ids(connection, dict.fromkeys(source for _, source in prepared.found))
            numbered = [(item, ids[source]) for item, source in prepared.found]
            return put_items(connection, numbered, packed)

    def remove(self, item_ids: Iterable[str]) -> list[str]:
        """Take items out; gives back the ids that were there."""
        wanted = list(dict.fromkeys(filter(STORED_ID.fullmatch, item_ids)))
        removed = []
        for start in range(0, len(wanted), _REMOVED_AT_ONCE):
            with self._database.transaction() as connection:
                here = wanted[start : start + _REMOVED_AT_ONCE]
                removed += remove_items(connection, here)
        return removed

    def forget_rejects(self, paths: Sequence[Path], job_id: int) -> None:
        """Forget those at or below paths that this job, which has read it all, did not meet."""
        with self._database.transaction() as connection:
            forget_rejects(connection, [str(path) for path in paths], job_id)

    def forget_rejects_of(self, sources: Sequence[str], job_id: int) -> None:
        """The same for the rejects of some sources alone."""
        with self._database.transaction() as connection:
            forget_rejects_of(connection, sources, job_id)

    def begin_job(self, kind: str, what: Mapping[str, Any]) -> int:
        with self._database.transaction() as connection:
            return begin_job(connection, kind, what)

    def end_job(self, job_id: int, state: JobState, counts: Mapping[str, Any]) -> None:
        with self._database.transaction() as connection:
            end_job(connection, job_id, state, counts)

    def mend_dictionaries(self) -> list[str]:
        """Copy anew those of which a copy is damaged; what was done, a line each."""
        return self._dictionaries.mend()

    def renew_identity(self) -> None:
        """Make it another catalog than the one that indexes were made from."""
        self._database.renew_identity()

    def settle(self) -> None:
        """Make all that was written survive a power cut; to be called before saying "done"."""
        self._database.settle()
