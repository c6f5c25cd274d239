"""Which items and pages a commit holds, to be compared with the catalog."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tantivy import FieldType, Index, Query

from searchsvc.engines.embedded.commits import commit_folder
from searchsvc.engines.embedded.guard import guarded
from searchsvc.engines.generations import read_manifest


class Contents:
    """The documents of a generation's last commit, which `manifest` describes. All methods raise
    EngineUnavailable.
    """

    def __init__(self, folder: Path) -> None:
        self.manifest = read_manifest(folder)
        commit = commit_folder(folder, self.manifest.commit)
        with guarded(f"reading {commit}"):
            self._items = Index.open(str(commit / "items"))
            self._pages = Index.open(str(commit / "pages"))

    def items(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """Key and revision of each item's document with a key from `first` to `last`."""
        return self._read(self._items, ("item", "revision"), first, last)

    def pages(self, first: int, last: int) -> Iterator[tuple[int, int, int]]:
        """Item key, page number and revision of each page's document of those items."""
        return self._read(self._pages, ("item", "number", "revision"), first, last)

    def last_key(self) -> int:
        """The highest item key of any document; 0 when there are none."""
        with guarded("reading what the index holds"):
            highest = {"highest": {"max": {"field": "item"}}}
            return max(
                int(index.searcher().aggregate(Query.all_query(), highest)["highest"]["value"] or 0)
                for index in (self._items, self._pages)
            )

    def _read(self, index: Index, fields: tuple[str, ...], first: int, last: int) -> Iterator[Any]:
        with guarded("reading what the index holds"):
            searcher = index.searcher()
            within = Query.range_query(index.schema, "item", FieldType.Unsigned, first, last)
            counted: Any = searcher.search(within, limit=1)
            found: Any = searcher.search(within, limit=max(1, counted.count), count=False)
            addresses = [hit[1] for hit in found.hits]
            columns = [searcher.fast_field_values(field, addresses) for field in fields]
            yield from zip(*columns, strict=True)
