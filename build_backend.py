"""Builds the project as setuptools does. Where the machine has no C compiler for the kernel of the
analyzers, pip installs one: Zig's, which is a wheel on PyPI.
"""

import os
import shlex
import shutil
import sys
import sysconfig
from typing import Any

from setuptools import build_meta
from setuptools.build_meta import (
    build_sdist,
    get_requires_for_build_sdist,
    prepare_metadata_for_build_editable,
    prepare_metadata_for_build_wheel,
)

#: All that pip and others ask a builder for; what compiles nothing is setuptools' own.
__all__ = [
    "build_editable",
    "build_sdist",
    "build_wheel",
    "get_requires_for_build_editable",
    "get_requires_for_build_sdist",
    "get_requires_for_build_wheel",
    "prepare_metadata_for_build_editable",
    "prepare_metadata_for_build_wheel",
]

_ZIG = "ziglang==0.17.1"


def get_requires_for_build_wheel(config_settings: Any = None) -> list[str]:
    return [*build_meta.get_requires_for_build_wheel(config_settings), *_compiler()]


def get_requires_for_build_editable(config_settings: Any = None) -> list[str]:
    return [*build_meta.get_requires_for_build_editable(config_settings), *_compiler()]


def build_wheel(*arguments: Any, **named: Any) -> str:
    _choose_compiler()
    return str(build_meta.build_wheel(*arguments, **named))


def build_editable(*arguments: Any, **named: Any) -> str:
    _choose_compiler()
    return str(build_meta.build_editable(*arguments, **named))


def _compiler() -> list[str]:
    """What has to be installed to compile."""
    command = shlex.split(os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc")
    return [] if shutil.which(command[0]) else [_ZIG]


def _choose_compiler() -> None:
    if _compiler():
        zig = f"{shlex.quote(sys.executable)} -m ziglang cc"
        # Python's own flags for linking are those of the compiler that Python was built with.
        os.environ.update(CC=zig, LDSHARED=f"{zig} -shared")
