"""All that is needed to fill: format readers, ingest, reindex and the maintainers' commands."""
