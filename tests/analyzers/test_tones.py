import re
import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers import canonical, fold, is_syllable, spelling_variants, syllables
from analyzers.tones import ONSETS, RHYMES, is_well_formed
from tests.corpora import data, needs_data

TONES = "\u0300\u0301\u0303\u0309\u0323"
VOWELS = "aăâeêioôơuưy"

# Each rhyme with an onset that it goes with, its tone where the older style puts it.
OLDER_STYLE = """
    á ác ách ái ám án áng ánh áo áp át áu áy bắc bắm bắn bắng bắp bắt bấc bấm bấn bấng bấp bất
    bấu bấy é éc ém én éng éo ép ét ế ếch ếm ến ềnh ếp ết ếu í ía ích ím ín ính íp ít íu tiếc
    tiếm tiến tiếng tiếp tiết tiếu ó hóa hoác hoách hoái hoám hoán hoáng hoánh ngoáo ngoáp hoát
    hoáy hoắc hoắm hoắn hoắng hoắt óc hóe ngoém hoén ngoéo hoét ói óm ón óng soóc xoóng óp ót ố
    ốc ối ốm ốn ống ốp ốt ớ ới ớm ớn ớp ớt ú múa huấn khuấng huất khuấy úc huế huếch huếnh úi úm
    ún úng uốc uối nhuốm uốn uống uốt thuớ úp út húy khuýa huých huyến huyết tuýn huýnh tuýp huýt
    khuýu ứ ứa ức ứi ứng ước ưới ướm ướn ướng ướp ướt hướu ứt ứu ý ých yếm yến yểng yết yếu
""".split()
# The same where the newer style puts it elsewhere: only in open `oa`, `oe` and `uy`.
NEWER_STYLE = {"hoá": "hóa", "khoẻ": "khỏe", "thuý": "thúy", "loà": "lòa", "uỷ": "ủy", "oẹ": "ọe"}


@pytest.mark.parametrize(
    ("written", "term"),
    [
        *NEWER_STYLE.items(),
        # The u of qu and the i of gi carry no tone, unless they are the only vowel.
        ("quý", "quý"), ("qúy", "quý"), ("quả", "quả"), ("qủa", "quả"), ("quì", "quì"),
        ("quyển", "quyển"), ("quốc", "quốc"), ("qúôc", "quốc"), ("quở", "quở"),
        ("giá", "giá"), ("gía", "giá"), ("giạ", "giạ"), ("gịa", "giạ"), ("già", "già"),
        ("gìn", "gìn"), ("gì", "gì"), ("giếng", "giếng"), ("gíêng", "giếng"), ("giữ", "giữ"),
        ("giết", "giết"), ("giặc", "giặc"), ("gịăc", "giặc"),
        # Two and three vowels.
        ("khuỷu", "khuỷu"), ("khủyu", "khuỷu"), ("thuở", "thuở"), ("khuya", "khuya"),
        ("nguyễn", "nguyễn"), ("ngũyên", "nguyễn"), ("thuýên", "thuyến"), ("vịêt", "việt"),
        ("ngoèo", "ngoèo"), ("ngòeo", "ngoèo"), ("xoáy", "xoáy"), ("xóay", "xoáy"),
        ("hoàng", "hoàng"), ("hòang", "hoàng"), ("hùynh", "huỳnh"), ("thựơng", "thượng"),
        ("cuả", "của"), ("mià", "mìa"), ("chuà", "chùa"), ("trứơc", "trước"), ("đuờng", "đuờng"),
        ("cóoc", "coóc"), ("yếu", "yếu"), ("yêú", "yếu"), ("qũy", "quỹ"), ("đấỵ", "đấỵ"),
    ],
)  # fmt: skip
def test_the_tone_stands_where_the_older_style_puts_it(written: str, term: str) -> None:
    assert canonical(written) == term


@pytest.mark.parametrize("syllable", OLDER_STYLE)
def test_a_syllable_in_the_older_style_is_canonical(syllable: str) -> None:
    assert is_syllable(syllable)
    assert canonical(syllable) == syllable


def without_tone(word: str) -> str:
    kept = "".join(c for c in unicodedata.normalize("NFD", word) if c not in TONES)
    return unicodedata.normalize("NFC", kept)


@pytest.mark.parametrize("syllable", OLDER_STYLE)
def test_every_tone_on_every_vowel_is_one_term(syllable: str) -> None:
    bare = without_tone(syllable)
    at = next(i for i, letter in enumerate(syllable) if letter != bare[i])
    vowels = [i for i, letter in enumerate(bare) if letter in VOWELS]
    for tone in TONES:
        marked = {
            unicodedata.normalize("NFC", bare[: i + 1] + tone + bare[i + 1 :]) for i in vowels
        }
        place = bare[: at + 1] + tone + bare[at + 1 :]
        assert {canonical(word) for word in marked} == {unicodedata.normalize("NFC", place)}


def test_every_syllable_has_one_term_wherever_its_tone_is_put() -> None:
    syllables = {onset + rhyme for onset in (*ONSETS, "") for rhyme in RHYMES}
    assert len(syllables) > 4000
    for bare in syllables:
        vowels = [i for i, letter in enumerate(bare) if letter in VOWELS]
        for tone in TONES:
            placed = {f"{bare[: i + 1]}{tone}{bare[i + 1 :]}" for i in vowels}
            terms = {canonical(unicodedata.normalize("NFC", word)) for word in placed}
            assert len(terms) == 1, terms
            (term,) = terms
            assert without_tone(term) == bare
            assert canonical(term) == term


@pytest.mark.parametrize(
    "word", ["pelé", "garçon", "zürich", "café", "nđ", "đăk", "xãhội", "ə", "bính1", "đ", "ấ"]
)
def test_what_is_no_syllable_is_left_alone(word: str) -> None:
    assert not is_syllable(word)
    assert canonical(word) == word


@pytest.mark.parametrize("word", ["uăn", "huăng", "xuăt", "hoăp", "âng-", "", "ng", "bcd", "qu"])
def test_what_no_syllable_ends_in_is_no_rhyme(word: str) -> None:
    assert not is_syllable(word)


PAIRS = (
    "hy/hi kỹ/kĩ lý/lí mỹ/mĩ sỹ/sĩ tỷ/tỉ vỹ/vĩ "
    "quý/quí quỳnh/quình quýt/quít ý/í y/i yên/iên yếu/iếu yen/ien yeu/ieu"
)


@pytest.mark.parametrize("pair", PAIRS.split())
def test_i_and_y_are_variants_of_each_other(pair: str) -> None:
    one, other = pair.split("/")
    assert spelling_variants(one) == (other,)
    assert spelling_variants(other) == (one,)


@pytest.mark.parametrize(
    "word",
    "tùy túi thủy quyên quỷnh1 đi nghỉ gì di già ra sa xa dì hiên kiên tiên kyn 1 陳 hòa".split(),
)
def test_other_letters_make_other_words(word: str) -> None:
    assert spelling_variants(word) == ()


@pytest.mark.parametrize("syllable", OLDER_STYLE)
def test_a_variant_is_a_canonical_syllable_of_the_same_tone(syllable: str) -> None:
    for variant in spelling_variants(syllable):
        assert canonical(variant) == variant != syllable
        assert is_syllable(variant)
        assert spelling_variants(variant) == (syllable,)


@pytest.mark.parametrize("word", "thư viện quốc học học hóc hoc sách sạch tập gì a ở".split())
def test_well_formed_syllables(word: str) -> None:
    assert is_well_formed(word)


@pytest.mark.parametrize("word", "hòc hỏc hõc sàch tẩp mãt thứự việện th bcd café 1 ".split(" "))
def test_what_no_vietnamese_syllable_sounds_like(word: str) -> None:
    assert not is_well_formed(word)


near_syllables = st.text(st.sampled_from("qghniuyaoeêôơưýỳọốễủđ"), max_size=7)


@given(st.one_of(near_syllables, st.text(max_size=20)))
def test_canonical_keeps_length_and_letters_and_is_stable(text: str) -> None:
    word = "".join(filter(str.isalnum, unicodedata.normalize("NFC", text.lower())))
    term = canonical(word)
    assert len(term) == len(word)
    assert fold(term) == fold(word)
    assert canonical(term) == term


@pytest.mark.corpus
@needs_data("laws")
@needs_data("classics")
def test_nearly_all_words_of_real_texts_are_syllables() -> None:
    files = [*sorted(data("laws").glob("*.txt"))[:40], *data("classics").glob("*.txt")]
    words: Counter[str] = Counter()
    for file in files:
        words.update(s.term for s in syllables(file.read_text("utf-8", errors="replace")))
    # Words with Vietnamese letters; the rest are numbers, codes and foreign names.
    vietnamese = {w: n for w, n in words.items() if w.isalpha() and not w.isascii()}
    odd = Counter({w: n for w, n in vietnamese.items() if not is_syllable(w)})
    assert odd.total() < 0.005 * sum(vietnamese.values()), odd.most_common(20)
    # A rhyme that the table lacks would show as a frequent word with one group of vowels.
    single = re.compile("[^aeiouy]*[aeiouy]+[^aeiouy]*")
    assert not [w for w, n in odd.items() if n >= 20 and single.fullmatch(fold(w))]
