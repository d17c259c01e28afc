"""What is true of accounts whatever the database: states, periods, how addresses compare, which roles a home has."""

import base64
import hmac
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from portal.core.actor import COMPANY_ROLES, OFFICE_ROLES, Role

INVITATION_LASTS = timedelta(days=14)
CONFIRMATION_LASTS = timedelta(days=30)
"""As long as an unconfirmed sign-up is kept."""
IDLE_ACCOUNT_KEPT = timedelta(days=730)
INVITATION_KEPT = timedelta(days=92)
"""How long an invitation is kept after its last day, accepted or not."""
SIGN_IN_KEPT = timedelta(days=92)
"""How long it is kept when and with which kind of device somebody was signed in."""
SESSION_IDLE = timedelta(hours=4)
SESSION_LASTS = timedelta(hours=14)
"""The longest there are; each role has its own."""


@dataclass(frozen=True)
class SessionLimit:
    """How long a session lives unused, and how long whatever is done in it."""

    idle: timedelta
    lasts: timedelta


COMPANY_LIMIT = SessionLimit(SESSION_IDLE, SESSION_LASTS)
OFFICE_LIMIT = SessionLimit(timedelta(hours=2), timedelta(hours=10))
SESSION_LIMITS = {
    **dict.fromkeys((*COMPANY_ROLES, Role.VISITOR), COMPANY_LIMIT),
    **dict.fromkeys((*OFFICE_ROLES, Role.AUTHORITY), OFFICE_LIMIT),
    Role.ADMINISTRATOR: SessionLimit(timedelta(hours=1), timedelta(hours=10)),
}
"""By role: a company is rarely here and sees little, an office sees people's files."""
FRESH_FOR = timedelta(minutes=30)
"""How long after giving the password risky acts need no second look."""
LOCK_AFTER = 5
LOCK_FOR = timedelta(minutes=15)
PASSWORD_MIN = 10
PASSWORD_MAX = 200

STEP_SECONDS = 30
"""How long a code of an authenticator app is shown (RFC 6238)."""
CODE_DIGITS = 6
DRIFT = (0, -1, 1)
"""Steps by which the clock of a telephone may differ from ours."""
SECOND_STEP_WITHIN = timedelta(minutes=10)
"""How long after the password the code may come."""
NEEDS_SECOND_STEP = frozenset((*OFFICE_ROLES, Role.AUTHORITY, Role.ADMINISTRATOR))
"""Whose sign-in has two steps where an installation asks for it: they see people's files, or look after who does."""
SPARE_CODES = 10
SPARE_SIGNS = 12
"""Signs of a spare code: sixty bits, in three groups to type off paper."""
ISSUER = "Integration Point"
"""What the entry is called in the app."""

IP_ROLES = (Role.CASEWORKER, Role.EMPLOYER_SERVICE, Role.COORDINATOR, Role.ADMINISTRATOR)
"""The roles an office of the Integration Point gives; every other office gives `authority`."""


class InvitationState(StrEnum):
    """Where an invitation stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REVOKED = "revoked"
    EXPIRED = "expired"


class FactorState(StrEnum):
    """Where somebody stands with the second step of their sign-in."""

    PENDING = "pending"
    ACTIVE = "active"
    OFF = "off"


def second_step_due(role: Role, first_seen_at: datetime | None, grace: timedelta) -> datetime | None:
    """Tell until when somebody of this role has time to set up the second step; None: it is left to them."""
    if role not in NEEDS_SECOND_STEP:
        return None
    return (first_seen_at or datetime.min.replace(tzinfo=UTC)) + grace


def email_key(address: str) -> str:
    """Fold an address, so that two spellings of one mailbox compare equal in either database."""
    return address.strip().casefold()


def is_over(role: Role, began: datetime, used: datetime, at: datetime) -> bool:
    """Tell whether a session of this role has ended by itself."""
    limit = SESSION_LIMITS[role]
    return at - used > limit.idle or at - began > limit.lasts


def is_locked(locked_until: datetime | None, at: datetime) -> bool:
    """Tell whether an account is locked after repeated failure."""
    return locked_until is not None and locked_until > at


def is_absent(absent_from: date | None, absent_until: date | None, on: date) -> bool:
    """Tell whether somebody is away on a day; the first and the last day count, and without a first it is at once."""
    return absent_until is not None and (absent_from or on) <= on <= absent_until


def roles_offered(inviter: Role, *, is_ip_office: bool) -> tuple[Role, ...]:
    """List the roles somebody may give away in their own home: nobody makes an administrator but an administrator."""
    if inviter is Role.COMPANY_ADMIN:
        return COMPANY_ROLES
    if not is_ip_office:
        return (Role.AUTHORITY,)
    return IP_ROLES if inviter is Role.ADMINISTRATOR else IP_ROLES[:-1]


BROWSERS = {"Edg/": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


def device_name(user_agent: str) -> str:
    """Say in words where a session runs, from what the browser says of itself: Firefox, Windows."""
    found = [next((name for mark, name in table.items() if mark in user_agent), "") for table in (BROWSERS, SYSTEMS)]
    return ", ".join(filter(None, found))


def _codes(secret: str) -> TOTP:
    # SHA-1 and six digits are what every app knows; inside HMAC it is as good as any.
    return TOTP(base64.b32decode(secret), CODE_DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303  # nosec B303


def code_at(secret: str, at: datetime) -> str:
    """Give the code an app shows at a moment. Args: secret: in Base32."""
    return _codes(secret).generate(at.timestamp()).decode()


def step_of(secret: str, code: str, at: datetime) -> int | None:
    """Tell of which step a code is, of the present one or its neighbours; all three are compared in constant time."""
    if not secret:
        return None
    now, found = int(at.timestamp()) // STEP_SECONDS, None
    for step in (now + drift for drift in DRIFT):
        expected = _codes(secret).generate(step * STEP_SECONDS)
        if hmac.compare_digest(expected, code.encode()):
            found = step
    return found


def app_address(secret: str, account: str) -> str:
    """Give the address that an app reads off the picture (otpauth)."""
    return _codes(secret).get_provisioning_uri(account, ISSUER)


def plain_code(typed: str) -> str:
    """Take what people put between the signs of a code out of it."""
    return "".join(sign for sign in typed.upper() if sign.isalnum())


def spare_hash(code: str, key: str) -> str:
    """Hash a spare code with a key of the installation: sixty bits alone could be tried by whoever has the table."""
    return hmac.new(key.encode(), plain_code(code).encode(), "sha256").hexdigest()
