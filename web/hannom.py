"""Hán and Nôm on a page: marked as such, so that fonts and screen readers know what they meet."""

import re

from markupsafe import Markup, escape

from analyzers.characters import IDEOGRAPHS

_RUN = re.compile(f"[{IDEOGRAPHS}]+")
#: Ext. B and later, and the private-use areas: what the fonts of most machines lack.
_RARE = re.compile("[\ue000-\uf8ff\U00020000-\U000323af\U000f0000-\U0010fffd]")


def with_runs(text: str, lang: str) -> Markup:
    """The text, escaped, every run of ideographs in an element of its own.

    `lang`: the language of these runs, as an HTML attribute has it.
    """
    done = 0
    pieces: list[str] = []
    for run in _RUN.finditer(text):
        span = Markup('<span class="han" lang="{}">{}</span>').format(lang, run[0])
        pieces += escape(text[done : run.start()]), span
        done = run.end()
    return Markup("".join([*pieces, escape(text[done:])]))


def rare_count(text: str) -> int:
    """How many characters of the text need a font made for Hán-Nôm."""
    return len(_RARE.findall(text))


def run_language(languages: tuple[str, ...]) -> str:
    """The language of ideographs in an item of these languages: Nôm wherever Vietnamese is one."""
    for code in languages:
        if code.partition("-")[0] in ("lzh", "zh", "ja", "ko"):
            return code if re.fullmatch("[A-Za-z0-9-]{2,35}", code) else "lzh"
    return "vi-Hani"
