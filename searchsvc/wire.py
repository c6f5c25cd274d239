from typing import Any

from searchsvc.responses import SearchResponse


def search(response: SearchResponse) -> dict[str, Any]:
    return {}
