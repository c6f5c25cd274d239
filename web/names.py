"""What things are called: types, facets, rights, orders. Codes in records, words on pages."""

from searchsvc.domain import ItemType, Rights
from searchsvc.requests import Sort
from web.language import N_, gettext, language, language_names

TYPE_NAMES = {
    ItemType.BOOK: N_("Book"),
    ItemType.NEWSPAPER: N_("Newspaper"),
    ItemType.JOURNAL: N_("Journal"),
    ItemType.MANUSCRIPT: N_("Manuscript"),
    ItemType.MAP: N_("Map"),
    ItemType.IMAGE: N_("Picture"),
    ItemType.LAW: N_("Legal document"),
    ItemType.ARTICLE: N_("Article"),
    ItemType.THESIS: N_("Thesis"),
    ItemType.OTHER: N_("Other material"),
}

FACET_NAMES = {
    "collection": N_("Collection"),
    "library": N_("Library"),
    "creator": N_("Creator"),
    "subject": N_("Subject"),
    "language": N_("Language"),
    "type": N_("Type of material"),
    "year": N_("Year"),
}

RIGHTS_NAMES = {
    Rights.PUBLIC: N_("Open to everyone"),
    Rights.METADATA: N_("Description only"),
    Rights.ONSITE: N_("To be read at the library"),
    Rights.RESTRICTED: N_("Restricted"),
}

RIGHTS_SENTENCES = {
    Rights.PUBLIC: N_("The text of this item cannot be shown at the moment."),
    Rights.METADATA: N_("Only the description of this item is published here, not its text."),
    Rights.ONSITE: N_(
        "The text of this item can be read at the library that holds it; "
        "here you find its description."
    ),
    Rights.RESTRICTED: N_(
        "The text of this item is not open to the public. "
        "The library that holds it can tell you who may read it."
    ),
}

SORT_NAMES = {
    Sort.RELEVANCE: N_("Relevance"),
    Sort.NEWEST: N_("Newest"),
    Sort.OLDEST: N_("Oldest"),
    Sort.TITLE: N_("Title"),
}

#: What the fields of the query language are called by whoever reads in these languages.
FIELD_NAMES = {
    "vi": {"title": "nhande", "creator": "tacgia", "subject": "chude", "year": "nam"},
    "en": {"title": "title", "creator": "creator", "subject": "subject", "year": "year"},
}

SEARCH_EXAMPLES = {
    "thư viện": N_("Items that contain these words, wherever they stand"),
    "thu vien": N_("Typed without diacritics: any diacritics will do"),
    '"thư viện quốc gia"': N_("These words, next to one another"),
    '"sách học"~5': N_(
        "These words, with at most five others between them; fewer in another order"
    ),
    "+báo -quảng -cáo": N_("The first word must occur, the others must not"),
    "Huế OR (Hà AND Nội)": N_("Either of the two; AND, OR and NOT in capitals"),
    "{title}:sách": N_("A word of the title"),
    "{creator}:nguyễn {subject}:báo": N_("In the name of the creator; in a subject"),
    "thơ {year}:1900..1945": N_("Only items of these years"),
    "quốc*": N_("Words that begin like this"),
    "nguyễn~": N_("Words that are spelt much like this, as when a scan was misread"),
}

#: What a suggestion is in the collection.
SUGGESTION_KINDS = {
    "title": N_("title"),
    "creator": N_("creator"),
    "subject": N_("subject"),
    "text": N_("in the text"),
}

# Languages of old Vietnamese libraries that Unicode's tables name in few languages or in none.
LANGUAGE_NAMES = {
    "lzh": N_("Literary Chinese"),
    "vi-Hani": N_("Vietnamese in Nôm script"),
}


def facet_name(facet: str) -> str:
    return gettext(FACET_NAMES[facet]) if facet in FACET_NAMES else facet


def value_name(facet: str, value: str) -> str:
    """A facet's value as a reader calls it; types and languages come as codes."""
    if facet == "type" and value in TYPE_NAMES:
        return gettext(TYPE_NAMES[ItemType(value)])
    if facet == "language":
        return language_name(value) or value
    return value


def language_name(code: str) -> str | None:
    """The language's name, None for a code that is none."""
    if code in LANGUAGE_NAMES:
        return gettext(LANGUAGE_NAMES[code])
    name = language_names().get(code)
    return name[:1].upper() + name[1:] if name else None


def rights_name(rights: Rights) -> str:
    return gettext(RIGHTS_NAMES[rights])


def rights_sentence(rights: Rights) -> str:
    """Why the text is not shown, and where to turn."""
    return gettext(RIGHTS_SENTENCES[rights])


def sort_names() -> list[tuple[Sort, str]]:
    return [(sort, gettext(name)) for sort, name in SORT_NAMES.items()]


def search_examples() -> list[tuple[str, str]]:
    """Queries to try, each with what it means."""
    names = FIELD_NAMES[language()]
    return [(query.format(**names), gettext(meaning)) for query, meaning in SEARCH_EXAMPLES.items()]


def suggestion_kinds() -> dict[str, str]:
    """What kinds of suggestions are called, by the reasons that the API gives."""
    return {kind: gettext(name) for kind, name in SUGGESTION_KINDS.items()}
