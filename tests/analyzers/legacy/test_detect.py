"""What is converted, what is left alone, and what is reported."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers import Decision, Encoding, UnknownEncodingError, decode_bytes, repair
from analyzers.legacy import CONFIDENCE, encode
from tests.analyzers.legacy.texts import AS_SHOWN, SENTENCE, shown


@pytest.mark.parametrize("encoding", Encoding)
@pytest.mark.parametrize("text", [SENTENCE, SENTENCE.upper()], ids=["small", "capital"])
def test_bytes_are_told(encoding: Encoding, text: str) -> None:
    decision = decode_bytes(encode(text, encoding))
    assert (decision.text.lower(), decision.encoding) == (text.lower(), encoding)
    assert CONFIDENCE <= decision.confidence < 1
    assert decision.suspected is None


@pytest.mark.parametrize("encoding", Encoding)
@pytest.mark.parametrize("as_cp1252", [True, False])
def test_rubbish_is_told(encoding: Encoding, as_cp1252: bool) -> None:
    decision = repair(shown(encode(SENTENCE, encoding), as_cp1252))
    assert (decision.text, decision.encoding) == (SENTENCE, encoding)


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_comes_first(name: str) -> None:
    assert decode_bytes(SENTENCE.encode(name)) == Decision(SENTENCE)


def test_rubbish_stored_as_utf_8_is_unicode_to_decode_bytes() -> None:
    assert decode_bytes(AS_SHOWN[Encoding.VNI].encode()) == Decision(AS_SHOWN[Encoding.VNI])


def test_other_characters_on_a_page_of_rubbish_stay() -> None:
    decision = repair(f"{AS_SHOWN[Encoding.TCVN3]} 圖書館")
    assert decision.text == f"{SENTENCE} 圖書館"


def test_rubbish_may_be_decomposed() -> None:
    assert (
        repair("Tho\u0308 vie\u0061\u0308n Quoa\u0301c gia Viea\u0308t Nam").text
        == "Thư viện Quốc gia Việt Nam"
    )


def test_a_hyphen_that_was_a_letter_of_tcvn3() -> None:
    text = "Tr-êng §¹i häc Khoa häc tù nhiªn, Th- viÖn - 1995 - tr-íc ®©y; ®Þa-lý"
    assert repair(text).text == (
        "Trường Đại học Khoa học tự nhiên, Thư viện - 1995 - trước đây; địa-lý"
    )


_LEFT_ALONE = {
    "unicode": SENTENCE,
    "decomposed": "thu\u031b vie\u0323\u0302n quo\u0302\u0301c gia",
    "one letter of Unicode": AS_SHOWN[Encoding.VNI] + " đ",
    "Latin-1 letters only": "Cà phê là có, và không có trà; bác sĩ nói: hôm nay nó là mía.".replace(
        "ĩ", "i"
    ),
    "French": "Où est passé l'été ? Là, près de la forêt, le père a créé une école «à côté».",
    "German": "Über größere Häuser fällt früh das Licht; süße Äpfel hängen an schönen Bäumen.",
    "Portuguese": "Não há pão nem maçã à mão; são só três irmãos, lá no sertão, que já não vão.",
    "Italian": "Ciò non può descrivere il tag, che è già qui; ciò nonostante già può.",
    "Spanish": "El niño pequeño comió más piñas allí, según él; después salió. ¿Qué pasó aquí?",
    "Norwegian": "fant ikke «%.255s» (i «%.255s»)\nfant ikke filen «%s»\nlinjeskift i feltet «%d»",
    "English": "I'm sure you're right: he'd go. Do you? So am I. U.N., A.T., 9 a.m. Add it.",
    "unaccented": "Anh ta di ve nha. Co ay o lai? Chi co mot co be. Ba do, me do. Di ma.",
    "addresses": "http://vi.wikipedia.org/wiki/A.B a.b@thu-vien.edu.vn www.nxb.com.vn/a?b=~c",
    "arithmetic": "a^2 + b^2 = c^2; e^x, (a+b)^2, o(n), u+v, a? b: i. i' 2^a",
    "list": "a. Ba\nb. Be\nc. Bo\nd. Do\ne. Me\ni. Li\no. Xo\ny. Vy\n",
    "code": "if (data(i) ? a : e) { go(`a`, 'to', ~u); do(me(so)); } // o^u, a^=e; i.e.a('x')",
    "pattern": r"[^aeiou]+\.(?:do|to)\.[a-z]*?(a(b|c)e(d))i~",
    "Greek": "οι διεργασίες που χρησιμοποιούν -a, -m, -n, -u τα μέσα",
    "Chinese": "圖書館是收集、整理、保存書籍的地方。",
    "empty": "",
}


@pytest.mark.parametrize("text", _LEFT_ALONE.values(), ids=_LEFT_ALONE.keys())
def test_left_alone(text: str) -> None:
    decision = repair(text)
    assert (decision.text, decision.encoding) == (text, None)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [("Thö vieän", Encoding.VNI), ("Th­ viÖn", Encoding.TCVN3), ("Thu+ vie^.n", Encoding.VIQR)],
)
def test_a_word_of_the_dictionary_is_evidence_enough(text: str, encoding: Encoding) -> None:
    decision = repair(text)
    assert (decision.text, decision.encoding) == ("Thư viện", encoding)
    assert repair(" and ".join(text.split())).encoding is None


@pytest.mark.parametrize(
    ("text", "encoding"),
    [("vieän Thö", Encoding.VNI), ("viÖn Th­", Encoding.TCVN3), ("vie^.n Thu+", Encoding.VIQR)],
)
def test_too_little_evidence_is_left_alone_and_reported(text: str, encoding: Encoding) -> None:
    decision = repair(text)
    assert (decision.text, decision.encoding, decision.suspected) == (text, None, encoding)
    assert 0 < decision.confidence < CONFIDENCE


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("Thư việ".encode()[:-1] + b"\n", "not UTF-8 text (byte 7), nor in a legacy encoding"),
        ("vieän Thö".encode("cp1252"), "vni at 67%"),
        ("L'été dernier, à côté".encode("cp1252"), "not UTF-8 text (byte 2)"),
        (b"\xff\xfea\x00b", "not UTF-16 text (byte 4)"),
        (b"\xef\xbb\xbf\xff", "not UTF-8 text (byte 0)"),
        (bytes(range(256)) * 8, "not UTF-8 text (byte 128)"),
    ],
)
def test_bytes_that_nobody_can_tell(data: bytes, reason: str) -> None:
    with pytest.raises(UnknownEncodingError) as error:
        decode_bytes(data)
    assert reason in str(error.value)


@given(st.text())
def test_any_text_is_decided(text: str) -> None:
    decision = repair(text)
    assert decision.encoding or decision.text == text
    assert 0 <= decision.confidence < 1


@given(st.binary())
def test_any_bytes_are_decided(data: bytes) -> None:
    try:
        decision = decode_bytes(data)
    except UnknownEncodingError:
        return
    assert decision.encoding or data.startswith((b"\xff\xfe", b"\xfe\xff")) or _is_utf_8(data)


def _is_utf_8(data: bytes) -> bool:
    return data.decode(errors="replace").encode() == data


_WORDS = st.sampled_from(
    "thư viện quốc gia giữ những quyển sách cũ độc giả đọc ở đó hằng ngày".split()
)


@given(st.lists(_WORDS, min_size=25, max_size=60), st.sampled_from(Encoding))
def test_vietnamese_in_any_encoding_is_never_taken_for_another(
    words: list[str], encoding: Encoding
) -> None:
    text = " ".join(words)
    decision = repair(shown(encode(text, encoding)))
    assert decision.encoding in (encoding, None)
    assert decision.text == text or decision.encoding is None


def _undecodable(text: str) -> None:
    with pytest.raises(UnknownEncodingError):
        decode_bytes(text.encode("cp1252") + b"\xff")


@pytest.mark.parametrize("make", [repair, _undecodable], ids=["repair", "bytes"])
@pytest.mark.parametrize(
    "unit", ["a", "^", "d", "\\", "µ", "aø", "Ì", "ÌòÞ", "ÀA", "a.", "u+'", "\x02", " ", "·»¸ "]
)
def test_the_same_without_end_takes_linear_time(make: Callable[[str], object], unit: str) -> None:
    make(unit * (50_000 // len(unit)))
