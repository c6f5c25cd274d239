"""Finds and reads the data files of the installed pyvi, without importing or unpickling it.

Importing pyvi costs seconds and brings scikit-learn; unpickling runs what the file says. Both
files are only read: ``models/pyvi3.pkl`` (a pickled sklearn_crfsuite estimator that holds the
bytes of a CRFsuite model as one string) and ``models/words.txt`` (one word a line).
"""

import hashlib
import pickletools
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from analyzers.segmenter.errors import SegmentationModelError

_MODEL = "models/pyvi3.pkl"
_WORDS = "models/words.txt"


@dataclass(frozen=True, slots=True)
class PyviFiles:
    """The raw bytes of pyvi's model and word list, and the version they came with."""

    version: str
    model: bytes
    words: bytes

    @property
    def fingerprint(self) -> str:
        """pyvi's version and the first 64 bits of a SHA-256 over both files."""
        digest = hashlib.sha256(hashlib.sha256(self.model).digest())
        digest.update(hashlib.sha256(self.words).digest())
        return f"pyvi-{self.version}-{digest.hexdigest()[:16]}"


def read_pyvi_files() -> PyviFiles:
    """Read the files of the pyvi on the import path.

    Raises SegmentationModelError where pyvi is not installed or a file cannot be read.
    """
    try:
        spec = find_spec("pyvi")
    except ValueError:  # pyvi stands in sys.modules without a spec
        spec = None
    if spec is None or not spec.submodule_search_locations:
        raise SegmentationModelError("pyvi is not installed (pip install pyvi)")
    folder = Path(next(iter(spec.submodule_search_locations)))
    try:
        model, words = (folder / _MODEL).read_bytes(), (folder / _WORDS).read_bytes()
    except OSError as error:
        raise SegmentationModelError(f"cannot read pyvi's data: {error}") from error
    try:
        version = metadata.version("pyvi")
    except metadata.PackageNotFoundError:
        version = "unknown"
    return PyviFiles(version, model, words)


def embedded_crf(pickled: bytes) -> bytes:
    """The CRFsuite model inside pyvi's pickle, found by reading its opcodes, running none.

    Python 2 and protocol 2 wrote bytes as a latin-1 string, later protocols as bytes.
    Raises SegmentationModelError where there is none.
    """
    try:
        for _, argument, _ in pickletools.genops(pickled):
            if isinstance(argument, str) and argument.startswith("lCRF"):
                return argument.encode("latin-1")
            if isinstance(argument, bytes) and argument.startswith(b"lCRF"):
                return argument
    except ValueError as error:  # includes UnicodeError
        raise SegmentationModelError(f"damaged pickle {_MODEL}: {error}") from error
    raise SegmentationModelError(f"no CRFsuite model in {_MODEL}")


def word_sequences(words: bytes) -> tuple[list[tuple[str, str]], list[tuple[str, str, str]]]:
    """Pairs and triples of the word list, cut as pyvi cuts it: at "\\n", then at " " alone.

    Entries that are not in lower case stay in: pyvi looks up lower-cased text, so they match
    nothing there and nothing here. Raises SegmentationModelError where it is not UTF-8.
    """
    try:
        lines = words.decode().split("\n")
    except UnicodeDecodeError as error:
        raise SegmentationModelError(f"damaged {_WORDS}: {error}") from error
    pairs, triples = [], []
    for parts in (line.split(" ") for line in lines):
        if len(parts) == 2:
            pairs.append((parts[0], parts[1]))
        elif len(parts) == 3:
            triples.append((parts[0], parts[1], parts[2]))
    return pairs, triples
