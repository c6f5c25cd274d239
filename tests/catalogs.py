"""Items put into a catalog one by one, where a job puts in hundreds at once."""

from pathlib import Path

from searchsvc.catalog import CatalogWriter, Outcome, SourceFile, encode_item
from searchsvc.domain import Item

SOURCE = SourceFile(Path("/in/a.jsonl"), Path("/in"), "records")


def put(writer: CatalogWriter, item: Item, source: SourceFile = SOURCE) -> Outcome:
    """Take in one item, in a transaction of its own."""
    (outcome,) = writer.put_all([(encode_item(item), source)])
    return outcome
