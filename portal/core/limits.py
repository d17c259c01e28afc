"""How often somebody may knock: Flask-Limiter over a small database of its own, exact across processes.

All of an office share one address. Whoever is signed in is counted by themselves, and at the doors that take a
password only what was refused counts against the address, beside every try at one account.
"""

import hmac
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from ipaddress import IPv6Address, ip_address, ip_network
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, request
from flask_limiter import Limiter
from limits.storage import Storage

from portal.core import clock, web

SCHEME = "portal-limits"
_TABLE = "CREATE TABLE IF NOT EXISTS hit (key TEXT PRIMARY KEY, count INTEGER NOT NULL, expires_at REAL NOT NULL)"
_COUNT = """
INSERT INTO hit (key, count, expires_at) VALUES (:key, :amount, :now + :expiry)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN expires_at <= :now THEN 0 ELSE count END + :amount,
    expires_at = CASE WHEN expires_at <= :now THEN :now + :expiry ELSE expires_at END
RETURNING count
"""


class SqliteStorage(Storage):
    """Counters in a file: another connection to the main database would wait for the request's own transaction."""

    STORAGE_SCHEME = [SCHEME]  # noqa: RUF012 - the library's own declaration

    def __init__(self, uri: str = "", *, wrap_exceptions: bool = False, **options: Any) -> None:
        """Open the file named by the part of `uri` after its scheme."""
        super().__init__(uri, wrap_exceptions=wrap_exceptions, **options)
        self._path = uri.removeprefix(f"{SCHEME}://")
        with self._connection() as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(_TABLE)

    @property
    def base_exceptions(self) -> type[Exception]:
        """Name what may go wrong here."""
        return sqlite3.Error

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count in one statement, so that no two processes count the same number."""
        with self._connection() as connection:
            values = {"key": key, "amount": amount, "now": _now(), "expiry": expiry}
            row = connection.execute(_COUNT, values).fetchone()
            connection.execute("DELETE FROM hit WHERE expires_at <= ?", (_now(),))
        return int(row[0])

    def get(self, key: str) -> int:
        """Give the count of a key."""
        return int(self._row(key)[0])

    def get_expiry(self, key: str) -> float:
        """Give when the count of a key begins anew."""
        return float(self._row(key)[1])

    def check(self) -> bool:
        """Tell whether the file can be read."""
        return self.get("") == 0

    def reset(self) -> int:
        """Forget everything."""
        with self._connection() as connection:
            return connection.execute("DELETE FROM hit").rowcount

    def clear(self, key: str) -> None:
        """Forget one key."""
        with self._connection() as connection:
            connection.execute("DELETE FROM hit WHERE key = ?", (key,))

    def _row(self, key: str) -> tuple[int, float]:
        with self._connection() as connection:
            query = "SELECT count, expires_at FROM hit WHERE key = ? AND expires_at > ?"
            return connection.execute(query, (key, _now())).fetchone() or (0, _now())

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path, timeout=10, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous = OFF")  # a lost counter costs nothing
            yield connection


def knocker() -> str:
    """Name who asks: the signed-in user, else the network (an IPv6 line has 2^64 addresses, so its first half)."""
    actor = web.acting_user()
    return _hidden("user", str(actor.id)) if actor.id else _hidden("network", _network())


def account() -> str:
    """Name the account that a form means, together with who asks: nobody can shut somebody else out."""
    return _hidden(_network(), request.form.get("email", "").strip().casefold())


def refused(response: Response) -> bool:
    """Tell whether a form came back with an error."""
    return response.status_code in (HTTPStatus.OK, HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY)


def missed(response: Response) -> bool:
    """Tell whether there was no such thing."""
    return response.status_code == HTTPStatus.NOT_FOUND


@dataclass(frozen=True)
class Bound:
    """How often (`10 per minute; 40 per hour`), of what, counted by whom, and which answers count (None: all)."""

    often: str
    methods: tuple[str, ...] | None = ("POST",)
    by: Callable[[], str] = knocker
    counts: Callable[[Response], bool] | None = None


def init_app(app: Flask, folder: Path, bounds: Mapping[str, tuple[Bound, ...]]) -> None:
    """Bound the endpoints of the table. Tests of other things are not counted."""
    # In the demo everybody comes from one address: whoever tries all roles would be locked out.
    app.config.setdefault("RATELIMIT_ENABLED", not (app.testing or app.config["PORTAL_DEMO"]))
    limiter = Limiter(
        knocker,
        storage_uri=f"{SCHEME}://{folder / 'limits.db'}",
        strategy="fixed-window",
        swallow_errors=True,
        headers_enabled=True,
    )
    limiter.init_app(app)
    app.extensions["portal.limiter"] = limiter  # the views hold it weakly
    for endpoint, several in bounds.items():
        for bound in several:
            methods = list(bound.methods) if bound.methods else None
            limit: Callable[[Any], Any] = limiter.limit(
                bound.often, key_func=bound.by, methods=methods, deduct_when=bound.counts
            )
            app.view_functions[endpoint] = limit(app.view_functions[endpoint])


def _network() -> str:
    text = request.remote_addr or ""
    try:
        address = ip_address(text)
    except ValueError:  # a socket without an address
        return text
    return str(ip_network((address, 64), strict=False)) if isinstance(address, IPv6Address) else text


def _hidden(*parts: str) -> str:
    """Keep no address of a person or a machine in the file."""
    secret = current_app.config["SECRET_KEY"].encode()
    return hmac.new(secret, "\0".join(parts).encode(), "sha256").hexdigest()[:32]


def _now() -> float:
    return clock.now().timestamp()
