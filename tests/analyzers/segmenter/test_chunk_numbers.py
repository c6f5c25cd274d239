"""Chunks by hash, beside a dictionary and a regular expression."""

import itertools
import re
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.kernel import kernel
from analyzers.kinds import code_points
from analyzers.segmenter import chunk_numbers
from analyzers.segmenter.chunk_numbers import UNKNOWN, ChunkNumbers
from analyzers.segmenter.growing import GrowingArray

_chunk = st.text(
    st.characters(categories=["L", "N", "P", "S", "Cs", "Cc"]), min_size=1, max_size=12
) | st.text("ab\0", min_size=1, max_size=4)
_text = st.lists(_chunk | st.sampled_from([" ", "\n", "\u00a0", "\u3000", "\u001c"])).map("".join)


def _look_up(numbers: ChunkNumbers, chunks: list[str]) -> list[int]:
    found: list[int] = numbers.look_up(chunks).tolist()
    return found


@given(st.lists(st.lists(_chunk, max_size=30), max_size=8), st.lists(_chunk, max_size=30))
def test_the_numbers_of_a_dictionary(batches: list[list[str]], others: list[str]) -> None:
    numbers, expected = ChunkNumbers(), dict[str, int]()
    for batch in batches:
        assert _look_up(numbers, batch) == [expected.get(chunk, UNKNOWN) for chunk in batch]
        new = [chunk for chunk in dict.fromkeys(batch) if chunk not in expected]
        expected.update(zip(new, itertools.count(len(expected))))
        numbers.add(new)
    strange = [chunk for chunk in others if chunk not in expected]
    assert _look_up(numbers, strange) == [UNKNOWN] * len(strange)


@given(st.lists(_text, min_size=1, max_size=5), st.booleans())
def test_the_chunks_of_texts(texts: list[str], know_all: bool) -> None:
    whole = "\n".join(["", *texts, ""])
    boundaries = np.cumsum([0, *(len(text) + 1 for text in texts)])
    matches = list(re.finditer(r"\S+|\n", whole))
    chunks = list(dict.fromkeys(match[0] for match in matches if match[0] != "\n"))
    numbers = ChunkNumbers()
    numbers.add(chunks[: None if know_all else len(chunks) // 2])
    found, starts, ends = numbers.read(code_points(whole), boundaries)
    assert list(zip(starts.tolist(), ends.tolist(), strict=True)) == [m.span() for m in matches]
    for number, match in zip(found.tolist(), matches, strict=True):
        if match[0] == "\n":
            assert number == (match.start() not in boundaries)
        else:
            known = chunks.index(match[0])
            assert number == (known if known < len(numbers) else UNKNOWN)


def test_every_space_character_is_known() -> None:
    codes = [code for code in range(sys.maxunicode + 1) if code != ord("\n")]
    letters = np.array([*codes, ord("\n")], np.uint32)
    _, starts, ends = ChunkNumbers().read(letters, np.array([len(codes)]))
    in_chunks = np.zeros(len(letters), np.bool_)
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        in_chunks[start:end] = True
    spaces = [code for code, inside in zip(codes, in_chunks.tolist(), strict=False) if not inside]
    assert spaces == [code for code in codes if chr(code).isspace()]


def test_many_chunks_are_all_found() -> None:
    numbers = ChunkNumbers()
    chunks = [f"{number:x}·" for number in range(60_000)]
    for begin in range(0, len(chunks), 7_000):
        numbers.add(chunks[begin : begin + 7_000])
    assert _look_up(numbers, chunks[::-1]) == list(range(len(chunks)))[::-1]
    assert _look_up(numbers, [chunk + "x" for chunk in chunks]) == [UNKNOWN] * len(chunks)


def test_chunks_of_one_hash_are_never_taken_for_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunk_numbers, "_BASE", 0)  # which every hash is a multiple of
    numbers = ChunkNumbers()
    chunks = [f"{number}" for number in range(3_000)]
    numbers.add(chunks)
    found = _look_up(numbers, chunks)
    assert set(found) != {UNKNOWN}
    assert all(number in (place, UNKNOWN) for place, number in enumerate(found))


def test_a_long_chunk() -> None:
    numbers = ChunkNumbers()
    long = "đường" * 40_000
    numbers.add([long, "sá"])
    assert _look_up(numbers, ["sá", long, long + "x", long[:-1] + "x", "sá"]) == [1, 0, -1, -1, 1]


def test_no_chunks() -> None:
    numbers = ChunkNumbers()
    assert _look_up(numbers, []) == []
    numbers.add([])
    assert len(numbers) == 0
    assert _look_up(numbers, ["a"]) == [UNKNOWN]


def test_ends_are_never_ahead_of_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another thread may look at any moment."""
    numbers = ChunkNumbers()
    seen = []
    grow = GrowingArray.grow

    def looked_at(array: GrowingArray, size: int) -> None:
        grow(array, size)
        row = numbers.row()
        seen.append(len(row.letters) - int(row.ends[-1]))

    monkeypatch.setattr(GrowingArray, "grow", looked_at)
    table, known = numbers.with_room(1, 2)
    known.arrays["letters"][:2] = code_points("sá")
    known.arrays["ends"][1] = 2
    known.count = 1
    kernel().put(table, known, code_points("sá"), np.array([0, 2]), 1, 0)
    numbers.grow(known)
    assert len(seen) == 2
    assert min(seen) >= 0
    assert _look_up(numbers, ["sá"]) == [0]
