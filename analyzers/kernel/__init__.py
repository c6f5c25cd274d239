"""The loops over letters and tokens, compiled from the C files beside this one.

They work on numpy arrays and keep nothing (DECISIONS.md, "A compiled kernel"). ctypes calls them:
it lets go of Python's lock meanwhile, and to build them takes no header files of Python. The type
of every array is checked; their lengths are the business of the modules that call.
"""

from analyzers.kernel.library import KernelMissing, kernel
from analyzers.kernel.records import (
    LETTER,
    ROW,
    Chunks,
    Folding,
    Learnt,
    Model,
    Moves,
    Pieces,
    Spelling,
    Table,
    Texts,
    Words,
)

__all__ = [
    "LETTER",
    "ROW",
    "Chunks",
    "Folding",
    "KernelMissing",
    "Learnt",
    "Model",
    "Moves",
    "Pieces",
    "Spelling",
    "Table",
    "Texts",
    "Words",
    "kernel",
]
