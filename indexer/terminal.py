"""What may be written to a terminal."""

import re
import unicodedata

#: Unicode categories of what is not shown but obeyed: controls, formats, halves, separators.
_STEERING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def one_line(text: str) -> str:
    """Text that cannot steer the terminal: controls and line ends become spaces."""
    plain = re.sub(r"\s+", " ", text)
    return "".join(" " if unicodedata.category(c) in _STEERING else c for c in plain)
