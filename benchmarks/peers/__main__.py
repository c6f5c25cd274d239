"""How does Tàng Thư compare with what a library would use instead?

    python -m benchmarks.peers [--queries N] [--sample 1/K] [--only a,b] [--json FILE]

Each query of the mix goes through all peers in turn, one at a time: total, ten items, facets and
snippets (`protocol`). Then each alone answers one client and eight. How a peer is set up stands at
the head of its module; `install.sh` installs them, and one that is not there is said to be absent.
Indexes are made once, in `bench-runs/peers`, which takes some twenty minutes.
"""

import argparse
import re
import sys
from pathlib import Path

import orjson

from benchmarks.collection import bench_home
from benchmarks.peers.comparing import compare
from benchmarks.peers.registry import PEERS
from benchmarks.peers.report import table


def main() -> int:
    chosen = _options()
    measured = compare(bench_home(), chosen.only, chosen.queries, chosen.sample)
    if chosen.json:
        chosen.json.write_bytes(orjson.dumps(measured, option=orjson.OPT_INDENT_2))
    print("\n".join(table(measured)))
    return 0


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--queries", type=int, default=300)
    options.add_argument(
        "--sample", type=_part, default=1, help="only every Kth item", metavar="1/K"
    )
    options.add_argument("--only", type=_names, default=list(PEERS), help=", ".join(PEERS))
    options.add_argument("--json", type=Path, help="where the figures are to be kept")
    return options.parse_args()


def _part(typed: str) -> int:
    if not (match := re.fullmatch(r"1/([1-9]\d*)", typed)):
        raise argparse.ArgumentTypeError(f"{typed!r} is not like 1/8")
    return int(match[1])


def _names(typed: str) -> list[str]:
    names = typed.split(",")
    if unknown := [name for name in names if name not in PEERS]:
        raise argparse.ArgumentTypeError(f"no {unknown[0]!r} among {', '.join(PEERS)}")
    return names


if __name__ == "__main__":
    sys.exit(main())
