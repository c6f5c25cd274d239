"""Where there is no C compiler, one is installed."""

import os
import sys

import pytest

import build_backend


def test_the_compiler_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CC", f"{sys.executable} -m any")
    assert build_backend._compiler() == []
    build_backend._choose_compiler()
    assert os.environ["CC"] == f"{sys.executable} -m any"


def test_a_machine_without_a_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CC", "LDSHARED"):
        monkeypatch.setenv(name, "no-such-compiler -O2")
    assert build_backend._compiler()[0].startswith("ziglang==")
    build_backend._choose_compiler()
    assert os.environ["CC"].endswith(" -m ziglang cc")
    assert os.environ["LDSHARED"] == os.environ["CC"] + " -shared"
