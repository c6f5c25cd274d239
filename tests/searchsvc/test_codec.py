"""What is read of a damaged catalog is told from what was written."""

from collections.abc import Callable
from typing import Any

import pytest

from searchsvc.catalog.codec import decode_layout, decode_metadata, decode_rights, decode_text
from searchsvc.errors import CatalogUnavailable


@pytest.mark.parametrize("value", [2, 1.5, "thư viện", b"", b"\x02\x03"])
@pytest.mark.parametrize("read", [decode_layout, decode_metadata, decode_rights, decode_text])
def test_a_value_of_another_kind_is_damage(read: Callable[[Any], object], value: object) -> None:
    """One flipped bit makes a number of what SQLite had as bytes."""
    with pytest.raises(CatalogUnavailable, match="damaged"):
        read(value)
