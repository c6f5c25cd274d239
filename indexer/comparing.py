"""What differs between the catalog and a generation of the index, both ways."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from searchsvc.access import is_listed, is_text_open
from searchsvc.catalog import Catalog, Holding
from searchsvc.engines.embedded import Contents


@dataclass(frozen=True, slots=True)
class Difference:
    """An item that the index and the catalog do not have alike.

    `item_id`: "" where the catalog has no item of that key. `behind`: the item has changed since
    the index was committed, so the index need not have it yet.
    """

    key: int
    item_id: str
    reason: str
    behind: bool = False


def differences(catalog: Catalog, folder: Path) -> Iterator[Difference]:
    """Every item that a generation lacks, should not have, or has in another revision."""
    contents = Contents(folder)
    known = contents.manifest.revision
    for first, last in catalog.key_windows(contents.last_key()):
        held = catalog.holdings(first, last)
        # Read after the items, so that what a job changes meanwhile is not taken for wrong.
        changed = catalog.changed_keys(known, first, last)
        items = _grouped(contents.items(first, last))
        pages = _grouped(contents.pages(first, last))
        for key in sorted({*held, *items, *pages}):
            holding = held.get(key)
            if reason := _reason(holding, items.get(key, []), pages.get(key, [])):
                item_id = holding.item_id if holding else ""
                yield Difference(key, item_id, reason, key in changed)


def _reason(
    holding: Holding | None, items: list[tuple[int, ...]], pages: list[tuple[int, ...]]
) -> str | None:
    """How an item's documents differ from what they should be; None when they do not."""
    if holding is None or not is_listed(holding.rights):
        return "is in the index and should not be" if items or pages else None
    if len(items) != 1:
        return "is in the index more than once" if items else "is not in the index"
    if any(revision != holding.revision for *_, revision in (*items, *pages)):
        return "is in the index in another revision"
    wanted = holding.pages if is_text_open(holding.rights) else frozenset()
    numbers = sorted(page[0] for page in pages)
    if numbers == sorted(wanted):
        return None
    missing, surplus = wanted - set(numbers), len(numbers) - len(wanted & set(numbers))
    return f"lacks {len(missing)} pages in the index and has {surplus} too many"


def _grouped(documents: Iterator[tuple[int, ...]]) -> dict[int, list[tuple[int, ...]]]:
    """The rest of each document by its item's key."""
    found: defaultdict[int, list[tuple[int, ...]]] = defaultdict(list)
    for key, *rest in documents:
        found[key].append(tuple(rest))
    return found
