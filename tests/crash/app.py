"""The application that is killed: the portal as it runs for people, and the lamps beside it."""

from flask import Flask

from portal.app import create_app as create_portal
from tests.core import lamps


def create_app() -> Flask:
    """Build it from the environment, as the servers do."""
    app = create_portal()
    lamps.install(app)
    app.extensions["csrf"].exempt(lamps.bp)
    return app
