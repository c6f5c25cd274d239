"""Starting the web service. `web` is named, not imported: it is loaded in each worker."""

import os
import socket
from contextlib import closing
from dataclasses import fields

from indexer.indexing import lacks_changes, update_index
from indexer.lock import refuse_stranger, write_lock
from indexer.progress import reporter
from searchsvc.catalog import Catalog
from searchsvc.errors import CannotListen, HomeBusy
from searchsvc.settings import Settings

#: How long a stopping server waits for its workers' last answers.
_PATIENCE_SECONDS = 5
_TARGET = "web.app:create_app"


def run(settings: Settings, host: str, port: int, workers: int) -> None:
    """Serve until told to stop (SIGINT, SIGTERM); `workers` 0 means one a core.

    One blocking thread a worker: more of them worsen the tail, processes do not (DECISIONS.md).
    Raises CannotListen, CatalogUnavailable, UsageError in a home of another user.
    """
    from granian.constants import Interfaces
    from granian.server import Server

    refuse_stranger(settings.home)  # page images would be kept as another's
    _check_free(host, port)
    _catch_up(settings)
    # The workers are processes of their own and read the settings again, from the same places.
    os.environ["TANGTHU_HOME"] = str(settings.home)
    for field in fields(settings):
        os.environ[f"TANGTHU_{field.name.upper()}"] = str(getattr(settings, field.name))
    shown = f"[{host}]" if ":" in host else host
    print(f"Tàng Thư serves {settings.home} at http://{shown}:{port} (Ctrl-C stops it)", flush=True)
    Server(
        _TARGET,
        factory=True,
        interface=Interfaces.WSGI,
        address=host,
        port=port,
        workers=workers or settings.cores,
        blocking_threads=1,
        log_access=False,
        websockets=False,
        # A worker that is told to stop while it still starts does not hear it.
        workers_kill_timeout=_PATIENCE_SECONDS,
        respawn_failed_workers=True,
    ).serve()


def _check_free(host: str, port: int) -> None:
    """Raises CannotListen unless nobody listens there: granian's servers share a port, so a second
    one, of another home perhaps, would answer every other request.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            # A server that was stopped a moment ago is no hindrance.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except UnicodeError as error:  # a name that no machine can have
        raise CannotListen(f"cannot serve at {host!a}: no name of a machine") from error
    except OSError as error:
        raise CannotListen(f"cannot serve at {host}, port {port}: {error.strerror}") from error


def _catch_up(settings: Settings) -> None:
    """Apply what a job that was killed has left to do, unless another job is doing it.

    Raises CatalogUnavailable where there is nothing to serve: said here, once, for a worker that
    cannot start would only be started again.
    """
    with closing(Catalog.open(settings.catalog_url)) as catalog:
        if not lacks_changes(settings, catalog):
            return
        try:
            with write_lock(settings.home):
                update_index(settings, catalog, reporter(quiet=False))
        except HomeBusy:
            return
