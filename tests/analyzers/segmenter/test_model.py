"""pyvi's files: found, checked, and every kind of damage told from the outside."""

import contextlib
import pickle
import struct
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers import segmenter
from analyzers.segmenter import SegmentationModelError, pyvi_files
from analyzers.segmenter.crfsuite import parse_crf
from analyzers.segmenter.model import load_model
from analyzers.segmenter.pyvi_files import (
    PyviFiles,
    embedded_crf,
    read_pyvi_files,
    word_sequences,
)

_FILES = read_pyvi_files()
_CRF = embedded_crf(_FILES.model)


def test_the_model_is_pyvis() -> None:
    crf = parse_crf(_CRF)
    assert crf.labels == ("B_W", "I_W")
    assert len(crf.state) == 6335
    assert crf.transitions[0][1] == pytest.approx(1.918715, abs=1e-6)  # B_W → I_W
    assert crf.state["word.isdigit()"] == pytest.approx((1.815288, -1.815288), abs=1e-6)


@pytest.mark.parametrize("cut", [0, 3, 47, 48, 60, 5000, 300_000, len(_CRF) - 1])
def test_a_model_cut_short(cut: int) -> None:
    with pytest.raises(SegmentationModelError):
        parse_crf(_CRF[:cut])
    shorter = _CRF[:4] + struct.pack("<I", cut) + _CRF[8:cut]
    with pytest.raises(SegmentationModelError):
        parse_crf(shorter[:cut])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(_CRF) // 4 - 1), st.binary(min_size=4, max_size=4))
def test_a_damaged_model_is_refused_or_read(word: int, damage: bytes) -> None:
    damaged = _CRF[: word * 4] + damage + _CRF[word * 4 + 4 :]
    with contextlib.suppress(SegmentationModelError):
        parse_crf(damaged)


@pytest.mark.parametrize(
    ("where", "damage"),
    [(0, b"XCRF"), (8, b"FOM2"), (12, b"\x65\0\0\0"), (4, b"\0\0\0\0"), (48, b"FAET")]
    + [(offset, b"\xff\xff\xff\xff") for offset in range(20, 48, 4)],
)
def test_a_damaged_header(where: int, damage: bytes) -> None:
    with pytest.raises(SegmentationModelError):
        parse_crf(_CRF[:where] + damage + _CRF[where + 4 :])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no pickle",
        _FILES.model[:1000],
        pickle.dumps({"model": "text"}),
        pickle.dumps("lCRF and rubbish"),
        pickle.dumps("lCRF\u0110"),
        pickle.dumps(b"lCRF"),
    ],
)
def test_a_damaged_pickle(content: bytes) -> None:
    with pytest.raises(SegmentationModelError):
        load_model(PyviFiles("0", content, b""))


def test_a_newer_pickle_of_bytes() -> None:
    assert embedded_crf(pickle.dumps({"data": _CRF})) == _CRF


def test_a_pickle_is_not_run() -> None:
    class Bomb:
        def __reduce__(self) -> tuple[Callable[[str], object], tuple[str]]:
            return pytest.fail, ("the pickle was run",)

    assert embedded_crf(pickle.dumps([Bomb(), _CRF])) == _CRF


def test_words() -> None:
    with pytest.raises(SegmentationModelError):
        word_sequences(b"\xff")
    assert word_sequences(b"a b\na b c\nA  b\n\na\r b\na b c d") == (
        [("a", "b"), ("a\r", "b")],
        [("a", "b", "c"), ("A", "", "b")],
    )


def test_a_word_list_of_unlikely_size() -> None:
    words = "\n".join(f"a{number} b{number}" for number in range(17_000))
    with pytest.raises(SegmentationModelError):
        load_model(PyviFiles("0", _FILES.model, words.encode()))


def test_a_model_from_other_files_than_the_fingerprint_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """pyvi was upgraded under a program that has told its fingerprint and loaded no model yet."""
    segmenter.fingerprint()
    monkeypatch.setattr(segmenter, "_shared", None)
    changed = PyviFiles(_FILES.version, _FILES.model, _FILES.words + b"\n")
    monkeypatch.setattr(segmenter, "read_pyvi_files", lambda: changed)
    with pytest.raises(SegmentationModelError, match="replaced"):
        segmenter.segment("thư viện")


def test_fingerprint() -> None:
    name = segmenter.fingerprint()
    assert name.startswith("pyvi-0.1.1-") and name == _FILES.fingerprint
    others = [
        PyviFiles(_FILES.version, _FILES.model + b" ", _FILES.words),
        PyviFiles(_FILES.version, _FILES.model, _FILES.words + b" "),
        PyviFiles("0.2", _FILES.model, _FILES.words),
    ]
    assert len({name, *(files.fingerprint for files in others)}) == 4


def test_a_model_with_other_labels() -> None:
    renamed = _FILES.model.replace(b"B_W\0", b"B_X\0")
    with pytest.raises(SegmentationModelError, match="labels"):
        load_model(PyviFiles("0", renamed, _FILES.words))


def test_a_version_that_is_not_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr("importlib.metadata.version", unknown)
    assert read_pyvi_files().fingerprint.startswith("pyvi-unknown-")


def test_a_stand_in_for_pyvi_that_came_from_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyvi", ModuleType("pyvi"))
    with pytest.raises(SegmentationModelError, match="not installed"):
        read_pyvi_files()


def test_pyvi_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pyvi_files, "find_spec", lambda name: None)
    with pytest.raises(SegmentationModelError, match="not installed"):
        read_pyvi_files()


def test_pyvi_without_its_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    class Spec:
        submodule_search_locations = (str(tmp_path),)

    monkeypatch.setattr(pyvi_files, "find_spec", lambda name: Spec())
    with pytest.raises(SegmentationModelError, match="cannot read"):
        read_pyvi_files()
