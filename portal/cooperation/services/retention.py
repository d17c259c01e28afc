"""How referrals and requests to be called back are erased: on their own day, or with the person they are about."""

from sqlalchemy import select

from portal.candidates.models import Candidate
from portal.cooperation.models import CallBack, Enrolment, Referral
from portal.cooperation.services import waiting
from portal.cooperation.workflow import CALL_BACKS, WORKFLOW
from portal.core import audit, db
from portal.core.actor import Actor
from portal.core.audit import Change


def erase(referral: Referral) -> None:
    """Empty what was written about a person; the count survives."""
    referral.note = referral.answer = referral.next_step = None
    referral.person_contact = referral.person_language = None
    if referral.candidate_id is None:
        referral.person_name = "-"
    audit.forget_words(WORKFLOW.name, referral.id)
    db.session.flush()


def erase_call_back(request: CallBack) -> None:
    """Delete a request with everything in it."""
    audit.forget_words(CALL_BACKS.name, request.id)
    db.session.delete(request)


def forget_person(candidate: Candidate, _actor: Actor, _change: Change) -> None:
    """Erase what was asked of others for a person whose data are deleted, calls and waiting; courses stay counted."""
    for referral in db.session.scalars(select(Referral).where(Referral.candidate_id == candidate.id)):
        erase(referral)
    for request in db.session.scalars(select(CallBack).where(CallBack.candidate_id == candidate.id)):
        erase_call_back(request)
    for enrolment in db.session.scalars(select(Enrolment).where(Enrolment.candidate_id == candidate.id)):
        enrolment.competences, enrolment.missed = None, []
        audit.forget_words("enrolment", enrolment.id)
    waiting.forget(candidate)
    db.session.flush()
