"""What templates may use: the filters and functions of the modules that prepare text."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from flask import Flask, url_for

from searchsvc.images import has_image
from searchsvc.requests import MAX_LISTED, Marks, SearchRequest, Sort
from web import display, facsimile, links, messages, names
from web.citations import citation
from web.language import LANGUAGES, format_number, language, switch_query
from web.linked_data import linked_data
from web.listing import list_url
from web.parameters import request_pairs
from web.state import site_name
from web.timeline import timeline


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(
        edtf=display.edtf,
        facet_name=names.facet_name,
        in_quotes=display.in_quotes,
        number=format_number,
        page_name=display.page_name,
        short=display.short,
        trusted=display.trusted,
        web_address=display.web_address,
    )
    app.jinja_env.tests["choosable"] = links.is_choosable
    app.jinja_env.tests["shown_image"] = has_image
    app.jinja_env.globals.update(
        bare_reading=links.Reading(),
        asset=_assets(Path(app.static_folder or "")),
        citation=citation,
        error_text=messages.error_text,
        error_title=messages.error_title,
        extra_lines=display.extra_lines,
        facet_url=links.facet_url,
        form_pairs=form_pairs,
        frame=facsimile.frame,
        kept_pairs=kept_pairs,
        lang_attribute=display.lang_attribute,
        linked_data=linked_data,
        list_url=list_url,
        marked=facsimile.marked,
        most_listed=MAX_LISTED,
        newest_url=links.newest_url,
        notice_text=messages.notice_text,
        rectangles=facsimile.rectangles,
        rights_name=names.rights_name,
        rights_sentence=names.rights_sentence,
        search_examples=names.search_examples,
        shown_values=links.shown_values,
        sort_names=names.sort_names,
        suggestion_kinds=names.suggestion_kinds,
        thumbnail=links.thumbnail,
        timeline=timeline,
        value_name=names.value_name,
        year_span=display.year_span,
    )
    app.context_processor(_everywhere)


def form_pairs(asked: SearchRequest) -> list[tuple[str, str]]:
    """What the form of the search box keeps of the current search beside its own controls."""
    # The form has a box for strict marks; `ignore` comes by link only and has to be kept.
    kept = Marks.AUTO if asked.marks is Marks.STRICT else asked.marks
    # The order of a list without words says nothing of how pages with words are wanted.
    sort = asked.sort if asked.q else Sort.RELEVANCE
    return request_pairs(replace(asked, q="", page=1, marks=kept, sort=sort))


def kept_pairs(asked: SearchRequest, *without: str) -> list[tuple[str, str]]:
    """The current search from its first page, without the parameters that a form has itself."""
    pairs = request_pairs(replace(asked, page=1))
    return [(name, value) for name, value in pairs if name not in without]


def _assets(folder: Path) -> Callable[[str], str]:
    """Addresses of static files that change with their content, so browsers may keep them."""
    versions = {
        path.name: sha256(path.read_bytes()).hexdigest()[:12]
        for path in folder.iterdir()
        if path.is_file()
    }
    return lambda name: url_for("static", filename=name, v=versions[name])


def _everywhere() -> dict[str, object]:
    return {
        "site_name": site_name(),
        "lang": language(),
        "languages": LANGUAGES,
        "switch_query": switch_query,
    }
