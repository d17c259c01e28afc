"""What an authority's program does: what the office is asked, and its decisions, by the services of its pages."""

from typing import Any
from uuid import UUID

from flask import url_for

from portal.api.forms.proposals import Clearance, Clearances, ClearanceSheet, Grant, Person, Refusal
from portal.api.rules import TokenScope
from portal.api.views.company import page_of
from portal.api.views.door import Needs, bearer, endpoint
from portal.core import audit, paging
from portal.core.actor import Role
from portal.core.outbox import external_url
from portal.core.permissions import require
from portal.placements import models, queries, services
from portal.placements.services import Decision

S = TokenScope
TERMS = ("starts_on", "ends_on", "weekly_hours", "tasks")
"""What of an agreement the office decides on."""


@endpoint("GET", "/authority/clearances", Clearances, needs=Needs("clearance:view", S.CLEARANCES_READ))
def clearances() -> Clearances:
    """List what the office is asked, the next deadline first; with `done=1` what is answered."""
    found, total = queries.clearances_to(bearer().actor, is_open=paging.is_open(), page=paging.number())
    return Clearances(items=[Clearance(**_line(one)) for one in found], **page_of(total))


@endpoint(
    "GET",
    "/authority/clearances/<uuid:clearance_id>",
    ClearanceSheet,
    needs=Needs("clearance:view", S.CLEARANCES_READ),
)
def clearance(clearance_id: UUID) -> ClearanceSheet:
    """Give what is asked and for whom; the look is noted for the person to read."""
    found = queries.clearance(bearer().actor, clearance_id)
    terms = queries.current_agreement(found.placement)
    said: dict[str, Any] = {name: getattr(terms, name, None) for name in TERMS}
    return ClearanceSheet(**_line(found), person=_person(found), **said)


def _person(clearance: models.Clearance) -> Person | None:
    """Name the person to the office that decides, as its page does."""
    actor, person = bearer().actor, clearance.placement.candidate
    if actor.role is not Role.AUTHORITY:
        return None
    audit.read(person.id, actor=actor, level="clearance", channel="api")
    return Person(name=f"{person.first_name} {person.last_name}", birth_date=person.birth_date)


@endpoint(
    "POST",
    "/authority/clearances/<uuid:clearance_id>/grant",
    Clearance,
    needs=Needs("clearance:grant", S.CLEARANCES_DECIDE),
    sends=Grant,
)
def grant(clearance_id: UUID, sent: Grant) -> Clearance:
    """Allow it."""
    found = _asked(clearance_id, "clearance:grant")
    said: dict[str, Any] = {name: value or None for name, value in sent}
    services.grant(found, Decision(**said), actor=bearer().actor)
    return Clearance(**_line(found))


@endpoint(
    "POST",
    "/authority/clearances/<uuid:clearance_id>/refuse",
    Clearance,
    needs=Needs("clearance:refuse", S.CLEARANCES_DECIDE),
    sends=Refusal,
)
def refuse(clearance_id: UUID, sent: Refusal) -> Clearance:
    """Do not allow it."""
    found = _asked(clearance_id, "clearance:refuse")
    decision = Decision(sent.decided_on, sent.reference or None)
    services.refuse(found, decision, actor=bearer().actor, reason=sent.reason)
    return Clearance(**_line(found))


def _asked(clearance_id: UUID, action: str) -> models.Clearance:
    found = queries.clearance(bearer().actor, clearance_id)
    require(bearer().actor, action, found)
    return found


def _line(clearance: models.Clearance) -> dict[str, Any]:
    return {
        "id": clearance.id,
        "placement": clearance.placement.number,
        "item": clearance.item,
        "state": clearance.state,
        "company": clearance.placement.organisation.name,
        "requested_on": clearance.requested_on,
        "due_on": clearance.due_on,
        "decided_on": clearance.decided_on,
        "url": external_url(url_for("clearances.show", clearance_id=clearance.id)),
    }
