"""What is suggested, by a vocabulary of a few words and hits that are made up."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers import syllables
from searchsvc.query import Typed, parse
from searchsvc.suggest import Hits, did_you_mean
from searchsvc.suggest.marks import covers
from searchsvc.suggest.wording import Wording
from tests.searchsvc.suggest.vocabularies import vocabulary

TEXTS = (
    "lịch sử việt nam", "lịch sử việt nam", "thư viện quốc gia", "thư viện", "thử việc",
    "hoa sen", "sông hồng", "một con đường", "con đường dài", "dương gian", "back to december",
)  # fmt: skip
WORDS = "lịch_sử:9 việt_nam:20 thư_viện:9 quốc_gia:9 sông_hồng:3 con_đường:5"
SMALL = vocabulary(*TEXTS, words=WORDS, titles=("Lịch sử Việt Nam", "Sông Hồng"))


def phrase(forms: Sequence[str]) -> int:
    return sum(f" {' '.join(forms)} " in f" {text} " for text in TEXTS)


def found(q: str) -> int:
    """Texts that have all the words, with any marks where none were typed."""
    asked = {s.term for s in syllables(q)}
    return sum(asked <= {w for s in syllables(text) for w in (s.term, s.folded)} for text in TEXTS)


HITS = Hits(found, phrase, len(TEXTS))


def suggested(q: str) -> list[tuple[str, str]]:
    answer = did_you_mean(q, parse(q).tree, found(q), SMALL, HITS)
    return [(one.query, one.reason) for one in answer]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("lich su viet nam", ("lịch sử việt nam", "marks")),
        ("Lich Su VIET nam", ("Lịch Sử VIỆT nam", "marks")),
        ("lịch su viet nam", ("lịch sử việt nam", "marks")),
        ('"thu vien" quoc gia', ('"thư viện" quốc gia', "marks")),
        ("thuw vieejn", ("thư viện", "keystrokes")),
        ("thu7 vie6n5", ("thư viện", "keystrokes")),
        ("lich su veit nam", ("lịch sử việt nam", "spelling")),
        ("lịch sử vệt nam", ("lịch sử việt nam", "spelling")),
        ("thuvien", ("thư viện", "spelling")),
        ("lich su vi et nam", ("lịch sử việt nam", "spelling")),
        ("lịch sư việt nam", ("lịch sử việt nam", "spelling")),
        ("Sông Hông", ("Sông Hồng", "spelling")),
        # A name that a sign begins is kept.
        ("lich su .SU", ("lịch sử .SU", "marks")),
    ],
)
def test_what_was_meant_comes_first(typed: str, first: tuple[str, str]) -> None:
    assert suggested(typed)[0] == first


@pytest.mark.parametrize(
    "typed",
    [
        "", "?", "lịch sử việt nam", "thư viện", "hoa sen", "back to december", "1917", "xyzzy",
        "title:lich", "lich*", "lich~", "lich OR su", "-lich su", "𡨸喃",
        ".VIET", ".viet", "#viet", "@dai", "A1", "lịch sử A1", " ".join(["lich"] * 30),
    ],
)  # fmt: skip
def test_nothing_is_suggested_for_what_is_well_typed_or_not_plain(typed: str) -> None:
    assert suggested(typed) == []


def test_nothing_is_suggested_that_finds_nothing() -> None:
    nothing = Hits(lambda q: 0, lambda forms: 0, len(TEXTS))
    for q in ("lich su viet nam", "thuw vieejn", "lich su veit nam"):
        assert did_you_mean(q, parse(q).tree, 0, SMALL, nothing) == ()


def test_what_must_have_the_marks_typed_may_lack_them_for_finding_nothing() -> None:
    q = "lich su viet nam"
    strictly = replace(HITS, any_marks=False)
    (first, *_) = did_you_mean(q, parse(q).tree, 0, SMALL, strictly)
    assert (first.query, first.reason) == ("lịch sử việt nam", "marks")
    assert did_you_mean(q, parse(q).tree, 0, SMALL, HITS) == ()


@pytest.mark.parametrize(("pages", "suggestions"), [(8, ["sông hồng"]), (80, [])])
def test_a_mistaken_mark_that_texts_have_too_is_told_by_how_seldom(
    pages: int, suggestions: list[str]
) -> None:
    known = vocabulary("sông hồng", "sông hông", words="sông_hồng:1000 sông_hông:5")
    counted: dict[tuple[str, ...], int] = {("sông", "hồng"): 1000, ("sông", "hông"): pages}
    hits = Hits(lambda q: 2000, lambda forms: counted.get(tuple(forms), 0), 90_000)
    answer = did_you_mean("sông hông", parse("sông hông").tree, pages, known, hits)
    assert [one.query for one in answer] == suggestions


@given(st.text(max_size=60), st.integers(0, 20))
def test_anything_can_be_asked(q: str, total: int) -> None:
    tree = parse(q).tree
    assert len(did_you_mean(q, tree, total, SMALL, Hits(lambda q: 99, phrase, 9))) <= 3


@given(
    st.lists(st.sampled_from("lich su lịch việt nam xx thu vien 1917 đường".split()), max_size=9)
)
def test_covers_keep_what_was_typed(words: list[str]) -> None:
    typed = [Typed(s.term, s.folded) for s in syllables(" ".join(words))]
    ways = covers(typed, SMALL, 4)
    assert [way.cost for way in ways] == sorted(way.cost for way in ways)
    for way in ways:
        for form, one in zip(way.forms, typed, strict=True):
            assert form == one.term if one.has_marks else syllables(form)[0].folded == one.folded
    within = [way for way in ways if way.cost <= ways[0].cost + 1.0]
    assert covers(typed, SMALL, 4, 1.0) == within
    assert covers(typed, SMALL, 1) == ways[:1]


@given(st.text(max_size=40))
def test_a_wording_written_as_typed_is_the_query(q: str) -> None:
    wording = Wording.of(q)
    assert wording.written([typed.term for typed in wording.typed]) == q


@pytest.mark.parametrize(
    ("typed", "forms"),
    [
        ("guerre du Vietnam", "guerre du vietnam"),
        ("war days of viet nam", "war days of việt nam"),
        ("du an", "dự án"),
        # Many a Vietnamese word is none without its marks.
        ("nuoc viec", "nước việc"),
        ("nuoc 100", "nước 100"),
    ],
)
def test_a_word_among_foreign_ones_is_left_unless_a_phrase_has_it(typed: str, forms: str) -> None:
    known = vocabulary("dự án", "dự thảo", "việt nam", "nước", "việc", words="việt_nam:9")
    assert " ".join(Wording.of(typed).covers(known, 1)[0].forms) == forms


def test_operators_are_no_words_and_never_suggested() -> None:
    hits = Hits(lambda q: 9, phrase, len(TEXTS))
    (first, *_) = did_you_mean("lich su AND", parse("lich su AND").tree, 9, SMALL, hits)
    assert first.query == "lịch sử AND"
    known = vocabulary("and 100")
    hits = Hits(lambda q: 99, lambda forms: 99, 9)
    assert did_you_mean("NĐ 100", parse("NĐ 100").tree, 0, known, hits) == ()


def test_another_spelling_of_the_same_word_is_no_slip() -> None:
    known = vocabulary("nhà lí", "nhà lý", "nhà lê", words="nhà_lê:99 nhà_lý:9")
    counted: dict[tuple[str, ...], int] = {("nhà", "lý"): 9, ("nhà", "lê"): 99}
    hits = Hits(lambda q: 200, lambda forms: counted.get(tuple(forms), 0), 90_000)
    assert did_you_mean("nhà lí", parse("nhà lí").tree, 50, known, hits) == ()
