"""The different terms of a stream, for fields that only tell whether a text has a term."""

from collections.abc import Iterable

import numpy as np

from analyzers.kernel import kernel

#: Slots of the table of terms: at least, and at first at most. A long item has some thousand terms.
_LEAST, _MOST = 64, 65_536


def distinct_terms(streams: Iterable[str]) -> str:
    """The terms of some streams, each once, in the order in which they first stand there."""
    # One by one: a string that was encoded before has kept its UTF-8.
    encoded = np.frombuffer(b" ".join(map(str.encode, streams)), np.uint8)
    found = np.empty(len(encoded), np.uint8)
    capacity = min(max(_LEAST, 1 << (len(encoded) // 8).bit_length()), _MOST)
    while True:
        slots = np.zeros(capacity, np.uint64)
        size = kernel().distinct_terms(encoded, len(encoded), slots, capacity, found)
        if size >= 0:
            return found[:size].tobytes().decode()
        capacity *= 2
