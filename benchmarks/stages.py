"""Time by stage, by functions of the program that are wrapped from outside.

The program has no hooks for this. A stage is a handful of functions; it is charged the time in
which one of them runs and no function of another stage that it called. What is wrapped is named
below, and a name that is gone is said at once: figures with a stage missing would be wrong.
"""

import importlib
import inspect
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import wraps
from itertools import chain
from typing import Any

#: Functions by stage, as `module:name` or `module:Class.method`; where a module imports a function
#: by name, it is its own name that counts.
STAGES: Mapping[str, Sequence[str]] = {
    "parsing": ("searchsvc.understanding:parse",),
    "understanding": ("searchsvc.understanding:Understanding.settle",),
    "analysing": ("searchsvc.understanding:engine_query",),
    "page ranking": (
        "searchsvc.engines.embedded.engine:pool_query",
        "searchsvc.engines.embedded.engine:page_pool",
    ),
    "item ranking": (
        "searchsvc.engines.embedded.engine:rank_items",
        "searchsvc.engines.embedded.engine:_sorted",
    ),
    "page hits": ("searchsvc.engines.embedded.engine:page_hits",),
    # The query is compiled for the index of items, and looked for there, in a thread of its own.
    "item index, waited for": ("searchsvc.engines.embedded.beside:Begun.result",),
    "engine, the rest": ("searchsvc.engines.embedded.engine:EmbeddedEngine.search",),
    "histogram": ("searchsvc.service:histogram",),
    "catalog": (
        "searchsvc.catalog:Catalog.entries",
        "searchsvc.catalog:Catalog.page_texts",
        "searchsvc.catalog:Catalog.covers",
    ),
    "finding in texts": (
        "searchsvc.highlight:Highlighter.__init__",
        "searchsvc.highlight:Highlighter.find_in",
    ),
    "snippets": ("searchsvc.service:snippets",),
    "did you mean": ("searchsvc.service:SearchService.did_you_mean",),
    "service, the rest": ("searchsvc.service:SearchService.search",),
    "serialization": ("searchsvc.wire:search", "web.jsonio:encode"),
}

#: Those that are the engine, and those that are charged what their functions call, too.
ENGINE = ("page ranking", "item ranking", "page hits", "item index, waited for", "engine, the rest")
WHOLE = ("did you mean",)


class StageGone(Exception):
    """A function that a stage is measured by is not in the program any more."""


def not_called(called: Iterable[str], stages: Mapping[str, Sequence[str]] = STAGES) -> list[str]:
    """The functions that nothing has passed through."""
    return sorted(set(chain.from_iterable(stages.values())).difference(called))


class Meter(threading.local):
    """Milliseconds by stage of what one thread does, and the names of the functions that it
    called: one that is never called any more measures nothing.
    """

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self.called: set[str] = set()
        self._stack: list[str] = []
        self._since = 0.0

    def begin(self) -> None:
        """Forget what was measured."""
        self.spent = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Charge the time in the block to a stage."""
        if self._stack and self._stack[-1] in WHOLE:
            yield
            return
        self._charge()
        self._stack.append(name)
        try:
            yield
        finally:
            self._charge()
            self._stack.pop()

    def _charge(self) -> None:
        now = time.perf_counter()
        if self._stack:
            name = self._stack[-1]
            self.spent[name] = self.spent.get(name, 0.0) + (now - self._since) * 1000
        self._since = now


def wrap_stages(meter: Meter, stages: Mapping[str, Sequence[str]] = STAGES) -> Callable[[], None]:
    """Let the program's stages be measured, until what is returned is called. Raises StageGone."""
    names = [(stage, name) for stage, names in stages.items() for name in names]
    found = [find(name) for _, name in names]
    for (stage, full_name), (owner, name, function) in zip(names, found, strict=True):
        setattr(owner, name, _wrapped(meter, stage, full_name, function))

    def unwrap() -> None:
        for owner, name, function in found:
            setattr(owner, name, function)

    return unwrap


def find(name: str) -> tuple[Any, str, Callable[..., Any]]:
    """Module or class, name in it, and function. Raises StageGone."""
    module, _, path = name.partition(":")
    try:
        owner: Any = importlib.import_module(module)
        *outer, last = path.split(".")
        for part in outer:
            owner = getattr(owner, part)
        function = inspect.getattr_static(owner, last)
    except (ImportError, AttributeError):
        raise StageGone(
            f"{name} is gone: name in benchmarks/stages.py what took its place"
        ) from None
    if not inspect.isfunction(function):
        raise StageGone(f"{name} is no plain function any more: see benchmarks/stages.py")
    # Of a class that inherits it, the one that has it.
    owner = next((k for k in getattr(owner, "__mro__", ()) if last in vars(k)), owner)
    return owner, last, function


def _wrapped(
    meter: Meter, stage: str, name: str, function: Callable[..., Any]
) -> Callable[..., Any]:
    @wraps(function)
    def measured(*arguments: Any, **named: Any) -> Any:
        meter.called.add(name)
        with meter.stage(stage):
            return function(*arguments, **named)

    return measured
