"""Closes the service when its process ends."""

import atexit
from multiprocessing.util import Finalize

from searchsvc.service import SearchService


def close_at_exit(service: SearchService) -> None:
    """Close the service once at the end, whether the process was started by hand or forked by a
    server as a worker.

    A forked worker leaves by `os._exit`, past `atexit`, but runs multiprocessing's finalizers.
    """
    finalizer = Finalize(None, service.close, exitpriority=10)
    atexit.register(finalizer)
