"""What processes of a job have in common."""

import ctypes
import subprocess
import sys

import pytest

#: Six threads take memory at the same time; then glibc tells which heaps there are.
_COUNTED = """
import ctypes, sys, threading
from indexer.processes import share_heaps
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
libc.fdopen.restype = ctypes.c_void_p
if sys.argv[1] == "shared":
    share_heaps()
taken = threading.Barrier(6)
def take():
    for size in range(100, 20_000, 100):
        libc.malloc(size)
    taken.wait()
threads = [threading.Thread(target=take) for _ in range(6)]
for thread in threads: thread.start()
for thread in threads: thread.join()
libc.malloc_info(0, ctypes.c_void_p(libc.fdopen(1, b"w")))
libc.fflush(None)
"""


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_info"), reason="it is glibc's")
def test_threads_share_two_heaps() -> None:
    def heaps(how: str) -> int:
        command = [sys.executable, "-c", _COUNTED, how]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        return said.count("<heap nr=")

    assert heaps("shared") <= 2 < heaps("not")


_BLOCKED = """
import signal
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import resource_tracker
from pathlib import Path
from indexer.processes import forking
with ProcessPoolExecutor(1, forking()) as pool:
    theirs = pool.submit(signal.pthread_sigmask, signal.SIG_BLOCK, []).result()
print(*sorted(number.name for number in theirs))
print(*signal.pthread_sigmask(signal.SIG_BLOCK, []))
status = Path(f"/proc/{resource_tracker._resource_tracker._pid}/status").read_text()
print(int(status.partition("SigBlk:")[2].split()[0], 16) >> signal.SIGHUP - 1 & 1)
"""


def test_they_leave_the_terminal_to_the_job_from_their_first_moment() -> None:
    said = subprocess.run([sys.executable, "-c", _BLOCKED], capture_output=True, check=True).stdout
    assert said == b"SIGHUP SIGINT\n\n1\n"
