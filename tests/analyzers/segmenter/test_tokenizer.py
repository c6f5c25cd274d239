"""Chunks are cut as pyvi's regular expression cuts them, in linear time."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers.segmenter.tokenizer import chunk_tokens

#: ViTokenizer.sylabelize of pyvi 0.1.1, its alternatives joined.
_PYVI = re.compile(
    r"([A-ZĐ]+\.|Tp\.|Mr\.|Mrs\.|Ms\.|Dr\.|ThS\.|==>|->|\.\.\.|>>|\n|\w+://[^\s]+"
    r"|([a-zA-Z0-9_.+-]+@([a-zA-Z0-9-]+\.)+[a-zA-Z0-9-]+)|\d+([\.,_]\d+)+|[^\w\s]|\w+)"
)


@settings(max_examples=1500, deadline=None)
@given(
    st.one_of(
        st.text("aAĐđ1.,_-+@:/>=", min_size=1, max_size=30),
        st.text("aé.@-", min_size=1, max_size=20),
        st.text(min_size=1).map(lambda text: re.sub(r"\s", "", text)).filter(bool),
    )
)
def test_as_pyvi(chunk: str) -> None:
    assert chunk_tokens(chunk) == [groups[0] for groups in _PYVI.findall(chunk)]


@pytest.mark.parametrize(
    "pattern",
    ["-", "a-", "a.", "a@", "a@b.", "1_", "1.a", "A", "a", "é-@", "a.b@c.d@", "://", "a:"],
)
def test_long_chunks_take_linear_time(pattern: str) -> None:
    chunk = pattern * (200_000 // len(pattern)) + "@"
    begin = time.process_time()
    tokens = chunk_tokens(chunk)
    assert time.process_time() - begin < 2.0  # quadratic time would be minutes
    assert "".join(tokens) == chunk
