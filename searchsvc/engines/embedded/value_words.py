"""Facet values by their words: a second form of each value, which a pattern can be matched with.

` nguyen=nguyễn du=du␟Nguyễn Du`: each word without its marks and with them, then the value.
"""

from collections.abc import Iterable
from functools import lru_cache

from analyzers import syllables
from searchsvc.query import Typed

#: No value holds it: it counts as space, and values have no other than the plain one.
_END = "\x1f"
_WITHIN = f"[^{_END}]*"


@lru_cache(maxsize=1 << 13)
def worded(value: str) -> str:
    """The second form."""
    words = (f" {syllable.folded}={syllable.term}" for syllable in syllables(value))
    return "".join(words) + _END + value


def value_of(form: str) -> str:
    return form.rpartition(_END)[2]


def pattern(typed: Iterable[Typed], keep_marks: bool) -> str:
    """A regular expression for forms of values whose words begin as typed, in that order.

    `keep_marks`: what is typed with marks must stand so; else any forms of all words will do.
    """
    words = (
        f" [^ ={_END}]*={word.term}" if keep_marks and word.has_marks else f" {word.folded}"
        for word in typed
    )
    return "".join(_WITHIN + word for word in words) + f"{_WITHIN}{_END}{_WITHIN}"
