"""The page everybody sees while the portal is being worked on."""

from flask import Flask, current_app, request
from flask.typing import ResponseReturnValue

from portal.core import refusals
from portal.core.maintenance import is_on


def init_app(app: Flask) -> None:
    """Stand before every page."""
    app.before_request(_pause)


def _pause() -> ResponseReturnValue | None:
    """Answer in the reader's language, without asking the database: it may be the very thing that is worked on."""
    if request.endpoint == "static" or not is_on(current_app.extensions["portal.settings"].data_dir):
        return None
    return refusals.closed()
