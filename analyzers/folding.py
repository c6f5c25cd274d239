"""Folding: letters without their marks, one code point for one code point."""

import unicodedata

#: Letters that Unicode does not take for a letter and a mark, but readers do.
_STROKES = dict(zip("đĐøØłŁħĦŧŦı", "dDoOlLhHtTi", strict=True))
#: The first plane of Unicode: all scripts in use.
_LEARNT_BELOW = 0x10000


class _FoldedCharacters(dict[int, str]):
    """`str.translate` table that learns a character when it first meets it, but no rare ideograph:
    there are too many, and it would never forget them.
    """

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = _STROKES.get(character) or unicodedata.normalize("NFD", character)[0]
        # Hangul and some Indic letters decompose into other letters, not into letter and mark.
        if folded != character and not _is_marked(character):
            folded = character
        if code < _LEARNT_BELOW:
            self[code] = folded
        return folded


def _is_marked(character: str) -> bool:
    if character in _STROKES:
        return True
    return all(unicodedata.combining(mark) for mark in unicodedata.normalize("NFD", character)[1:])


_TABLE = _FoldedCharacters()


def fold(text: str) -> str:
    """NFC `text` without marks: `đường` → `duong`. As long as the text, so offsets stay true."""
    return text if text.isascii() else text.translate(_TABLE)


def has_marks(text: str) -> bool:
    """Whether folding changes the text: a word typed with any of its marks."""
    return fold(text) != text
