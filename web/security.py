"""Headers on every answer: what a browser may do with it, and who may read it."""

from flask import Flask, Response, abort, request

# Scripts and styles come from files of this site alone, none stands in a page, and no other host is
# asked for anything; the policy holds the site to that, so that markup smuggled in by a record
# stays dead even if it should slip through escaping.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

_DATA = ("/api/", "/openapi.json")

_PREFLIGHT_SECONDS = 24 * 3600

# Room for a query of 1,000 letters outside the BMP (12 bytes each when quoted) and some filters.
MAX_QUERY_STRING = 32 * 1024


def init_app(app: Flask) -> None:
    app.before_request(_refuse_long)
    app.after_request(_secure)


def _refuse_long() -> None:
    if len(request.query_string) > MAX_QUERY_STRING:
        abort(414)


def _secure(response: Response) -> Response:
    response.headers.update(HEADERS)
    # Public data, read without credentials: any page may ask for it, and show the images it names.
    is_data = request.path.startswith(_DATA)
    if is_data:
        response.headers["Access-Control-Allow-Origin"] = "*"
        if request.method == "OPTIONS":
            # Asked by a browser whose page sends a header of its own; nothing depends on any.
            response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
            response.headers["Access-Control-Allow-Headers"] = "*"
            response.headers["Access-Control-Max-Age"] = str(_PREFLIGHT_SECONDS)
    is_for_all = is_data or request.blueprint == "images"
    policy = "cross-origin" if is_for_all else "same-origin"
    response.headers["Cross-Origin-Resource-Policy"] = policy
    return response
