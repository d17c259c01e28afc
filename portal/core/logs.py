"""Logging: one JSON object a line, and nothing in it that names a person or opens a door."""

import logging
import re
import sys
from typing import Any

import structlog
from structlog.tracebacks import ExceptionDictTransformer

_TOKEN = re.compile(r"(/|%2F)(l|reset)(/|%2F)[^/?&%\s\"]+", re.IGNORECASE)
_ADDRESS = re.compile(r"[\w.+-]+(@|%40)[\w-]+\.[\w.-]+", re.IGNORECASE)
OWN_HANDLERS = ("werkzeug", "gunicorn.error", "gunicorn.access", "flask.app")
"""Loggers that would write in their own form, past us."""


def configure() -> None:
    """Send every logger of the process to standard error through one formatter; calling it again changes nothing."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    logging.getLogger("portal").setLevel(logging.INFO)
    for name in OWN_HANDLERS:
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    root = logging.getLogger()
    root.handlers = [handler for handler in root.handlers if not isinstance(handler, _Lines)]
    root.addHandler(_Lines(shared))


class _Lines(logging.StreamHandler[Any]):
    """Lines of JSON on standard error, as it is at that moment."""

    def __init__(self, shared: list[Any]) -> None:
        super().__init__()
        tracebacks = structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False))
        final: list[Any] = [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            tracebacks,
            scrubbed,
            structlog.processors.JSONRenderer(ensure_ascii=False, default=repr),
        ]
        self.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=final))

    def emit(self, record: logging.LogRecord) -> None:
        """Write to the standard error of now, which a test or a daemon may have replaced."""
        self.stream = sys.stderr
        super().emit(record)


def scrubbed(_logger: Any, _name: str, entry: Any) -> Any:
    """Blank personal links and e-mail addresses wherever they stand, and what errors say: they quote people's data."""
    if isinstance(entry, str):
        return scrub(entry)
    if isinstance(entry, list | tuple):
        return [scrubbed(None, "", part) for part in entry]
    if isinstance(entry, dict):
        return {key: scrubbed(None, "", value) for key, value in entry.items() if key not in ("exc_value", "exc_notes")}
    return entry


def scrub(text: str) -> str:
    """Blank personal links and e-mail addresses in a text."""
    return _ADDRESS.sub(r"…\1…", _TOKEN.sub(r"\1\2\3…", text))
