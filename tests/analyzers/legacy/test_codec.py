"""All Vietnamese letters in each encoding, there and back."""

import re
from itertools import product
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.legacy import Encoding, decode, encode
from analyzers.legacy.composing import compose
from analyzers.legacy.tables import LETTERS, codes
from tests.analyzers.legacy.texts import AS_SHOWN, SENTENCE, shown

_SMALL = LETTERS[:67]
_WHOLE = [encoding for encoding in Encoding if encoding is not Encoding.TCVN3]
_BASES = ["a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y"]


def test_the_letters_are_all_bases_with_all_tones_and_dd() -> None:
    marked = {
        normalize("NFC", b + t) for b, t in product(_BASES, ["", *"\u0300\u0309\u0303\u0301\u0323"])
    }
    assert set(_SMALL) == {letter for letter in marked if not letter.isascii()} | {"đ"}
    assert LETTERS[67:] == _SMALL.upper()
    assert len(set(LETTERS)) == 134


@pytest.mark.parametrize("encoding", _WHOLE)
def test_every_letter_has_a_code_of_its_own(encoding: Encoding) -> None:
    assert codes(encoding).keys() == set(LETTERS)
    assert len(set(codes(encoding).values())) == 134
    assert [decode(encode(letter, encoding), encoding) for letter in LETTERS] == [*LETTERS]


def test_tcvn3_has_small_letters_and_seven_capitals() -> None:
    assert codes(Encoding.TCVN3).keys() == set(_SMALL) | set("ĂÂÊÔƠƯĐ")
    assert len(set(codes(Encoding.TCVN3).values())) == 74
    back = [decode(encode(letter, Encoding.TCVN3), Encoding.TCVN3) for letter in LETTERS]
    assert [letter.lower() for letter in back] == [letter.lower() for letter in LETTERS]


@pytest.mark.parametrize("encoding", Encoding)
def test_letters_in_words(encoding: Encoding) -> None:
    text = " ".join(f"b{letter}t {letter}ng th{letter}" for letter in _SMALL)
    assert decode(encode(text, encoding), encoding) == text
    assert decode(encode(text.upper(), encoding), encoding) == text.upper()


@pytest.mark.parametrize("encoding", Encoding)
def test_a_sentence_as_it_is_seen(encoding: Encoding) -> None:
    data = encode(SENTENCE, encoding)
    assert shown(data) == AS_SHOWN[encoding]
    assert decode(data, encoding) == SENTENCE


@pytest.mark.parametrize(
    ("encoding", "code", "letter"),
    [
        # Ends of the tables, and letters that some published table has wrong.
        (Encoding.VISCII, b"\x02\x05\x06\x14\x19\x1e\x80\xff", "ẲẴẪỶỸỴẠỮ"),
        (
            Encoding.VPS,
            b"\x02\x03\x04\x05\x06\x10\x11\x12\x13\x14\x15\x19\x1c\x1d",
            "ẠẬẶẸỆỊỌỘỢỤỰỴẪỮ",
        ),
        (Encoding.VPS, b"\x80\x99\xf0 \x9a\xa1\xd6\xdc\xff", "ÀỖẴ ýắơưỳ"),
        (Encoding.TCVN3, b"\xa1 \xa7 \xa8\xad\xae\xb5\xb9\xcc\xd0\xfe", "Ă Đ ăưđàạèéỵ"),
        (Encoding.VNI, b"A\xc9A\xc8a\xe9a\xe8\xe6\xf3\xf2\xee\xf1\xf4\xf6", "ẮẰắằỉĩịỵđơư"),
    ],
)
def test_codes(encoding: Encoding, code: bytes, letter: str) -> None:
    assert decode(code, encoding) == letter
    assert encode(letter, encoding) == code


def test_cp1258_is_pythons() -> None:
    assert all(
        normalize("NFC", encode(letter, Encoding.CP1258).decode("cp1258")) == letter
        for letter in LETTERS
    )
    for byte in range(0x80, 0x100):
        known = bytes([byte]).decode("cp1258", "ignore")
        assert decode(bytes([byte]), Encoding.CP1258) == known or not known


def test_cp1258_takes_joined_and_parted_tones() -> None:
    assert (
        decode("áà ếấ".encode("latin-1", "ignore") + b"e\xec\xea\xec", Encoding.CP1258) == "áà éế"
    )
    assert encode("vie\u0302\u0323t", Encoding.CP1258) == encode("việt", Encoding.CP1258)


@pytest.mark.parametrize("text", ["Toång", "TOåNG", "TOÅNG"])
def test_the_letter_decides_the_case_in_vni(text: str) -> None:
    assert decode(text.encode("cp1252"), Encoding.VNI).lower() == "tổng"


def test_vni_is_read_greedily() -> None:
    assert decode("hoaø quaûø thuyeàn".encode("cp1252"), Encoding.VNI) == "hoà quảø thuyền"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Thu* vie^.n", "Thư viện"),
        (r"ho\. ho?\?", "ho. hỏ?"),
        ("Dda`o DDa`o dda`o", "Đào Đào đào"),
        (r"C:\temp \\a E\dd", r"C:\temp \a Edd"),
        ("a`. a('( ^a", "à. ắ( ^a"),
    ],
)
def test_viqr(typed: str, meant: str) -> None:
    assert decode(typed.encode(), Encoding.VIQR) == meant


@pytest.mark.parametrize(
    ("encoding", "lacking"),
    [
        (Encoding.TCVN3, "µ"),
        (Encoding.VNI, "ä"),
        (Encoding.VISCII, "“"),
        (Encoding.VPS, "\x02"),
        (Encoding.VIQR, "ü"),
        (Encoding.CP1258, "字"),
    ],
)
def test_what_an_encoding_lacks_is_an_error_or_what_was_asked_for(
    encoding: Encoding, lacking: str
) -> None:
    with pytest.raises(UnicodeEncodeError):
        encode(f"mã{lacking}", encoding)
    assert decode(encode(f"mã{lacking}", encoding, "ignore"), encoding) == "mã"
    assert decode(encode(f"m {lacking}", encoding, "replace"), encoding) == "m ?"


def test_capitals_that_tcvn3_lacks_are_told_by_their_word() -> None:
    data = encode("TRƯỜNG ĐẠI HỌC Mỹ ở Huế", Encoding.TCVN3)
    assert decode(data, Encoding.TCVN3) == "TRƯỜNG ĐẠI HỌC Mỹ ở Huế"


def test_capitals_that_windows_could_not_type() -> None:
    assert decode(b"VI\x8cT NAM, B\xb6 V\xcen", Encoding.VPS) == "VIỆT NAM, Bộ Vịn"
    assert decode(b"NG\xc7M M\xdb", Encoding.VISCII) == "NGẴM Mỹ"


_LETTERS = st.sampled_from([*LETTERS, *"abdeiouyADEIOUYtng"])
_MARKS = st.sampled_from([*"`?~'.^(+*\\- \n1"])


@given(st.text(_LETTERS | _MARKS), st.sampled_from([Encoding.VNI, Encoding.VIQR, Encoding.CP1258]))
def test_any_text_there_and_back(text: str, encoding: Encoding) -> None:
    assert decode(encode(text, encoding), encoding) == text


@given(st.text(_LETTERS | _MARKS), st.sampled_from([Encoding.TCVN3, Encoding.VISCII, Encoding.VPS]))
def test_any_text_there_and_back_but_for_capitals(text: str, encoding: Encoding) -> None:
    assert decode(encode(text, encoding), encoding).lower() == text.lower()


@given(st.binary(), st.sampled_from(Encoding))
def test_any_bytes_mean_something_composed(data: bytes, encoding: Encoding) -> None:
    text = decode(data, encoding)
    assert compose(text) == text


@given(st.text(st.characters(max_codepoint=0x1EFF)))
def test_composing_is_nfc_for_latin_letters(text: str) -> None:
    latin = re.sub(r"[^\x00-\u024f\u0300-\u0323\u1ea0-\u1ef9]", "", text)
    latin = re.sub(r"(?<![^\W\d_])[\u0300-\u0323]+", "", latin)
    assert compose(latin) == normalize("NFC", latin)


def test_marks_without_end_take_linear_time() -> None:
    assert len(decode(b"\xcc\xf2" * 200_000, Encoding.CP1258)) == 400_000
    assert encode("e" + "\u0301\u0323" * 200_000, Encoding.CP1258)
