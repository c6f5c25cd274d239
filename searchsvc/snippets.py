"""Snippets: the part of a text that shows best where a query's words are, escaped.

A snippet is an exact piece of the text, of whole sentences where they fit.

It shows the stretch, of at most three quarters of its characters, that has most different words of
the query (a phrase counts as many as it has); of these, most pairs of words that follow each other
as in the query; then most matches in the characters of a snippet from there on; then the shortest.
Around it stand the sentences that fit, those behind it first; where its own does not, its beginning
or its end. A line is a sentence if the next one does not begin with a small letter. All of that is
done in C (`kernel/snippets.c`).
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from analyzers import TextRow, text_of, with_kinds
from analyzers.kernel import kernel
from searchsvc.matches import Found, Matches

SNIPPET_CHARACTERS = 240


def snippet(text: str, found: Sequence[Found], size: int = SNIPPET_CHARACTERS) -> str:
    """The part of `text` that shows most of the query, escaped, with `<mark>` round each match.

    It has at most `size` characters, unless a single match is longer. When nothing was found, it is
    the beginning of the text.
    """
    return snippets(TextRow.of([text]), Matches.of([found]), size)[0]


def snippets(texts: TextRow, found: Matches, size: int = SNIPPET_CHARACTERS) -> list[str]:
    """`snippet` of each text; faster than one by one."""
    if not len(texts):
        return []
    row, longest = with_kinds(texts), int(np.diff(texts.ends).max())
    words = 1 + max(found.columns[2].tolist(), default=0)
    places = np.empty(2 * longest + 1, np.int32)
    parts = np.empty(2 * len(texts), np.int64)
    ends = np.empty(len(texts) + 1, np.int64)
    counts = np.zeros(2 * words, np.int32)
    columns, bounds = found.columns, found.bounds
    kernel().choose_parts(row, columns, bounds, size, counts, words, places, parts, ends)
    letters = np.empty(int(ends[-1]), np.uint32)
    kernel().write_parts(row, columns, bounds, parts, ends, letters)
    html = text_of(letters)
    return [html[start:end] for start, end in pairwise(ends.tolist())]
