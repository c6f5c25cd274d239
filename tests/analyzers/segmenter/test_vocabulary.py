"""What is learnt of chunks and tokens, beside the same told one by one."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers.kernel import ROW
from analyzers.kinds import TABLE_END
from analyzers.segmenter.model import PyviModel, load_model
from analyzers.segmenter.pyvi_files import read_pyvi_files
from analyzers.segmenter.tokenizer import chunk_tokens
from analyzers.segmenter.vocabulary import BOUNDARY, Numbers, Vocabulary
from tests.analyzers.segmenter.texts import WRITTEN, mixtures

_MODEL = load_model(read_pyvi_files())
#: All marks of the first letters of Unicode, known before anything else is read.
_MARKS = " ".join(chr(code) for code in range(TABLE_END) if re.match(r"[^\w\s]", chr(code)))
_chunk = st.one_of(
    st.text("aAĐđ1.,_-+@:/>=", min_size=1, max_size=12),
    st.text("thưTHƯ1²٣½ΣǅİŉK陳.:,-", min_size=1, max_size=6),
    st.sampled_from(
        "TP. Tp. ThS. Th. Mrs. M. Đ. ĐĐ. Đa. 1.5 1,a a://b ... .. A.B. 10/7/2014, .... :/ "
        "1.500,25 1,.2 1_000.5 ٣.٤ 0,24G. a1.5 1.5km. ².5 F.C., 1.2... Th.S. ThSĐ.".split()
    ),
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=4),
)


def _assert_learnt(text: str, model: PyviModel = _MODEL) -> None:
    vocabulary = Vocabulary(model)
    vocabulary.read(_MARKS, np.array([len(_MARKS)]))
    whole = f"\n{text}\n"
    found = vocabulary.read(whole, np.array([0, len(whole) - 1]))
    expected = [
        (token, match.start() + sum(map(len, tokens[:place])))
        for match in re.finditer(r"\S+|\n", whole)
        for tokens in [chunk_tokens(match[0]) if match[0] != "\n" else ["\n"]]
        for place, token in enumerate(tokens)
    ]
    strings = vocabulary.strings(found.numbers)
    assert list(zip(strings, found.starts.tolist(), strict=True)) == expected
    inside = found.numbers[found.numbers != BOUNDARY]
    rows = np.array([model.row(token) for token in vocabulary.strings(inside)], ROW)
    assert vocabulary.rows[inside].tolist() == rows.tolist()
    again = vocabulary.read(whole, np.array([0, len(whole) - 1]))
    assert again.numbers.tolist() == found.numbers.tolist()


@settings(max_examples=500, deadline=None)
@given(st.lists(st.tuples(_chunk, st.sampled_from([" ", "\n", ""])), max_size=12))
def test_tokens_and_rows(chunks: list[tuple[str, str]]) -> None:
    _assert_learnt("".join(part for chunk in chunks for part in chunk))


@settings(max_examples=200, deadline=None)
@given(mixtures)
def test_tokens_and_rows_of_mixed_texts(text: str) -> None:
    _assert_learnt(text)


@pytest.mark.parametrize("text", WRITTEN)
def test_tokens_and_rows_of_hard_texts(text: str) -> None:
    _assert_learnt(text)


def test_every_letter_by_itself_and_beside_others() -> None:
    letters = [c for c in map(chr, range(TABLE_END + 100)) if not c.isspace()]
    _assert_learnt(" ".join(letters))
    _assert_learnt(" ".join(f"{c}a" for c in letters))
    _assert_learnt(" ".join(f"A{c}1." for c in letters))


def test_the_words_that_the_model_knows() -> None:
    words = [word for word in (*_MODEL._words, *_MODEL.pairs.words) if not re.search(r"\s", word)]
    _assert_learnt(" ".join(words))
    _assert_learnt(" ".join(map(str.title, words)))
    _assert_learnt(" ".join(map(str.upper, words)))


def test_little_is_left_to_be_learnt_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    learnt: list[str] = []
    learn = Vocabulary._learn

    def noted(self: Vocabulary, chunks: list[str]) -> Numbers:
        learnt.extend(chunks)
        return learn(self, chunks)

    vocabulary = Vocabulary(_MODEL)
    monkeypatch.setattr(Vocabulary, "_learn", noted)
    text = "Thư viện (tạp-chí), “Nam Phong”, 12/7/1917: TP. Hà Nội; giá 1.500,25 đồng... a@b.vn 書"
    vocabulary.read(text, np.array([len(text)]))
    assert learnt == ["a@b.vn", "書"]


def test_room_for_what_is_learnt_is_bounded() -> None:
    vocabulary = Vocabulary(_MODEL)
    text = "a," * 200_000
    vocabulary.read(text, np.array([len(text)]))
    assert len(vocabulary._rows.with_room(0)) < 10_000
