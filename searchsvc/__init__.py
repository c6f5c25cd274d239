"""All that is needed to answer: domain, catalog, engines, query language, the one query path."""
