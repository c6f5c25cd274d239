"""The errors of Tàng Thư.

TangThuError
├── UserError             the caller can correct it; its text is safe to show
│   ├── QueryError        a parameter is malformed or beyond a limit
│   ├── UsageError        a command or a setting that makes no sense
│   ├── NotFound          no such item or page (or none that may be known of)
│   └── TextClosed        the item exists, its text is not open
├── RecordError           one record cannot be taken in; the others can
├── HomeBusy              another job is writing to this home
├── NoSpace               the disk has no room for what a job would write
├── BadBackup             a file is no whole backup
├── CannotListen          the server cannot be reached where it should be
└── Unavailable           a part of the service does not work: never "no results"
    ├── EngineUnavailable
    └── CatalogUnavailable

`web.problems` turns them into HTTP answers and `indexer.commands` into exit statuses; nobody else
does.
"""


class TangThuError(Exception):
    """Base of every error that the project raises on purpose."""


class UserError(TangThuError):
    """The caller can correct it. The text is safe to show."""


class QueryError(UserError):
    """A search parameter is malformed or beyond its limit."""

    def __init__(self, parameter: str, reason: str) -> None:
        super().__init__(f"{parameter}: {reason}")
        self.parameter = parameter
        self.reason = reason


class UsageError(UserError):
    """A command line or a setting that makes no sense."""


class NotFound(UserError):
    """No such item or page, or none that the caller may know of."""


class TextClosed(UserError):
    """The item is known, its text is not open to the public."""


class RecordError(TangThuError):
    """One record cannot be taken in.

    `place` says where it stands (`file:line`), `item_id` is None when not even that could be read.
    """

    def __init__(self, place: str, reason: str, item_id: str | None = None) -> None:
        named = f"{place} ({item_id})" if item_id else place
        super().__init__(f"{named}: {reason}")
        self.place = place
        self.item_id = item_id
        self.reason = reason


class HomeBusy(TangThuError):
    """Another job holds the home's write lock."""


class NoSpace(TangThuError):
    """The disk has no room for what a job would write; nothing was begun."""


class BadBackup(TangThuError):
    """A file is no backup, or not all of one as it was written."""


class CannotListen(TangThuError):
    """The server cannot be reached at the address that it was given."""


class Unavailable(TangThuError):
    """A part of the service does not work. Details are for the log, not for the public."""


class EngineUnavailable(Unavailable):
    """The index cannot be read, or the engine failed while answering."""


class CatalogUnavailable(Unavailable):
    """The catalog cannot be read or written."""
