"""Does the right item come first, however it is asked for? `python -m benchmarks.relevance`."""
