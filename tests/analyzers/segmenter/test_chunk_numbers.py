"""Chunks by hash, beside a dictionary."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.segmenter import chunk_numbers
from analyzers.segmenter.chunk_numbers import UNKNOWN, ChunkNumbers, Chunks

_chunk = st.text(
    st.characters(categories=["L", "N", "P", "S", "Cs", "Cc"]), min_size=1, max_size=12
) | st.text("ab\0", min_size=1, max_size=4)


def _add(numbers: ChunkNumbers, chunks: list[str]) -> None:
    numbers.add(Chunks.of_strings(chunks))


def _look_up(numbers: ChunkNumbers, chunks: list[str]) -> list[int]:
    found: list[int] = numbers.look_up(Chunks.of_strings(chunks)).tolist()
    return found


@given(st.lists(st.lists(_chunk, max_size=30), max_size=8), st.lists(_chunk, max_size=30))
def test_the_numbers_of_a_dictionary(batches: list[list[str]], others: list[str]) -> None:
    numbers, expected = ChunkNumbers(), dict[str, int]()
    for batch in batches:
        assert _look_up(numbers, batch) == [expected.get(chunk, UNKNOWN) for chunk in batch]
        new = [chunk for chunk in dict.fromkeys(batch) if chunk not in expected]
        expected.update(zip(new, itertools.count(len(expected))))
        _add(numbers, new)
    strange = [chunk for chunk in others if chunk not in expected]
    assert _look_up(numbers, strange) == [UNKNOWN] * len(strange)


def test_many_chunks_are_all_found() -> None:
    numbers = ChunkNumbers()
    chunks = [f"{number:x}·" for number in range(60_000)]
    for begin in range(0, len(chunks), 7_000):
        _add(numbers, chunks[begin : begin + 7_000])
    assert _look_up(numbers, chunks[::-1]) == list(range(len(chunks)))[::-1]
    assert _look_up(numbers, [chunk + "x" for chunk in chunks]) == [UNKNOWN] * len(chunks)


def test_chunks_of_one_hash_are_never_taken_for_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def all_alike(chunks: Chunks) -> chunk_numbers.Hashes:
        return np.full(len(chunks), 7 << 60, np.uint64)

    monkeypatch.setattr(Chunks, "hashes", all_alike)
    numbers = ChunkNumbers()
    chunks = [f"{number}" for number in range(3_000)]
    _add(numbers, chunks)
    found = _look_up(numbers, chunks)
    assert set(found) != {UNKNOWN}
    assert all(number in (place, UNKNOWN) for place, number in enumerate(found))


def test_a_text_longer_than_the_powers_that_are_kept() -> None:
    numbers = ChunkNumbers()
    long = "đường" * 40_000
    _add(numbers, [long, "sá"])
    assert _look_up(numbers, ["sá", long, long + "x", long[:-1] + "x", "sá"]) == [
        0 + 1,
        0,
        -1,
        -1,
        1,
    ]


def test_no_chunks() -> None:
    numbers = ChunkNumbers()
    assert _look_up(numbers, []) == []
    _add(numbers, [])
    assert len(numbers) == 0
    assert _look_up(numbers, ["a"]) == [UNKNOWN]


def test_strings_are_given_back_with_all_that_is_in_them() -> None:
    chunks = ["a\0", "\ud800", "𠀀𠀁", "viện,"]
    assert Chunks.of_strings(chunks).strings(np.array([1, 3, 2])) == ["\ud800", "viện,", "𠀀𠀁"]
