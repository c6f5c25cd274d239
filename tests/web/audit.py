"""Lighthouse over the pages of the sample collection: `make audit`, where Node and chromium are.

Each category of each page has to reach 95. Pages of results ask crawlers to stay away, which is
meant, so of those only what search engines think of it is not asked.
"""

import json
import os
import subprocess
import sys
from typing import Any
from urllib.parse import quote

from tests.web.browsing import chromium
from tests.web.sample_site import serving_sample
from tests.web.screenshots import PAGES

LEAST = 95
_COMMAND = ["npx", "--yes", "lighthouse@12", "--quiet", "--output=json", "--output-path=stdout"]
_FLAGS = "--chrome-flags=--headless=new --no-sandbox --disable-gpu"
_AUDITED = ("home", "results", "advanced", "help", "item", "page")


def main() -> int:
    below = 0
    with serving_sample() as base:
        for name in _AUDITED:
            scores = _scores(base + quote(PAGES[name], safe="/?=&+"))
            print(f"{name:<10}", *(f"{category} {score}" for category, score in scores.items()))
            below += sum(score < LEAST for score in scores.values())
    return 1 if below else 0


def _scores(url: str) -> dict[str, int]:
    """Points of 100 by category."""
    asked = "performance,accessibility,best-practices" + ("" if "/search" in url else ",seo")
    environment = os.environ | {"CHROME_PATH": chromium() or ""}
    command = [*_COMMAND, url, _FLAGS, f"--only-categories={asked}"]
    done = subprocess.run(command, capture_output=True, env=environment)
    if done.returncode:
        sys.exit(f"lighthouse failed on {url}:\n{done.stderr.decode()}")
    report: dict[str, Any] = json.loads(done.stdout)
    return {name: round(c["score"] * 100) for name, c in report["categories"].items()}


if __name__ == "__main__":
    sys.exit(main())
