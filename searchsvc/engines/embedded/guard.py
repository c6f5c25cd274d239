"""The one place where tantivy's failures become our errors."""

from collections.abc import Iterator
from contextlib import contextmanager

from searchsvc.errors import EngineUnavailable


@contextmanager
def guarded(doing: str) -> Iterator[None]:
    """Turn whatever tantivy raises into EngineUnavailable.

    A panic arrives as `pyo3_runtime.PanicException`, a BaseException that no module exports, so it
    is told by its name. KeyboardInterrupt and the like pass through.
    """
    try:
        yield
    except (ValueError, OSError, RuntimeError) as error:
        raise EngineUnavailable(f"{doing}: {error}") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise EngineUnavailable(f"{doing}: the engine panicked: {error}") from error
