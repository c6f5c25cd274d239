"""The real collections that some tests read. They are no part of the project."""

import os
from pathlib import Path

import pytest

_BESIDE = Path(__file__).resolve().parents[1].parent / "shared" / "data"


def data(*parts: str) -> Path:
    """A file or folder of the collections: those beside the checkout, or TANGTHU_TEST_DATA."""
    return Path(os.environ.get("TANGTHU_TEST_DATA") or _BESIDE).joinpath(*parts)


def needs_data(*parts: str) -> pytest.MarkDecorator:
    """Skip a test, and say why, where that part of the collections is absent."""
    return pytest.mark.skipif(
        not data(*parts).exists(), reason=f"no real collection at {data(*parts)}"
    )
