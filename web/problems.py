"""Errors → answers: problem documents (RFC 9457) for programs, pages for people.

This is the one place where an error of the project gets its HTTP status.
"""

from dataclasses import dataclass

from flask import Flask, Response, current_app, render_template, request
from werkzeug.exceptions import HTTPException

from searchsvc.errors import (
    NotFound,
    QueryError,
    TangThuError,
    TextClosed,
    Unavailable,
    UsageError,
    UserError,
)
from web.jsonio import encode

RETRY_AFTER_SECONDS = 5

_FOR_PROGRAMS = ("/api/", "/openapi.json", "/suggest.json", "/healthz", "/readyz")


@dataclass(frozen=True, slots=True)
class Answer:
    """How a kind of error is told: its status, a name for programs, a title for people."""

    status: int
    code: str
    title: str


# Every UserError and Unavailable is here, itself or by its base. UsageError is for the command
# line; met while answering a request it is our fault, so it takes the way of the unexpected.
ANSWERS: dict[type[TangThuError], Answer] = {
    QueryError: Answer(400, "bad-parameter", "Bad parameter"),
    NotFound: Answer(404, "not-found", "Not found"),
    TextClosed: Answer(403, "text-closed", "Text not open to the public"),
    Unavailable: Answer(503, "unavailable", "Search is out of order"),
    UsageError: Answer(500, "internal-error", "Internal error"),
}


def init_app(app: Flask) -> None:
    for kind, answer in ANSWERS.items():
        if answer.status != 500:
            app.register_error_handler(kind, _answer_error)
    app.register_error_handler(HTTPException, _answer_http)


def answer_for(kind: type[TangThuError]) -> Answer:
    """The answer to an error of this kind. Raises KeyError when it has none."""
    return next(ANSWERS[base] for base in kind.__mro__ if base in ANSWERS)


def for_program(path: str) -> bool:
    """Whether what asks at this path reads JSON."""
    return path.startswith(_FOR_PROGRAMS) or path == "/api"


def _answer_error(error: TangThuError) -> Response:
    answer = answer_for(type(error))
    headers = {}
    if isinstance(error, Unavailable):
        current_app.logger.error("unavailable: %s", request.path, exc_info=error)
        headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    # Only a UserError's text is written for the public.
    detail = str(error) if isinstance(error, UserError) else None
    response = _respond(answer, detail, error)
    response.headers.update(headers)
    return response


def _answer_http(error: HTTPException) -> Response:
    status = error.code or 500
    # Flask has logged what lies behind a 500; nothing of it may show.
    answer = Answer(status, error.name.lower().replace(" ", "-"), error.name)
    response = _respond(answer, None, error)
    # Allow for 405, Location and the like.
    for name, value in error.get_headers(request.environ):
        if name.lower() not in ("content-type", "content-length"):
            response.headers[name] = value
    return response


def _respond(answer: Answer, detail: str | None, error: Exception) -> Response:
    if for_program(request.path):
        return _problem(answer, detail, error)
    # An HTML document has no NUL.
    q = request.args.get("q", "").replace("\0", "")
    html = render_template("error.html", status=answer.status, error=error, q=q)
    return Response(html, answer.status)


def _problem(answer: Answer, detail: str | None, error: Exception) -> Response:
    problem: dict[str, object] = {
        "type": "about:blank",
        "title": answer.title,
        "status": answer.status,
        "code": answer.code,
    }
    if detail:
        problem["detail"] = detail
    if isinstance(error, QueryError):
        problem["parameter"] = error.parameter
    return Response(encode(problem), answer.status, mimetype="application/problem+json")
