"""What stands beside an item's files and describes it: `metadata.json`."""

from pathlib import Path
from typing import Any

import orjson

from indexer.formats.base import Malformed, checked_bytes, title_from

METADATA_FILE = "metadata.json"


def description(path: Path, item_id: str, max_bytes: int) -> tuple[dict[str, Any], dict[int, str]]:
    """The record in the metadata file of a folder, if there is one, and the page labels in it.

    Where it names no id or title, they come from the item's path. Raises Malformed; OSError.
    """
    record: dict[str, Any] = {"id": item_id, "title": title_from(path.stem)}
    if not path.is_dir():
        return record, {}
    record["title"] = title_from(path.name)
    file = path / METADATA_FILE
    # A link that leads nowhere is an error: what it should say of the rights is not known.
    if not file.exists() and not file.is_symlink():
        return record, {}
    try:
        described = orjson.loads(checked_bytes(file, max_bytes).removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise Malformed(f"not JSON: {error}") from error
    if not isinstance(described, dict):
        raise Malformed("not a JSON object")
    listed = described.pop("pages", None)
    return record | described, _labels(listed if isinstance(listed, list) else [])


def _labels(listed: list[Any]) -> dict[int, str]:
    """Page labels by number."""
    return {
        page["number"]: page["label"]
        for page in listed
        if isinstance(page, dict)
        and type(page.get("number")) is int
        and isinstance(page.get("label"), str)
    }
