"""The page that the files of a METS page are: its text from one of them, its image from another."""

from dataclasses import replace
from pathlib import Path

from indexer.formats.base import Malformed
from indexer.formats.images import NEEDS_OCR
from indexer.formats.local_files import Outside, local_file
from indexer.formats.mets_book import NamedFile, NamedPage
from indexer.formats.page_formats import page_format_of
from indexer.formats.spelled import Entries
from searchsvc.domain import Page
from searchsvc.images import BROWSER_SUFFIXES

#: Groups of images by how good they are to look at; all others stand between the two.
_BEST = ("PRESENTATION", "DEFAULT")
_WORST = ("MIN", "PREVIEW", "THUMBS", "THUMBNAIL")


class PageFiles:
    """Reads the pages of one METS file, in their order."""

    def __init__(self, folder: Path, max_bytes: int) -> None:
        self._folder = folder
        self._entries = Entries(folder)
        self._max_bytes = max_bytes
        self._last: tuple[Path, list[Page]] = (folder, [])
        self._given: dict[Path, int] = {}  # how many pages of a file have been given out
        self._spent: set[Path] = set()

    def read(self, named: NamedPage) -> tuple[Page | None, list[str]]:
        """The page as number 1, None where nothing of it can be read; and what was wrong.

        The first file with text is the page's text. Errors of others do not matter then, but for
        names that lead out of the folder.
        """
        errors: list[str] = []
        refused: list[str] = []
        image = self._image(named, refused)
        found: Page | None = None
        texts = {file.href: file for file in named.files if file.may_be_text}
        for file in sorted(texts.values(), key=lambda file: file.use != "FULLTEXT"):
            try:
                page = self._page(file)
            except Outside as error:
                refused.append(str(error))
            except (OSError, Malformed) as error:
                errors.append(str(error))
            else:
                found = page if found is None or page.text.strip() else found
                if page.text.strip():
                    break
        problems = list(dict.fromkeys([*refused, *([] if found else errors)]))
        if found is not None:
            return replace(found, image=image), problems
        if image is None:
            return None, problems or ["none of its files is there"]
        return Page(1, "", image=image, extra={NEEDS_OCR: True}), problems

    def _page(self, file: NamedFile) -> Page:
        """A page of an OCR file: of one that holds several, the next. Raises Malformed; OSError."""
        path = local_file(self._folder, file.href, self._entries)
        pages = self._pages(path, file.href)
        at = self._given.get(path, 0)
        if at >= len(pages):
            self._spent.add(path)
            raise Malformed(f"{file.href!r} has no more than {len(pages)} pages")
        self._given[path] = at + 1
        return pages[at]

    def _pages(self, path: Path, href: str) -> list[Page]:
        """All pages of an OCR file. What failed once is not tried a million times."""
        if path == self._last[0]:
            return self._last[1]
        if path in self._spent:
            raise Malformed(f"{href!r} is of no use for this page, as for one before")
        format_ = page_format_of(path)
        if format_ is None or format_.pages is None:
            raise Malformed(f"{href!r} is of no page format that can be read")
        try:
            self._last = path, format_.pages(path, self._max_bytes)
        except (OSError, Malformed) as error:
            self._spent.add(path)
            raise Malformed(f"{href!r} is not readable as {format_.name}: {error}") from error
        return self._last[1]

    def _image(self, named: NamedPage, refused: list[str]) -> str | None:
        """The image to show, one that browsers know if there is one, relative to the folder."""
        found: list[tuple[bool, int, str]] = []
        for file in (file for file in named.files if file.is_image):
            try:
                path = local_file(self._folder, file.href, self._entries)
            except Outside as error:
                refused.append(str(error))
            except Malformed:
                continue  # many METS name images of which only some are kept beside
            else:
                shown = path.suffix.lower() in BROWSER_SUFFIXES
                place = path.relative_to(self._folder.resolve()).as_posix()
                found.append((not shown, _rank(file.use), place))
        return min(found, default=(False, 0, None))[2]


def _rank(use: str) -> int:
    if use in _BEST:
        return _BEST.index(use)
    return len(_BEST) + (1 + _WORST.index(use) if use in _WORST else 0)
