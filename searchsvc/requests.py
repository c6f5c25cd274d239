"""What is asked: one search, with all that the contract lets a caller say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from searchsvc.dates import FIRST_YEAR, LAST_YEAR
from searchsvc.errors import NotFound, QueryError

FACETS = ("collection", "library", "creator", "subject", "language", "type")

MAX_QUERY_CHARACTERS = 1000
MAX_PER_PAGE = 100
MAX_WINDOW = 10_000
#: Items of a list that is taken as a whole.
MAX_LISTED = 1000
MAX_FILTER_VALUES = 50
MAX_FILTER_CHARACTERS = 500
MAX_TYPED_CHARACTERS = 100


class Sort(StrEnum):
    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    TITLE = "title"


class Marks(StrEnum):
    """How diacritics are matched: judged word by word, kept as typed, or ignored."""

    AUTO = "auto"
    STRICT = "strict"
    IGNORE = "ignore"


class Mode(StrEnum):
    """How many words of a query an item must have; AUTO decides by the length of the query."""

    AUTO = "auto"
    ALL = "all"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class YearSpan:
    """Years from `first` to `last`, both included; None leaves that side open."""

    first: int | None
    last: int | None


def facet_value(facet: str, text: str) -> str:
    """A facet's value as it is counted and chosen: spellings that look alike are one, and so are
    the ways in which catalogues write a name or a subject (see `headings`).
    """
    # numpy comes with it, and the command line describes requests without ever making one.
    from searchsvc.headings import name_value, plain_value, subject_value

    return {"creator": name_value, "subject": subject_value}.get(facet, plain_value)(text)


@dataclass(frozen=True, slots=True)
class Filters:
    """Limits on a search: an item must have one of the chosen values of each facet, and a date in
    one of the spans.

    Values are kept as the index has them, however they were typed; blank ones are dropped. When a
    facet has more than MAX_FILTER_VALUES they are kept as they came: SearchRequest refuses them.
    """

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    years: tuple[YearSpan, ...] = ()

    def __post_init__(self) -> None:
        # To bring thousands of values to the index's form would take a second.
        if any(len(given) > MAX_FILTER_VALUES for given in self.values.values()):
            return
        values = {
            facet: tuple(dict.fromkeys(filter(None, (facet_value(facet, v) for v in given))))
            for facet, given in self.values.items()
        }
        object.__setattr__(self, "values", {k: chosen for k, chosen in values.items() if chosen})

    def without(self, facet: str) -> "Filters":
        """The same filters without those on this facet."""
        return Filters({k: v for k, v in self.values.items() if k != facet}, self.years)


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A search as asked. Raises QueryError when a limit is passed.

    `debug`: each hit shall say what its score is made of.
    """

    q: str = ""
    page: int = 1
    per_page: int = 10
    sort: Sort = Sort.RELEVANCE
    marks: Marks = Marks.AUTO
    mode: Mode = Mode.AUTO
    filters: Filters = field(default_factory=Filters)
    debug: bool = False

    def __post_init__(self) -> None:
        if len(self.q) > MAX_QUERY_CHARACTERS:
            raise QueryError("q", f"longer than {MAX_QUERY_CHARACTERS} characters")
        if self.page < 1:
            raise QueryError("page", "counts from 1")
        if not 1 <= self.per_page <= MAX_PER_PAGE:
            raise QueryError("per_page", f"must be from 1 to {MAX_PER_PAGE}")
        if self.page * self.per_page > MAX_WINDOW:
            raise QueryError("page", f"only the first {MAX_WINDOW} results can be paged through")
        _check_filters(self.filters)

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.per_page


@dataclass(frozen=True, slots=True)
class FacetRequest:
    """A request for one facet's values with words that begin as typed, counted in a search.

    Raises NotFound for an unknown facet, QueryError when a limit is passed.
    """

    facet: str
    typed: str = ""
    search: SearchRequest = field(default_factory=SearchRequest)

    def __post_init__(self) -> None:
        if self.facet not in FACETS:
            raise NotFound("There is no such facet.")
        if len(self.typed) > MAX_TYPED_CHARACTERS:
            raise QueryError("q", f"longer than {MAX_TYPED_CHARACTERS} characters")


def _check_filters(filters: Filters) -> None:
    for facet, values in filters.values.items():
        if facet not in FACETS:
            raise QueryError(facet, "is no facet")
        if len(values) > MAX_FILTER_VALUES:
            raise QueryError(facet, f"more than {MAX_FILTER_VALUES} values")
        if any(len(value) > MAX_FILTER_CHARACTERS for value in values):
            raise QueryError(facet, f"a value longer than {MAX_FILTER_CHARACTERS} characters")
        if not all(map(_is_unicode, values)):
            raise QueryError(facet, "a value that is no Unicode text")
    if len(filters.years) > MAX_FILTER_VALUES:
        raise QueryError("year", f"more than {MAX_FILTER_VALUES} spans")
    for span in filters.years:
        if not all(y is None or FIRST_YEAR <= y <= LAST_YEAR for y in (span.first, span.last)):
            raise QueryError("year", f"must be from {FIRST_YEAR} to {LAST_YEAR}")


def _is_unicode(text: str) -> bool:
    """Whether a text has no half of a surrogate pair, which nothing could store or find."""
    return not any("\ud800" <= character <= "\udfff" for character in text)
