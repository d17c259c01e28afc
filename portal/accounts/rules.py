"""What is true of accounts whatever the database: states, periods, how addresses compare, which roles a home has."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from portal.core.actor import COMPANY_ROLES, Role

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
FRESH_FOR = timedelta(minutes=30)
"""How long after giving the password risky acts need no second look."""
LOCK_AFTER = 5
LOCK_FOR = timedelta(minutes=15)
PASSWORD_MIN = 10
PASSWORD_MAX = 200

IP_ROLES = (Role.CASEWORKER, Role.EMPLOYER_SERVICE, Role.COORDINATOR, Role.ADMINISTRATOR)
"""The roles an office of the Integration Point gives; every other office gives `authority`."""


class InvitationState(StrEnum):
    """Where an invitation stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REVOKED = "revoked"
    EXPIRED = "expired"


def email_key(address: str) -> str:
    """Fold an address, so that two spellings of one mailbox compare equal in either database."""
    return address.strip().casefold()


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
