"""Sentences about what went wrong or was understood, in the reader's language."""

from searchsvc.errors import QueryError
from searchsvc.query import MAX_OPERATORS, MAX_WORDS
from searchsvc.requests import MAX_PER_PAGE, MAX_QUERY_CHARACTERS, MAX_WINDOW
from searchsvc.responses import Notice
from web.language import N_, format_number, gettext
from web.parameters import ENDS_FIRST

_TITLES = {
    400: N_("This search is not valid"),
    403: N_("The text is not open"),
    404: N_("Not found"),
    405: N_("Not possible here"),
    414: N_("The address is too long"),
    500: N_("Something broke"),
    503: N_("The search is out of order"),
}

_SENTENCES = {
    403: N_("The description of this item is open to everyone; its text is not."),
    404: N_("There is nothing at this address. It may have been moved or mistyped."),
    405: N_("This address can be read, but nothing can be sent to it."),
    414: N_("Please try again with fewer filters or a shorter query."),
    500: N_("The fault is ours. It has been recorded and will be looked into."),
    503: N_(
        "We cannot say at the moment what the collections hold. This does not mean that nothing "
        "was found. Please try again in a little while."
    ),
}

# What a parameter may be, rather than what was wrong with it: that sentence always helps.
_PARAMETERS = {
    "q": N_(
        "A query may have up to %(letters)s characters, %(words)s words and "
        "%(operators)s operators."
    ),
    "page": N_("Pages of results count from 1; the first %(window)s results can be shown."),
    "per_page": N_("Between 1 and %(size)s results can be shown on a page."),
    "year": N_("Years are written like 1917 or 1900..1945."),
}

_ENDS_FIRST = N_("These years end before they begin; the earlier year comes first: 1900..1945.")
_OTHER_TITLE = N_("The request could not be answered")
_OTHER_SENTENCE = N_("Please go back and try again.")
_OTHER_PARAMETER = N_("The address asks for something that this search does not know.")


def error_title(status: int) -> str:
    return gettext(_TITLES.get(status, _OTHER_TITLE))


def error_text(status: int, error: object) -> str:
    """What went wrong, in a sentence that helps."""
    if isinstance(error, QueryError) and error.reason == ENDS_FIRST:
        return gettext(_ENDS_FIRST)
    if isinstance(error, QueryError):
        text = _PARAMETERS.get(error.parameter, _OTHER_PARAMETER)
        return gettext(
            text,
            letters=format_number(MAX_QUERY_CHARACTERS),
            words=MAX_WORDS,
            operators=MAX_OPERATORS,
            window=format_number(MAX_WINDOW),
            size=MAX_PER_PAGE,
        )
    return gettext(_SENTENCES.get(status, _OTHER_SENTENCE))


def notice_text(notice: Notice) -> str:
    """The notice, translated first and filled in then."""
    return gettext(notice.message) % notice.values
