import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers import TextRow
from analyzers.sentences import sentence_ends, sentences, with_kinds
from tests.analyzers.plain_sentences import plain_sentences
from tests.analyzers.texts import texts


def cut(text: str) -> list[str]:
    return [text[start:end].strip() for start, end in sentences(text)]


@pytest.mark.parametrize(
    "marked",
    [
        # A bar stands where a sentence ends.
        "Thư viện mở cửa.| Mời vào!| Ai đó?| Thôi…",
        "Ông sống ở TP. Hồ Chí Minh năm 1917.| Năm sau ông mất.",
        "A. de Rhodes và P. J. B. Trương Vĩnh Ký.| Hết.",
        "GS. TS. Nguyễn Văn A nói.| “Sách đâu?”| Không ai đáp.",
        "Sách, báo, v.v. và nhiều thứ khác.| Hết",
        "Chờ... rồi đi.| Chờ...| Rồi đi.",
        "Nxb. Trẻ, tr. 12.| Xem thêm.",
        "(Xem chương 2.)| Chương sau",
        "Số 1.000.000 và 3.14 và a.b.c không phải.",
        "Điều 5\n\n|Thư viện\nquốc gia",
        "天地定位。|雷風相薄。|Hết",
        "Thế à?!| Vâng.",
        "không có dấu gì",
    ],
)
def test_sentences_end(marked: str) -> None:
    assert cut(marked.replace("|", "")) == [part.strip() for part in marked.split("|")]


def test_an_empty_text_has_no_sentence() -> None:
    assert list(sentences("")) == []


_PIECES = """
. . .. ... … ! ? ?! ) ] " ' ’ ” » 。 ！ ？ 」 』 _ - , A a Đ đ thư Viện TP Tp nxb NXB nsưt NSƯT sđd
ks \u212aS tr p Prof profs 1917 12 天 𠊛 ſ İ \u0301 v.v. e.g.
""".split()
_SPACES = [" ", " ", "\n", "\n", "\t", "\r\n", "\u00a0", "\u3000", "\u001c", "     "]
_marked = st.lists(st.sampled_from([*_PIECES, *_SPACES]), max_size=40).map("".join)


@settings(max_examples=1000, deadline=None)
@given(st.lists(_marked | texts, max_size=4))
def test_sentences_end_where_a_regular_expression_says(many: list[str]) -> None:
    found = iter(sentence_ends(with_kinds(TextRow.of(many))).tolist())
    for text in many:
        expected = [end for _, end in plain_sentences(text)]
        assert list(sentences(text)) == list(plain_sentences(text))
        assert [next(found) for _ in expected] == expected
        assert next(found) > len(text)
    assert not list(found)


@given(texts)
def test_sentences_tile_the_text(text: str) -> None:
    assert "".join(text[start:end] for start, end in sentences(text)) == text


@pytest.mark.timeout(60)
def test_hostile_texts_take_linear_time() -> None:
    program = "from analyzers.sentences import sentences\n"
    for text in (
        '"." * 10**6 + "x"',
        '".)" * 500_000 + "x"',
        '"\\n " * 500_000',
        '"." + ")" * 10**6',
    ):
        program += f"for _ in sentences({text}): pass\n"
    # Each takes less than a second; quadratic time would be hours.
    subprocess.run([sys.executable, "-c", program], check=True, timeout=30)
