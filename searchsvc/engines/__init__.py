"""Engines: what finds items and pages. Nothing outside an engine's module knows how."""
