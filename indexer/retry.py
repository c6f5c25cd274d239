"""Reading again what could not be taken in."""

from collections.abc import Collection, Iterable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from indexer.filling import Filling
from indexer.indexing import IndexReport, update_index
from indexer.ingest import fill, writing
from indexer.plan import Plan
from indexer.progress import Reporter
from indexer.reading import Given
from searchsvc.catalog import Reject
from searchsvc.settings import Settings


@dataclass(frozen=True, slots=True)
class RetryReport:
    """`mended`: places that were rejected before and no longer are, taken in or gone.

    `absent`: paths that were given once and are not there now; what was rejected below them is
    still known as rejected. `rejected`: the first of what is still rejected.
    """

    mended: int
    still: int
    absent: tuple[str, ...]
    rejected: tuple[Reject, ...]
    index: IndexReport


def retry(settings: Settings, report: Reporter) -> RetryReport:
    """Read the sources again of which something was rejected, as they were read then.

    An item that was rejected because its id came from elsewhere too stays so while it does.
    """
    with writing(settings, "retry", {}) as (catalog, job), closing(Plan()) as plan:
        before = list(catalog.rejects())
        absent = _plan(plan, before)
        duplicates = {reject.place for reject in before if reject.first_place}
        filling = Filling(catalog, plan, job.id, duplicates=duplicates)
        fill(settings, filling, plan, report)
        read = [reject.source for reject in before if reject.given not in absent]
        catalog.forget_rejects_of(list(dict.fromkeys(read)), job.id)
        catalog.settle()
        left = catalog.count_rejects()
        mended = len({reject.place for reject in before}) - _still(catalog.rejects(), before)
        job.counts.update(mended=mended, rejected=left)
        index = update_index(settings, catalog, report)
        return RetryReport(mended, left, tuple(absent), tuple(filling.tally.listed), index)


def _plan(plan: Plan, before: Iterable[Reject]) -> list[str]:
    """Plan to read what the rejects came from; gives the paths that are not there."""
    sources: dict[Given, set[str]] = {}
    for reject in before:
        given = Given(Path(reject.given), reject.collection, reject.format)
        sources.setdefault(given, set()).add(reject.source)
    absent = []
    for given, wanted in sources.items():
        if given.path.exists():
            holders = {str(parent) for source in wanted for parent in Path(source).parents}
            plan.add(given, partial(_has_to_do_with, wanted, holders))
        else:
            absent.append(str(given.path))
    return absent


def _has_to_do_with(sources: Collection[str], holders: Collection[str], path: Path) -> bool:
    """Whether a path is at or below one of the sources, or holds one: a page that can be read now
    makes its folder an item.
    """
    return str(path) in holders or any(str(place) in sources for place in (path, *path.parents))


def _still(now: Iterable[Reject], before: Iterable[Reject]) -> int:
    places = {reject.place for reject in before}
    return sum(reject.place in places for reject in now)
