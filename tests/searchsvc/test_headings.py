"""Headings of catalogues, Vietnamese and foreign, and the one value that each stands for."""

import time
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analyzers import Normalized, normalize
from searchsvc import headings as headings_module
from searchsvc.documents import facet_values
from searchsvc.domain import Metadata
from searchsvc.headings import name_value, plain_value, subject_value, trimmed
from searchsvc.requests import Filters


@pytest.mark.parametrize(
    ("value", "headings"),
    [
        (
            "Nguyễn Du",
            """Nguyễn Du|Nguyễn Du.|Nguyễn Du,|Nguyễn Du /|Nguyễn Du ;|, Nguyễn Du|[Nguyễn Du]
            Nguyễn Du, 1766-1820.|Nguyễn Du, 1766-1820|Nguyễn Du (1766-1820)|Nguyễn Du, 1766–1820
            Nguyễn Du, 1766 - 1820|Nguyễn Du, 1766?-1820?|Nguyễn Du, ca. 1766-1820|Nguyễn Du, 1766-
            Nguyễn Du, -1820|Nguyễn Du, 17--?-1820|Nguyễn Du, sinh năm 1766|Nguyễn Du, b. 1766
            Nguyễn Du, 1766|Nguyễn Du (chủ biên)|Nguyễn Du, chủ biên|Nguyễn Du (ch.b.)
            Nguyễn Du [tác giả]|Nguyễn Du, author|Nguyễn Du, 1766-1820, author.|Nguyễn Du, s.đ.d.
            Nguyễn Du, 1766-1820., tác giả|Nguyễn Du (chủ biên), 1766-1820|Nguyễn Du; dịch
            Nguyễn Du (biên soạn và giới thiệu)|Nguyễn Du, aut|Nguyễn Du (Tác giả)|Nguyễn Du...
            Nguyễn Du … [et al.]|Nguyễn Du (và những người khác)|Nguyễn Du, thế kỷ 18
            Nguyễn Du, active 18th century|Nguyễn  Du|Nguyễn Du (s.t., b.s.)""",
        ),
        (
            "Trần Văn Giàu",
            """GS. Trần Văn Giàu|GS.TS. Trần Văn Giàu|PGS.TS Trần Văn Giàu|TS Trần Văn Giàu
            GS. TS. NGND Trần Văn Giàu|Trần Văn Giàu, GS.TS.|Trần Văn Giàu (GS.)
            ThS. Trần Văn Giàu (chủ biên)|Trần Văn Giàu, Ph.D., 1911-2010""",
        ),
        ("Hugo, Victor", "Hugo, Victor, 1802-1885.|Hugo, Victor (1802-1885)|Hugo, Victor, aut"),
        ("Aristotle", "Aristotle, 384-322 B.C.|Aristotle, 384-322 TCN|Aristotle, 384-322 BC"),
        ("Smith, J.", "Smith, J.|Smith, J., 1950-|Smith, J., editor."),
        (
            "King, Martin Luther, Jr.",
            "King, Martin Luther, Jr., 1929-1968.|King, Martin Luther, Jr.",
        ),
        ("Bộ Giáo dục và Đào tạo", "Bộ Giáo dục và Đào tạo.|Bộ Giáo dục và Đào tạo (biên soạn)"),
        ("Nxb. TP.HCM", "Nxb. TP.HCM.|Nxb. TP.HCM"),
    ],
)
def test_ways_to_write_a_name_have_one_value(value: str, headings: str) -> None:
    for heading in (h.strip() for line in headings.split("\n") for h in line.split("|")):
        assert name_value(heading) == value, heading


@pytest.mark.parametrize(
    "name",
    [
        "Victor Hugo",
        "T.S. Eliot",
        "TS Eliot",
        "Bác sĩ Trần Văn",
        "Hội nghị khoa học (2019 : Hà Nội)",
        "Quốc hội khóa X, 1997-2002",
        "Bến Thanh (tuần báo)",
        "Nguyễn Du; Bùi Kỷ",
        "Nguyễn Du và Bùi Kỷ",
        "Công ty Alpha Co.",
        "Hội Nhà văn Việt Nam. Ban Văn học",
        "Tản Đà [Nguyễn Khắc Hiếu]",
        "(chủ biên)",
        "1766-1820",
        "Tác giả",
        "阮攸",
        "Thích Nhất Hạnh",
        "Biên Dịch",
    ],
)
def test_what_is_not_clearly_an_addition_stays(name: str) -> None:
    assert name_value(name) == name


@pytest.mark.parametrize(
    ("heading", "value"),
    [
        ("Nguyễn Du, 1766-1820", "Nguyễn Du"),
        ("Hồ Chí Minh, 1890-1969 -- Tiểu sử.", "Hồ Chí Minh -- Tiểu sử"),
        ("Văn học Việt Nam--Thế kỷ 20", "Văn học Việt Nam -- Thế kỷ 20"),
        ("Văn học Việt Nam -- Thế kỷ 20 .", "Văn học Việt Nam -- Thế kỷ 20"),
        ("World War, 1939-1945", "World War, 1939-1945"),
        ("Chiến tranh Đông Dương, 1946-1954.", "Chiến tranh Đông Dương, 1946-1954"),
        ("Khởi nghĩa Yên Thế, 1884-1913", "Khởi nghĩa Yên Thế, 1884-1913"),
        ("Nhà Lý, 1009-1225", "Nhà Lý, 1009-1225"),
        ("Hà Nội, 1972", "Hà Nội, 1972"),
        ("Việt Nam -- Lịch sử -- 1802-1945.", "Việt Nam -- Lịch sử -- 1802-1945"),
        ("Dịch", "Dịch"),
        ("Toán học, dịch", "Toán học, dịch"),
        ("[Thơ]", "Thơ"),
        ("--", "--"),
        (" . ", "."),
    ],
)
def test_subjects_lose_punctuation_and_the_lives_of_persons(heading: str, value: str) -> None:
    assert subject_value(heading) == value


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("Truyện Kiều /", "Truyện Kiều"),
        ("Truyện Kiều : ", "Truyện Kiều"),
        ("Hà Nội, ", "Hà Nội"),
        ("Truyện Kiều.", "Truyện Kiều"),
        ("Vân vân...", "Vân vân"),
        ("U.S.A.", "U.S.A."),
        ("Tập A.", "Tập A."),
        ("=", ""),
    ],
)
def test_the_punctuation_of_isbd_is_cut(text: str, cut: str) -> None:
    assert trimmed(text) == cut


_HEADINGS = st.lists(
    st.sampled_from(
        [*"Nguyễn Du|1766-1820|chủ biên|GS.|TS|J.|A|ed.|--|17--|thế kỷ 18|...|b. 1930".split("|"),
         *",;:/=.()[]- …"]
    )
).map(" ".join)  # fmt: skip


@given(st.one_of(_HEADINGS, st.text()))
@settings(deadline=None)
@example("ﬁ.")
@example("[[a]]")
@example("17-- [ ... ]")
def test_a_value_is_its_own_value_and_never_empty(text: str) -> None:
    for value_of in (name_value, subject_value, plain_value):
        value = value_of(text)
        assert value_of(value) == value
        assert bool(value) == bool(plain_value(text))


@pytest.mark.parametrize(
    "piece", [", ed", " . .", "(", "GS.", "--", "..  ", "[", "1-", "1766-1820, "]
)
def test_a_hostile_heading_takes_no_time(piece: str) -> None:
    began = time.perf_counter()
    for text in (piece * 100, "x" + piece * 100, piece * 5000, piece * 5000 + "x"):
        name_value(text)
        subject_value(text)
    assert time.perf_counter() - began < 5


BOOK = Metadata("1", "Truyện Kiều", creators=("Nguyễn Du, 1766-1820.", "Nguyễn Du (tác giả)"))


def test_facets_and_filters_have_the_same_value_however_it_is_written() -> None:
    book = replace(BOOK, subjects=("Thơ Nôm.", "Thơ Nôm"))
    assert facet_values(book)["creator"] == ("Nguyễn Du",)
    assert facet_values(book)["subject"] == ("Thơ Nôm",)
    for heading in (*book.creators, "Nguyễn Du"):
        assert Filters({"creator": (heading,)}).values == {"creator": ("Nguyễn Du",)}
    assert Filters({"library": ("Nguyễn Du, 1766-1820.",)}).values["library"] == (
        "Nguyễn Du, 1766-1820.",
    )


def test_a_heading_is_normalized_a_few_times_however_much_is_cut(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls: list[str] = []

    def counted(text: str) -> Normalized:
        calls.append(text)
        return normalize(text)

    monkeypatch.setattr(headings_module, "normalize", counted)
    assert name_value("Nguyễn Du" + ", 1766-1820" * 40) == "Nguyễn Du"
    assert len(calls) <= 3
