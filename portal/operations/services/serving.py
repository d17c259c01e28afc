"""The web server: gunicorn with one application loaded before it forks, so that its workers share their memory."""

import os
import sys
import tempfile
from typing import Any, NoReturn

from prometheus_client.multiprocess import mark_process_dead

from portal.config import Settings

APPLICATION = "portal.app:create_app()"
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that names where the processes of one server put their numbers together."""
GRACE_SECONDS = 30
"""How long a request may go on once the server is told to end."""


def command(settings: Settings) -> list[str]:
    """Give the command of the web server.

    The engine lets go of its connections before each fork (`core.db`), and the index is opened by who first asks it.
    """
    options = {
        "bind": settings.bind,
        "worker-class": "gthread",
        "workers": str(settings.workers),
        "threads": str(settings.threads),
        "graceful-timeout": str(GRACE_SECONDS),
    }
    given = [part for name, value in options.items() for part in (f"--{name}", value)]
    hooks = ["--config", f"python:{__name__}"]
    return [sys.executable, "-m", "gunicorn", *hooks, *given, "--preload", "--no-control-socket", APPLICATION]


def become_server(settings: Settings) -> NoReturn:
    """Replace this process by the web server."""
    program, *arguments = command(settings)
    numbers = tempfile.mkdtemp(prefix="portal-metrics-")  # a new server counts from nothing
    environment = os.environ | {FOLDER: numbers}
    os.execve(program, [program, *arguments], environment)  # noqa: S606 - our own interpreter, no shell


def child_exit(_server: Any, worker: Any) -> None:
    """Forget what a process that ended had in use; gunicorn calls this by its name."""
    if os.environ.get(FOLDER):
        mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
