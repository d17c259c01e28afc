"""The mails of referrals, to the office asked and back to who asked, of calls asked for, and of free seats."""

from collections.abc import Iterable
from typing import Any

from portal.accounts.queries import recipient_of_user
from portal.cooperation.models import CallBack, Referral, WaitingPlace
from portal.cooperation.queries import call_backs
from portal.core import db
from portal.core.actor import Actor, Role
from portal.core.audit import Change
from portal.core.outbox import MailKind, Recipient
from portal.organisations.models import Office
from portal.organisations.queries import recipients_of_file, recipients_of_office

MAY_READ = (Role.CASEWORKER, Role.COORDINATOR, Role.AUTHORITY)
"""Who of an office may open what these mails lead to; a letter about a closed door helps nobody."""


def _office(referral: Referral, _actor: Actor, _change: Change) -> Iterable[Recipient]:
    return recipients_of_office(referral.to_office_id, *MAY_READ)


def _author(referral: Referral, _actor: Actor, _change: Change) -> Iterable[Recipient]:
    return [recipient_of_user(referral.author_id)]


def _page(referral: Referral, _recipient: Recipient) -> dict[str, Any]:
    return {"link": f"/referrals/{referral.id}"}


def _shared_address(request: CallBack, _actor: Actor, _change: Change) -> Iterable[Recipient]:
    """Write to the address all of the office read, or to its people; more that wait beside the first join it unsaid."""
    if not call_backs.is_only_one_unseen(request):
        return ()
    office = db.session.get_one(Office, request.office_id)
    return [Recipient(office.email)] if office.email else recipients_of_office(office.id, *MAY_READ)


def _caseworker(place: WaitingPlace, _actor: Actor, _change: Change) -> Iterable[Recipient]:
    return recipients_of_file(place.candidate.caseworker_id, place.candidate.office_id)


def _seat(place: WaitingPlace, _recipient: Recipient) -> dict[str, Any]:
    return {
        "number": place.candidate.number,
        "course": place.course.title,
        "day": place.held_until,
        "link": f"/courses/{place.course_id}",
    }


SEAT_FREE = MailKind("cooperation/seat_free", _caseworker, _seat)
CALL_BACK_ASKED = MailKind("cooperation/call_back_asked", _shared_address, lambda _request, _recipient: {})
ASKED = MailKind("cooperation/asked", _office, _page)
ANSWER_DUE = MailKind("cooperation/answer_due", _office, _page)
ANSWERED = MailKind("cooperation/answered", _author, _page)
WITHDRAWN = MailKind("cooperation/withdrawn", _office, _page)
