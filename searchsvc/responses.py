"""What is answered. Web and command line turn these into HTML, JSON and text, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from searchsvc.domain import Metadata, Page, WordBox
from searchsvc.requests import FacetRequest, SearchRequest


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that the reader should know about how the query was understood.

    `message` is English, with places like `%(name)s` that are filled from `values`; a web page
    translates the message before it fills them.
    """

    code: str
    message: str
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return self.message % self.values


@dataclass(frozen=True, slots=True)
class PageHit:
    """A page that matches. `snippet` is escaped HTML with `<mark>` and nothing else."""

    number: int
    label: str | None
    snippet: str
    image: str | None = None


@dataclass(frozen=True, slots=True)
class PageSummary:
    """A page in an item's list of pages."""

    number: int
    label: str | None
    image: str | None


@dataclass(frozen=True, slots=True)
class PageParts:
    """What a page's score is made of. No part is below 0.

    `syllables`: for the syllables typed; `words`: for the words that the segmenter finds in the
    query; `pairs`, `threes`: for two syllables, or three, that follow each other there too.
    `length`: the sum of these is multiplied by it; it is greater for shorter pages.
    """

    number: int
    syllables: float
    words: float
    pairs: float
    threes: float
    length: float

    @property
    def score(self) -> float:
        return (self.syllables + self.words + self.pairs + self.threes) * self.length


@dataclass(frozen=True, slots=True)
class ScoreParts:
    """What an item's score is made of. No part is below 0.

    `text`: for words of the query anywhere in the item; `exact_title`: when its title is the query;
    `title`, `creator`, `subject`: when this field has all words of the query; `about`: when all
    metadata together have them. `page`: the score of its best page, None when that is not known;
    `unseen_page`: what is then assumed instead, else 0.
    """

    text: float = 0.0
    exact_title: float = 0.0
    title: float = 0.0
    creator: float = 0.0
    subject: float = 0.0
    about: float = 0.0
    page: PageParts | None = None
    unseen_page: float = 0.0

    @property
    def score(self) -> float:
        in_one_field = self.exact_title + self.title + self.creator + self.subject
        metadata = self.text + in_one_field + self.about
        return metadata + (self.page.score if self.page else self.unseen_page)


@dataclass(frozen=True, slots=True)
class Hit:
    """An item that matches, with its best pages. `parts`: what its score is made of, if asked for.

    `cover`: its first page, where no page matches and the text is open.
    """

    metadata: Metadata
    score: float
    pages_matched: int
    pages: tuple[PageHit, ...]
    parts: ScoreParts | None = None
    cover: PageSummary | None = None


@dataclass(frozen=True, slots=True)
class FacetValue:
    value: str
    count: int
    selected: bool


@dataclass(frozen=True, slots=True)
class FacetResponse:
    """Values of one facet and how many items have each, in a search without its filters on that
    facet.
    """

    request: FacetRequest
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class HistogramBar:
    """Items dated from `first` to `last` year, both included."""

    first: int
    last: int
    count: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    query: str
    reason: str


@dataclass(frozen=True, slots=True)
class SearchResponse:
    request: SearchRequest
    total: int
    took_ms: float
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetValue, ...]]
    histogram: tuple[HistogramBar, ...]
    undated: int
    suggestions: tuple[Suggestion, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def last_page(self) -> int:
        return max(1, -(-self.total // self.request.per_page))


@dataclass(frozen=True, slots=True)
class Holdings:
    """How many items and pages can be searched now."""

    items: int
    pages: int


@dataclass(frozen=True, slots=True)
class SimilarResponse:
    """Items like one item, the most alike first."""

    metadata: Metadata
    items: tuple[Metadata, ...]


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item as the public may see it; no page is listed when its text is not open."""

    metadata: Metadata
    text_open: bool
    page_count: int
    pages: tuple[PageSummary, ...]


@dataclass(frozen=True, slots=True)
class PageView:
    """A page as the public may see it, with the spans of its text that match a query.

    `matches`: (start, end) code-point offsets into `page.text`. `boxes`: the word boxes that the
    matches touch; `box_matches`: for each box, the indices of its matches. `runs`: for each match,
    the number of its run of neighbours (`highlight.runs`). `is_searched`: whether the query has
    words to look for in texts.
    """

    metadata: Metadata
    page: Page
    previous: int | None
    next: int | None
    matches: tuple[tuple[int, int], ...] = ()
    boxes: tuple[WordBox, ...] = ()
    box_matches: tuple[tuple[int, ...], ...] = ()
    runs: tuple[int, ...] = ()
    is_searched: bool = False

    @property
    def run_count(self) -> int:
        """How often the words are on the page, as a reader would count them."""
        return self.runs[-1] + 1 if self.runs else 0


@dataclass(frozen=True, slots=True)
class PageMatch:
    """A page of one item that matches, with the boxes of the words found."""

    hit: PageHit
    boxes: tuple[WordBox, ...]


@dataclass(frozen=True, slots=True)
class WithinResponse:
    """A window of the pages of one item that match, in reading order; `total` counts them all.

    `is_searched`: as in `PageView`.
    """

    metadata: Metadata
    q: str
    total: int
    pages: tuple[PageMatch, ...]
    notices: tuple[Notice, ...] = ()
    is_searched: bool = False
