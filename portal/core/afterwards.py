"""Tiny writes that wait until the answer has been sent, so that no reader waits for them."""

from collections.abc import Callable
from threading import Lock

import structlog
from flask import Flask, Response, after_this_request
from flask.globals import app_ctx
from sqlalchemy.exc import DBAPIError

from portal.core import db

log = structlog.get_logger()
_busy = Lock()


def afterwards(write: Callable[[], None]) -> None:
    """Run a write once this answer is out, in a transaction of its own; what a cache answers (304) is not written.

    It may get lost: one at a time is written by a process, and an error is only logged.
    """
    app = app_ctx.app  # `current_app` ends with the request

    @after_this_request
    def wait(response: Response) -> Response:
        response.call_on_close(lambda: _write(app, write) if response.status_code == 200 else None)
        return response


def _write(app: Flask, write: Callable[[], None]) -> None:
    if not _busy.acquire(blocking=False):
        return
    try:
        with app.app_context(), db.transaction():
            write()
    except DBAPIError as error:
        log.warning("not_written_afterwards", why=type(error).__name__)
    finally:
        _busy.release()
