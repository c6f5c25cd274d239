"""The vocabulary of a large index is that of its commonest terms."""

from pathlib import Path

import pytest

from analyzers import NO_TERM
from searchsvc.domain import Metadata
from searchsvc.engines.embedded import vocabulary
from tests.searchsvc.engines.makers import EmbeddedMaker, filled, made_item


def test_no_more_terms_are_read_than_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = ["thư viện", "thư viện", "thư", "sông"]
    monkeypatch.setattr(vocabulary, "MOST_FORMS", 2)
    engine = filled(EmbeddedMaker(tmp_path), [made_item(1, Metadata("sach", "1917"), *pages)])
    found = engine.vocabulary()
    assert [found.total(word) for word in ("thu", "vien", "song")] == [3, 2, 0]
    assert [found.frequency(word) for word in ("thư", "viện", "sông")] == [3, 2, 0]
    engine.close()


def test_numbers_are_forms_and_what_stands_in_their_place_is_none(tmp_path: Path) -> None:
    item = made_item(1, Metadata("bao", "Nam Phong"), "năm 1917", "số 1917")
    engine = filled(EmbeddedMaker(tmp_path), [item])
    found = engine.vocabulary()
    assert [found.frequency(word) for word in ("1917", NO_TERM)] == [2, 0]
    engine.close()
