"""Who may do what with companies, memberships and their surroundings; the one rule of acting for a company."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import false, select, true

from portal.core import db
from portal.core.actor import COMPANY_ROLES, OFFICE_ROLES, Role
from portal.core.permissions import ANYTHING, Scope, all_of, declare, same
from portal.organisations.models import FirmTip, Instruction, JoinRequest, Membership, Office, Organisation
from portal.organisations.rules import CompanyState


def company_scope(column: Any) -> Scope:
    """Cover the records of the company whose deeds the actor does: the own one, or the one acted for."""
    return same("own company", column, "company_id")


AS_STAFF = Scope(
    "as staff, for no company",
    lambda actor, _record: actor.on_behalf_of is None,
    lambda actor: true() if actor.on_behalf_of is None else false(),
    lambda actor: actor.on_behalf_of is None,
)
"""Deeds of the office itself; while staff act for a company they are not theirs to do, and their doors are closed."""

ON_BEHALF = Scope(
    "for a company that asked",
    lambda actor, _record: actor.on_behalf_of is not None,
    lambda actor: true() if actor.on_behalf_of else false(),
)
"""Deeds of a company that staff do for it, told by telephone what it wants."""

own_company = company_scope(Organisation.id)
members_of_company = company_scope(Membership.organisation_id)
members_of_office = same("own office", Membership.office_id, "office_id")
members_of_offices = Scope(
    "any office",
    lambda _actor, membership: membership.office_id is not None,
    lambda _actor: Membership.office_id.is_not(None),
)

STAFF = (*OFFICE_ROLES, Role.ADMINISTRATOR)

_Row = Mapping[Role | tuple[Role, ...], Scope]
_SERVICE: _Row = {Role.EMPLOYER_SERVICE: AS_STAFF, Role.COORDINATOR: AS_STAFF}

COMPANY = declare(
    "company",
    {
        "view": {COMPANY_ROLES: own_company, STAFF: ANYTHING},
        "list": {STAFF: ANYTHING},
        "add": {OFFICE_ROLES: AS_STAFF},
        "register": {Role.VISITOR: ANYTHING, OFFICE_ROLES: AS_STAFF},
        "edit": {Role.COMPANY_ADMIN: own_company, OFFICE_ROLES: own_company},
        "verify": _SERVICE,
        "suspend": _SERVICE,
        "resume": _SERVICE,
        "merge": _SERVICE,
        "take_over": _SERVICE,
        "close": {Role.COMPANY_ADMIN: own_company, Role.SYSTEM: ANYTHING, **_SERVICE},
        "review_access": {Role.COMPANY_ADMIN: own_company},
        "object": {Role.COMPANY_ADMIN: own_company},
        "act_for": {OFFICE_ROLES: ANYTHING},
        "log_contact": {OFFICE_ROLES: ANYTHING},
        "print_letter": {OFFICE_ROLES: ANYTHING},
        "accept_purpose": {COMPANY_ROLES: own_company},
    },
)
told_by_company = company_scope(Instruction.organisation_id)
INSTRUCTION = declare(
    "instruction",
    {
        "view": _SERVICE,
        "note": {Role.SYSTEM: ANYTHING},
        "confirm": {Role.COMPANY_ADMIN: told_by_company},
        "object": {Role.COMPANY_ADMIN: told_by_company},
        "settle": _SERVICE,
    },
)
named_by_me = same("named by me", FirmTip.named_by_id, "id")
TIP = declare(
    "tip",
    {
        "view": {
            Role.AUTHORITY: named_by_me,
            Role.CASEWORKER: all_of("named by me, as staff", AS_STAFF, named_by_me),
            **_SERVICE,
        },
        "name": {Role.AUTHORITY: AS_STAFF, Role.CASEWORKER: AS_STAFF, **_SERVICE},
        "invite": _SERVICE,
        "remind": {Role.SYSTEM: ANYTHING},
        "join": {**_SERVICE, Role.SYSTEM: ANYTHING},
        "decline": {**_SERVICE, Role.VISITOR: ANYTHING},
    },
)
_PROVEN = select(Organisation.id).where(Organisation.state != CompanyState.REGISTERED)
_of_proven_company = Scope(
    "of a company somebody verified",
    lambda _actor, request: db.session.scalar(_PROVEN.where(Organisation.id == request.organisation_id)) is not None,
    lambda _actor: JoinRequest.organisation_id.in_(_PROVEN),
)
"""Whoever signs up with the number of a company before it does could else learn who works there."""
_of_my_company = all_of("of my verified company", company_scope(JoinRequest.organisation_id), _of_proven_company)
_ASKED: _Row = {Role.COMPANY_ADMIN: _of_my_company, **_SERVICE}
JOIN_REQUEST = declare(
    "join_request",
    {"view": _ASKED, "ask": {Role.VISITOR: ANYTHING}, "invite": _ASKED, "refuse": _ASKED},
)
_LOOKS_AFTER: _Row = {
    Role.COMPANY_ADMIN: members_of_company,
    Role.COORDINATOR: members_of_office,
    Role.ADMINISTRATOR: members_of_offices,
}
MEMBERSHIP = declare(
    "membership",
    {
        "view": {
            COMPANY_ROLES: members_of_company,
            OFFICE_ROLES: members_of_office,
            Role.AUTHORITY: members_of_office,
            Role.ADMINISTRATOR: members_of_offices,
        },
        "change": _LOOKS_AFTER,
        "end": _LOOKS_AFTER,
        "reset_second_factor": {**_LOOKS_AFTER, Role.ADMINISTRATOR: ANYTHING},
    },
)
OFFICE = declare("office", {"set": {Role.COORDINATOR: same("own office", Office.id, "office_id")}})
