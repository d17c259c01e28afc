"""Why a proposal brings its person to the desk of the own caseworker."""

from datetime import date, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, exists, func, or_
from sqlalchemy.orm import aliased

from portal.candidates.models import Candidate
from portal.candidates.queries.calls import is_texted
from portal.candidates.queries.reasons import (
    Day,
    Found,
    Reason,
    about,
    day_of,
    is_out_of_reach,
    not_spoken_with_since,
    nothing_happened,
)
from portal.core import clock
from portal.proposals.models import InterviewSlot, Proposal
from portal.proposals.rules import CALL, KEEPS_INTERVIEW, OPEN, ProposalState, Side
from portal.reference.calendar import add_working_days

TO_BE_TOLD = timedelta(days=30)
"""How long a refusal waits for the next step with the person; afterwards the other piles have the person."""
_SHOW = ("proposals.show", "proposal_id")


def _question(_today: date) -> Found:
    return about(Proposal, Proposal.answer_due_on, Proposal.waiting_for == Side.OFFICE)


def _changed(_today: date) -> Found:
    """Find who is proposed on a work permission that has changed since the caseworker looked."""
    is_changed = Proposal.verdict != Proposal.verdict_seen
    return about(Proposal, Proposal.answer_due_on, Proposal.state.in_(OPEN), is_changed)


def _name(_today: date) -> Found:
    interested = (Proposal.state == ProposalState.INTERESTED) & Proposal.name_agreed_at.is_(None)
    return about(Proposal, day_of(Proposal.interested_at), interested)


def _yes(_today: date) -> Found:
    interested = (Proposal.state == ProposalState.INTERESTED) & Proposal.name_agreed_at.is_not(None)
    return about(Proposal, day_of(Proposal.interested_at), interested)


def _no(today: date) -> Found:
    """Find who was refused and has since neither been spoken with nor proposed again."""
    later = aliased(Proposal)
    again = exists().where(
        later.candidate_id == Proposal.candidate_id, later.id != Proposal.id, later.created_at > Proposal.ended_at
    )
    untold = or_(Candidate.last_contact_on.is_(None), Candidate.last_contact_on < func.date(Proposal.ended_at))
    young = Proposal.ended_at >= clock.start_of(today - TO_BE_TOLD)
    return about(Proposal, day_of(Proposal.ended_at), Proposal.state == ProposalState.DECLINED, young, untold, ~again)


def _silent(today: date) -> Found:
    return about(
        Proposal,
        Proposal.answer_due_on,
        Proposal.state == ProposalState.PROPOSED,
        Proposal.answer_due_on <= add_working_days(today, CALL),
        Proposal.clock_stopped_on.is_(None),
    )


def _to_call(today: date) -> Found:
    """Find who reads no mail, has an interview by the next working day, and has not been spoken with about it."""
    tomorrow, last = today + timedelta(days=1), add_working_days(today, 1)
    starts = InterviewSlot.starts_at
    untold = or_(
        and_(starts < clock.start_of(tomorrow), not_spoken_with_since(add_working_days(today, -1))),
        and_(starts >= clock.start_of(tomorrow), not_spoken_with_since(add_working_days(tomorrow, -1))),
    )
    stands = (
        exists()
        .where(
            InterviewSlot.proposal_id == Proposal.id,
            InterviewSlot.is_chosen,
            InterviewSlot.cancelled_at.is_(None),
            starts.between(clock.now(), clock.end_of(last)),
            untold,
        )
        .correlate(Proposal, Candidate)
    )
    by_voice = ~is_texted(Proposal.id)
    found = about(Proposal, day_of(Proposal.created_at), Proposal.state.in_(KEEPS_INTERVIEW), stands, by_voice)
    return Found(and_(found.holds, is_out_of_reach(today)), found.record, found.day)


def _asked(_today: date) -> Found:
    return about(Proposal, Proposal.answer_due_on, Proposal.state == ProposalState.ASKED)


def _is_about(event: Any) -> ColumnElement[bool]:
    own = exists().where(Proposal.id == event.record_id, Proposal.candidate_id == Candidate.id)
    return and_(event.record_type == "proposal", own)


def _quiet(today: date) -> Found:
    return nothing_happened(today, _is_about)


QUESTION = Reason("question", _l("Frage eines Betriebs"), "chat", _question, _SHOW)
TO_CALL = Reason("interview", _l("Anrufen: Gespräch"), "phone", _to_call, _SHOW, Day.SINCE)
CHANGED = Reason("changed", _l("Erlaubnis hat sich geändert: Vorschlag ansehen"), "stamp", _changed, _SHOW)
NAME = Reason("name", _l("Betrieb fragt nach dem Namen"), "person", _name, _SHOW, Day.SINCE)
YES = Reason("interest", _l("Betrieb hat Interesse"), "handshake", _yes, _SHOW, Day.SINCE, is_urgent=False)
NO = Reason("refusal", _l("Absage: mit der Person noch nicht besprochen"), "close", _no, _SHOW, Day.SINCE)
SILENT = Reason("silent", _l("Betrieb anrufen: Antwort fehlt"), "phone", _silent, _SHOW)
ASKED = Reason("asked", _l("Wartet auf Ja oder Nein der Person"), "question", _asked, _SHOW, is_urgent=False)
QUIET = Reason("quiet", _l("Seit 30 Tagen ist nichts geschehen"), "history", _quiet, day=Day.SINCE, is_urgent=False)
