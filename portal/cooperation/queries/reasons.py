"""Why a course or another office brings a person to the desk of the own caseworker."""

from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.candidates.models import Candidate
from portal.candidates.queries.reasons import Found, Reason, about
from portal.cooperation.models import Referral, WaitingPlace
from portal.cooperation.rules import OPEN
from portal.cooperation.rules.waiting import WaitingState


def _seat_free(_today: date) -> Found:
    found = about(WaitingPlace, WaitingPlace.held_until, WaitingPlace.state == WaitingState.OFFERED)
    mine = (WaitingPlace.candidate_id == Candidate.id, WaitingPlace.state == WaitingState.OFFERED)
    first = select(WaitingPlace.course_id).where(*mine).order_by(WaitingPlace.held_until, WaitingPlace.id).limit(1)
    return Found(found.holds, first.scalar_subquery(), found.day)


def _unanswered(today: date) -> Found:
    return about(Referral, Referral.awaited_on, Referral.awaited_on < today, Referral.state.in_(OPEN))


UNANSWERED = Reason(
    "referral", _l("Antwort einer Stelle überfällig"), "clock", _unanswered, ("referrals.show", "referral_id")
)
SEAT = Reason("seat", _l("Ein Platz im Kurs ist frei"), "calendar", _seat_free, ("courses.show", "course_id"))
