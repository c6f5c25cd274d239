"""JSON of what a record has under unknown keys: whole numbers of any size come back as they are.

orjson is what reads and writes; it makes a float of a whole number beyond 64 bits, and refuses to
write one. The standard library, many times slower, does neither, and is asked only then.
"""

import json

import orjson

#: Whole numbers up to this are read as they are.
_LARGEST = 2.0**63


def has_rounded(*values: object) -> bool:
    """Whether there may be whole numbers in these values that orjson has made floats of."""
    waiting = list(values)
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, float) and abs(value) >= _LARGEST:
            return True
    return False


def dumps(value: object, option: int = 0) -> bytes:
    """UTF-8, as orjson writes it, whose options these are: of order and of indentation.

    Raises TypeError for what is no JSON, UnicodeEncodeError for half a surrogate pair.
    """
    try:
        return orjson.dumps(value, option=option)
    except TypeError:
        ordered = bool(option & orjson.OPT_SORT_KEYS)
        indent = 2 if option & orjson.OPT_INDENT_2 else None
        return json.dumps(value, ensure_ascii=False, sort_keys=ordered, indent=indent).encode()
