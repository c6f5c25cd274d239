"""The formats as `tangthu formats` lists them."""

from typing import Any

from indexer.formats.registry import FORMATS


def formats_json() -> list[dict[str, Any]]:
    """Name, suffixes and title of every format."""
    return [
        {"name": format_.name, "suffixes": format_.read_suffixes, "title": format_.title}
        for format_ in FORMATS
    ]


def formats_text() -> str:
    """A line a format."""
    width = max(len(format_.name) for format_ in FORMATS)
    lines = []
    for format_ in FORMATS:
        suffixes = f" ({', '.join(format_.read_suffixes)})" if format_.suffixes else ""
        lines.append(f"{format_.name:<{width}}  {format_.title}{suffixes}")
    return "\n".join(lines)
