"""Telex and VNI keystrokes that no input method turned into letters: `thuw vieejn`, `thu7 vie6n5`.

`read_keystrokes` says what was meant, and judges whether keystrokes were typed at all.
"""

from analyzers.keystrokes.judgement import Keystrokes, read_keystrokes
from analyzers.keystrokes.methods import Method

__all__ = ["Keystrokes", "Method", "read_keystrokes"]
