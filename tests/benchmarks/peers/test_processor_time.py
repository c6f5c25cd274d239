"""Processor time of this process and of those that it starts."""

import subprocess
import sys
import time

from benchmarks.peers.processor_time import ProcessorTime

_SPIN = "import time\nwhile time.process_time() < {}: pass"


def test_what_is_spent_here_and_below() -> None:
    exec(_SPIN.format(time.process_time() + 0.1))  # spent before: does not count
    spent = ProcessorTime()
    exec(_SPIN.format(time.process_time() + 0.3))
    subprocess.run([sys.executable, "-c", _SPIN.format(1.0)], check=True)
    # What a process did in its last quarter of a second before it ended may be missed.
    assert 0.95 < spent.stop() < 2.0


def test_waiting_costs_nothing() -> None:
    spent = ProcessorTime()
    time.sleep(0.3)
    assert spent.stop() < 0.2
