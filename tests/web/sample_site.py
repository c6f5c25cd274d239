"""The sample collection, served from a home that is thrown away."""

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from indexer import sample
from indexer.ingest import ingest
from indexer.progress import reporter
from searchsvc.service import SearchService
from tests.homes import settings_of
from tests.web.browsing import serving
from web.app import create_app


@contextmanager
def serving_sample() -> Iterator[str]:
    """Gives the address."""
    with tempfile.TemporaryDirectory() as name:
        settings = settings_of(Path(name))
        ingest(settings, [sample.ITEMS], None, reporter(quiet=True))
        with (
            closing(SearchService.open(settings)) as service,
            serving(create_app(settings, service)) as base,
        ):
            yield base
