"""A home with the sample collection."""

import pytest

from indexer import sample
from indexer.ingest import ingest
from indexer.progress import reporter
from searchsvc.settings import Settings
from tests.homes import settings_of


@pytest.fixture(scope="package")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = settings_of(tmp_path_factory.mktemp("filled"))
    ingest(settings, [sample.ITEMS], None, reporter(quiet=True))
    return settings
