"""Texts that are hard to segment as pyvi does, written and made up."""

from hypothesis import strategies as st

#: One trap each: pyvi's tokens, its output rule, lower-casing, C strings, normalization.
WRITTEN = (
    "",
    " ",
    "\u2000 \t",  # no tokens, not NFC: comes back untouched
    "\n",
    "\n\nthư viện\n",
    "\r\n\x85\u2028\u3000x\x1c\x1fy",
    "Thư viện số Việt Nam",
    "Trường đại học bách khoa hà nội",
    "THƯ VIỆN QUỐC GIA VIỆT NAM",
    "lich su viet nam",
    "Nam Phong tạp-chí",
    "2175/QĐ-BVHTTDL ngày 1/8/2014",
    "thư_viện _ thư __ viện a_b 1_1a _1",
    "Tp.HCM TP.HCM ThS.Nguyễn Mr. Mrs. Ms. Dr. Đ. ĐĐ. Đa.",
    "==> -> >> ... .. .... --> ===>",
    "1.000.000,5 1,2_3.4. 1. 12 .5 5,",
    "http://a.vn/b?c=d,e thư viện: a://b đ://c ://d a.b://c",
    "a@b.vn, ..a@b.c x@y.z@w.v đa@b.c@d.e A.b@c.d ->a@b.c http://x.y/z@w.v",
    "a@b a@b. @b.c a@ a@.b a@b..c a@b.c. a@b.c- 1.2@3.4 1,2@3.4 .a@b.c._x@y-.z",
    "ΑΣ ΑΣ. ΑΣΑ Σ 'Σ' ΑΣ\u0301",
    "İstanbul ǅ ǅa ŉ ß ẞ ﬁ",
    "² ²a a² ½ ٣ ٣٤.٥ Ⅷ ⅷ ①",
    "thư viện".replace("ệ", "e\u0323\u0302"),
    "\u0301 a\u0301 \u0301\u0302",
    "a\0b \0 http://a\0b thư\0viện",
    "陳裕宗 𤾓𢆥𥪞 𖿰 \ue000\uf8ff",
    "😀👨‍👩‍👧 thư 🇻🇳 viện",
    "\ufeffĐề mục 36.3.NĐ.1.1",
    "một hai ba bốn năm " * 40,
    "an toàn lao động, chủ nghĩa xã hội khoa học; khoa học - kỹ thuật",
    ',-./ ,- - . !" () #$',
    "học sinh học sinh học",
    "Bầu không khí của đài phát thanh, chất xúc tác số thập phân, đài phát thanh kỹ thuật số",
)

_WORDS = (
    "thư viện số quốc gia Việt Nam Hà Nội học sinh sinh viên khoa nhà nước cộng hòa xã hội chủ "
    "nghĩa của và là những một hai công nghệ thông tin an toàn lao động vô tuyến truyền hình "
    "THƯ VIỆN Viện Thư Ông bà a dua A Đ. TP. Tp. Dr. x y z đài phát thanh số thập phân"
).split()
_ODD = (
    *"-_.,:;/@+>=()'\"!%&",
    *"... -> ==> >> :// 1 2014 ² ½ ٣ 1.5 1_0 a@b.c http://x Σ ΑΣ İ ǅ 𤾓 陳 😀 Ｚ ß K".split(),
    *("\n", "\0", "\ufeff", "\u0301", "\u200d", "e\u0323\u0302", "\u2126", "\x7f"),
)
_SPACES = [" ", " ", " ", "", "\n", "\t", "\u00a0", "\u3000", "\x1c", "\r\n"]

_piece = st.one_of(st.sampled_from(_WORDS), st.sampled_from(_WORDS), st.sampled_from(_ODD))
#: Vietnamese words, odd pieces and white space in any order.
mixtures = st.lists(st.tuples(_piece, st.sampled_from(_SPACES)), max_size=60).map(
    lambda pieces: "".join(part for piece in pieces for part in piece)
)
#: Any characters but lone surrogates, on which pyvi fails.
any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)
#: Runs of the characters that pyvi's token patterns are made of.
patterns = st.text("aAĐđ1.,_-+@:/> =\nTpMrsDh½̣", max_size=40)
