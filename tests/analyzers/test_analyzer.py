import subprocess
import sys
from collections.abc import Callable
from functools import cache
from itertools import count, pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import analyzers.analyzer
from analyzers import (
    NO_TERM,
    POSITIONS,
    Analyzer,
    TextRow,
    TextTerms,
    bare_term,
    brief,
    folded_term,
    in_full,
    normalize,
    pair_term,
    segment,
    sentences,
    syllables,
)
from analyzers.columns import pieces
from analyzers.many import normalize_all
from analyzers.segmenter import Segmentation, Vocabulary, segmentations
from analyzers.segmenter import segmenter as segmenter_module
from analyzers.segmenter.growing import GrowingArray
from analyzers.segmenter.model import PyviModel, load_model
from analyzers.segmenter.pyvi_files import read_pyvi_files
from analyzers.streams import word_stream
from analyzers.token_rows import TokenRow
from tests.analyzers.texts import texts

analyzer = Analyzer()


@cache
def model() -> PyviModel:
    return load_model(read_pyvi_files())


def text_field(text: str) -> str:
    return in_full(analyzer.analyze(text).text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thư viện", "thư =thu viện =vien"),
        ("hoà bình", "hòa =hoa bình =binh"),
        ("tạp-chí số 1", "tạp =tap chí =chi số =so - =1"),
        ("陳裕 nhà", "陳 =陳 裕 =裕 nhà =nha"),
        # No marks at all: what stands without them may have been written with them.
        ("duong pho 1917", "~duong =duong ~pho =pho - =1917"),
        # One word in ten with marks is a text with marks.
        ("đi a b c d e f g h k", "đi =di a =a b =b c =c d =d e =e f =f g =g h =h k =k"),
        ("", ""),
        ("… !", ""),
    ],
)
def test_each_syllable_stands_with_its_marks_and_without(text: str, expected: str) -> None:
    assert text_field(text) == expected
    assert in_full(analyzer.values([text])) == expected


def test_a_text_with_hardly_any_marks_counts_as_one_without() -> None:
    text = "đi " + "mot hai ba bon nam sau bay tam chin muoi " * 2
    assert text_field(text).split()[:4] == ["đi", "=di", "~mot", "=mot"]


@given(texts)
def test_every_syllable_takes_the_same_number_of_positions(text: str) -> None:
    terms = text_field(text).split(" ") if text_field(text) else []
    assert len(terms) == POSITIONS * len(syllables(text))
    for syllable, first, second in zip(syllables(text), terms[::2], terms[1::2], strict=True):
        if syllable.term.isdecimal():
            assert first == NO_TERM
        else:
            assert first in (syllable.term, bare_term(syllable.folded))
        assert second == folded_term(syllable.folded)


#: Texts with much of what is altered between words.
odd = st.text("aàâđT HƯ.,-–\u00a0“’\n\r\t0123456789陳ß\u0301\u0323\u00adﬁΤ", max_size=40)
#: The same of hyphens and line ends.
_PARTS = """
a b đ Th ư tạp chí - - , ; . _ 1 ² Ⅷ ⓐ ǅ 陳 か \u0301 – T
""".split()
_BLANK = [
    "\n",
    "\n",
    "\r\n",
    "\r",
    " ",
    "  ",
    "\t",
    "\u3000",
    " " * 4,
    " " * 41,
    "x" * 39,
    "x" * 41,
]
parted = st.lists(st.sampled_from([*_PARTS, *_BLANK]), max_size=14).map("".join)
several = st.lists(texts | odd | parted, max_size=4)


@given(several)
@example(["1.000 – “2”"])
def test_many_texts_are_normalized_as_each_is(found: list[str]) -> None:
    assert normalize_all(found).texts == [normalize(text).text for text in found]


@given(several)
def test_texts_have_the_terms_in_the_index_that_they_have_when_highlighted(
    found: list[str],
) -> None:
    row = TextTerms(TextRow.of(found))
    words = row.every_word()
    starts, ends = row.spans(words.numbers, words.numbers)
    numbers = row.texts_of(words.numbers)
    for number, text in enumerate(found):
        here = numbers == number
        terms = [words.terms[kind] for kind in words.kinds[here].tolist()]
        assert " ".join(map(" ".join, terms)) == text_field(text)
        expected = syllables(text)
        assert (starts[here] - row.ends[number]).tolist() == [s.start for s in expected]
        assert (ends[here] - row.ends[number]).tolist() == [s.end for s in expected]
    assert words.numbers.tolist() == list(range(len(numbers)))


@given(several, st.integers(1, 3))
def test_words_are_found_by_their_folded_forms(found: list[str], letters: int) -> None:
    # Its small letter is two characters, of which the highlighter sees one. And a sigma is looked
    # for as any other than a final one.
    found = [text.replace("İ", "I").replace("ς", "s").replace("Σ", "S") for text in found]
    row = TextTerms(TextRow.of(found))
    folded = [syllable.folded for text in found for syllable in syllables(text)]
    every = row.every_word()
    assert [every.entries[kind].folded for kind in every.kinds.tolist()] == folded
    wanted = set(folded[::2])
    numbers = row.of_forms(wanted).numbers.tolist()
    assert numbers == [n for n, form in enumerate(folded) if form in wanted]
    begun = tuple({form[:letters] for form in wanted})
    numbers = row.begun_with(begun).numbers.tolist()
    assert numbers == [n for n, form in enumerate(folded) if form.startswith(begun)]


def test_what_is_spelled_alike_is_told_once() -> None:
    def kinds(*texts: str) -> int:
        return len(TextTerms(TextRow.of(texts)).every_word().entries)

    assert kinds("thư viện thư", "Thư thư") == 3
    # Of a text with hardly any marks the words are of other kinds.
    assert kinds("thư viện thư", "thu thư thu " * 9) == 3
    assert kinds("thư viện thư", "thu thu") == 6


def test_a_final_sigma_is_found() -> None:
    row = TextTerms(TextRow.of(["ΟΔΟΣ οδος οδοσ"]))
    found = row.of_forms(["οδος"])
    assert [found.terms[kind][1] for kind in found.kinds.tolist()] == ["=οδος", "=οδος", "=οδοσ"]


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("Thư viện số.", "thu_vien vien_so"),
        ("một", ""),
        ("", ""),
        ("thư viện, thư viện", "thu_vien vien_thu"),
        # Over line ends, commas and brackets, not over the end of a sentence.
        ("thư\nviện, (số)", "thu_vien vien_so"),
        ("Đọc sách. Thư viện! Số", "doc_sach thu_vien"),
        ("ở TP. Hồ Chí Minh", "o_tp tp_ho ho_chi chi_minh"),
        ("chương một\n\nthư viện", "chuong_mot thu_vien"),
        # A syllable that pyvi parts.
        ("rộng 1.5km. Thư viện", "rong_1 1_5km thu_vien"),
        # Hán and Nôm by code point.
        ("陳裕宗。𤾓𢆥𥪞", "陳_裕 裕_宗 𤾓_𢆥 𢆥_𥪞"),
    ],
)
def test_pairs_are_folded_syllables_of_a_sentence_two_by_two(text: str, pairs: str) -> None:
    expected = [pair_term(*pair.split("_")) for pair in pairs.split()]
    assert analyzer.analyze(text).pairs == " ".join(expected)


@given(texts)
def test_the_pairs_are_those_of_each_sentence(text: str) -> None:
    """Beside each looked for by itself."""
    normal = normalize(text).text
    found = []
    for begin, end in sentences(normal):
        folded = [syllable.folded for syllable in syllables(normal[begin:end])]
        found += [pair_term(*pair) for pair in pairwise(folded)]
    assert analyzer.analyze(normal).pairs == " ".join(dict.fromkeys(found))


def test_a_pair_has_an_order() -> None:
    assert pair_term("thu", "vien") != pair_term("vien", "thu")


def test_pairs_are_spread_over_all_buckets() -> None:
    """As many as a page has, of the syllables that stand together most often with any other."""
    syllables = [first + rime for first in "bcdghklmnstvx" for rime in ("a", "an", "oi", "ieu")]
    pairs = [pair_term(a, b) for a in syllables for b in syllables]
    assert all(len(pair) == 3 and pair.isascii() and pair.isprintable() for pair in pairs)
    assert not any(" " in pair for pair in pairs)
    # 2,704 in 131,072 buckets: 28 of them meet by chance.
    assert len(pairs) - len(set(pairs)) < 60


@pytest.mark.parametrize(
    "text",
    [
        "Thư viện Quốc gia Việt Nam là thư viện trung tâm của cả nước.",
        "Nghiên cứu khoa học, giáo dục và đào tạo tại thành phố Hồ Chí Minh năm 2014.",
        "một từ",
        "... 😀 -",
        "",
    ],
)
def test_words_are_those_of_pyvi(text: str) -> None:
    words = [token.lower() for token in segment(text).split() if token[0].isalnum()]
    assert analyzer.words(text) == words
    assert in_full(analyzer.analyze(text).words) == " ".join(words)


@given(st.lists(texts | st.sampled_from(["su kien", "sự kiện", ""]), max_size=4))
def test_words_of_several_texts_are_those_of_each(several: list[str]) -> None:
    assert analyzer.words_of_all(several) == [analyzer.words(text) for text in several]


@pytest.mark.parametrize("text", ["_", "__", "a@b.vn", "http://bnf.fr/a", "天地"])
def test_what_is_not_a_syllable_is_no_word(text: str) -> None:
    assert analyzer.words(text) == []


@given(
    st.lists(
        st.tuples(
            st.sampled_from("Thư viện 1/8 2014 C++ a_b a_1 . _ \n 𡨸".split(" ")), st.booleans()
        )
    )
)
def test_words_are_joined_as_a_segmentation_says(parts: list[tuple[str, bool]]) -> None:
    """Beside each word looked at by itself."""
    tokens = [token for token, _ in parts]
    joined = np.array([at > 0 and goes_on for at, (_, goes_on) in enumerate(parts)], np.bool_)
    words = "".join(
        " _"[int(goes_on)] + token for token, goes_on in zip(tokens, joined, strict=True)
    )

    def term(word: str) -> str:
        found = word.split("_")
        if not all(any(map(str.isalnum, one)) for one in found):
            return ""
        is_one_token = len(found) > 1 or (len(syllables(word)) == 1 and word.isalnum())
        return "_".join(one.lower() for one in found) if is_one_token else ""

    expected = " ".join(filter(None, map(brief, map(term, words[1:].split(" ")))))
    vocabulary = Vocabulary(model())
    starts = np.arange(len(tokens), dtype=np.int32)
    numbers = vocabulary.numbers_of(tokens)
    assert word_stream(Segmentation(vocabulary, numbers, starts, joined)) == expected
    row = TokenRow.of([(numbers, starts), (numbers, starts)])
    compiled = row.words(pieces(vocabulary), np.concatenate([joined, joined]))
    assert compiled == [expected] * 2


def test_the_words_of_the_old_orthography_are_those_of_today() -> None:
    assert analyzer.words("Nam Phong tạp-chí") == analyzer.words("Nam Phong tạp chí")
    assert "tạp_chí" in "_".join(analyzer.words("xem tạp-chí này"))


def test_words_have_their_tones_where_terms_have_them() -> None:
    assert analyzer.words("hoà bình") == analyzer.words("hòa bình") == ["hòa_bình"]


@pytest.mark.parametrize("bound", ["_VOCABULARY_CHUNKS", "_VOCABULARY_CHARACTERS"])
def test_a_new_start_of_what_is_known_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    many = ["Thư viện Quốc gia", "1.5km, thư viện", "", "duong pho ha noi", "QĐ-TTg số 206"] * 3
    expected = analyzer.analyze_all(many)
    monkeypatch.setattr(segmenter_module, bound, 3)
    monkeypatch.setattr(segmenter_module, "_PIECE", 20)
    for _ in range(3):
        assert analyzer.analyze_all(many) == expected
    used = {id(one.vocabulary) for one in segmentations(many)}
    assert len(used) > 3


def test_what_was_learnt_by_halves_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Broken off at any moment, as by Ctrl-C: arrays that do not agree would be read anywhere."""
    text, other = "Thư viện Quốc gia, 1.5km", "sách báo 1.500 thư viện"
    expected = analyzer.analyze(text)
    steps = 0

    def broken_off(own: Callable[..., Any]) -> Callable[..., Any]:
        def step(*given: Any) -> Any:
            nonlocal steps
            steps -= 1
            if not steps:
                raise KeyboardInterrupt
            return own(*given)

        return step

    for name in ("extend", "with_room", "grow"):
        monkeypatch.setattr(GrowingArray, name, broken_off(getattr(GrowingArray, name)))
    for first in count(1):
        analyzers.segmenter._segmenter().forget()
        analyzer.analyze("")
        steps = first
        try:
            analyzer.analyze(other)
        except KeyboardInterrupt:
            assert analyzer.analyze(text) == expected
        else:
            break
    assert first > 20


def test_long_tokens_are_not_kept() -> None:
    (before,) = segmentations(["a" * 5_000_000])
    (after,) = segmentations(["thư viện"])
    assert after.vocabulary is not before.vocabulary


@given(st.lists(texts, max_size=6))
def test_many_texts_at_once_have_the_terms_that_each_has_alone(many: list[str]) -> None:
    assert analyzer.analyze_all(many) == [analyzer.analyze(text) for text in many]


def positions(joined: str) -> dict[str, int]:
    return {term: place for place, term in enumerate(joined.split())}


def test_no_phrase_runs_from_one_value_into_the_next() -> None:
    found = positions(in_full(analyzer.values(["Nguyễn Du", "Hồ Xuân Hương"])))
    assert found["hồ"] - found["du"] >= POSITIONS * 8
    assert "|" in found
    assert not syllables("|"), "what parts values is a term of no text"


def test_a_list_has_nothing_to_part_when_it_has_no_values() -> None:
    assert analyzer.values([]) == ""


@given(texts)
def test_terms_cannot_be_mistaken_for_each_other(text: str) -> None:
    for syllable in syllables(text):
        assert syllable.term[0] not in "=~|-"
        assert "_" not in syllable.term


def test_the_fingerprint_names_the_rules_and_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    before = analyzer.fingerprint
    assert Analyzer().fingerprint == before
    assert len(before) == 16
    monkeypatch.setattr(analyzers.analyzer, "RULES_VERSION", -1)
    other_rules = analyzer.fingerprint
    monkeypatch.setattr(analyzers.segmenter, "fingerprint", lambda: "pyvi-9-other")
    assert len({before, other_rules, analyzer.fingerprint}) == 3


HOSTILE = {
    "letters": '"a" * 10**6',
    "marked letters": '"ứ" * 10**6',
    "letters and single marks": '"u\\u031b\\u0301" * 333_333',
    "capitals and stops": '"A." * 500_000',
    "ideographs": '"陳" * 10**6',
    "digits": '"1.000" * 200_000',
    "underscores": '"a_" * 500_000',
    "marks of addresses": '"a@b." * 250_000',
    "no letter at all": '"\\u0301" * 10**6',
    "nothing that shows": '"\\u200b" * 10**6',
    "one letter words": '"à " * 500_000',
    "hyphens": '"à-" * 500_000',
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.timeout(60)
def test_a_megabyte_of_anything_is_analysed_in_linear_time(text: str) -> None:
    program = f"from analyzers import Analyzer; Analyzer().analyze({text})"
    # Each takes a second or two; quadratic time would be hours.
    subprocess.run([sys.executable, "-c", program], check=True, timeout=50)
