"""What programs are told when something goes wrong under `/api/`: problem details (RFC 9457), in their language."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Response, request
from flask.json import dumps

PREFIX = "/api/"
MIMETYPE = "application/problem+json"


def is_program() -> bool:
    """Tell whether a program asks, which no page would help."""
    return request.path.startswith(PREFIX)


def answer(status: int, headers: Mapping[str, str] | None = None, **more: Any) -> Response:
    """Describe what went wrong; the status speaks for itself where there is nothing to add.

    Args: more: further members, such as `detail` for whoever reads the program's log; empty ones are left out.
    """
    said = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        **{name: value for name, value in more.items() if value},
    }
    if status == HTTPStatus.UNAUTHORIZED:
        headers = {**(headers or {}), "WWW-Authenticate": "Bearer"}
    return Response(dumps(said), status=status, headers=headers, mimetype=MIMETYPE)
