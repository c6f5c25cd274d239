"""An index and what is written to the catalog while it is built."""

from collections.abc import Iterator
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from indexer import analysis, applying, changed, indexing, parts
from indexer.checking import check_generation
from indexer.progress import reporter
from searchsvc.catalog import Catalog, CatalogWriter
from searchsvc.domain import Item, Metadata, Page
from searchsvc.engines.embedded import EmbeddedBuild
from tests.catalogs import put
from tests.homes import record, settings_of, take_in

ANALYSE = analysis.analyse


REBUILD = partial(indexing.rebuild_index, write_lock=nullcontext)


@pytest.mark.parametrize(("build", "items"), [(indexing.update_index, 2), (REBUILD, 3)])
def test_what_another_machine_writes_meanwhile_is_not_taken_for_indexed(
    home: Path, monkeypatch: pytest.MonkeyPatch, build: Any, items: int
) -> None:
    """An update leaves it to the next one, a rebuild catches up with it."""
    take_in(home, [record("a", "một"), record("b", "hai")])
    url = settings_of(home).catalog_url
    other = CatalogWriter.open(url)
    put(other, Item(Metadata("a", "a"), (Page(1, "khác"),)))

    def analyse(*given: Any) -> Iterator[Any]:
        yield from ANALYSE(*given)
        put(other, Item(Metadata("c", "c"), (Page(1, "ba"),)))

    monkeypatch.setattr(changed, "analyse", analyse)
    catalog = Catalog.open(url)
    quiet = reporter(quiet=True)
    assert build(settings_of(home), catalog, quiet).items == items
    monkeypatch.undo()
    after = indexing.update_index(settings_of(home), catalog, quiet)
    assert (after.rebuilt, after.items, after.revision) == (False, 3, catalog.revision())
    catalog.close()
    other.close()


def test_what_another_machine_writes_during_the_check_is_not_missed(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_in(home, [record(item_id, "thư viện") for item_id in ("a", "b", "d")])
    other = CatalogWriter.open(settings_of(home).catalog_url)

    def check(catalog: Catalog, folder: Path) -> None:
        put(other, Item(Metadata("a", "a"), (Page(1, "khác"),)))
        put(other, Item(Metadata("c", "c"), (Page(1, "ba"),)))
        other.remove(["b"])
        check_generation(catalog, folder)

    monkeypatch.setattr(indexing, "check_generation", check)
    catalog = Catalog.open(settings_of(home).catalog_url)
    quiet = reporter(quiet=True)
    assert REBUILD(settings_of(home), catalog, quiet).items == 3
    after = indexing.update_index(settings_of(home), catalog, quiet)
    assert (after.rebuilt, after.items, after.changes) == (False, 3, 3)
    catalog.close()
    other.close()


def test_an_index_of_nothing_but_removals_is_up_to_date(home: Path) -> None:
    take_in(home, [record("a", "một")])
    writer = CatalogWriter.open(settings_of(home).catalog_url)
    writer.remove(["a"])
    report = REBUILD(settings_of(home), writer, reporter(quiet=True))
    assert (report.items, report.revision) == (0, writer.revision())
    writer.close()


def test_a_large_book_does_not_make_a_commit_of_every_small_one_after_it(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_in(home, [record("a", "một")])
    monkeypatch.setattr(applying, "PAGES_A_COMMIT", 10)
    monkeypatch.setattr(parts, "_SMALL", 10)
    saved = []
    real = EmbeddedBuild.commit

    def commit(build: EmbeddedBuild, revision: int) -> None:
        saved.append(revision)
        real(build, revision)

    monkeypatch.setattr(EmbeddedBuild, "commit", commit)
    pages = ["trang"] * 35
    take_in(home, [record("b", *pages), *(record(f"c{n}", "hai") for n in range(5))])
    assert saved == [2, 7]
