"""JSON by orjson, the bytes passed on as they are."""

import json
from typing import Any

import orjson
from flask import Response, current_app
from flask.json.provider import JSONProvider


class OrjsonProvider(JSONProvider):
    """Flask's JSON, made by orjson."""

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        return encode(obj).decode()

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        return orjson.loads(s)

    def response(self, *args: Any, **kwargs: Any) -> Response:
        body = encode(self._prepare_response_obj(args, kwargs))
        return current_app.response_class(body, mimetype="application/json")


def encode(obj: Any) -> bytes:
    """The object as JSON.

    A record's unknown keys may hold what orjson refuses (whole numbers beyond 64 bits, half
    surrogates); the standard library writes these, and no item becomes unreachable.
    """
    try:
        return orjson.dumps(obj)
    except TypeError:
        return json.dumps(obj).encode()
