"""Vietnamese first, English complete: which language a reader gets, and the words for it.

The only module that talks to Flask-Babel (it has no types). English texts in the code are the
message ids; see `translations/README.md`.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode

import flask_babel  # type: ignore[import-untyped]
from babel.numbers import format_decimal
from flask import Flask, Response, g, request

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
DEFAULT = "vi"
COOKIE = "lang"
_COOKIE_SECONDS = 365 * 24 * 3600


def init_app(app: Flask) -> None:
    flask_babel.Babel(
        app,
        default_locale=DEFAULT,
        default_translation_directories=str(Path(__file__).parent / "translations"),
        locale_selector=language,
    )
    app.jinja_env.add_extension("jinja2.ext.i18n")
    # The same translations as Flask-Babel's, which looks for them anew for each of forty messages.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of the extension
        lambda message: _translations().ugettext(message),
        lambda one, many, num: _translations().ungettext(one, many, num),
        newstyle=True,
    )
    app.after_request(_keep_choice)


def language() -> str:
    """The reader's language: chosen by `?lang=`, else kept from then, else the browser's."""
    if "language" not in g:
        g.language = _language()
    return str(g.language)


def _language() -> str:
    for choice in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if choice in LANGUAGES:
            return choice
    # English only for those who prefer it to Vietnamese; whoever asks for neither gets ours.
    return request.accept_languages.best_match(list(LANGUAGES)) or DEFAULT


def switch_query(code: str) -> str:
    """The current address in another language, as what stands after `?`.

    No path: one such as `//other.example` would make the link leave the site.
    """
    pairs = [pair for pair in request.args.items(multi=True) if pair[0] != COOKIE]
    return urlencode([*pairs, (COOKIE, code)])


def gettext(message: str, **values: object) -> str:
    """The message in the reader's language."""
    text = str(_translations().ugettext(message))
    return text % values if values else text


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    """The message for a number of things."""
    return str(_translations().ungettext(one, many, num)) % ({"num": num} | values)


def _translations() -> Any:
    """Those of the reader's language, looked for once in a request."""
    if "translations" not in g:
        g.translations = flask_babel.get_translations()
    return g.translations


def N_(message: str) -> str:  # noqa: N802, RUF100 - gettext's own name for it
    """Marks a message for translation that is looked up later."""
    return message


def format_number(number: float) -> str:
    """A number with the separators of the reader's language."""
    return _decimal(number, language())


@lru_cache(maxsize=4096)
def _decimal(number: float, code: str) -> str:
    return str(format_decimal(number, locale=code))


def format_day(day: date, pattern: str) -> str:
    """A day by a CLDR pattern."""
    return str(flask_babel.format_date(day, pattern))


def language_names() -> Mapping[str, str]:
    """Names of the world's languages by their codes, in the reader's language.

    The locale's own mapping: a copy of its 600 names took a third of the time of a page.
    """
    locale: Any = flask_babel.get_locale()
    return cast(Mapping[str, str], locale.languages) if locale else {}


def _keep_choice(response: Response) -> Response:
    if response.mimetype != "text/html":
        return response
    response.headers["Content-Language"] = language()
    response.vary.update(["Accept-Language", "Cookie"])
    if request.args.get("lang") in LANGUAGES:
        response.set_cookie(
            COOKIE,
            language(),
            _COOKIE_SECONDS,
            # Other services of the same host have languages of their own.
            path=request.script_root or "/",
            secure=request.is_secure,
            httponly=True,
            samesite="Lax",
        )
    return response
