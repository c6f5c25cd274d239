"""How well do words agree with those that people marked, ours, pyvi's, and plain syllables?

    python -m benchmarks.segmentation_quality [--train] [--data FOLDER] [--json]

Gold words are those of the Vietnamese treebank of Universal Dependencies (VTB), development part.
Our words must be pyvi's; what pyvi was trained on may hold some of these sentences, so the
figures tell that nothing broke rather than how well words are found in other texts.
"""

import argparse
import json
import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from analyzers.segmenter import segment, segmentation
from benchmarks.collection import DATA
from benchmarks.segmentation import pyvi_tokenize

Span = tuple[int, int]


class Sentence(NamedTuple):
    """Words as people marked them, in order, and the text that they are the words of."""

    words: list[str]
    text: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many words both have, and each has; a word agrees if both its ends do."""

    common: int
    found: int
    gold: int

    @property
    def precision(self) -> float:
        """Percent of the words found that are gold ones."""
        return 100 * self.common / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Percent of the gold words that are found."""
        return 100 * self.common / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Their harmonic mean, in percent."""
        both = self.found + self.gold
        return 200 * self.common / both if both else 0.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; returns the exit status, 1 where our words are not pyvi's."""
    parser = argparse.ArgumentParser(description="Segmentation: agreement with marked words.")
    parser.add_argument("--train", action="store_true", help="the training part instead")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of real collections")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args(arguments)

    part = "train" if options.train else "dev"
    file = options.data / "segmentation" / f"vi_vtb-ud-{part}.conllu"
    if not file.is_file():
        print(f"no treebank at {file}: nothing to measure", file=sys.stderr)
        return 0
    sentences = read_conllu(file.read_text("utf-8"))
    tokenize = pyvi_tokenize()
    ways: dict[str, Callable[[str], list[str]]] = {
        "ours": lambda text: segment(text).split(" "),
        "pyvi": lambda text: tokenize(text).split(" "),
        "plain syllables": lambda text: list(
            segmentation(unicodedata.normalize("NFC", text)).tokens
        ),
    }
    results = {name: agreement(sentences, words) for name, words in ways.items()}
    _report(options.json, part, len(sentences), results)
    return int(results["ours"] != results["pyvi"])


def read_conllu(content: str) -> list[Sentence]:
    """The sentences of a CoNLL-U file.

    A word is a surface token: of a multiword token its form, not its parts; empty nodes are none.
    """
    sentences = []
    for block in content.split("\n\n"):
        rows = [line.split("\t") for line in block.splitlines() if line[:1] not in ("", "#")]
        words: list[str] = []
        text = ""
        covered = 0
        for number, form, *_, misc in rows:
            first, _, last = number.partition("-")
            if "." in number or (not last and int(first) <= covered):
                continue
            covered = int(last or first)
            words.append(form)
            text += form if "SpaceAfter=No" in misc.split("|") else form + " "
        if words:
            sentences.append(Sentence(words, text.rstrip()))
    return sentences


def agreement(
    sentences: Iterable[Sentence], find_words: Callable[[str], Iterable[str]]
) -> Agreement:
    """Of the words that are found in each sentence's text with its gold words."""
    common = found = gold = 0
    for sentence in sentences:
        ours, theirs = spans(find_words(sentence.text)), spans(sentence.words)
        common += len(ours & theirs)
        found += len(ours)
        gold += len(theirs)
    return Agreement(common, found, gold)


def spans(words: Iterable[str]) -> set[Span]:
    """Where words begin and end, counted in characters (NFC) that are no white space and no "_"."""
    found = set()
    begin = 0
    for word in words:
        normal = unicodedata.normalize("NFC", word).replace("_", "")
        end = begin + len("".join(normal.split()))
        if end > begin:
            found.add((begin, end))
        begin = end
    return found


def _report(as_json: bool, part: str, sentences: int, results: dict[str, Agreement]) -> None:
    if as_json:
        figures = {
            name: {"precision": way.precision, "recall": way.recall, "f1": way.f1}
            for name, way in results.items()
        }
        content = {"part": part, "sentences": sentences, "percent": figures}
        print(json.dumps(content, indent=2))
        return
    print(f"{sentences:,} sentences, {results['ours'].gold:,} marked words (VTB {part})\n")
    print(f"{'percent':<18}{'precision':>10}{'recall':>10}{'F1':>10}")
    for name, way in results.items():
        print(f"{name:<18}{way.precision:>10.2f}{way.recall:>10.2f}{way.f1:>10.2f}")


if __name__ == "__main__":
    sys.exit(main())
