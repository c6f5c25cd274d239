"""The web application, put together."""

import gc

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from searchsvc.service import SearchService
from searchsvc.settings import Settings, load_settings
from web import (
    api,
    citing,
    compressing,
    discovery,
    finding,
    health,
    images,
    language,
    listing,
    pages,
    problems,
    routing,
    security,
    state,
    templating,
)
from web.closing import close_at_exit
from web.jsonio import OrjsonProvider

#: Objects made and not freed after which Python looks for cycles among them.
_GARBAGE_AFTER = 10_000


def create_app(settings: Settings | None = None, service: SearchService | None = None) -> Flask:
    """An app that answers from `service`.

    Without settings it reads those of the home that the environment names; without a service it
    opens one, in this process (an index opened before a fork no longer follows its changes).
    """
    settings = settings or load_settings()
    if service is None:
        service = SearchService.open(settings)
        close_at_exit(service)
        # Garbage collection would look through all that a worker keeps for good, which takes 50 ms
        # in the middle of a search, and 20 ms more for what it has cached since.
        gc.freeze()
        gc.set_threshold(_GARBAGE_AFTER)
    app = Flask(__name__)
    app.json = OrjsonProvider(app)
    # A template's unknown name is a mistake, and must not become an empty string.
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    # Static files can be cached for good, since their addresses have a hash of their content.
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 365 * 24 * 3600
    state.init_app(app, settings, service)
    for part in (routing, security, language, problems, templating, compressing):
        part.init_app(app)
    if settings.behind_proxy:
        # Scheme, host and path as the browser has them: only the proxy knows. Flask means its
        # method to be replaced so.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_host=1, x_prefix=1)  # type: ignore[method-assign]
    for views in (health, discovery, api, pages, finding, images, citing, listing):
        app.register_blueprint(views.blueprint)
    return app
