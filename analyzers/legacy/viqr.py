"""Evidence that a text is VIQR, which is written with punctuation marks."""

import re
from functools import cache

from analyzers.legacy.codec import decode_characters
from analyzers.legacy.evidence import Evidence, weigh
from analyzers.legacy.tables import Encoding

#: What a mark can follow.
_MARKED = frozenset("aeiouyAEIOUYdD^(+*")


def viqr_evidence(text: str) -> Evidence:
    """The evidence of accented words and of marks that are escaped with a backslash.

    An escape speaks for VIQR where VIQR needs it, and against it elsewhere. In a text that has no
    such escape, a mark at the end of a word is taken for punctuation: `Anh ta.` shows no tone.
    """
    escapes = _escape().findall(text)
    needed = [escape for escape in escapes if escape[-3:-2] in _MARKED]
    if not needed:
        return weigh(decode_characters(_doubtful_mark().sub(" ", text), Encoding.VIQR))
    found = weigh(decode_characters(text, Encoding.VIQR))
    right, total = found.right + len(needed), found.total + len(escapes)
    return Evidence(right, total, found.kinds.union(needed))


@cache
def _escape() -> re.Pattern[str]:
    return re.compile(r"[A-Za-z^(+*]{0,8}\\[dD^(+*`?~'.]")


@cache
def _doubtful_mark() -> re.Pattern[str]:
    return re.compile(
        r"(?<=[aeiouyAEIOUY])[`?~'.](?![A-Za-z])"  # ends a word
        r"|(?<![A-Za-z][aeiouyAEIOUY])(?<=[aeiouyAEIOUY])[.'](?=[A-Za-z])"  # U.N., I'm
    )
