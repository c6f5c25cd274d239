"""All that is needed to answer: domain types, catalog, engines, query language, the one query path."""
