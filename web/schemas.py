"""The shapes of the API's answers, as JSON Schemas. `searchsvc.wire` makes what they describe."""

from typing import Any

from searchsvc.domain import ItemType, Rights
from searchsvc.requests import FACETS, MAX_FILTER_CHARACTERS

Schema = dict[str, Any]


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def array(items: Schema, **more: Any) -> Schema:
    return {"type": "array", "items": items} | more


def maybe(kind: str, **more: Any) -> Schema:
    return {"type": [kind, "null"]} | more


def closed(**properties: Schema) -> Schema:
    """An object with exactly these properties, all present."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def with_optional(shape: Schema, **properties: Schema) -> Schema:
    """A closed object that may have these properties too."""
    return shape | {"properties": shape["properties"] | properties}


TEXT: Schema = {"type": "string"}
TEXTS = array(TEXT)
MAYBE_TEXT = maybe("string")
NUMBER: Schema = {"type": "number"}
SCORE: Schema = {"type": "number", "minimum": 0}
COUNT: Schema = {"type": "integer", "minimum": 0}
ADDRESS: Schema = {"type": "string", "format": "uri-reference"}
BOX: Schema = {
    "description": "A word of the page: text, x, y, width, height, confidence (0 to 1).",
    "type": "array",
    "prefixItems": [TEXT, NUMBER, NUMBER, NUMBER, NUMBER, maybe("number")],
    "items": False,
    "minItems": 6,
}
TYPE: Schema = {"enum": [kind.value for kind in ItemType]}
DATE = maybe("string", description="EDTF level 0: 1917, 1917-07, 1917-07-15 or 1917/1934.")
SNIPPET: Schema = {
    "type": "string",
    "description": "HTML-escaped text with <mark> round the words found, nothing else.",
}
#: Why a query is suggested: what was done to the one typed, or what it is in the collection.
REASONS = ("keystrokes", "marks", "spelling", "title", "creator", "subject", "text")
_NAMED = {"id": TEXT, "title": TEXT}
_BRIEF = {
    **_NAMED,
    "creators": TEXTS,
    "date": DATE,
    "year": maybe("integer"),
    "collection": MAYBE_TEXT,
    "library": MAYBE_TEXT,
    "type": TYPE,
    "url": ADDRESS,
}
_LEAF = {"number": COUNT, "label": MAYBE_TEXT, "url": ADDRESS}
_PAGE_HIT = {**_LEAF, "snippet": SNIPPET}

SCHEMAS: dict[str, Schema] = {
    "Search": closed(
        query=TEXT,
        total=COUNT | {"description": "Items that match, counted exactly."},
        page=COUNT,
        per_page=COUNT,
        took_ms=NUMBER,
        hits=array(ref("Hit")),
        facets={
            "type": "object",
            "propertyNames": {"enum": list(FACETS)},
            "additionalProperties": array(ref("FacetValue")),
        },
        histogram=array(
            ref("Bar"),
            description="Items by year, decade, century or millennium, whichever makes few bars; "
            "empty ones are left out. An item counts in every bar that its date touches: a bar's "
            "count is the total of the search within its years.",
        ),
        undated=COUNT | {"description": "Items among the total that bear no date."},
        suggestions=array(ref("Suggestion")),
        notices=array(ref("Notice")),
    ),
    "Hit": with_optional(
        closed(
            **_BRIEF,
            score=NUMBER,
            pages_matched=COUNT,
            pages=array(ref("PageHit"), description="The best of the pages that match."),
        ),
        score_parts=ref("ScoreParts"),
    ),
    "ScoreParts": closed(
        metadata=closed(
            text=SCORE,
            exact_title=SCORE,
            title=SCORE,
            creator=SCORE,
            subject=SCORE,
            about=SCORE,
        )
        | {
            "description": "Words wherever the item has them; all of them in one field, or more; "
            "all of them in the metadata."
        },
        page={
            "anyOf": [ref("PageParts"), {"type": "null"}],
            "description": "The item's best page, if it is one of those looked at.",
        },
        unseen_page=SCORE | {"description": "What is guessed where no page was looked at."},
    )
    | {
        "description": "Only with debug=1. The score is the sum of the metadata's parts, the "
        "page's and the guess. All are 0 when not sorted by relevance."
    },
    "PageParts": closed(
        number=COUNT,
        syllables=SCORE,
        words=SCORE,
        pairs=SCORE,
        threes=SCORE,
        length=SCORE,
    )
    | {"description": "What a page gives: syllables, words, pairs and threes, times the length."},
    "PageHit": closed(**_PAGE_HIT),
    "PageMatch": closed(**_PAGE_HIT, boxes=array(ref("Box"))),
    "FacetValue": closed(
        value=TEXT
        | {
            "maxLength": MAX_FILTER_CHARACTERS,
            "description": "Longer values are left out, as no filter takes them.",
        },
        count=COUNT,
        selected={"type": "boolean"},
    ),
    "Facet": closed(
        facet={"enum": list(FACETS)},
        q=TEXT | {"description": "What was typed."},
        query=TEXT | {"description": "The search in which the values are counted."},
        values=array(ref("FacetValue"), maxItems=50),
    ),
    "Bar": closed(**{"from": {"type": "integer"}, "to": {"type": "integer"}, "count": COUNT}),
    "Suggestion": closed(query=TEXT, reason={"enum": list(REASONS)}),
    "Notice": closed(
        code=TEXT | {"description": "Names the kind, as `relaxed`."},
        message=TEXT | {"description": "A sentence in English for the reader."},
    )
    | {"description": "How the query was read where that is not just as it was typed."},
    "Box": BOX,
    # Open: a record's unknown keys are given back beside these.
    "Item": closed(
        **_BRIEF,
        contributors=TEXTS,
        subjects=TEXTS,
        languages=TEXTS,
        identifiers=TEXTS,
        publisher=MAYBE_TEXT,
        description=MAYBE_TEXT,
        rights={"enum": [right.value for right in Rights]},
        source=MAYBE_TEXT,
        text_open={"type": "boolean", "description": "Whether the pages can be read here."},
        page_count=COUNT,
        pages=array(ref("PageSummary")),
    )
    | {"additionalProperties": True},
    "PageSummary": closed(**_LEAF, image=MAYBE_TEXT),
    "Page": closed(
        **_NAMED,
        **_LEAF,
        previous=MAYBE_TEXT,
        next=MAYBE_TEXT,
        text=TEXT | {"description": "Exactly as delivered."},
        image=MAYBE_TEXT,
        width=maybe("number", description="Width of the frame in which boxes stand."),
        height=maybe("number"),
        words=array(ref("Box")),
        query=TEXT,
        matches=array(
            array(COUNT, minItems=2, maxItems=2),
            description="Start and end of each match in the text, in Unicode code points.",
        ),
        boxes=array(ref("Box"), description="The words that the matches touch."),
    ),
    "Within": closed(
        **_NAMED,
        query=TEXT,
        total=COUNT,
        page=COUNT,
        per_page=COUNT,
        pages=array(ref("PageMatch")),
        notices=array(ref("Notice")),
    ),
    "Brief": closed(**_BRIEF),
    "Similar": closed(**_NAMED, items=array(ref("Brief"))),
    "Suggestions": closed(query=TEXT, suggestions=array(ref("Suggestion"))),
    "Status": closed(status={"enum": ["ok", "ready"]}),
    "Problem": {
        "type": "object",
        "description": "RFC 9457. `code` names the kind: bad-parameter (400), text-closed (403), "
        "not-found (404) or unavailable (503). `detail` is safe to show.",
        "properties": {
            "type": TEXT,
            "title": TEXT,
            "status": {"type": "integer"},
            "code": TEXT,
            "detail": TEXT,
            "parameter": TEXT | {"description": "The parameter at fault."},
        },
        "required": ["type", "title", "status", "code"],
        "additionalProperties": False,
    },
}
