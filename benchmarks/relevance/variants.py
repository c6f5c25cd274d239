"""The ways in which one query may be typed. The same text gives the same variant, always."""

import random
import re
import unicodedata
from collections.abc import Callable, Iterator
from string import ascii_lowercase

from analyzers import fold, segment

TYPED = "as typed"
UNACCENTED = "unaccented"

_TONE_KEYS = {"\u0300": "f", "\u0301": "s", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_CIRCUMFLEX, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"
#: Words that carry grammar, not content: nobody misses the page for a slip in one of them.
_FUNCTION_WORDS = frozenset(
    """
    bao biết bằng bị bởi các cách cái chỉ cho chưa chúng chính còn cùng của cũng dưới được đang
    đâu đây đã đến đều đó gì giữa hay hơn khi không loại là lại lên làm mà một mỗi nào này nếu
    nên người nhiêu nhiều như nhưng nhất những phải qua quá rằng ra rất sau sao sẽ số theo thì
    thế tại trong trên trước tên tới từ và vào vậy vẫn về vì với việc
    """.split()
)
_CONTENT_WORD = re.compile(r"[^\W\d_]{3,}")


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def unaccented(text: str) -> str:
    """`Chữ tài chữ mệnh` → `Chu tai chu menh`."""
    return fold(_nfc(text))


def half_accented(text: str) -> str:
    """Every second word without its marks: `Chữ tai chữ menh`."""
    words = _nfc(text).split()
    return " ".join(fold(word) if at % 2 else word for at, word in enumerate(words))


def decomposed(text: str) -> str:
    """Letters and marks apart, as macOS and some input methods have them."""
    return unicodedata.normalize("NFD", text)


def _styles() -> Iterator[tuple[str, str]]:
    for first, second in ("oa", "oe", "uy"):
        for tone in _TONE_KEYS:
            older, newer = _nfc(first + tone + second), _nfc(first + second + tone)
            for case in (str.lower, str.upper, str.capitalize):
                yield case(older), case(newer)
                yield case(newer), case(older)


_OTHER_STYLE = dict(_styles())
_STYLED = re.compile(rf"(?<![qQ])(?:{'|'.join(_OTHER_STYLE)})(?!\w)")


def other_tone_style(text: str) -> str:
    """The tone on the other vowel where both places are in use: `hòa` ↔ `hoà`."""
    return _STYLED.sub(lambda found: _OTHER_STYLE[found[0]], _nfc(text))


def telex(text: str) -> str:
    """The keys of the Telex method, tone last, as they come with the method switched off."""
    return re.sub(r"\w+", lambda word: _telex_word(word[0]), _nfc(text))


def _telex_word(word: str) -> str:
    keys, tone = "", ""
    for letter in word:
        base, *marks = list(unicodedata.normalize("NFD", letter))
        keys += base
        for mark in marks:
            if mark == _CIRCUMFLEX:
                keys += base.lower()
            elif mark in (_BREVE, _HORN):
                keys += "w"
            else:
                tone = _TONE_KEYS.get(mark, tone)
    keys = keys.replace("đ", "dd").replace("Đ", "Dd")
    # One w serves both letters of ươ.
    return re.sub("(u)w(ow)", r"\1\2", keys, flags=re.IGNORECASE) + tone


def hyphenated(text: str) -> str:
    """Words of several syllables as the print of 1917 has them: `chính-phủ lâm-thời`."""
    return segment(_nfc(text)).replace("_", "-")


def with_typo(text: str) -> str:
    """One letter of one content word changed, dropped or swapped with the next."""
    text = _nfc(text)
    chance = random.Random(text)
    words = [w for w in _CONTENT_WORD.finditer(text) if w[0].lower() not in _FUNCTION_WORDS]
    if not words:
        return text
    word = chance.choice(words)
    at = chance.randrange(word.start(), word.end() - 1)
    letter, following = text[at], text[at + 1]
    slips = {
        "changed": chance.choice(ascii_lowercase.replace(letter.lower(), "")) + following,
        "dropped": following,
        "swapped": following + letter,
    }
    return text[:at] + slips[chance.choice(list(slips))] + text[at + 2 :]


VARIANTS: dict[str, Callable[[str], str]] = {
    TYPED: str,
    UNACCENTED: unaccented,
    "half accented": half_accented,
    "NFD": decomposed,
    "tone style": other_tone_style,
    "hyphens": hyphenated,
    "typo": with_typo,
    "Telex": telex,
}
