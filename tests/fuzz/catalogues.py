"""Catalogue records with a few bytes changed: every reader gives descriptions or errors."""

import argparse
import random
import tempfile
from pathlib import Path

from indexer.formats import dublin_core, marc, marcxml, table
from indexer.formats.base import Describer, Description
from searchsvc.errors import RecordError
from tests.indexer.marc import KIEU, iso2709
from tests.indexer.marc import marcxml as collection

_TABLE = 'mã,nhan đề,tệp,năm\n1,"A",a.txt,[1936]\n2,B,,\n'
_CORE = (
    '<list xmlns:dc="http://purl.org/dc/elements/1.1/"><r><dc:title>Truyện</dc:title>'
    "<dc:date>[1936?]</dc:date></r><r><dc:title>B</dc:title></r></list>"
)
_WHOLE: tuple[tuple[str, bytes, Describer], ...] = (
    ("a.mrc", iso2709(KIEU) * 2, marc.describe),
    ("a.xml", collection(KIEU, KIEU).encode(), marcxml.describe),
    ("b.xml", _CORE.encode(), dublin_core.describe),
    ("c.csv", _TABLE.encode(), table.describe),
)


def damaged(data: bytes, chance: random.Random) -> bytes:
    """The bytes with one to six changes."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(changed))
        what = chance.random()
        if what < 0.5:
            changed[at] = chance.randrange(256)
        elif what < 0.8:
            del changed[at : at + chance.randint(1, 9)]
        else:
            changed[at:at] = chance.randbytes(3)
    return bytes(changed)


def run(count: int, seed: int, folder: Path) -> tuple[int, int]:
    """Numbers of descriptions and of errors. Raises what a reader raises: that is a defect."""
    chance = random.Random(seed)
    descriptions = errors = 0
    for _ in range(count):
        for name, whole, describe in _WHOLE:
            (folder / name).write_bytes(damaged(whole, chance))
            for found in describe(folder / name, 1_000_000):
                descriptions += isinstance(found, Description)
                errors += isinstance(found, RecordError)
    return descriptions, errors


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        print(run(given.count, given.seed, Path(temporary)))
