"""Names of files as people and programs write them: in capitals or not, letters composed or not."""

import os
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path


class Spelled:
    """A set of names, each found by another spelling where only one of them can be meant."""

    def __init__(self, names: Iterable[str]) -> None:
        self._alike: dict[str, set[str]] = defaultdict(set)
        for name in names:
            for key in {name, _composed(name), _folded(name)}:
                self._alike[key].add(name)
        self._names = {name for alike in self._alike.values() for name in alike}

    def find(self, wanted: str) -> str | None:
        """The name that is so spelled; else the only one that is but for composing, or but for
        that and capitals; None for no such name, or several.
        """
        if wanted in self._names:
            return wanted
        for spelling in (_composed, _folded):
            key = spelling(wanted)
            alike = [name for name in self._alike.get(key, ()) if spelling(name) == key]
            if len(alike) == 1:
                return alike[0]
        return None


class Entries:
    """What is below a folder, found by names that may be spelled otherwise than on the disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._listed: dict[Path, Spelled] = {}

    def find(self, name: str) -> str:
        """A relative path as the disk has it, as far as anything there is like what is given."""
        if self.has(name):
            return name
        found = Path()
        parts = Path(name).parts
        for position, part in enumerate(parts):
            spelled = self._in(self._folder / found).find(part)
            if spelled is None:
                return str(found.joinpath(*parts[position:]))
            found /= spelled
        return str(found)

    def has(self, name: str) -> bool:
        """Whether there is anything of just this name."""
        try:
            return os.path.lexists(self._folder / name)
        except ValueError:  # a NUL in it
            return False

    def _in(self, folder: Path) -> Spelled:
        if folder not in self._listed:
            self._listed[folder] = Spelled(_names_in(folder))
        return self._listed[folder]


def _names_in(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)
    except (OSError, ValueError):
        return []


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _folded(name: str) -> str:
    return _composed(_composed(name).casefold())
