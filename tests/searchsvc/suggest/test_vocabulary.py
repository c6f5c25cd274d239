import gc
import string
import weakref
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers import Analyzer, fold
from searchsvc.suggest.arrays import read_arrays, write_arrays
from searchsvc.suggest.near import MOST_LETTERS, NearForms, code_of, is_coded, near_arrays
from searchsvc.suggest.neighbours import Neighbours, neighbour_arrays
from searchsvc.suggest.phrases import Phrase, Phrases, Source, phrase_arrays
from searchsvc.suggest.vocabulary import Vocabulary
from tests.analyzers.texts import texts
from tests.searchsvc.suggest.vocabularies import vocabulary
from tests.searchsvc.texts import made_texts

SMALL = vocabulary(
    "thư viện số", "thử việc", "thư", words="thư_viện:9 thử_việc:2", titles=("Thư viện Hà Nội",)
)


def test_a_folded_syllable_has_its_forms_commonest_first() -> None:
    assert [tuple(form) for form in SMALL.forms_of("thu")] == [("thư", 2), ("thử", 1)]
    assert SMALL.forms_of("th") == SMALL.forms_of("") == SMALL.forms_of("thu\t") == ()
    assert (SMALL.total("thu"), SMALL.frequency("thư"), SMALL.frequency("thu")) == (3, 2, 0)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    SMALL.write(tmp_path / "a.vocabulary")
    read = Vocabulary.read(tmp_path / "a.vocabulary")
    assert read.forms_of("thu") == SMALL.forms_of("thu")
    assert [read.phrases[n] for n in range(len(read.phrases))] == [
        SMALL.phrases[n] for n in range(len(SMALL.phrases))
    ]
    assert [near.folded for near in read.near_forms.near("vein")] == ["vien"]


def test_a_vocabulary_that_is_let_go_of_is_gone_at_once(tmp_path: Path) -> None:
    """And with it the file that it is read from."""
    SMALL.write(tmp_path / "a.vocabulary")
    read = Vocabulary.read(tmp_path / "a.vocabulary")
    # All that remembers answers has one.
    assert read.pieces.single("thu") and read.pieces.phrase("thu vien")
    assert read.spans.frequency("thu vien") and read.frequency("thư") and read.is_vietnamese("thu")
    assert read.neighbours and read.near_forms and read.phrases
    left = [weakref.ref(one) for one in (read, read.spans, read.pieces, read.phrases)]
    gc.disable()
    try:
        del read
        assert [one() for one in left] == [None] * len(left)
    finally:
        gc.enable()


@pytest.mark.parametrize(
    "content", [b"", b"\0" * 8, b"\xff" * 100, b"\x10" + b"\0" * 7 + b"{" * 16]
)
def test_a_file_that_is_none_is_an_empty_vocabulary(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a").write_bytes(content)
    assert len(Vocabulary.read(tmp_path / "a").phrases) == 0
    assert len(Vocabulary.read(tmp_path / "absent").phrases) == 0


def test_a_cut_or_older_file_is_an_empty_vocabulary(tmp_path: Path) -> None:
    SMALL.write(tmp_path / "a")
    whole = (tmp_path / "a").read_bytes()
    for length in range(0, len(whole), 97):
        (tmp_path / "b").write_bytes(whole[:length])
        Vocabulary.read(tmp_path / "b").forms_of("thu")
    write_arrays(tmp_path / "c", {"a": np.arange(3)}, version=0)
    assert Vocabulary.read(tmp_path / "c").forms_of("thu") == ()


@given(st.one_of(made_texts, texts))
def test_a_word_of_texts_is_read_as_any_other_phrase(text: str) -> None:
    """Though it is put together of its syllables."""
    words = [word.replace("_", " ") for word in Analyzer().words(text)]
    put_together, read = (
        phrase_arrays(Phrase(word, source, 1) for word in words)
        for source in (Source.TEXT, Source.TITLE)
    )
    for name in ("forms", "folded", "forms_starts"):
        assert put_together[name].tolist() == read[name].tolist()


@given(st.dictionaries(st.sampled_from("abcd"), st.lists(st.integers(0, 200))))
def test_arrays_come_back(
    tmp_path_factory: pytest.TempPathFactory, lists: dict[str, list[int]]
) -> None:
    path = tmp_path_factory.mktemp("arrays") / "a"
    arrays = {name: np.array(values, np.uint8) for name, values in lists.items()}
    write_arrays(path, arrays, 1)
    assert {name: a.tolist() for name, a in read_arrays(path, 1).items()} == lists


def slips(word: str) -> set[str]:
    """All strings one slip away, the plain way."""
    found = set()
    for at in range(len(word) + 1):
        before, rest = word[:at], word[at:]
        if len(word) < MOST_LETTERS:
            found |= {before + letter + rest for letter in string.ascii_lowercase}
        if rest:
            found |= {before + letter + rest[1:] for letter in string.ascii_lowercase}
            found.add(before + rest[1:])
        if len(rest) > 1:
            found.add(before + rest[1] + rest[0] + rest[2:])
    return found - {word, ""}


@given(st.text(string.ascii_lowercase, min_size=2, max_size=MOST_LETTERS))
def test_near_forms_are_all_that_are_one_slip_away(word: str) -> None:
    others = {word, "zzzzzzz", "số"}
    near = NearForms(*near_arrays(dict.fromkeys(slips(word) | others, 1)).values()).near(word)
    assert {one.folded for one in near} - others == slips(word) - others


@pytest.mark.parametrize("word", ["", "a", "a" * 40, "số", "1917", "𡨸"])
def test_what_has_no_near_forms(word: str) -> None:
    assert SMALL.near_forms.near(word) == []
    assert Vocabulary.empty().near_forms.near("vien") == []


_said = st.lists(st.sampled_from("a ba bà thư thử viện vi".split()), min_size=1, max_size=4)


@given(st.lists(_said.map(" ".join), max_size=12), _said.map(" ".join))
def test_phrases_are_found_by_what_stands_at_any_of_their_words(
    written: list[str], asked: str
) -> None:
    phrases = Phrases(phrase_arrays(Phrase(text, Source.TEXT, 1) for text in written))
    folded = fold(asked)
    whole = phrases.numbers(phrases.whole(folded)).tolist()
    begun = phrases.numbers(phrases.places(phrases.begun(folded))).tolist()
    for number, text in enumerate(written):
        assert (number in whole) == (f" {folded} " in f" {fold(text)} ")
        assert (number in begun) == (f" {folded}" in f" {fold(text)}")


_SPOKEN = st.lists(
    st.sampled_from("a ba ba2 thu số vien abcdefghijkl abcdefghijklm".split()),
    min_size=1,
    max_size=5,
)


@given(st.lists(_SPOKEN.map(" ".join), max_size=12))
def test_neighbours_are_those_that_phrases_have(written: list[str]) -> None:
    """Asked one by one, phrase by phrase."""
    frequencies = {text: n for n, text in enumerate(dict.fromkeys(written), 1)}
    phrases = [Phrase(text, Source.TEXT, n) for text, n in frequencies.items()]
    asked = list(filter(is_coded, {fold(w) for text in written for w in text.split()}))
    codes = np.array([code_of(word) for word in asked], np.uint64)
    known = np.sort(codes)
    arrays = neighbour_arrays(phrase_arrays(phrases), known)
    neighbours = Neighbours(known, arrays["pairs"], arrays["pair_counts"])

    def expected(first: str, second: str) -> int:
        return sum(
            n * list(pairwise(fold(text).split())).count((first, second))
            for text, n in frequencies.items()
        )

    for word in [*asked, "xyz", "12"]:
        after, before = neighbours.following(word, codes), neighbours.preceding(word, codes)
        assert after.tolist() == [expected(word, other) for other in asked]
        assert before.tolist() == [expected(other, word) for other in asked]
