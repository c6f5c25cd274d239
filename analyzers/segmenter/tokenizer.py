"""Cuts a run of non-space characters into pyvi's tokens (syllables, numbers, marks, addresses).

pyvi runs one regular expression over the whole text. Apart from "\\n", which is a token, none of
its alternatives matches white space or looks beyond what it matches, so a text's tokens are
those of its white-space-separated chunks, one after another. Every other character is matched by
``\\w+`` or ``[^\\w\\s]``: the tokens of a chunk tile it without gaps.

pyvi's expression reads ahead for an "@" from every token anew, which on a long chunk of marks
and letters takes quadratic time; here every chunk takes linear time.
"""

import re
from collections.abc import Iterator

_BEFORE_EMAIL = r"[A-ZĐ]+\.|Tp\.|Mr\.|Mrs\.|Ms\.|Dr\.|ThS\.|==>|->|\.\.\.|>>|\w++://\S+"
_AFTER_EMAIL = r"\d++(?:[.,_]\d++)++|[^\w\s]|\w+"

_before_email = re.compile(_BEFORE_EMAIL)
_not_email = re.compile(f"{_BEFORE_EMAIL}|{_AFTER_EMAIL}")
_email_name = re.compile(r"(?<![a-zA-Z0-9_.+-])[a-zA-Z0-9_.+-]++@")
_email_host = re.compile(r"[a-zA-Z0-9-]++(?:\.[a-zA-Z0-9-]++)++")


def chunk_tokens(chunk: str) -> list[str]:
    """pyvi's tokens of a non-empty chunk without white space; joined, they are the chunk."""
    if chunk.isalnum():
        return [chunk]  # all alternatives but \w+ need a character that is not alphanumeric
    if "@" in chunk:
        return list(_with_emails(chunk))
    return _not_email.findall(chunk)


def _with_emails(chunk: str) -> Iterator[str]:
    position = 0
    for name in _email_name.finditer(chunk):
        host = _email_host.match(chunk, name.end())
        if host is None:
            continue
        # A token that begins anywhere in the name runs to the end of the address, unless one of
        # the alternatives that come first in pyvi's expression matches there.
        while position < name.end() - 1:
            match = _before_email.match(chunk, position)
            if match is None and position >= name.start():
                match = host
            elif match is None:
                match = _not_email.match(chunk, position)
            assert match is not None  # _not_email matches any character but white space
            yield chunk[position : match.end()]
            position = match.end()
    yield from _not_email.findall(chunk, position)
