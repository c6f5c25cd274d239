"""Where does the time of a search go?

    python -m benchmarks.shares [--queries 1000] [--json FILE]

The API in the server that `tangthu serve` uses, with its stages measured in it (`stages.py`), asked
over a connection that stays open; each answer says in a `Server-Timing` header how long each stage
took. What the client waited beyond that is the server's, the connection's and the client's own.
Measuring costs some microseconds a stage; `benchmarks.latency` measures without.

Shares of the p50 are those of the queries from the 40th to the 60th percentile, shares of the p99
those of the slowest 2 in 100.
"""

import os
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.collection import bench_home, mixed_queries
from benchmarks.corpus import corpus
from benchmarks.measuring import circumstances, options, save
from benchmarks.serving import Client, address, free_port, granian_command, serving
from benchmarks.stages import ENGINE, STAGES, Meter, not_called, wrap_stages
from searchsvc.settings import Settings

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

WEB, SERVER = "web", "server, client"
CALLED = "/stages/called"
_WARM_UP = 100
_SHARES = {"p50": (40, 60), "p99": (98, 100)}

Spent = dict[str, float]


class Timed:
    """A WSGI app whose answers say how long each stage took; `web` is what is in no other. At
    `CALLED` it says which functions have been called.
    """

    def __init__(self, app: Callable[..., Iterable[bytes]], meter: Meter) -> None:
        self._app = app
        self._meter = meter

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        if environ["PATH_INFO"] == CALLED:
            names = "\n".join(self._meter.called).encode()
            start("200 OK", [("Content-Length", str(len(names)))])
            return [names]
        held: list[Any] = []
        self._meter.begin()
        with self._meter.stage(WEB):
            body = self._app(environ, lambda *given: held.append(given))
        # Headers are sent when all has been measured: the API streams nothing.
        status, headers, *others = held[0]
        start(status, [*headers, ("Server-Timing", encoded(self._meter.spent))], *others)
        return body


def create_app() -> Timed:
    """What the server loads: the app of the home that the environment names, measured."""
    from web.app import create_app

    meter = Meter()
    wrap_stages(meter)  # for as long as the process lives
    return Timed(create_app(), meter)


def encoded(spent: Spent) -> str:
    """A `Server-Timing` header."""
    names = {name: name.replace(" ", "_").replace(",", ".") for name in spent}
    return ", ".join(f"{names[name]};dur={ms:.4f}" for name, ms in spent.items())


def decoded(head: bytes) -> Spent:
    """Milliseconds by stage of an answer's headers, which are in lower case."""
    value = head.partition(b"\r\nserver-timing: ")[2].partition(b"\r\n")[0].decode("ascii")
    pairs = (part.partition(";dur=") for part in value.split(", "))
    return {name.replace(".", ",").replace("_", " "): float(ms) for name, _, ms in pairs}


def ask(client: Client, paths: Sequence[str]) -> list[Spent]:
    """Milliseconds of each query by stage; they add up to what the client waited."""
    answers = []
    for path in paths:
        began = time.perf_counter()
        head, _ = client.ask(path)
        waited = (time.perf_counter() - began) * 1000
        spent = decoded(head)
        answers.append({**spent, SERVER: waited - sum(spent.values())})
    return answers


def summary(answers: Sequence[Spent]) -> dict[str, dict[str, Any]]:
    """Milliseconds, and their shares by stage, of the median queries and of the slowest."""
    ordered = sorted(answers, key=lambda spent: sum(spent.values()))
    found = {}
    for name, (low, high) in _SHARES.items():
        part = ordered[len(ordered) * low // 100 : max(1, len(ordered) * high // 100)]
        whole = sum(sum(spent.values()) for spent in part)
        shares = {s: sum(a.get(s, 0.0) for a in part) / whole for s in (*STAGES, WEB, SERVER)}
        engine = sum(shares[stage] for stage in ENGINE)
        found[name] = {"ms": whole / len(part), "engine": engine, "shares": shares}
    return found


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--home", type=Path, help="a home that is filled [the bench home]")
    parser.add_argument("--queries", type=int, default=1000)
    chosen = parser.parse_args()
    settings = Settings(home=chosen.home) if chosen.home else bench_home()
    paths = [address(request) for _, request in mixed_queries(settings, chosen.queries)]
    warm_up = [address(request) for _, request in mixed_queries(settings, _WARM_UP, seed=2)]
    about = circumstances()
    port = free_port()
    command = granian_command("benchmarks.shares:create_app", port, 1)
    home = {**os.environ, "TANGTHU_HOME": str(settings.home.absolute())}
    with serving(command, port, environ=home), closing(Client(port)) as client:
        ask(client, warm_up)
        answers = ask(client, paths)
        called = client.get(CALLED).decode().splitlines()
    if idle := not_called(called):
        raise SystemExit(f"never called, see benchmarks/stages.py: {', '.join(idle)}")
    figures = {**about, **corpus(settings), "queries": len(paths), **summary(answers)}
    print(f"{figures['items']:,} items, {figures['pages']:,} pages; {about}\n")
    print(f"{'share of':<24}{'p50':>9}{'p99':>9}")
    for stage in (*STAGES, WEB, SERVER):
        print(f"{stage:<24}" + "".join(f"{figures[p]['shares'][stage]:>9.1%}" for p in _SHARES))
    print(f"\n{'the engine':<24}" + "".join(f"{figures[p]['engine']:>9.1%}" for p in _SHARES))
    print(f"{'milliseconds':<24}" + "".join(f"{figures[p]['ms']:>9.2f}" for p in _SHARES))
    save(chosen.json, figures)


if __name__ == "__main__":
    main()
