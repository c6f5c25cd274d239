"""Where sentences end, by a regular expression: what the compiled kernel is compared with."""

import re
from collections.abc import Iterator

_SHORT = frozenset(
    """
    tp tx tt gs ts pgs ths cn ks bs ls ds kts nsnd nsưt nxb tr st vs mr mrs ms dr prof jr
    no vol p pp ed cf sđd ph q vd
    """.split()
)
_LONGEST_SHORT = max(map(len, _SHORT))
_END = re.compile(
    r"""
    [.!?…。！？\n] (?:
      (?<=[.!?…]) (?<![.!?…].)                  # marks of European writing, from the first one
      [.!?…]*+ [)\]"'’”»]*+ (?!\S)             # on, and what they close
    | (?<=[。！？]) [。！？]*+ [」』”]*+           # those of Chinese, where no space follows
    | (?<=\n) (?: [^\S\n]*+ \n )++               # empty lines
    )
    """,
    re.VERBOSE,
)
_CLOSING = ")]\"'’”»"
_BETWEEN = re.compile(r"\s{1,4}[^\w\s]{0,2}\s?")
_LAST_WORD = re.compile(r"[^\W_]+\Z")


def plain_sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _END.finditer(text):
        if _ends_sentence(text, match):
            yield start, match.end()
            start = match.end()
    if start < len(text):
        yield start, len(text)


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    mark = match[0].rstrip(_CLOSING)
    if mark.strip(".…"):
        return True
    start, end = match.span()
    following = text[end + 1 : end + 2]
    if not following.isalnum():
        between = _BETWEEN.match(text, end)
        following = text[between.end() : between.end() + 1] if between else ""
    if following.islower():
        return False
    if mark != ".":
        return True
    word = _LAST_WORD.search(text, max(0, start - _LONGEST_SHORT - 1), start)
    return word is None or not (
        (len(word[0]) == 1 and word[0].isalpha()) or word[0].lower() in _SHORT
    )
