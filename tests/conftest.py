"""What tests of several folders share."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings
from playwright.sync_api import Browser

from tests.postgres import PostgresServer, running
from tests.web.browsing import browsing

# The suite says the same of the same commit; `make explore` draws other examples each time.
settings.register_profile("suite", derandomize=True, deadline=None)
settings.register_profile("explore", max_examples=1000, deadline=None)
settings.load_profile("explore" if os.environ.get("TANGTHU_EXPLORE") else "suite")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One for all tests of a process: it cannot drive a second."""
    with browsing() as found:
        yield found


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server for all tests; one that stops it uses a server of its own."""
    with running() as server:
        yield server
