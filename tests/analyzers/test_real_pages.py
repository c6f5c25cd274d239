"""Offsets on real pages: what is found, cut from the delivered text, is the term."""

import gzip
import json
import random
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers import TextRow, TextTerms, canonical, folded_term, normalize, syllables
from tests.corpora import data, needs_data

pytestmark = [
    pytest.mark.corpus,
    needs_data("viwiki.jsonl.gz"),
    needs_data("phapdien.jsonl.gz"),
    needs_data("laws"),
    needs_data("ocr"),
    needs_data("nom", "hnom.txt"),
]
_CHARACTERS = 3000


@cache
def real_pages() -> tuple[str, ...]:
    """Articles, law, OCR and Nôm, in an order that has no meaning."""
    files = [*data("laws").glob("*.txt"), *data("ocr").glob("*.txt"), data("nom", "hnom.txt")]
    pages = [
        *_pages("viwiki.jsonl.gz"),
        *_pages("phapdien.jsonl.gz"),
        *(file.read_text("utf-8", errors="replace") for file in sorted(files)),
    ]
    random.Random(1).shuffle(pages)
    return tuple(page[:_CHARACTERS] for page in pages)


def _pages(name: str) -> Iterator[str]:
    with gzip.open(data(name), "rt", encoding="utf-8") as lines:
        for line in islice(lines, 0, 300, 5):
            yield from (page["text"] for page in json.loads(line)["pages"][:3])


Form = Literal["NFC", "NFD"] | None


def delivered(number: int, form: Form) -> str:
    """A page as it is, composed, or decomposed."""
    page = real_pages()[number % len(real_pages())]
    return unicodedata.normalize(form, page) if form else page


numbers = st.integers(0, 10_000)
forms: st.SearchStrategy[Form] = st.sampled_from([None, "NFC", "NFD"])


def cut_is(text: str, start: int, end: int, term: str) -> bool:
    """Whether this stretch of a delivered text, normalized, is the term."""
    cut = normalize(text[start:end]).text.lower()
    return term in (canonical(cut), canonical(cut.replace(" ", "")))


@settings(max_examples=120, deadline=None)
@given(numbers, forms)
def test_every_syllable_is_where_it_says(number: int, form: Form) -> None:
    text = delivered(number, form)
    found = syllables(text)
    assert [s for s in found if not cut_is(text, s.start, s.end, s.term)] == []


@settings(max_examples=120, deadline=None)
@given(numbers, forms, st.integers(0, 10_000))
def test_every_place_of_a_word_is_marked_and_no_other(number: int, form: Form, word: int) -> None:
    text = delivered(number, form)
    found = syllables(text)
    if not found:
        return
    folded = found[word % len(found)].folded
    in_text = TextTerms(TextRow.of([text]))
    words = in_text.of_forms([folded])
    assert all(folded_term(folded) in words.terms[kind] for kind in words.kinds.tolist())
    starts, ends = in_text.spans(words.numbers, words.numbers)
    expected = [(s.start, s.end) for s in found if s.folded == folded]
    assert list(zip(starts.tolist(), ends.tolist(), strict=True)) == expected


@settings(max_examples=60, deadline=None)
@given(numbers)
def test_composed_and_decomposed_pages_have_the_same_terms(number: int) -> None:
    composed, decomposed = delivered(number, "NFC"), delivered(number, "NFD")
    assert [s.term for s in syllables(composed)] == [s.term for s in syllables(decomposed)]
