"""Merged cells of a sheet: what one says down several rows holds for each of them."""

import re
from collections import defaultdict

from openpyxl.utils import column_index_from_string

_RANGE = re.compile(
    rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"'
)


class Merged:
    """The merged cells of a sheet's XML. Rows are counted from 1, and asked for in their order."""

    def __init__(self, xml: bytes) -> None:
        # By the row where they begin: column, from 0, and last row.
        self._down: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        self._across: set[int] = set()
        self._open: dict[int, tuple[int, str]] = {}
        for left, top, right, bottom in _RANGE.findall(xml):
            if int(bottom) > int(top):
                column = column_index_from_string(left.decode()) - 1
                self._down[int(top)].append((column, int(bottom)))
            elif left != right:
                self._across.add(int(top))

    def filled(self, number: int, cells: list[str]) -> list[str]:
        """A row's cells with what cells from above say of it; a blank row stays one."""
        self._open = {c: (last, text) for c, (last, text) in self._open.items() if last >= number}
        if any(map(str.strip, cells)):
            for column, (_, text) in self._open.items():
                cells += [""] * (column + 1 - len(cells))
                cells[column] = cells[column] or text
        for column, last in self._down.get(number, ()):
            if column < len(cells):
                self._open[column] = last, cells[column]
        return cells

    def is_upper_half(self, number: int) -> bool:
        """Whether a row may be the upper one of two with headings: some of its cells are of both,
        and others head several columns.
        """
        return number in self._down and number in self._across
