"""What machines ask of the portal: whether it lives, whether it is ready, and its numbers."""

from flask import Flask

from portal.operations.views.maintenance import init_app as _pause
from portal.operations.views.metrics import init_app as _count
from portal.operations.views.probes import Probes

__all__ = ["Probes", "init_app"]


def init_app(app: Flask) -> None:
    """Hang the page of the maintenance and the counters on the application."""
    _pause(app)
    _count(app)
