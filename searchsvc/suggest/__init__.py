"""Suggestions: what may have been meant, what goes on from what was typed, what is alike.

All of it is made of the collection's own words (`vocabulary`), and shown only when it finds
something now. `vocabulary` is what engines derive and keep; nothing here knows an engine.
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
