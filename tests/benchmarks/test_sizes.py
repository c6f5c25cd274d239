"""Bytes by field add up to the files."""

from pathlib import Path

import pytest

from benchmarks.corpus import corpus, folder_size, serving_folder
from benchmarks.sizes import KINDS, measure, parts
from tests.homes import record, settings_of, take_in


def test_fields_and_files_add_up(tmp_path: Path) -> None:
    home = tmp_path / "home"
    take_in(home, [record(f"a{n}", f"Trang thứ {n} của thư viện.", "Hết.") for n in range(9)])
    settings = settings_of(home)
    sizes = measure(settings)
    folder = serving_folder(settings)
    for level in ("items", "pages"):
        counted = [file for file in (folder / level).iterdir() if len(file.stem) == 32]
        whole = sum(file.stat().st_size for file in counted)
        assert sum(kinds.total() for kinds in sizes[level].values()) == whole > 0
        assert set(sizes[level]["text"]) == set(KINDS.values())
    assert sizes["pages"]["words"]["positions"] <= sizes["pages"]["text"]["positions"]
    assert sum(sizes["catalog"].values()) == (home / "catalog.sqlite").stat().st_size
    assert sizes["vocabulary"] > 0
    # Hard links of a commit are not counted twice.
    assert (
        folder_size(folder)
        < 2 * sum(kinds.total() for level in ("items", "pages") for kinds in sizes[level].values())
        + sizes["vocabulary"]
        + 100_000
    )


@pytest.mark.parametrize("data", [b"", b"x" * 7, b"no footer here" * 4, b"\0" * 100])
def test_a_file_that_is_built_otherwise_is_said(data: bytes) -> None:
    with pytest.raises(ValueError, match="file"):
        list(parts(data, "file"))


def test_a_corpus_is_known_by_what_it_holds(tmp_path: Path) -> None:
    one, same, other = tmp_path / "one", tmp_path / "same", tmp_path / "other"
    records = [record("a", "Một."), record("b", "Hai.", "Ba.")]
    take_in(one, records)
    take_in(same, reversed(records))
    take_in(other, [records[0], record("b", "Hai.", "Bốn.")])
    found = corpus(settings_of(one))
    assert (found["items"], found["pages"]) == (2, 3)
    assert found["text_mb"] == sum(len(t.encode()) for t in ("Một.", "Hai.", "Ba.")) / 1e6
    assert found == corpus(settings_of(same))
    assert found["corpus"] != corpus(settings_of(other))["corpus"]
