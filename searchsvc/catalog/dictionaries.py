"""The dictionaries that a catalog's texts are packed with, trained on texts of its own.

Texts of one origin are alike: those that come together are packed with the dictionary that suits
them best, and where none does much for them, one is trained on them. Each is kept twice, with a
checksum, for without it no text that was packed with it can be read.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from hashlib import blake2b
from typing import Any, TypeGuard, TypeVar

import zstandard
from sqlalchemy import Connection, Row, delete, func, insert, inspect, select

from analyzers import TextRow
from searchsvc.catalog.codec import decode_text, decode_texts
from searchsvc.catalog.database import Database
from searchsvc.catalog.packing import UnknownDictionary, is_known, learn, pack
from searchsvc.catalog.schema import dictionaries, items, pages
from searchsvc.errors import CatalogUnavailable

P = TypeVar("P")
T = TypeVar("T")

#: As zstd's types have it.
Sample = bytes | bytearray | memoryview

#: Bytes of text for each dictionary: with fewer its copies take more room than it saves.
_TEXT_EACH = 16_000_000
#: Bytes. Twice as long it packs 1 % better, half as long 6 % worse.
_SIZE = 1 << 18
_COPIES = 2
#: A dictionary suits texts that it packs so many times smaller than the words of the language
#: alone do. One of their own kind packs them 16 to 37 % smaller, one of another kind up to 7 %.
_WORTH = 1.12
#: To choose a dictionary, the beginnings of so many texts are packed with each of the newest.
_TRIED, _NEWEST = 20, 8
#: A dictionary is trained on so many bytes; if the texts at hand are fewer, on so many pages of the
#: catalog too.
_SAMPLE, _PAGES = 4_000_000, 2000
#: Bytes that are one sample to zstd: some pages are books.
_PIECE = 4096
#: Of zstd's trainer: bytes of a segment, and those by which segments are compared. It would try
#: several otherwise, in four times the time, and pack a little worse (DECISIONS.md).
_TRAINING = {"k": 200, "d": 8}


class Dictionaries:
    """The dictionaries of a catalog that is written to."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._in_vain = 0

    def for_texts(self, connection: Connection, texts: Sequence[bytes]) -> int:
        """The number of the dictionary to pack texts with; 0 for none. One that is made for them is
        in the catalog once the transaction ends, before anything that is packed with it.
        """
        step = len(texts) // _TRIED + 1
        tried = [text[:_PIECE] for text in texts[::step]]
        known = self._known(connection)
        sizes = {number: _packed_size(tried, number) for number in (0, *known[:_NEWEST])}
        best = min(sizes, key=sizes.__getitem__)
        if sizes[best] * _WORTH <= sizes[0]:
            return best
        total = connection.scalar(select(func.sum(items.c.text_bytes))) or 0
        total += sum(map(len, texts))
        if total < max(_TEXT_EACH * (len(known) + 1), 2 * self._in_vain):
            return best
        # Texts that are all alike give none.
        with suppress(zstandard.ZstdError):
            # Not on those that it is then judged by.
            others = [text for n, text in enumerate(texts) if n % step]
            sample = self._sample(connection, others)
            data = zstandard.train_dictionary(_SIZE, sample, **_TRAINING).as_bytes()
            number = learn(data)
            if _packed_size(tried, number) * _WORTH <= sizes[0]:
                connection.execute(insert(dictionaries), [_row(number, data)] * _COPIES)
                return number
        self._in_vain = total
        return best

    def _known(self, connection: Connection) -> list[int]:
        """The numbers of all dictionaries, newest first; those that may be chosen are learnt."""
        last = func.max(dictionaries.c.id)
        numbers = select(dictionaries.c.number).group_by(dictionaries.c.number)
        found = list(connection.scalars(numbers.order_by(last.desc())))
        for number in found[:_NEWEST]:
            if not is_known(number):
                learn_dictionary(self._database, number)
        return found

    def _sample(self, connection: Connection, texts: Sequence[bytes]) -> list[Sample]:
        """Pieces of the texts, and of what was taken in last if they are too short."""
        taken = list(texts)
        if sum(map(len, texts)) < _SAMPLE:
            last = select(pages.c.text).order_by(pages.c.id.desc()).limit(_PAGES)
            taken += (read_text(self._database, t).encode() for t in connection.scalars(last))
        pieces = [text[at : at + _PIECE] for text in taken for at in range(0, len(text), _PIECE)]
        return list(pieces[:: sum(map(len, pieces)) // _SAMPLE + 1])

    def mend(self) -> list[str]:
        """Copy each dictionary of which only one copy is sound; gives a line for each copy made."""
        read = [(id_, row) for id_, row in _rows(self._database) if row]
        sound = {row.number: row for _, row in read if _is_sound(row)}
        copies = Counter(row.number for _, row in read if _is_sound(row))
        damaged = [id_ for id_, row in read if not _is_sound(row)]
        missing = [
            _row(row.number, row.data)
            for row in sound.values()
            for _ in range(_COPIES - copies[row.number])
        ]
        if damaged or missing:
            with self._database.transaction() as connection:
                connection.execute(delete(dictionaries).where(dictionaries.c.id.in_(damaged)))
                if missing:
                    connection.execute(insert(dictionaries), missing)
        return [f"copied the dictionary {row['number']} of the texts anew" for row in missing]


def read_text(database: Database, data: bytes) -> str:
    """A packed text of this catalog. Raises CatalogUnavailable."""
    return _read(database, decode_text, data)


def read_texts(database: Database, packed: Sequence[bytes]) -> TextRow:
    """Packed texts of this catalog, in a row. Raises CatalogUnavailable."""
    return _read(database, decode_texts, packed)


def _read(database: Database, decode: Callable[[P], T], packed: P) -> T:
    while True:
        try:
            return decode(packed)
        except UnknownDictionary as unknown:
            (number,) = unknown.args
        learn_dictionary(database, number)


def learn_dictionary(database: Database, number: int) -> None:
    """Make the dictionary of this number known. Raises CatalogUnavailable when no copy is sound."""
    for _, row in _rows(database, number):
        if _is_sound(row) and learn(row.data) == number:
            return
    raise CatalogUnavailable(f"a text is packed with the dictionary {number}, which is lost")


def dictionary_problems(database: Database) -> list[str]:
    """The copies that are not what was kept, a line each."""
    try:
        damaged = [id_ for id_, row in _rows(database) if not _is_sound(row)]
    except CatalogUnavailable as error:
        return [str(error)]
    return [f"a copy of a dictionary of the texts (row {id_}) is damaged" for id_ in damaged]


def _rows(database: Database, number: int | None = None) -> Iterator[tuple[int, Row[Any] | None]]:
    """Each copy, of one dictionary or of all: its id and its row, None for a row that cannot be
    read. They are read one by one, so that a damaged one does not hide the others.
    """
    query = select(dictionaries.c.id).order_by(dictionaries.c.id)
    if number is not None:
        query = query.where(dictionaries.c.number == number)
    with database.reading() as connection:
        if not inspect(connection).has_table(dictionaries.name):
            return  # a catalog of schema 2
        ids = connection.scalars(query).all()
    for id_ in ids:
        row = None
        with suppress(CatalogUnavailable), database.reading() as connection:
            row = connection.execute(select(dictionaries).where(dictionaries.c.id == id_)).first()
        yield id_, row


def _is_sound(row: Row[Any] | None) -> TypeGuard[Row[Any]]:
    return row is not None and bool(row.digest == _digest(row.number, row.data))


def _row(number: int, data: bytes) -> dict[str, Any]:
    return {"number": number, "data": data, "digest": _digest(number, data)}


def _digest(number: int, data: bytes) -> bytes:
    return blake2b(data, digest_size=16, key=str(number).encode()).digest()


def _packed_size(texts: Sequence[bytes], dictionary: int) -> int:
    return sum(len(pack(text, dictionary)) for text in texts)
