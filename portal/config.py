"""The settings of an installation, read once from PORTAL_* variables; a bad or missing one stops the start."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

PACKAGE = Path(__file__).parent
SHARE = PACKAGE / "_share" if (PACKAGE / "_share").is_dir() else PACKAGE.parent
"""Where templates, static files and migrations are: inside an installed wheel, or the root of a checkout."""


SHORTEST_TOKEN = 20
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class BadSetting(Exception):
    """A PORTAL_* variable that is missing or cannot be understood."""


@dataclass(frozen=True)
class Operator:
    """Who runs an installation and answers for it; where something is not set, the pages say that it is missing."""

    name: str = ""
    address: str = ""
    representative: str = ""
    phone: str = ""
    email: str = ""
    supervision: str = ""
    data_protection_officer: str = ""
    data_protection_authority: str = ""
    hosting: str = ""
    accessibility_checked_on: str = ""
    accessibility_gaps: str = ""
    enforcement_body: str = ""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Operator":
        """Read PORTAL_OPERATOR_NAME, PORTAL_OPERATOR_ADDRESS and so on; backslash and n start a new line."""
        given = {field.name: environment.get(f"PORTAL_OPERATOR_{field.name.upper()}", "") for field in fields(cls)}
        return cls(**{name: value.replace("\\n", "\n").strip() for name, value in given.items()})


@dataclass(frozen=True)
class Settings:
    """Everything that differs between installations."""

    data_dir: Path
    external_url: str
    database_url: str
    search: str = "whoosh"
    demo: bool = False
    testing: bool = False
    mail_server: str = "localhost"
    mail_port: int = 25
    mail_username: str | None = None
    mail_password: str | None = None
    mail_use_tls: bool = False
    mail_sender: str = "integration-point@localhost"
    reply_to: str = "integration-point@localhost"
    trusted_proxies: int = 0
    clamav: tuple[str, int] | None = None
    district: str = "Kreis Heinsberg"
    operator: Operator = Operator()
    erasure_log: Path | None = None
    second_factor: bool = False
    second_factor_grace: int = 14
    bind: str = "127.0.0.1:8000"
    workers: int = 2
    threads: int = 8
    metrics_token: str | None = None
    metrics_from: tuple[str, ...] = ()
    sms_url: str | None = None
    sms_token: str | None = None

    @property
    def erasures(self) -> Path:
        """Where what was erased is written down, for the replay after a restore; it belongs into no backup."""
        return self.erasure_log or self.data_dir / "erasures.jsonl"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read the settings. Raises: BadSetting naming the variable and what it needs."""
        demo = _flag(environment, "PORTAL_DEMO")
        port = _number(environment, "PORTAL_PORT", 8000)
        data_dir = Path(environment.get("PORTAL_DATA_DIR") or _missing("PORTAL_DATA_DIR", "the data folder")).resolve()
        external = environment.get("PORTAL_EXTERNAL_URL") or (
            f"http://127.0.0.1:{port}" if demo else _missing("PORTAL_EXTERNAL_URL", "the public address, https://…")
        )
        sender = environment.get("PORTAL_MAIL_SENDER", f"integration-point@{_host(external, demo=demo)}")
        sms_url, sms_token = _gateway(environment, demo=demo)
        database = _database(environment.get("PORTAL_DATABASE_URL") or f"sqlite:///{data_dir / 'portal.db'}")
        return cls(
            data_dir=data_dir,
            external_url=external,
            database_url=database,
            search=_search(environment.get("PORTAL_SEARCH") or "whoosh", database),
            demo=demo,
            mail_server=environment.get("PORTAL_MAIL_SERVER", "localhost"),
            mail_port=_number(environment, "PORTAL_MAIL_PORT", 25),
            mail_username=environment.get("PORTAL_MAIL_USERNAME"),
            mail_password=environment.get("PORTAL_MAIL_PASSWORD"),
            mail_use_tls=_flag(environment, "PORTAL_MAIL_TLS"),
            mail_sender=sender,
            reply_to=environment.get("PORTAL_REPLY_TO", sender),
            trusted_proxies=_number(environment, "PORTAL_TRUSTED_PROXIES", 0),
            clamav=_scanner(environment.get("PORTAL_CLAMAV", "")),
            district=environment.get("PORTAL_DISTRICT", "Kreis Heinsberg"),
            operator=Operator.from_environment(environment),
            second_factor=_flag(environment, "PORTAL_SECOND_FACTOR", "0" if demo else "1"),
            second_factor_grace=_number(environment, "PORTAL_SECOND_FACTOR_GRACE", 14),
            erasure_log=Path(log).resolve() if (log := environment.get("PORTAL_ERASURE_LOG")) else None,
            bind=_bind(environment.get("PORTAL_BIND") or f"127.0.0.1:{port}"),
            workers=_number(environment, "PORTAL_WORKERS", 2, at_least=1),
            threads=_number(environment, "PORTAL_THREADS", 8, at_least=1),
            metrics_token=_token(environment.get("PORTAL_METRICS_TOKEN", "")),
            metrics_from=_networks(environment.get("PORTAL_METRICS_FROM", "")),
            sms_url=sms_url,
            sms_token=sms_token,
        )


def _scanner(address: str) -> tuple[str, int] | None:
    """Read where the virus scanner listens; without one no file leaves the office."""
    host, _colon, port = address.strip().rpartition(":")
    if not address.strip():
        return None
    if not host or not port.isdecimal():
        raise BadSetting(f"PORTAL_CLAMAV: {address!r} is no host:port")
    return host, int(port)


def _gateway(environment: Mapping[str, str], *, demo: bool) -> tuple[str | None, str | None]:
    """Read the address of the gateway for short messages and the word it is opened with; without one none are sent."""
    url, token = environment.get("PORTAL_SMS_URL", "").strip(), environment.get("PORTAL_SMS_TOKEN", "").strip()
    if not url or demo:
        return None, None
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise BadSetting("PORTAL_SMS_URL is no address") from error  # it may hold a password
    if parts.scheme not in ("http", "https") or not host or parts.query or parts.fragment or "@" in parts.netloc:
        raise BadSetting("PORTAL_SMS_URL is no plain http(s) address")
    if parts.scheme == "http" and host not in LOOPBACK:
        raise BadSetting("PORTAL_SMS_URL would send numbers and links in clear, use https")
    return url, token or _missing("PORTAL_SMS_TOKEN", "the word the gateway knows this portal by")


def _bind(address: str) -> str:
    """Read where the web server listens: host:port, or unix: and the path of a socket."""
    host, _colon, port = address.rpartition(":")
    if address.startswith("unix:/") or (host and port.isdecimal()):
        return address
    raise BadSetting(f"PORTAL_BIND: {address!r} is neither host:port nor unix:/path")


def _token(text: str) -> str | None:
    """Read the word that opens the metrics; a short one could be guessed."""
    if text and len(text) < SHORTEST_TOKEN:
        raise BadSetting(f"PORTAL_METRICS_TOKEN: fewer than {SHORTEST_TOKEN} signs")  # it is a secret: never quoted
    return text or None


def _networks(text: str) -> tuple[str, ...]:
    """Read the addresses and networks that may read the metrics, with commas between them."""
    try:
        return tuple(str(ip_network(part.strip())) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise BadSetting(f"PORTAL_METRICS_FROM: {error}") from error


def _missing(name: str, what: str) -> str:
    raise BadSetting(f"{name} is not set: it names {what}")


def _host(address: str, *, demo: bool) -> str:
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise BadSetting(f"PORTAL_EXTERNAL_URL: {address!r} is no address") from error
    if parts.scheme not in ("http", "https") or not host or parts.query or parts.fragment or "@" in parts.netloc:
        raise BadSetting(f"PORTAL_EXTERNAL_URL: {address!r} is no plain http(s) address")
    if parts.scheme == "http" and not demo and host not in LOOPBACK:
        raise BadSetting(f"PORTAL_EXTERNAL_URL: {address!r} would send sessions in clear, use https")
    return host


def _database(url: str) -> str:
    try:
        backend = make_url(url).get_backend_name()
    except ArgumentError as error:
        raise BadSetting("PORTAL_DATABASE_URL is no database address") from error  # it may hold a password
    if backend not in ("sqlite", "postgresql"):
        raise BadSetting(f"PORTAL_DATABASE_URL: {backend} is neither sqlite nor postgresql")
    return url


def _search(engine: str, database: str) -> str:
    if engine not in ("whoosh", "postgres"):
        raise BadSetting(f"PORTAL_SEARCH: {engine!r} is neither whoosh nor postgres")
    if engine == "postgres" and make_url(database).get_backend_name() != "postgresql":
        raise BadSetting("PORTAL_SEARCH: postgres needs a PORTAL_DATABASE_URL of PostgreSQL")
    return engine


def _flag(environment: Mapping[str, str], name: str, default: str = "0") -> bool:
    value = environment.get(name, default).lower()
    if value not in ("0", "1", "true", "false", ""):
        raise BadSetting(f"{name}: {value!r} is neither 0 nor 1")
    return value in ("1", "true")


def _number(environment: Mapping[str, str], name: str, default: int, *, at_least: int = 0) -> int:
    value = environment.get(name, str(default))
    if not value.isdecimal() or int(value) < at_least:
        raise BadSetting(f"{name}: {value!r} is not a whole number" + (f" from {at_least} on" if at_least else ""))
    return int(value)
