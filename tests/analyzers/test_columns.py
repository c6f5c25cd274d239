"""Pieces that the kernel puts together, beside the same put together one by one."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers.columns import _pieces, _put_together
from analyzers.kernel import kernel
from analyzers.kinds import TABLE_END
from analyzers.segmenter.chunk_numbers import Row
from analyzers.spelling import spelling
from analyzers.syllables import MAX_TERM
from analyzers.tones import ONSETS, RHYMES, TONES, VOWELS, with_tone

_VOWELS = [with_tone(vowel, tone) for vowel in VOWELS for tone in ["", *TONES]]
#: Vietnamese syllables and what looks like them: any vowel may have a tone, or two of them.
_syllable = st.tuples(
    st.sampled_from(["", *ONSETS]),
    st.sampled_from(sorted(RHYMES)).flatmap(
        lambda rhyme: st.tuples(
            *(
                st.sampled_from(
                    [c, *(v for v in _VOWELS if v[0] == c or c in VOWELS)][:9] + [c] * 9
                )
                for c in rhyme
            )
        ).map("".join)
    ),
).map("".join)
_token = st.one_of(
    _syllable,
    _syllable.map(str.capitalize),
    _syllable.map(str.upper),
    st.text(st.sampled_from([*_VOWELS, *"bcdđghklmnpqrstvxwzfjñéö01²"]), min_size=1, max_size=9),
    st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=4),
    st.text(min_size=1, max_size=4),
    st.integers(MAX_TERM - 1, MAX_TERM + 1).map("ế".__mul__),
    st.sampled_from("thư_viện QĐ-TTg 1.5km 2014 ٣٤ ½ Σ ΑΣ İ ǅ 陳 ノ a@b.vn _ ... \n".split(" ")),
    st.text("aTP01.,Đ²", min_size=1, max_size=9),
    st.integers(MAX_TERM - 1, MAX_TERM + 1).map(lambda size: ("1." * size)[:size]),
)


def _assert_same(tokens: list[str]) -> None:
    for name, found in _put_together(Row.of(tokens)).items():
        expected = _pieces(tokens).arrays[name]
        assert found.dtype == expected.dtype
        assert found.tolist() == expected.tolist(), name


@settings(max_examples=300, deadline=None)
@given(st.lists(_token, max_size=20))
def test_the_same_pieces(tokens: list[str]) -> None:
    _assert_same(tokens)


def test_every_letter_by_itself_and_beside_others() -> None:
    for first in range(0, TABLE_END + 100, 1000):
        letters = list(map(chr, range(first, first + 1000)))
        _assert_same(letters)
        _assert_same([letter + "á1" for letter in letters])
        _assert_same(["qu" + letter for letter in letters])


def test_every_syllable_with_a_tone_on_any_letter() -> None:
    toned = {c: with_tone(c, tone) for c in VOWELS for tone in TONES[1:2]}
    for onset in ["", "th", "gi", "qu", "ngh", "w", "tr"]:
        _assert_same(
            [
                onset + rhyme[:place] + toned[letter] + rhyme[place + 1 :]
                for rhyme in sorted(RHYMES)
                for place, letter in enumerate(rhyme)
                if letter in toned
            ]
        )


def test_few_tokens_are_left_to_python() -> None:
    row = Row.of("Thư viện Quốc gia 2014 NGHIÊNG Hoà quý HTML5 Erdős 1.500,25 TP. ĐH. ...".split())
    ways = np.empty(len(row.ends) - 1, np.uint8)
    kernel().find_ways(spelling(), *row, len(ways), ways)
    assert row.strings(np.flatnonzero(ways == 0).tolist()) == ["ĐH.", "..."]
