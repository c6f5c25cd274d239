"""An OpenSearch node for as long as it is needed, of what `install.sh` has put together."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.collection import PROJECT
from benchmarks.peers.http_client import Connection, free_port

HEAP = "2g"
_PROGRAM = PROJECT / "bench-runs" / "peers" / "opensearch"
_PATIENCE_SECONDS = 120


def missing() -> str | None:
    """Why it cannot be started."""
    if not (_PROGRAM / "VERSION").exists():
        return "no OpenSearch: benchmarks/peers/install.sh"
    return None if shutil.which("java") else "no Java: apt install openjdk-17-jre-headless"


def version() -> str:
    return (_PROGRAM / "VERSION").read_text().strip()


@contextmanager
def serving(folder: Path) -> Iterator[int]:
    """Gives the port, of 127.0.0.1. The node keeps its data in the folder."""
    port = free_port()
    java = shutil.which("java")
    assert java
    # OpenSearch refuses to run as root.
    user = "nobody" if os.geteuid() == 0 else None
    for name in ("data", "logs", "config", "tmp"):
        (folder / name).mkdir(exist_ok=True)
    shutil.copy(_PROGRAM / "config" / "log4j2.properties", folder / "config")
    options = (_PROGRAM / "config" / "jvm.options").read_text().splitlines()
    # The program's folder is not the node's to write logs into.
    kept = [line for line in options if "logs/" not in line and "=data" not in line]
    (folder / "config" / "jvm.options").write_text("\n".join(kept) + "\n")
    (folder / "config" / "opensearch.yml").write_text(_settings(folder, port))
    if user:
        for path in [folder, *folder.rglob("*")]:
            shutil.chown(path, user)
    log = (folder / "logs" / "output").open("wb")
    server = subprocess.Popen(
        [_PROGRAM / "bin" / "opensearch"],
        stdout=log,
        stderr=log,
        cwd=folder,
        user=user,
        env={
            "PATH": os.environ["PATH"],
            "OPENSEARCH_JAVA_HOME": str(Path(java).resolve().parents[1]),
            "OPENSEARCH_JAVA_OPTS": f"-Xms{HEAP} -Xmx{HEAP}",
            "OPENSEARCH_PATH_CONF": str(folder / "config"),
            "OPENSEARCH_TMPDIR": str(folder / "tmp"),
        },
    )
    log.close()
    try:
        _await(server, port, folder)
        yield port
    finally:
        server.terminate()
        server.wait(_PATIENCE_SECONDS)


def _settings(folder: Path, port: int) -> str:
    return f"""\
cluster.name: peers
discovery.type: single-node
http.host: 127.0.0.1
http.port: {port}
transport.host: 127.0.0.1
transport.port: {free_port()}
path.data: {folder / "data"}
path.logs: {folder / "logs"}
cluster.routing.allocation.disk.threshold_enabled: false
"""


def _await(server: "subprocess.Popen[bytes]", port: int, folder: Path) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        connection = Connection(port)
        try:
            connection.ask("GET", "/_cluster/health?wait_for_status=green&timeout=60s")
            return
        except OSError as error:
            if server.poll() is not None or time.monotonic() > deadline:
                output = (folder / "logs" / "output").read_text(errors="replace")
                raise RuntimeError(f"OpenSearch does not start: {output[-2000:]}") from error
            time.sleep(0.2)
        finally:
            connection.close()
