"""Characters that Word keeps by their place in a font (`w:sym`): Symbol's Greek and signs."""

from typing import Final

#: Where Word puts the 256 places of such a font.
_PRIVATE = range(0xF000, 0xF100)
_SYMBOL: Final = {
    **dict(zip(range(0x41, 0x5B), "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True)),
    **dict(zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True)),
    **dict(zip(range(0xA1, 0xC0), "ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵", strict=True)),
    **dict(zip(range(0xC0, 0xD0), "ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉", strict=True)),
    **dict(zip(range(0xD0, 0xE0), "∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓", strict=True)),
    0x22: "∀",
    0x24: "∃",
    0x27: "∋",
    0x2D: "−",
    0x40: "≅",
    0x5C: "∴",
    0x5E: "⊥",
    0x7E: "∼",
    0xE0: "◊",
    0xE5: "∑",
    0xF2: "∫",
}
_SOFT_HYPHEN = 0xAD  # `ư` in fonts of TCVN3
#: Fonts of pictures. One stands between words, and is none itself.
_PICTURES = ("wingdings", "webdings", "marlett")


def symbol(font: str, char: str) -> str:
    """The character at a place (hexadecimal) of a font; a space for a picture, '' for no place.

    Of a font that is not known the place is the character, as it is in legacy Vietnamese fonts.
    """
    try:
        place = int(char, 16)
        place -= _PRIVATE.start if place in _PRIVATE else 0
        found = chr(place)
    except (ValueError, OverflowError):
        return ""
    if font.lower().startswith(_PICTURES):
        return " "
    if font.lower() == "symbol" and place in _SYMBOL:
        return _SYMBOL[place]
    return found if found.isprintable() or place == _SOFT_HYPHEN else ""
