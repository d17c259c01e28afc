"""Two files of one person become one: everything hangs on the one that stays, and a no to either counts for both."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, inspect, select

from portal.candidates import queries
from portal.candidates.models import Candidate, Consent, ExcludedOrganisation, ScreeningCheck
from portal.candidates.rules import TellsTooMuch
from portal.candidates.services.consents import exclude, withdraw_consent
from portal.candidates.services.retention import KEPT, empty
from portal.candidates.workflow import WORKFLOW
from portal.core import audit, clock, db, links, outbox
from portal.core.actor import SYSTEM, Actor
from portal.core.errors import StaleVersion, TransitionNotAllowed

TOGETHER = (
    ("phone", "phone_key", "phone_use"),
    ("email", "email_use"),
    ("street", "postal_code", "ags", "town"),
    ("interpreter_language", "interpreter_gender"),
    ("guardian_name", "guardian_kind", "guardian_office_id", "guardian_phone", "guardian_email"),
    ("experience", "experience_years"),
    ("next_step", "next_step_on"),
)
"""Columns that go together, after the first: what is allowed of one telephone is not allowed of another."""
FILLED_TOO = ("schooling_level", "wish_occupations", "skills", "tasks", "work_times")


def merge(double: Candidate, kept: Candidate, *, actor: Actor, reason: str | None) -> None:
    """Merge a double into the file that stays; done twice by the same person it is done once.

    What the file that stays does not say is taken from the double. What was checked in the double is not: somebody
    checked another file. The double keeps nothing but its number, which leads to the file that stays.

    Raises: TransitionNotAllowed: somebody else was quicker. StaleVersion: one of them was changed since it was read.
        TellsTooMuch: a company reads the card of one of them, and would read too much of the other.
    """
    seen = double.version, kept.version
    queries.hold_both(double, kept)
    if double.merged_into_id == kept.id and has_merged(actor, double):
        return
    if double.merged_into_id or kept.merged_into_id:
        raise TransitionNotAllowed
    if (double.version, kept.version) != seen:
        raise StaleVersion
    said = {"reason": reason, "details": {"double": double.number, "kept": kept.number}}
    telling = queries.telling(double)
    WORKFLOW.apply("take_over", kept, actor=actor, double=double, **said)
    _fill(kept, double)
    db.session.execute(delete(ScreeningCheck).where(ScreeningCheck.candidate_id == double.id))
    WORKFLOW.apply("merge", double, actor=actor, merged_into_id=kept.id, **said)
    _refuse_what_tells({**telling, **queries.telling(kept)}, kept)
    links.hand_over_person(double.id, kept.id)
    outbox.hand_over_person(double.id, kept.id)
    audit.hand_over_person(WORKFLOW.name, double.id, kept.id)
    empty(double)
    double.schooling_level = double.ags = None  # statistics count the file that stays
    db.session.flush()
    _let_every_no_count(kept)


def has_merged(actor: Actor, double: Candidate) -> bool:
    """Tell whether it was this person who merged a double: the second half of a double click."""
    told = audit.history(WORKFLOW.name, double.merged_into_id) if double.merged_into_id else []
    done = (event for event in told if event.name == "merge" and (event.details or {}).get("double") == double.number)
    return any(event.actor_id == actor.id for event in done)


def _fill(kept: Candidate, double: Candidate) -> None:
    kept.is_address_protected = kept.is_address_protected or double.is_address_protected
    if kept.erasure_asked_at is None:
        kept.erasure_asked_at, kept.erasure_asked_by_id = double.erasure_asked_at, double.erasure_asked_by_id
    double.erasure_asked_at = double.erasure_asked_by_id = None
    grouped = {name for names in TOGETHER for name in names}
    alone = (one.key for one in inspect(Candidate).column_attrs if one.key not in KEPT | grouped)
    for names in (*TOGETHER, *((name,) for name in (*alone, *FILLED_TOO))):
        if not getattr(kept, names[0]):
            for name in names:
                setattr(kept, name, getattr(double, name))


def _refuse_what_tells(telling: Mapping[str, str], kept: Candidate) -> None:
    passage = next(iter(telling.values()), None)
    if passage and queries.shared_with(kept.id):
        raise TellsTooMuch(passage)


def _let_every_no_count(kept: Candidate) -> None:
    excluded = select(ExcludedOrganisation.organisation_id).where(ExcludedOrganisation.candidate_id == kept.id)
    for organisation_id in db.session.scalars(excluded).all():
        exclude(kept, organisation_id, actor=SYSTEM)
    consents = db.session.scalars(select(Consent).where(Consent.candidate_id == kept.id)).all()
    taken_back: dict[tuple[object, ...], datetime] = {}
    for one in consents:
        if one.withdrawn_at:
            taken_back[_key(one)] = max(one.withdrawn_at, taken_back.get(_key(one), one.withdrawn_at))
    for one in consents:
        since = taken_back.get(_key(one))
        if since and one.withdrawn_at is None and one.given_at <= since <= clock.now():
            withdraw_consent(kept, one, actor=SYSTEM)


def _key(consent: Consent) -> tuple[object, ...]:
    return consent.purpose, consent.organisation_id, consent.work_field
