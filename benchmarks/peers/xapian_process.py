"""Xapian, in a process of Debian's own Python (see `xapian_child`), for a pipe's round trip more.

Two databases, a page a document in both: terms with marks, and folded, none stemmed. Which is asked
is told by whether the query has marks. All words are asked for, any of them when a long
query finds nothing so. BM25, titles counting five times; collapsed to items; one match spy counts
the items, from which total and facets come. Phrases, prefixes (the 100 most frequent
continuations) and snippets are Xapian's; what was asked without marks is shown without them.
"""

import json
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.peers.documents import words
from benchmarks.peers.files import size_of
from benchmarks.peers.protocol import TOP, Answer, Client, PageDocument, Query, is_long

#: Debian's Python: its packages are built for no other.
_PYTHON = Path("/usr/bin/python3")
#: Documents indexed in memory before they are written: more than its default of 10,000.
_FLUSH_AFTER = 50_000
_CHILD = Path(__file__).with_name("xapian_child.py")


class Xapian:
    name = "Xapian"

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "index"

    def missing(self) -> str | None:
        if not _PYTHON.exists():
            return f"no {_PYTHON}"
        return None if self.version() else f"no Xapian for {_PYTHON}: apt install python3-xapian"

    def version(self) -> str:
        asked = [str(_PYTHON), "-I", "-c", "import xapian; print(xapian.version_string())"]
        return subprocess.run(asked, capture_output=True, text=True).stdout.strip()

    def build(self, pages: Iterable[PageDocument]) -> None:
        self._folder.mkdir()
        child = _start(self._folder, "build")
        with child:
            assert child.stdin and child.stdout
            for page in pages:
                child.stdin.write(json.dumps(_document(page)) + "\n")
            child.stdin.close()
            assert json.loads(child.stdout.readline())["built"]
        assert child.returncode == 0

    @contextmanager
    def running(self) -> Iterator[None]:
        yield

    def client(self) -> Client:
        return _Client(self._folder)

    def size(self) -> int:
        return size_of(self._folder)


def _document(page: PageDocument) -> dict[str, Any]:
    item = page.item
    return {
        "item": {
            "number": item.number,
            "id": item.id,
            "year": item.year,
            "facets": item.facets(),
        },
        "title": page.title,
        "text": page.text,
    }


def _start(folder: Path, task: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [_PYTHON, "-I", _CHILD, folder, task],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={"XAPIAN_FLUSH_THRESHOLD": str(_FLUSH_AFTER)},
    )


class _Client:
    def __init__(self, folder: Path) -> None:
        self._child = _start(folder, "search")
        self._read()

    def search(self, query: Query) -> Answer:
        asked = {
            "form": query.form,
            "texts": query.texts,
            "is_marked": query.marked,
            "is_long": is_long(words(" ".join(query.texts))),
            "only": query.type,
            "top": TOP,
        }
        assert self._child.stdin
        self._child.stdin.write(json.dumps(asked) + "\n")
        self._child.stdin.flush()
        found = self._read()
        return Answer(
            found["total"], tuple(found["items"]), tuple(found["snippets"]), found["facets"]
        )

    def close(self) -> None:
        with self._child:
            pass  # it ends with its input

    def _read(self) -> dict[str, Any]:
        assert self._child.stdout
        line = self._child.stdout.readline()
        if not line:
            raise RuntimeError("Xapian's process has ended")
        found: dict[str, Any] = json.loads(line)
        return found
