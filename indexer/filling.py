"""Writing what readers give into the catalog: many entries in a transaction, each id once a run."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from indexer.plan import Plan
from indexer.reading import Batch, Planned, Taken, rejected
from searchsvc.catalog import CatalogWriter, EncodedItem, Outcome, Prepared, Reject, SourceFile
from searchsvc.errors import RecordError

#: Entries or bytes of a transaction. Two such parts are held in memory, and lost when a job is
#: killed: one is read and packed while the other is written.
_ENTRIES = 500
_BYTES = 2_000_000
#: Rejected records that a report lists; the catalog lists all.
LISTED = 1000


@dataclass(slots=True)
class Tally:
    """What became of every record so far."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    pages: int = 0
    text_bytes: int = 0
    ocr_pages: int = 0
    ocr_items: int = 0
    rejected: int = 0
    listed: list[Reject] = field(default_factory=list)


class Filling:
    """A run that takes in items.

    `dry`: only say what the outcomes would be, and write nothing. `duplicates`: places whose
    records were rejected because another source has the id; they still may not replace its item.
    """

    def __init__(
        self,
        catalog: CatalogWriter,
        plan: Plan,
        job_id: int,
        dry: bool = False,
        duplicates: Collection[str] = (),
    ) -> None:
        self._catalog, self._plan, self._job_id, self._dry = catalog, plan, job_id, dry
        self._duplicates = duplicates
        self._items: list[tuple[EncodedItem, SourceFile]] = []
        self._rejects: list[Reject] = []
        self._size = 0
        self._waiting: tuple[Prepared, Sequence[Reject]] | None = None
        self.tally = Tally()
        for reject in plan.unreadable:
            self._reject(reject)

    def take_in(self, planned: Planned, batch: Batch) -> None:
        """Take in what a reader gave, now or with what comes next."""
        for entry in batch.entries:
            if isinstance(entry, Reject):
                self._reject(entry)
            else:
                self._take(planned, entry)
            if self._size >= _BYTES or len(self._items) + len(self._rejects) >= _ENTRIES:
                self._flush()

    def finish(self) -> None:
        """Take in what is left of what was given."""
        self._flush()
        self._write_waiting()

    def _flush(self) -> None:
        """Prepare what was given since the last time, and write what was prepared then."""
        if self._dry:
            self.tally.outcomes.update(self._catalog.outcomes([item for item, _ in self._items]))
        else:
            prepared = self._catalog.prepare(self._items)
            self._write_waiting()
            self._waiting = prepared, self._rejects
        self._items, self._rejects, self._size = [], [], 0

    def _write_waiting(self) -> None:
        """Write what was prepared, in one transaction."""
        if self._waiting:
            prepared, rejects = self._waiting
            self.tally.outcomes.update(self._catalog.put(prepared, rejects, self._job_id))
            self._waiting = None

    def _take(self, planned: Planned, taken: Taken) -> None:
        item, source = taken.item, planned.source
        first = self._plan.meet(item.id, taken.place)
        reason = f"the id came before in this run, from {first}"
        if first is None and (first := self._other_owner(planned, taken)):
            reason = f"the id is that of what came from {first}, which is still there"
        if first is not None:
            error = RecordError(taken.place, reason, item.id)
            self._reject(rejected(source.path, error, planned.given, first))
            return
        self._items.append((item, SourceFile(source.path, source.root, source.format)))
        self._size += item.size
        self.tally.pages += len(item.pages)
        self.tally.text_bytes += item.text_bytes
        self.tally.ocr_pages += item.ocr_pages
        self.tally.ocr_items += item.ocr_pages > 0

    def _other_owner(self, planned: Planned, taken: Taken) -> str | None:
        """The path of another source whose item has this id and may not be replaced, if any.

        An id made from a path may not replace another source's item while that source exists: two
        deliveries may have folders of the same name.
        """
        source = planned.source
        if taken.item.id != source.item_id and taken.place not in self._duplicates:
            return None
        came_from = self._catalog.came_from(taken.item.id)
        if came_from is None or came_from == str(source.path):
            return None
        return came_from if taken.place in self._duplicates or Path(came_from).exists() else None

    def _reject(self, reject: Reject) -> None:
        self._rejects.append(reject)
        self.tally.rejected += 1
        if len(self.tally.listed) < LISTED:
            self.tally.listed.append(reject)
