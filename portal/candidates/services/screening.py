"""The pre-screening checklist: each line checked by somebody, on some evidence, good until a day."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.candidates import queries
from portal.candidates.models import Candidate, ScreeningCheck
from portal.candidates.rules import CandidateState, ScreeningItem, good_until, waits_for_second
from portal.candidates.workflow import WORKFLOW
from portal.core import clock, db
from portal.core.actor import Actor
from portal.core.errors import GuardRefused, NotAllowed
from portal.organisations.models import Office

Item = ScreeningItem


class NothingToCheck(GuardRefused):
    """The line speaks of something the file does not hold yet."""


class OwnCheck(GuardRefused):
    """Nobody confirms what they checked themselves."""

    message = _l("Das haben Sie selbst geprüft. Bitte lassen Sie es von einer anderen Fachkraft bestätigen.")


class DocumentOver(GuardRefused):
    """The residence document has run out: nothing can be checked on it."""

    message = _l("Das Aufenthaltspapier ist abgelaufen. Bitte tragen Sie zuerst das neue Papier ein.")


_NEEDED: Mapping[ScreeningItem, Any] = {
    Item.CONTACT: _l("Bitte tragen Sie zuerst Telefon, E-Mail oder Anschrift ein."),
    Item.CONSENT: _l("Bitte halten Sie zuerst die Einwilligung zur Betreuung fest."),
    Item.RESIDENCE: _l("Bitte tragen Sie zuerst das Aufenthaltspapier ein."),
    Item.GERMAN: _l("Bitte tragen Sie zuerst die Deutschkenntnisse ein."),
    Item.BACKGROUND: _l("Bitte tragen Sie zuerst Schule, Arbeit und Fähigkeiten ein."),
    Item.AVAILABILITY: _l("Bitte tragen Sie zuerst Stunden und Weg zur Arbeit ein."),
    Item.WISHES: _l("Bitte tragen Sie zuerst die Wünsche ein."),
}


def check(
    candidate: Candidate, item: ScreeningItem, evidence: str, *, actor: Actor, document_until: date | None = None
) -> ScreeningCheck:
    """Note that a line was checked today; the first one begins the screening.

    Args: document_until: last day of the paper that was seen, where it ends before the check lapses.
    """
    if not queries.is_known(candidate, item):
        raise NothingToCheck(_NEEDED[item])
    if actor.id is None:
        raise NotAllowed  # a check is somebody's word
    if candidate.state is CandidateState.REGISTERED:
        WORKFLOW.apply("start_screening", candidate, actor=actor)
    same = (ScreeningCheck.candidate_id == candidate.id) & (ScreeningCheck.item == item)
    row = db.session.scalars(select(ScreeningCheck).where(same)).one_or_none()
    row = row or ScreeningCheck(candidate_id=candidate.id, item=item)
    row.checked_by_id, row.checked_on, row.evidence = actor.id, clock.today(), evidence
    row.needs_second, row.confirmed_by_id, row.confirmed_on = _checks_twice(candidate), None, None
    row.valid_until = good_until(clock.today(), _ends(candidate, item, document_until))
    db.session.add(row)
    WORKFLOW.apply("check", candidate, actor=actor, details={"item": item.value})
    return row


def confirm(candidate: Candidate, *, actor: Actor) -> None:
    """Confirm as the second person every line that waits for one; the second half of a double click confirms nothing.

    Raises: OwnCheck: all that waits was checked by this person.
    """
    if actor.id is None:
        raise NotAllowed
    waiting = [one for one in queries.checks_of(candidate.id) if waits_for_second(one)]
    others = [one for one in waiting if one.checked_by_id != actor.id]
    if waiting and not others:
        raise OwnCheck
    for one in others:
        one.confirmed_by_id, one.confirmed_on = actor.id, clock.today()
    if others:
        db.session.flush()
        WORKFLOW.apply("confirm", candidate, actor=actor, details={"items": [one.item.value for one in others]})


def _checks_twice(candidate: Candidate) -> bool:
    return db.session.get_one(Office, candidate.office_id).checks_twice


def renew(candidate: Candidate, item: ScreeningItem, *, actor: Actor) -> ScreeningCheck:
    """Note that a line is unchanged since it was last checked."""
    row = next((one for one in queries.checks_of(candidate.id) if one.item is item), None)
    if row is None:
        raise NothingToCheck(_l("Dieser Punkt wurde noch nie geprüft. Bitte prüfen Sie ihn zuerst."))
    return check(candidate, item, row.evidence, actor=actor)


def _ends(candidate: Candidate, item: ScreeningItem, document_until: date | None) -> date | None:
    if item is ScreeningItem.RESIDENCE:
        residence = queries.residence_of(candidate.id)
        document_until = residence.card_valid_until if residence else None
    if document_until is not None and document_until < clock.today():
        raise DocumentOver
    return document_until
