"""What the files of a folder are together: one item, several, or a catalogue and what it describes.

An id that a source takes from its path begins with the name of the folder that was given, so that
`1.txt` of one delivery is not `1.txt` of the next.
"""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from indexer.formats import images, json_file, mets, records, saf, table
from indexer.formats.base import Format, id_from
from indexer.formats.beside import is_list, is_metadata, is_named_metadata, metadata_file
from indexer.formats.registry import format_named, format_of, other_root, reason_unread, recognized
from indexer.formats.sidecar import sidecars, without_root
from indexer.formats.source import Source
from indexer.formats.unclear import Unclear
from searchsvc.errors import RecordError
from searchsvc.images import IMAGE_SUFFIXES

#: A larger table is looked into only when it is read.
_LOOKED_INTO = 64_000_000

#: Documents that a library would miss. What else stands in a folder is left aside.
_UNREADABLE = frozenset(
    ".doc .rtf .odt .wps .ppt .pptx .odp .djvu .djv .prc .mobi .azw .azw3 .chm".split()
)
_MAY_CLOSE = ", and may say that this is closed"
#: A file and its format.
_Known = tuple[Path, Format]


class Walk:
    """The way through a given folder, which remembers what METS files and tables have named: their
    files may stand in folders that come later.
    """

    def __init__(self, given: Path) -> None:
        self._given = given
        # What a METS file or a table has said is of its items, links in its path followed.
        self._taken: set[Path] = set()
        self._unclear = Unclear(given)

    def names(self, path: Path) -> tuple[str, ...]:
        """The names of which the id for a path is made."""
        given = (self._given.name,) if self._given.name else ()
        return (*given, *path.relative_to(self._given).parts)

    def file(self, file: Path, format_: Format) -> Source:
        """A file that stands for itself; a METS file alone in its folder has the folder's id."""
        folder = self.names(file.parent)
        names = folder if format_ is mets.FORMAT and folder else (*folder, file.stem)
        return self._source(file, format_, names)

    def whole(self, folder: Path, format_: Format, documents: tuple[str, ...] = ()) -> Source:
        """A folder that is one item."""
        return Source(folder, folder, format_.name, id_from(*self.names(folder)), "", documents)

    def folder(self, folder: Path, files: list[Path]) -> Iterator[Source | RecordError]:
        """The sources in a folder.

        A folder of page files is one item, and so is one that is described. In any other folder
        each file stands for itself, but for what a METS file or a table names as its own.

        What may be closed by a table, a METS file or a description that is not understood is not
        taken in (see `unclear`).
        """
        for found in self._found(folder, files):
            unclear = self._unclear_for(found, folder) if isinstance(found, Source) else None
            yield unclear or found

    def _found(self, folder: Path, files: list[Path]) -> Iterator[Source | RecordError]:
        if saf.is_item(folder):
            yield self.whole(folder, saf.FORMAT)
            return
        described_by = metadata_file(folder)
        if described_by and self._is_taken(described_by):
            described_by = None  # it describes the book of a METS file above
        if described_by and is_list(described_by, _LOOKED_INTO):
            yield self._catalogue(described_by)
            described_by = None
        known = [(f, format_) for f in files if not is_metadata(f) and (format_ := format_of(f))]
        yield from map(self._table, _tables(known))
        books = [file for file, format_ in known if format_ is mets.FORMAT]
        self._unclear.enter(folder, described_by, books)
        yield from self._books(books, folder)
        rest = [
            (f, k)
            for f, k in known
            if k not in (table.FORMAT, mets.FORMAT) and not self._is_taken(f)
        ]
        # Page files of which a table names some are no longer one item.
        shared = any(format_.pages and self._is_taken(file) for file, format_ in known)
        scanned = None if shared else _scanned(files, rest, described=described_by is not None)
        is_of_a_book = bool(books) or self._is_taken(folder)
        if is_of_a_book:
            yield from self._beside_pages(rest)
        elif scanned:
            yield self.whole(folder, scanned)
            yield from self._beside_pages(rest)
        elif described_by:
            yield from self._described(folder, described_by, rest)
        else:
            yield from self._each(files, rest)
        # What is no page beside pages in XML, their reader names.
        in_xml = scanned and any(k.pages and ".xml" in k.suffixes for _, k in rest)
        if not is_of_a_book and not in_xml:
            yield from self._other_xml(files, known)
        yield from self._unreadable(files, known)

    def _each(self, files: list[Path], known: list[_Known]) -> Iterator[Source | RecordError]:
        """The files that stand for themselves; one that a catalogue file of its name describes goes
        with that file.
        """
        of_a_format = {file for file, _ in known}
        others = [file for file in files if file not in of_a_format]
        beside = sidecars(known, others, _LOOKED_INTO)
        theirs = {name for names in beside.values() for name in names}
        broken = without_root(known)
        described_in_json = [(f, json_file.FORMAT) for f in others if f in beside]
        for file, format_ in (*known, *described_in_json):
            if file.name in theirs:
                continue
            source = self.file(file, format_)
            if file.stem in broken and file.suffix.lower() != ".xml":
                reason = f"{broken[file.stem].name} beside it is not understood{_MAY_CLOSE}"
                yield RecordError(str(file), reason, source.item_id)
            else:
                yield replace(source, documents=beside.get(file, ())[:1])

    def _unreadable(self, files: list[Path], known: list[_Known]) -> Iterator[RecordError]:
        """Documents that we cannot read, unless they are there in another format too."""
        read = {file.stem for file, format_ in known if not format_.describes}
        for file in files:
            if file.suffix.lower() in _UNREADABLE and file.stem not in read:
                yield RecordError(str(file), "a document of no format that can be read")

    def _other_xml(self, files: list[Path], known: list[_Known]) -> Iterator[RecordError]:
        """XML of kinds that we do not know, which is neither a document nor a description."""
        of_a_format = {file for file, _ in known}
        others = (f for f in files if f not in of_a_format and not is_metadata(f))
        for file in others:
            if not self._is_taken(file) and other_root(file):
                yield RecordError(str(file), reason_unread(file))

    def _is_taken(self, path: Path) -> bool:
        return bool(self._taken) and path.resolve() in self._taken

    def _source(self, file: Path, format_: Format, names: tuple[str, ...]) -> Source:
        folder_id = id_from(*self.names(file.parent)) if format_.describes else ""
        return Source(file, file.parent, format_.name, id_from(*names), folder_id)

    def _catalogue(self, file: Path) -> Source:
        format_ = format_of(file)
        assert format_
        return self._table(file) if format_ is table.FORMAT else self.file(file, format_)

    def _table(self, file: Path) -> Source:
        """The source of a table; what its rows name is remembered as theirs."""
        if table.is_unreadable_workbook(file):
            self._unclear.add_workbook(file)
            return self.file(file, table.FORMAT)
        for described in table.describe(file, _LOOKED_INTO):
            if isinstance(described, RecordError):
                self._unclear.add_table(file)
                continue
            for name in (*described.files, *described.unread):
                path = file.parent / name
                if os.path.exists(path):  # False, too, for what no file could be called
                    self._taken.add(path.resolve())
                else:
                    self._unclear.add_table(file)
        return self.file(file, table.FORMAT)

    def _unclear_for(self, source: Source, folder: Path) -> RecordError | None:
        """An error for what may be closed by something that is not understood."""
        if format_named(source.format).describes and not source.documents:
            return None  # it says by itself what its items are, and no row could name it
        reason = self._unclear.reason_for(source.path, folder)
        return RecordError(str(source.path), reason, source.item_id) if reason else None

    def _books(self, books: list[Path], folder: Path) -> Iterator[Source]:
        """METS files: of several in a folder each has its own name, one alone has the folder's."""
        for book in books:
            own = (book.stem,) if len(books) > 1 else ()
            yield self._source(book, mets.FORMAT, (*self.names(folder), *own))
            self._taken.update(mets.named_by(book))

    def _beside_pages(self, known: list[_Known]) -> Iterator[Source]:
        """The lists of items beside scanned pages. Other text there is that of the pages again."""
        for file, format_ in known:
            is_list = format_.describes and ".xml" not in format_.suffixes
            if is_list or format_ is records.FORMAT:
                yield self.file(file, format_)

    def _described(
        self, folder: Path, described_by: Path, known: list[_Known]
    ) -> Iterator[Source | RecordError]:
        """One document, or several of one format, that something beside them describes."""
        item_id = id_from(*self.names(folder))
        documents = [(f, k) for f, k in known if not k.describes and k is not records.FORMAT]
        broken = [(f, k) for f, k in documents if f.suffix.lower() == ".xml" and not recognized(f)]
        if len(broken) < len(documents):
            # Whatever they were to be, the item is in the other files.
            yield from (RecordError(str(f), "not readable as XML", item_id) for f, _ in broken)
            documents = [pair for pair in documents if pair not in broken]
            known = [pair for pair in known if pair not in broken]
        if not documents and not is_named_metadata(described_by):
            yield self._catalogue(described_by)
        elif not documents:
            # Whether it speaks of folders below, nobody knows: see `unclear`.
            yield RecordError(str(described_by), "describes nothing that is beside it", item_id)
        yield from (self.file(f, k) for f, k in known if (f, k) not in documents)
        kinds = {format_.name: format_ for _, format_ in documents}
        if len(kinds) == 1:
            names = tuple(file.name for file, _ in documents)
            yield self.whole(folder, next(iter(kinds.values())), names)
        elif kinds:
            # Each for itself they would be open to all, whatever the description says.
            reason = f"describes one item, and beside it are files of {', '.join(sorted(kinds))}"
            yield RecordError(str(described_by), reason, item_id)


def _tables(known: list[_Known]) -> list[Path]:
    """The tables. A workbook that cannot be read is left aside where it is there as another, too:
    somebody has saved it so.
    """
    tables = [file for file, format_ in known if format_ is table.FORMAT]
    unreadable = {file for file in tables if table.is_unreadable_workbook(file)}
    read = {file.stem for file in tables if file not in unreadable}
    return [file for file in tables if file not in unreadable or file.stem not in read]


def _scanned(files: list[Path], known: list[_Known], described: bool) -> Format | None:
    """The format of a folder of page files, or of one that has images and is described."""
    pages = (format_ for file, format_ in known if format_.pages and recognized(file))
    pictures = any(file.suffix.lower() in IMAGE_SUFFIXES for file in files)
    return next(pages, images.FORMAT if described and pictures and not known else None)
