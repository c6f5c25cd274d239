"""Tokens, offsets and joins; many texts at once; growth of what is remembered."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers.segmenter import Segmentation, segment, segmentation, segmentations
from analyzers.segmenter import segmenter as segmenter_module
from analyzers.segmenter.model import load_model
from analyzers.segmenter.pyvi_files import read_pyvi_files
from analyzers.segmenter.segmenter import Segmenter
from tests.analyzers.segmenter.texts import WRITTEN, any_text, mixtures

_NFC = tuple(unicodedata.normalize("NFC", text) for text in WRITTEN)
_with_surrogates = st.text(st.characters(categories=["Cs", "L", "Zs", "Po"]), max_size=40)


def _same(one: Segmentation, other: Segmentation) -> bool:
    return (
        list(one.tokens) == list(other.tokens)
        and one.starts.tolist() == other.starts.tolist()
        and one.joined.tolist() == other.joined.tolist()
    )


def _check(text: str, result: Segmentation) -> None:
    assert len(result.tokens) == len(result.starts) == len(result.joined)
    assert result.starts.dtype == "int32" and result.joined.dtype == "bool"
    end = 0
    for token, start in zip(result.tokens, result.starts.tolist(), strict=True):
        assert text[start : start + len(token)] == token != ""
        assert text[end:start].strip() == "" and "\n" not in text[end:start]
        end = start + len(token)
    assert text[end:].strip() == "" and "\n" not in text[end:]
    assert not result.joined[:1].any()


@pytest.mark.parametrize("text", _NFC)
def test_offsets(text: str) -> None:
    _check(text, segmentation(text))


@settings(max_examples=200, deadline=None)
@given(st.one_of(mixtures, any_text, _with_surrogates))
def test_offsets_hold_in_any_text_and_form(text: str) -> None:
    _check(text, segmentation(text))


@settings(max_examples=200, deadline=None)
@given(mixtures)
def test_joins_are_those_of_segment(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    result = segmentation(text)
    pieces = [
        "_" * joined + " " * (not joined) + token
        for token, joined in zip(result.tokens, result.joined.tolist(), strict=True)
    ]
    assert segment(text) == ("".join(pieces)[1:] if pieces else text)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(mixtures, st.sampled_from(_NFC)), max_size=12))
def test_many_at_once_are_the_same_as_one_by_one(texts: list[str]) -> None:
    results = segmentations(texts)
    assert len(results) == len(texts)
    assert all(_same(a, segmentation(text)) for a, text in zip(results, texts, strict=True))


def test_no_texts() -> None:
    assert segmentations([]) == []


def test_groups_pieces_and_forgetting_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [*_NFC, "\n".join(_NFC) * 3, "a" * 300, " ".join(_NFC)]
    expected = segmentations(texts)
    model = load_model(read_pyvi_files())
    for piece, chunks, characters in [(1, 0, 0), (7, 5, 10**6), (64, 10**6, 50), (10**6, 0, 0)]:
        monkeypatch.setattr(segmenter_module, "_PIECE", piece)
        monkeypatch.setattr(segmenter_module, "_VOCABULARY_CHUNKS", chunks)
        monkeypatch.setattr(segmenter_module, "_VOCABULARY_CHARACTERS", characters)
        results = Segmenter(model).segmentations(texts)
        assert all(_same(a, b) for a, b in zip(results, expected, strict=True))


def test_results_own_their_arrays() -> None:
    first, _ = segmentations(["thư viện", "quốc gia"])
    assert first.starts.base is None and first.joined.base is None
