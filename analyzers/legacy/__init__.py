"""Vietnamese before Unicode: found out, converted, or left alone and reported.

`decode_bytes` takes a file, `repair` a page of text that may be rubbish. Both decide by evidence.
"""

from analyzers.legacy.codec import decode, encode
from analyzers.legacy.detect import (
    CONFIDENCE,
    Decision,
    UnknownEncodingError,
    decode_bytes,
    repair,
)
from analyzers.legacy.tables import Encoding

__all__ = [
    "CONFIDENCE",
    "Decision",
    "Encoding",
    "UnknownEncodingError",
    "decode",
    "decode_bytes",
    "encode",
    "repair",
]
