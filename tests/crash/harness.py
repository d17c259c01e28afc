"""A portal of one's own to kill: real servers in a data folder of their own, ended by SIGKILL in the middle.

`Portal` is started by the fixture `portal` of this folder, in an empty database (PostgreSQL with `--postgres`) and
with the mail server of the tests. A crash test has three parts:

1. Make the world, with `with portal.session() as session:` or with a `Visitor`, who keeps cookies, finds the token of
   a form and signs in: `Visitor(portal.url).sign_in("kim@firma.example", PASSWORD)`.
2. Work and kill: `portal.start_web()`, `portal.start_worker()`; `keep_posting(...)` sends forms from several threads
   until its block ends; `portal.kill_web_worker()` ends the process that answers (its master starts another one),
   `portal.kill_worker()` the one that delivers. A request that dies with its server gives the status None.
3. Let the worker finish (`portal.let_leases_end()`, `portal.start_worker()`, `wait_until(...)`) and look at what is
   there with `portal.session()`: all of a deed or nothing of it.

The servers run in sessions of their own on loopback; `stop()` ends every one of them by its own process id.
"""

import http.cookiejar
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.client import HTTPException
from pathlib import Path

from sqlalchemy import Engine, create_engine, update
from sqlalchemy.orm import Session

from portal.app import create_app
from portal.config import Settings
from portal.core import clock, db
from portal.core.jobs import Job
from portal.core.outbox import OutboxMail
from tests.mailbox import Mailbox, free_port

ROOT = Path(__file__).parents[2]
APP = "tests.crash.app:create_app()"
PATIENCE = 60
"""Seconds until something that should have happened counts as lost."""


class Portal:
    """An installation: its folder, its database, its web server and its worker."""

    def __init__(self, folder: Path, database_url: str, mailbox: Mailbox) -> None:
        """Settle in `folder`; nothing runs yet."""
        self.folder, self.database_url, self.port = folder, database_url, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.engine: Engine = create_engine(database_url)
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._environment = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")} | {
            "PORTAL_DATA_DIR": str(folder),
            "PORTAL_EXTERNAL_URL": self.url,
            "PORTAL_DATABASE_URL": database_url,
            "PORTAL_MAIL_SERVER": mailbox.host,
            "PORTAL_MAIL_PORT": str(mailbox.port),
        }

    def start_web(self) -> None:
        """Start gunicorn, with the application loaded before it forks, and wait until it answers."""
        threads = ["--preload", "--worker-class", "gthread", "--workers", "1", "--threads", "4"]
        self._start("web", "gunicorn", "--bind", f"127.0.0.1:{self.port}", *threads, APP)
        self.await_web()

    def await_web(self) -> None:
        """Wait until the web server answers (again)."""
        wait_until(lambda: Visitor(self.url).get("/lamps/public")[0] == 200, "the web server answers")

    def start_worker(self) -> None:
        """Start the worker."""
        self._start("worker", "flask", "--app", APP, "worker", "run")

    def kill_web_worker(self) -> None:
        """End the process that answers; gunicorn's master puts another one in its place."""
        master = self._running["web"].pid
        children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        for child in children:
            os.kill(int(child), signal.SIGKILL)

    def kill_worker(self) -> None:
        """End the worker in the middle of whatever it does."""
        worker = self._running.pop("worker")
        worker.kill()
        worker.wait()

    def stop(self) -> None:
        """End what still runs."""
        for server in self._running.values():
            server.terminate()
        for server in self._running.values():
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()
        self._running.clear()
        self.engine.dispose()

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Look at the database, or change it, from outside."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Work with the portal's own code in its folder and database, so that the builders of the tests fill it."""
        kept = dict(db.session.session_factory.kw)
        settings = Settings(self.folder, self.url, self.database_url, testing=True)
        app = create_app(settings)
        db.session.configure(join_transaction_mode="conditional_savepoint")
        try:
            with app.app_context():
                yield
        finally:
            db.session.remove()
            app.extensions["portal.engine"].dispose()
            db.session.configure(**{name: kept[name] for name in ("bind", "join_transaction_mode") if name in kept})

    def let_leases_end(self) -> None:
        """Let the minutes pass after which another worker takes over what a dead one held."""
        past = clock.now() - timedelta(seconds=1)
        with self.session() as session:
            for table in (OutboxMail, Job):
                session.execute(update(table).where(table.leased_until.is_not(None)).values(leased_until=past))

    def said(self, name: str) -> str:
        """Give what a server (`web`, `worker`) wrote to its log."""
        return (self.folder / f"{name}.log").read_text()

    def _start(self, name: str, module: str, *arguments: str) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                cwd=ROOT,
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )


class Visitor:
    """A browser: it keeps cookies and does not follow redirects, so that a test sees what was answered."""

    def __init__(self, url: str) -> None:
        """Open the portal at `url`."""
        self.url = url
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(cookies, _StayHere, urllib.request.ProxyHandler({}))

    def get(self, path: str) -> tuple[int | None, str]:
        """Read a page: its status and text; None where the server died."""
        return self._open(urllib.request.Request(self.url + path))

    def post(self, path: str, **fields: str) -> tuple[int | None, str]:
        """Send a form as it is."""
        return self._open(urllib.request.Request(self.url + path, urllib.parse.urlencode(fields).encode()))

    def submit(self, path: str, *, page: str | None = None, **fields: str) -> tuple[int | None, str]:
        """Load the page with the form (by default at the same address) and send it with its token."""
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get(page or path)[1])
        return self.post(path, csrf_token=found[1] if found else "", **fields)

    def sign_in(self, email: str, password: str) -> "Visitor":
        """Sign in."""
        assert self.submit("/login", email=email, password=password)[0] == 303
        return self

    def _open(self, request: urllib.request.Request) -> tuple[int | None, str]:
        try:
            answer = self._opener.open(request, timeout=PATIENCE)
        except urllib.error.HTTPError as refusal:
            answer = refusal
        except (OSError, HTTPException):
            return None, ""
        with answer:
            try:
                return answer.status, answer.read().decode()
            except (OSError, HTTPException):
                return None, ""  # killed while it spoke


class _StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Follow nothing."""


class Sent:
    """What came back for the forms that were sent."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.statuses: list[int | None] = []

    @property
    def kept(self) -> int:
        """Count the forms whose sender was told that they are kept."""
        return self.statuses.count(303)


@contextmanager
def keep_posting(send: Callable[[], tuple[int | None, str]], *, threads: int = 4) -> Iterator[Sent]:
    """Send a form again and again from several threads while the block runs."""
    sent, is_over = Sent(), threading.Event()

    def post() -> None:
        while not is_over.is_set():
            status, _ = send()
            sent.statuses.append(status)
            if status is None:
                time.sleep(0.05)  # the server is down: let it come back

    workers = [threading.Thread(target=post) for _ in range(threads)]
    for worker in workers:
        worker.start()
    try:
        yield sent
    finally:
        is_over.set()
        for worker in workers:
            worker.join()


def wait_until(holds: Callable[[], bool], what: str, *, every: float = 0.02) -> None:
    """Wait for something that must happen."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > deadline:
            raise AssertionError(f"never happened: {what}")
        time.sleep(every)
