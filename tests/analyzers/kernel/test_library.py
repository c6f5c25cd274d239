"""The compiled functions refuse arrays of other types, and say when they are not there."""

import ctypes
from pathlib import Path

import numpy as np
import pytest

from analyzers.kernel import Chunks, KernelMissing, Moves, kernel, library


def test_an_array_of_another_type_is_refused() -> None:
    moves = Moves(bb=0.0, bi=0.0, ib=0.0, ii=0.0)
    inside = np.empty(3, np.bool_)
    with pytest.raises(ctypes.ArgumentError):
        kernel().label(moves, np.zeros(3, np.float32), 3, 0.0, inside)
    with pytest.raises(ctypes.ArgumentError):
        kernel().label(moves, np.zeros(6)[::2], 3, 0.0, inside)
    with pytest.raises(TypeError):
        kernel().label(moves, np.zeros(3), 3, 0.0)


def test_a_record_refuses_arrays_of_another_type() -> None:
    ends = np.zeros(1, np.int64)
    with pytest.raises(TypeError, match=r"Chunks\.letters is no row of uint32"):
        Chunks(letters=ends, ends=ends, count=0, base=1)
    with pytest.raises(TypeError, match=r"Chunks\.ends"):
        Chunks(letters=np.zeros(4, np.uint32), ends=np.zeros(4, np.int64)[::2], count=0, base=1)


def test_a_kernel_that_was_not_built(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "_NAME", "analyzers.kernel._absent")
    with pytest.raises(KernelMissing, match="was not built; install"):
        kernel.__wrapped__()


def test_a_kernel_of_another_version(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(library, "_VERSION", 0)
        with pytest.raises(KernelMissing, match="of another version; install"):
            kernel.__wrapped__()
    monkeypatch.setitem(library._FUNCTIONS, "of_tomorrow", (None, ()))
    with pytest.raises(KernelMissing, match="of another version or machine"):
        kernel.__wrapped__()
    monkeypatch.setattr(library, "_path", lambda: str(tmp_path))
    with pytest.raises(KernelMissing, match="of another version or machine"):
        kernel.__wrapped__()
