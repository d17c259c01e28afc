"""One number for everything a request writes into the log, and one line for the request itself."""

import re
import secrets
import time

import structlog
from flask import Flask, current_app, g, request
from structlog.contextvars import bind_contextvars, clear_contextvars
from werkzeug.wrappers import Response

HEADER = "X-Request-ID"
PLAIN = re.compile(r"[A-Za-z0-9-]{8,64}", re.ASCII)
"""What a proxy may call a request; nobody's address or name has this shape with an @, a dot or a space in it."""
log = structlog.get_logger()


def init_app(app: Flask) -> None:
    """Give every request a number; called before all other hooks, so that they write under it."""
    app.before_request(_begin)
    app.after_request(_finish)


def seconds() -> float:
    """Tell how long this request has taken."""
    return time.perf_counter() - float(g.get("begun_at", time.perf_counter()))


def _begin() -> None:
    g.begun_at = time.perf_counter()
    g.request_id = _given() or secrets.token_hex(8)
    clear_contextvars()
    bind_contextvars(request_id=g.request_id)


def _given() -> str | None:
    """Take over the number of a proxy we trust; anybody else could write what they like into our log."""
    given = request.headers.get(HEADER, "")
    is_trusted = current_app.extensions["portal.settings"].trusted_proxies > 0
    return given if is_trusted and PLAIN.fullmatch(given) else None


def _finish(response: Response) -> Response:
    response.headers[HEADER] = g.get("request_id", "")
    milliseconds = round(seconds() * 1000)
    seen = {"method": request.method, "endpoint": request.endpoint, "status": response.status_code}
    log.info("request", **seen, milliseconds=milliseconds)
    return response
