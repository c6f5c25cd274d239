"""Our alphabetical order beside ICU's for Vietnamese, which Chromium has in it.

The two differ on purpose in what is no letter: ICU sorts a title that begins with a quotation mark
or a bracket before all others, and `Saint-Malo` behind `Saint Helena`; here, as in a library's
catalog, punctuation is a space, and what stands before the first letter does not count. So titles
are compared by their letters, digits and single spaces.
"""

import gzip
import random
import re
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise

import orjson
import pytest
from playwright.sync_api import Browser, Page

from analyzers import collation_key
from tests.corpora import data, needs_data
from tests.web.browsing import chromium

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(chromium() is None, reason="no chromium on this machine"),
]

_TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with closing(browser.new_page()) as page:
        yield page


def disagreements(page: Page, titles: set[str]) -> list[tuple[str, str]]:
    """Neighbours in our order that ICU has the other way round."""
    script = "titles => titles.sort(new Intl.Collator('vi').compare)"
    theirs: list[str] = page.evaluate(script, sorted(titles))
    # Sorting is stable: what is equal to us stays as ICU has it.
    ours = sorted(theirs, key=collation_key)
    place = {title: i for i, title in enumerate(theirs)}
    return [(a, b) for a, b in pairwise(ours) if place[a] > place[b]]


def _word(chance: random.Random) -> str:
    letters = chance.choices("aăâbcdđeêghijklmnoôơpqrstuưvxyzAĂĐÊf19", k=chance.randint(1, 4))
    marked = (c + chance.choice(_TONES) if c in "aăâeêioôơuưyAĂÊ" else c for c in letters)
    return unicodedata.normalize("NFC", "".join(marked))


def test_made_up_titles_stand_as_icu_has_them(page: Page) -> None:
    chance = random.Random(1)
    titles = {" ".join(_word(chance) for _ in range(chance.randint(1, 3))) for _ in range(5000)}
    assert disagreements(page, titles) == []


@pytest.mark.corpus
@needs_data("viwiki.jsonl.gz")
def test_real_titles_stand_as_icu_has_them(page: Page) -> None:
    with gzip.open(data("viwiki.jsonl.gz")) as lines:
        titles = {" ".join(re.findall(r"[^\W_]+", orjson.loads(line)["title"])) for line in lines}
    assert len(titles) > 5000
    assert disagreements(page, titles) == []
