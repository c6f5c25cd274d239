"""Names are found by other spellings where only one can be meant."""

import unicodedata
from pathlib import Path

import pytest

from indexer.formats.spelled import Entries, Spelled

NFD = unicodedata.normalize("NFD", "Hồ sơ")


@pytest.mark.parametrize(
    ("names", "wanted", "found"),
    [
        (["a", "A"], "A", "A"),
        (["a", "b"], "A", "a"),
        (["Ab", "aB"], "ab", None),
        (["Hồ sơ", NFD], NFD, NFD),
        ([NFD, "hồ sơ"], "Hồ sơ", NFD),
        ([NFD], "HỒ SƠ", NFD),
        (["Straße"], "STRASSE", "Straße"),
        (["a"], "á", None),
        ([], "a", None),
    ],
)
def test_a_spelling_finds_the_one_name_that_is_nearest(
    names: list[str], wanted: str, found: str | None
) -> None:
    assert Spelled(names).find(wanted) == found


@pytest.mark.parametrize("name", ["", "..", "../A", "/A", "x\0y", "a" * 5000, "gone/A", "a/B/C"])
def test_what_is_not_there_stays_as_it_is(tmp_path: Path, name: str) -> None:
    (tmp_path / "a").touch()
    assert Entries(tmp_path).find(name) == name


def test_paths_are_found_part_by_part_as_far_as_they_go(tmp_path: Path) -> None:
    (tmp_path / NFD).mkdir()
    (tmp_path / NFD / "a.txt").touch()
    entries = Entries(tmp_path)
    assert entries.find("hồ sơ/A.txt") == f"{NFD}/a.txt"
    assert entries.find("hồ sơ/B.txt") == f"{NFD}/B.txt"
