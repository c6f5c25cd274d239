"""Ids that items may have."""

import pytest

from searchsvc.domain import ITEM_ID


@pytest.mark.parametrize("item_id", ["a", "a.b", "...", ".a", "a..", "..a", ":", "-", "x" * 128])
def test_ids(item_id: str) -> None:
    assert ITEM_ID.fullmatch(item_id)


@pytest.mark.parametrize("item_id", ["", ".", "..", "../a", "./", "é", "x" * 129])
def test_what_is_no_id(item_id: str) -> None:
    assert not ITEM_ID.fullmatch(item_id)
