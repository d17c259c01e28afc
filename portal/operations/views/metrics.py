"""The numbers of the portal for Prometheus: requests as they were answered, and the machine as it is now."""

import os
from collections.abc import Iterator
from typing import Any

from flask import Flask, current_app, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from portal.core import db, tracing
from portal.operations.queries import state
from portal.operations.services.serving import FOLDER

TYPE = CONTENT_TYPE_LATEST
OWN = CollectorRegistry()
BOUNDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
REQUESTS = Counter("portal_requests", "Requests answered.", ("endpoint", "method", "status"), registry=OWN)
SECONDS = Histogram("portal_request_seconds", "Time until the answer.", ("endpoint",), buckets=BOUNDS, registry=OWN)
CONNECTIONS = Gauge(
    "portal_database_connections",
    "Connections to the database in use when the last request of a process was answered.",
    multiprocess_mode="livesum",
    registry=OWN,
)
METHODS = ("GET", "HEAD", "OPTIONS", "POST")


def init_app(app: Flask) -> None:
    """Count requests where the settings let anybody read the numbers."""
    settings = app.extensions["portal.settings"]
    if settings.metrics_token or settings.metrics_from:
        app.after_request(_count)


def _count(response: Response) -> Response:
    """Count by the name of the page: an address may hold what belongs to a person, or be invented a million times."""
    endpoint = request.endpoint or "none"
    method = request.method if request.method in METHODS else "other"
    REQUESTS.labels(endpoint, method, str(response.status_code)).inc()
    SECONDS.labels(endpoint).observe(tracing.seconds())
    CONNECTIONS.set(_in_use())
    return response


def _in_use() -> int:
    engine: Engine = current_app.extensions["portal.engine"]
    return int(getattr(engine.pool, "checkedout", lambda: 0)())


def text() -> bytes:
    """Give all numbers in the form Prometheus reads."""
    registry = CollectorRegistry()
    if os.environ.get(FOLDER):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(OWN)
    registry.register(_Machine())
    return generate_latest(registry)


class _Machine:
    """The numbers that stand in the database, asked anew each time."""

    def collect(self) -> Iterator[Metric]:
        """Give them; where the database does not answer, only that."""
        db.writes.set(False)
        try:
            found = list(_asked())
        except SQLAlchemyError:
            db.session.rollback()
            found = []
        yield _gauge("portal_database_up", "Whether the database answers.", int(bool(found)))
        yield from found


def _asked() -> Iterator[Metric]:
    mails = GaugeMetricFamily("portal_mails", "Mails by state.", labels=("state",))
    for mail_state, number in state.mails().items():
        mails.add_metric((mail_state.value,), number)
    yield mails
    age = state.oldest_mail().total_seconds()
    yield _gauge("portal_oldest_mail_seconds", "How long the oldest mail that is due has waited.", age)
    failed = GaugeMetricFamily("portal_job_failed", "Jobs that went wrong when last tried.", labels=("job",))
    for name in state.failed_jobs():
        failed.add_metric((name,), 1)
    yield failed


def _gauge(name: str, said: str, value: Any) -> Metric:
    return GaugeMetricFamily(name, said, value=value)
