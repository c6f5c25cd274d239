"""What a program pays for using the analyzers."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

_STATUS = Path("/proc/self/status")
_SCRIPT = f"""
import json, sys
import analyzers

def state():
    lines = open("{_STATUS}").read().splitlines()
    peak = next(line for line in lines if line.startswith("VmHWM:"))
    return sorted({{name.partition(".")[0] for name in sys.modules}}), int(peak.split()[1]) / 1000

states = [state()]
assert analyzers.segmenter._shared is None
analyzers.segment("thư viện quốc gia")
states.append(state())
print(json.dumps(states))
"""
#: What pyvi brings, and what only the folders above the analyzers may use.
_STRANGERS = (
    "pyvi sklearn sklearn_crfsuite scipy pycrfsuite joblib sqlite3 sqlalchemy flask tantivy"
).split()


@pytest.mark.skipif(not _STATUS.exists(), reason="needs Linux's /proc to tell peak memory")
def test_modules_and_memory() -> None:
    """In MB: 35 after the import and 68 with the model, measured; at most 80 and 100."""
    run = subprocess.run([sys.executable, "-c", _SCRIPT], capture_output=True, check=True)
    for (modules, peak), limit in zip(json.loads(run.stdout), (80, 100), strict=True):
        assert not set(modules) & set(_STRANGERS)
        assert peak < limit
