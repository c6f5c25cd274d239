"""Questions about speed and quality, answered by running: one file a question."""
