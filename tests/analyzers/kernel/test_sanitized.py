"""The C files, compiled so that every access outside an array ends the program."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[3]
_SOURCES = sorted((_ROOT / "analyzers" / "kernel").glob("*.c"))
_FLAGS = ["-std=c11", "-O1", "-g", "-shared", "-fPIC", "-Wall", "-Wextra", "-Werror"]
_SANITIZERS = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
#: Made-up texts, short and long, of few letters and of many, with all kinds of white space.
_SCRIPT = """
import random, sys
import numpy as np
from analyzers import Analyzer, TextRow, TextTerms, distinct_terms, sentences
from analyzers.kernel import library
from analyzers.segmenter import chunk_numbers, segmenter
from searchsvc.matches import Found, Matches
from searchsvc.snippets import snippets
from searchsvc.suggest.folded import FoldedForms, folded_arrays
library._path = lambda: sys.argv[1]

# Beside a part of an array stands the rest of it, where the sanitizer sees nothing wrong.
def alone(given):
    if isinstance(given, np.ndarray):
        return given if given.base is None else given.copy()
    if not hasattr(given, "arrays"):
        return given
    fields = {name: getattr(given, name) for name, _ in given._fields_}
    arrays = {name: alone(array) for name, array in given.arrays.items()}
    return type(given)(**{**fields, **arrays})

def bring_back(given, used):
    if isinstance(given, np.ndarray):
        if given is not used and given.flags.writeable:
            given[...] = used
    elif hasattr(given, "arrays"):
        for name, array in given.arrays.items():
            bring_back(array, used.arrays[name])
        if hasattr(given, "count"):
            given.count = used.count

def with_arrays_alone(function):
    def call(*given):
        used = list(map(alone, given))
        result = function(*used)
        for one, other in zip(given, used):
            bring_back(one, other)
        return result
    return call

for name in library._FUNCTIONS:
    function = getattr(library.kernel(), name)
    setattr(library.kernel(), name, with_arrays_alone(function))

seed, rounds = 20261127, 400
letters = [*"aáđ.,!?_-+@:/1 \\n\\t", "\\u3000", "。", "\\ud800", "\\U00020000", "\\x00", "…"]
words = "thư viện Quốc gia Việt Nam TP. QĐ-TTg C++ a_b 1.5km 2175/QĐ-BVHTTDL a@b.vn http://x.vn".split()
altered = "1.000.000 x12.345y T H Ư ngh-\\niên a\\u0301 ﬁ".split(" ")
pick = random.Random(seed)
# With 0 all chunks have one hash.
for size, base in (3, 0x9E3779B97F4A7C15), (40, 0), (1 << 17, 0x9E3779B97F4A7C15):
    segmenter._VOCABULARY_CHUNKS, chunk_numbers._BASE = size, base
    for _ in range(rounds):
        any_letter = [chr(pick.randrange(0x110000))]
        kinds = pick.choice([letters, words, letters + words, words + altered, any_letter])
        link = pick.choice(["", " ", "\\n"])
        texts = [
            link.join(pick.choices(kinds, k=pick.choice([0, 1, 2, 3, 30, 300])))
            for _ in range(pick.randrange(5))
        ]
        streams = Analyzer().analyze_all(texts)
        assert len(streams) == len(texts)
        for one in streams:
            distinct_terms([one.text])
        for text in texts:
            list(sentences(text))
        row = TextTerms(TextRow.of(texts))
        forms = [pick.choice(words + ["a", "", "x" * 200]) for _ in range(pick.randrange(9))]
        for known in row.of_forms(forms), row.begun_with(forms), row.every_word():
            row.spans(known.numbers, known.numbers)
        found = []
        for text in texts:
            most = min(len(text), pick.choice([0, 9, 90]))
            edges = sorted(pick.sample(range(len(text)), k=most // 2 * 2))
            spans = zip(edges[::2], edges[1::2])
            found.append([Found(*span, pick.randrange(3)) for span in spans])
        snippets(TextRow.of(texts), Matches.of(found), pick.choice([1, 20, 240]))
        arrays = folded_arrays([*texts, *forms])
        folded = FoldedForms(arrays["folded_letters"], arrays["folded_ends"])
        for form in forms:
            folded.near(form, pick.randrange(3))
print("sound")
"""


@pytest.mark.skipif(not shutil.which("gcc"), reason="needs gcc and its sanitizers")
@pytest.mark.skipif(sys.platform != "linux", reason="preloads a library as Linux does")
def test_no_access_outside_an_array(tmp_path: Path) -> None:
    built = tmp_path / "kernel.so"
    subprocess.run(["gcc", *_FLAGS, *_SANITIZERS, "-o", built, *_SOURCES], check=True)
    libraries = [
        subprocess.run(["gcc", f"-print-file-name={name}"], capture_output=True, text=True)
        for name in ("libasan.so", "libubsan.so")
    ]
    environ = {
        **os.environ,
        "LD_PRELOAD": " ".join(found.stdout.strip() for found in libraries),
        "ASAN_OPTIONS": "detect_leaks=0",
        "PYTHONPATH": str(_ROOT),
        "PYTHONMALLOC": "malloc",
    }
    run = subprocess.run(
        [sys.executable, "-c", _SCRIPT, built], env=environ, capture_output=True, text=True
    )
    assert run.stdout == "sound\n", run.stderr[-3000:]
