"""The sample collection: its texts, and the program that makes its pages."""

from pathlib import Path

#: The folder of the items: what `tangthu demo` takes in.
ITEMS = Path(__file__).parent / "items"
