"""Suggestions: queries that may have been meant, completions of what was typed, similar items.

They are made from the collection's own words (`vocabulary`, which engines derive and keep), and are
shown only when they find something now. Nothing here knows an engine.
"""

from searchsvc.suggest.alike import telling_words
from searchsvc.suggest.completion import completions
from searchsvc.suggest.didyoumean import Hits, did_you_mean
from searchsvc.suggest.phrases import Phrase, Source
from searchsvc.suggest.wording import likeliest_marks

__all__ = [
    "Hits",
    "Phrase",
    "Source",
    "completions",
    "did_you_mean",
    "likeliest_marks",
    "telling_words",
]
