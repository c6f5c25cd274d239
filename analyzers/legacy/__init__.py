"""Vietnamese text in encodings older than Unicode: recognized and converted, or left alone.

`decode_bytes` reads the bytes of a file; `repair` looks at a page of text that may have been read
in a wrong encoding. Both decide by evidence, and say what they suspect where it is not enough.
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
