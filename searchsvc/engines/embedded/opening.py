"""Opening a commit, and comparing every byte of it with its checksums, in the background.

Reading it all also brings a new generation into the page cache before it serves.
"""

import threading
import time
from pathlib import Path

from searchsvc.engines.embedded.checksums import Known
from searchsvc.engines.embedded.snapshot import Snapshot
from searchsvc.engines.generations import Manifest, read_manifest
from searchsvc.errors import EngineUnavailable

#: The first search after a commit waits this long for it to be checked; then it is answered from
#: the commit before. To read 360 MB for their checksums takes 0.4 s.
PATIENCE_SECONDS = 0.05


class Opening:
    """A snapshot that is being opened and checked. `known`: files that need not be read again."""

    def __init__(self, folder: Path, known: Known) -> None:
        self._snapshot: Snapshot | None = None
        self._failure: Exception | None = None
        self._opened, self._checked = threading.Event(), threading.Event()
        self._until = time.monotonic() + PATIENCE_SECONDS
        threading.Thread(target=self._run, args=(folder, known), daemon=True).start()

    def opened(self) -> Snapshot:
        """The snapshot as soon as it is open. Raises EngineUnavailable."""
        self._opened.wait()
        return self._result()

    def checked(self) -> Snapshot | None:
        """The snapshot once it is found sound, None if that takes longer than our patience. Raises
        EngineUnavailable when it cannot be opened, or is damaged.
        """
        if self._checked.wait(max(0.0, self._until - time.monotonic())):
            return self._result()
        return None

    def _result(self) -> Snapshot:
        if self._failure or self._snapshot is None:
            raise EngineUnavailable(str(self._failure)) from self._failure
        return self._snapshot

    def _run(self, folder: Path, known: Known) -> None:
        try:
            while not self._tried(folder, read_manifest(folder), known):
                pass
        except Exception as error:  # told to whoever asks
            self._failure = error
        finally:
            self._opened.set()
            self._checked.set()

    def _tried(self, folder: Path, manifest: Manifest, known: Known) -> bool:
        """Open and check a commit; False when it was deleted meanwhile because of a newer one."""
        try:
            self._snapshot = Snapshot.open(folder, manifest)
            self._opened.set()
            self._snapshot.check(known)
        except EngineUnavailable:
            if read_manifest(folder).commit == manifest.commit:
                raise
            return False
        return True
