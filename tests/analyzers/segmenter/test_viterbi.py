"""Labels are those of CRFsuite's algorithm, also where rounding could decide."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analyzers.segmenter import segmenter as segmenter_module
from analyzers.segmenter.model import load_model
from analyzers.segmenter.pyvi_files import read_pyvi_files
from analyzers.segmenter.segmenter import Segmenter
from analyzers.segmenter.viterbi import TooCloseToCall, Transitions, label_inside
from tests.analyzers.segmenter.texts import WRITTEN

_score = st.floats(-4, 4, width=32)


def _plain(deltas: list[float], moves: Transitions) -> list[bool]:
    """The textbook algorithm; True is label I."""
    b, i = deltas[0], 0.0
    links = []
    for delta in deltas[1:]:
        links.append((i + moves.ib > b + moves.bb, i + moves.ii > b + moves.bi))
        b, i = max(b + moves.bb, i + moves.ib) + delta, max(b + moves.bi, i + moves.ii)
    labels = [i > b]
    for link in reversed(links):
        labels.append(link[labels[-1]])
    return labels[::-1]


@settings(max_examples=500, deadline=None)
@given(
    st.lists(st.lists(_score, min_size=1, max_size=30), max_size=5),
    st.tuples(_score, _score, _score, _score),
)
def test_labels_of_many_texts(texts: list[list[float]], scores: tuple[float, ...]) -> None:
    moves = Transitions(*scores)
    delta, first, last = [np.inf], [], []
    for text in texts:
        first.append(len(delta))
        delta += text
        last.append(len(delta) - 1)
        delta.append(np.inf)
    if not texts:
        delta.append(np.inf)
    try:
        labels = label_inside(np.array(delta), moves, 1e-9)
    except TooCloseToCall:
        assume(False)
    expected = [_plain(text, moves) for text in texts]
    assert [
        labels[begin : end + 1].tolist() for begin, end in zip(first, last, strict=True)
    ] == expected


def test_a_tie_is_too_close_to_call() -> None:
    with pytest.raises(TooCloseToCall):
        label_inside(np.array([np.inf, 0.0, np.inf]), Transitions(0, 0, 0, 0), 1e-9)


def test_the_exact_way_gives_the_same(
    pyvi: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def never_sure(*_: object) -> None:
        raise TooCloseToCall

    monkeypatch.setattr(segmenter_module, "label_inside", never_sure)
    segmenter = Segmenter(load_model(read_pyvi_files()))
    for text in WRITTEN:
        assert segmenter.segment(text) == pyvi(text)
