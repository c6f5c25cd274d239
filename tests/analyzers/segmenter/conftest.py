import warnings
from collections.abc import Callable

import pytest


@pytest.fixture(scope="session")
def pyvi() -> Callable[[str], str]:
    """The real pyvi's tokenize; its import is slow and warns of its own old code."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pyvi import ViTokenizer
    tokenize: Callable[[str], str] = ViTokenizer.tokenize
    return tokenize
