"""Who may do what with referrals, courses and requests to be called back."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, and_, select

from portal.candidates.models import Candidate
from portal.candidates.policy import OWN_FILE
from portal.cooperation.models import CallBack, Course, Enrolment, Referral, WaitingPlace
from portal.core.actor import Actor, Role
from portal.core.permissions import ANYTHING, Scope, all_of, any_of, declare, same
from portal.organisations.policy import AS_STAFF


def _own_people(actor: Actor) -> ColumnElement[bool]:
    return Referral.candidate_id.in_(select(Candidate.id).where(OWN_FILE.where(actor)))


of_my_file = Scope(
    "of a person in my file",
    lambda actor, referral: referral.candidate is not None and OWN_FILE.holds(actor, referral.candidate),
    _own_people,
    OWN_FILE.opens,
)
to_my_office = same("asked of my office", Referral.to_office_id, "office_id")
from_my_office = same("asked by my office", Referral.from_office_id, "office_id")
_of_no_file = Scope(
    "of no file", lambda _actor, referral: referral.candidate_id is None, lambda _actor: Referral.candidate_id.is_(None)
)
handed_in = all_of("handed to my office", AS_STAFF, _of_no_file, to_my_office)
"""People another body hands to the Integration Point: whoever of the office has time takes them on."""
mine_or_handed_in = any_of("of my file, or handed to my office", of_my_file, handed_in)
between_offices = any_of("asked of or by my office", to_my_office, from_my_office)

my_course = same("of my office", Course.office_id, "office_id")
my_person = Scope(
    "a person in my file",
    lambda actor, enrolment: OWN_FILE.holds(actor, enrolment.candidate),
    lambda actor: Enrolment.candidate_id.in_(select(Candidate.id).where(OWN_FILE.where(actor))),
    OWN_FILE.opens,
)
my_waiting_person = Scope(
    "a person in my file",
    lambda actor, place: OWN_FILE.holds(actor, place.candidate),
    lambda actor: WaitingPlace.candidate_id.in_(select(Candidate.id).where(OWN_FILE.where(actor))),
    OWN_FILE.opens,
)
in_my_course = Scope(
    "in a course of my office",
    lambda actor, enrolment: enrolment.left_on is None and my_course.holds(actor, enrolment.course),
    lambda actor: and_(
        Enrolment.left_on.is_(None), Enrolment.course_id.in_(select(Course.id).where(my_course.where(actor)))
    ),
)
to_call_by_my_office = all_of("of my office", AS_STAFF, same("of my office", CallBack.office_id, "office_id"))

_TAKES: Mapping[Role | tuple[Role, ...], Scope] = {
    Role.AUTHORITY: to_my_office,
    Role.CASEWORKER: handed_in,
    Role.COORDINATOR: handed_in,
}
REFERRAL = declare(
    "referral",
    {
        "view": {
            Role.AUTHORITY: between_offices,
            Role.CASEWORKER: mine_or_handed_in,
            Role.COORDINATOR: handed_in,
        },
        "send": {Role.CASEWORKER: of_my_file},
        "hand_in": {Role.AUTHORITY: from_my_office},
        "accept": _TAKES,
        "decline": _TAKES,
        "plan": _TAKES,
        "complete": _TAKES,
        "withdraw": {Role.CASEWORKER: of_my_file, Role.AUTHORITY: from_my_office, Role.SYSTEM: ANYTHING},
    },
)
_CALLS: Mapping[Role | tuple[Role, ...], Scope] = {
    Role.CASEWORKER: to_call_by_my_office,
    Role.COORDINATOR: to_call_by_my_office,
}
CALL_BACK = declare(
    "call_back",
    {
        "view": _CALLS,
        "ask": {Role.VISITOR: ANYTHING},
        "take": _CALLS,
        "give_back": _CALLS,
        "reach": _CALLS,
        "miss": _CALLS,
        "open_file": {Role.CASEWORKER: to_call_by_my_office},
    },
)
COURSE = declare(
    "course",
    {
        "view": {
            Role.CASEWORKER: ANYTHING,
            Role.COORDINATOR: ANYTHING,
            Role.EMPLOYER_SERVICE: ANYTHING,
            Role.AUTHORITY: my_course,
        },
        "edit": {Role.COORDINATOR: AS_STAFF, Role.AUTHORITY: my_course},
    },
)
ENROLMENT = declare(
    "enrolment",
    {
        "view": {Role.CASEWORKER: my_person, Role.AUTHORITY: in_my_course},
        "enrol": {Role.CASEWORKER: my_person},
        "leave": {Role.CASEWORKER: my_person},
        "note_absence": {Role.CASEWORKER: my_person, Role.AUTHORITY: in_my_course},
        "record_result": {Role.CASEWORKER: my_person, Role.AUTHORITY: in_my_course},
    },
)
WAITING_PLACE = declare(
    "waiting_place",
    {
        "view": {Role.CASEWORKER: my_waiting_person},
        "wait": {Role.CASEWORKER: my_waiting_person},
        "wait_again": {Role.CASEWORKER: my_waiting_person},
        "offer": {Role.SYSTEM: ANYTHING},
        "pass_on": {Role.SYSTEM: ANYTHING},
        "take": {Role.CASEWORKER: my_waiting_person},
        "give_up": {Role.CASEWORKER: my_waiting_person, Role.SYSTEM: ANYTHING},
    },
)
