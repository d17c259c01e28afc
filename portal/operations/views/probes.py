"""The addresses for proxies and watchers, answered before any page: no cookie, no language, no log, never kept."""

import contextlib
import hmac
import json
from collections.abc import Callable, Iterable
from ipaddress import ip_address, ip_network
from typing import Any

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Request, Response

from portal.config import Settings
from portal.core import db
from portal.operations.queries import readiness
from portal.operations.views import metrics

Answer = Callable[[Request], Response | None]


class Probes:
    """WSGI: answer `/healthz`, `/readyz` and `/metrics`, and hand on everything else."""

    def __init__(self, app: Flask, inner: Any) -> None:
        """Stand before `inner`, the pages of `app`."""
        self._app, self._inner = app, inner
        self._answers: dict[str, Answer] = {"/healthz": _health, "/readyz": self._ready, "/metrics": self._metrics}

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer or hand on."""
        answer = self._answers.get(environ.get("PATH_INFO", ""))
        response = answer(Request(environ)) if answer and environ["REQUEST_METHOD"] in ("GET", "HEAD") else None
        if response is None:
            handed_on: Iterable[bytes] = self._inner(environ, start_response)
            return handed_on
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response(environ, start_response)

    def _ready(self, _request: Request) -> Response:
        with self._app.app_context():
            problems = readiness.problems()
            _end()
        said = json.dumps({"ready": not problems, "problems": problems})
        return Response(said, 503 if problems else 200, content_type="application/json")

    def _metrics(self, request: Request) -> Response | None:
        """Give the numbers to who may have them; to anybody else there is no such page."""
        if not may_read(self._app.extensions["portal.settings"], request):
            return None
        with self._app.app_context():
            text = metrics.text()
            _end()
        return Response(text, content_type=metrics.TYPE)


def _health(_request: Request) -> Response:
    return Response("ok\n", content_type="text/plain; charset=utf-8")


def _end() -> None:
    with contextlib.suppress(SQLAlchemyError):
        db.session.remove()
    db.writes.set(True)


def may_read(settings: Settings, request: Request) -> bool:
    """Tell whether the one who asks brings the token or comes from where the settings say."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if settings.metrics_token and scheme.lower() == "bearer":
        return hmac.compare_digest(token.strip().encode(), settings.metrics_token.encode())
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:  # a socket without an address
        return False
    return any(address in ip_network(network) for network in settings.metrics_from)
