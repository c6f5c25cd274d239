"""Finding facet values by their words: a second form of each value, to be matched by a pattern.

` nguyen=nguyễn du=du␟Nguyễn Du`: each word without its marks and with them, then the value.
"""

from collections.abc import Iterable
from functools import lru_cache

from analyzers import fold, spelling_variants, syllables
from searchsvc.query import Typed

#: No value has this character: it counts as white space, and values have only plain spaces.
_END = "\x1f"
_WITHIN = f"[^{_END}]*"


@lru_cache(maxsize=1 << 13)
def worded(value: str) -> str:
    """The second form of a value."""
    words = (f" {syllable.folded}={syllable.term}" for syllable in syllables(value))
    return "".join(words) + _END + value


def value_of(form: str) -> str:
    return form.rpartition(_END)[2]


def pattern(typed: Iterable[Typed], keep_marks: bool) -> str:
    """A regular expression for forms of values that have words beginning as typed, in that order,
    or being the other spelling of what was typed (`lí`, `lý`).

    `keep_marks`: words typed with marks must have them; else marks are ignored.
    """
    words = (_word(word, keep_marks and word.has_marks) for word in typed)
    return "".join(_WITHIN + word for word in words) + f"{_WITHIN}{_END}{_WITHIN}"


def _word(typed: Typed, with_marks: bool) -> str:
    if with_marks:
        others = (f"{fold(other)}={other}" for other in spelling_variants(typed.term))
        ways = f"[^ ={_END}]*={typed.term}", *others
    else:
        ways = typed.folded, *(f"{other}=" for other in spelling_variants(typed.folded))
    return f" (?:{'|'.join(ways)})"
