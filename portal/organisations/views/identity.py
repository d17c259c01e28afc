"""Who is signed in: read from the session once per request, with the company acted for."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import rules
from portal.accounts.services import sessions
from portal.accounts.views.second_factor import second_step_due
from portal.accounts.views.security import JUST_IN
from portal.core import clock, web
from portal.core.actor import NOBODY, OFFICE_ROLES, Actor, Channel
from portal.core.errors import HomeChanged
from portal.core.links import digest
from portal.organisations import queries
from portal.organisations.queries import Identity

SEEN_EVERY = timedelta(minutes=5)
SEEN = "seen"
"""What the cookie calls when it was used last."""
OWN_PAGES = ("accounts", "security")
"""What stays open to who has yet to set up the second step: the own account, and the way out."""


def load_actor() -> Actor:
    """Give the actor of this request in one statement; a revoked session has none."""
    uniquifier, token = session.get("_user_id"), session.get("sign_in")
    if not uniquifier or not token:
        return NOBODY
    found = queries.identity(uniquifier, digest(token), clock.now(), clock.today())
    if found is None or _is_over(found):
        return NOBODY
    g.signed_in, g.user = found, found.user
    _touch(found)
    actor = _on_behalf(found.actor)
    _check_home(actor)
    return actor


def lead_to_second_step() -> ResponseReturnValue | None:
    """Lead whoever needs a second step and has none to where it is set up.

    That is once after each sign-in, and whatever is opened when the time for it is over. Public pages and personal
    links, which open no session, are as they are for everybody.
    """
    if request.endpoint in (None, "static") or request.blueprint in OWN_PAGES or web.publicity():
        return None
    found: Identity | None = g.get("signed_in") if web.acting_user() is not NOBODY else None
    if found is None or found.has_second_step:
        return None
    due = second_step_due(found.user, found.actor.role)
    is_first = session.pop(JUST_IN, False) and request.method == "GET"
    if due is None or (due > clock.now() and not is_first):
        return None
    return redirect(url_for("accounts.second_factor"), code=303)


def forget_open_forms() -> None:
    """Let no form count that this browser has open: they were filled in for another company or office."""
    session.pop("csrf_token", None)
    session.pop("home", None)


def person() -> dict[str, Any]:
    """Give the page's header the name of whoever is signed in, and the ways in and out."""
    found: Identity | None = g.get("signed_in")
    is_staff = found is not None and found.actor.role in OFFICE_ROLES
    return {
        "person": found,
        "behalf": session.get("behalf") if is_staff else None,
        "account_url": url_for("accounts.show"),
        "sign_in_url": url_for("security.login"),
        "sign_out_url": url_for("security.logout"),
    }


def _on_behalf(actor: Actor) -> Actor:
    behalf = session.get("behalf")
    if not behalf or actor.role not in OFFICE_ROLES:
        return actor
    home = queries.home_that_stays(UUID(behalf["organisation_id"]))
    return actor.acting_for(home, behalf["contact"], Channel(behalf["channel"]))


def _check_home(actor: Actor) -> None:
    """Refuse what is sent from a browser that was last shown another home: its owner has switched on another device.

    Raises: HomeChanged: once; the forms that are open there do not count any more.
    """
    home, shown = str(actor.company_id or actor.office_id), session.get("home")
    if home == shown:
        return
    session["home"] = home
    if shown is not None:
        session.pop("csrf_token", None)
        if request.method == "POST":
            raise HomeChanged


def _is_over(found: Identity) -> bool:
    """Tell whether the session has lived as long as its role may; the cookie knows when it was used last."""
    now = clock.now()
    used = datetime.fromtimestamp(session.get(SEEN, now.timestamp()), UTC)
    if rules.is_over(found.actor.role, found.sign_in.created_at, used, now):
        return True
    session[SEEN] = int(now.timestamp())
    return False


def _touch(found: Identity) -> None:
    # A page that is only read writes nothing; whoever works here posts now and then.
    if request.method == "POST" and clock.now() - found.sign_in.last_seen_at > SEEN_EVERY:
        sessions.touch(found.sign_in.id)
