"""Who may do what with placements, agreements and clearances."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, select

from portal.candidates.policy import file_scope
from portal.core.actor import COMPANY_ROLES, Actor, Role
from portal.core.permissions import ANYTHING, Scope, all_of, any_of, declare, same
from portal.organisations.policy import AS_STAFF, ON_BEHALF, company_scope
from portal.placements.models import Agreement, Clearance, Placement
from portal.placements.rules import AgreementState

at_my_company = company_scope(Placement.organisation_id)
for_my_company = all_of("for the company I act for", ON_BEHALF, at_my_company)
in_my_file = file_scope("in my file", Placement)
mine_or_for_company = any_of("in my file, or for the company I act for", in_my_file, for_my_company)
in_my_office = all_of("in my office", AS_STAFF, same("in my office", Placement.office_id, "office_id"))
about_me = same("about me", Placement.candidate_id, "id")


def lifted(scope: Scope, column: Any, *, unless_draft: bool = False) -> Scope:
    """Turn a scope of placements into one of what hangs on them; a draft agreement is nobody else's business."""

    def holds(actor: Actor, record: Any) -> bool:
        is_out = not unless_draft or record.state is not AgreementState.DRAFT
        return is_out and scope.holds(actor, record.placement)

    def where(actor: Actor) -> ColumnElement[bool]:
        inside: ColumnElement[bool] = column.in_(select(Placement.id).where(scope.where(actor)))
        return inside & (Agreement.state != AgreementState.DRAFT) if unless_draft else inside

    return Scope(scope.name, holds, where, scope.opens)


def _agreement(scope: Scope, **options: bool) -> Scope:
    return lifted(scope, Agreement.placement_id, **options)


def _clearance(scope: Scope) -> Scope:
    return lifted(scope, Clearance.placement_id)


_asked = Scope(
    "asked",
    lambda _actor, clearance: clearance.requested_on is not None,
    lambda _actor: Clearance.requested_on.is_not(None),
)
to_my_office = all_of("asked of my office", same("of my office", Clearance.office_id, "office_id"), _asked)
"""An authority learns of a person when it is asked, never before."""

Row = Mapping[Role | tuple[Role, ...], Scope]
Lift = Callable[[Scope], Scope]

_COMPANY: Row = {
    COMPANY_ROLES: at_my_company,
    Role.EMPLOYER_SERVICE: for_my_company,
    Role.CASEWORKER: mine_or_for_company,
}
_CASE: Row = {Role.CASEWORKER: in_my_file}
_SYSTEM: Row = {Role.SYSTEM: ANYTHING}


def _through(lift: Lift, table: Row) -> Row:
    return {roles: lift(scope) for roles, scope in table.items()}


PLACEMENT = declare(
    "placement",
    {
        "view": {**_COMPANY, Role.COORDINATOR: in_my_office, Role.CANDIDATE: about_me},
        "write": _COMPANY,
        "open": _SYSTEM,
        "open_direct": _CASE,
        "open_next": _CASE,
        "approve": {Role.COORDINATOR: in_my_office},
        "sign": _COMPANY,
        "note_exam": _COMPANY,
        "want_subsidy": _CASE,
        "make_ready": _SYSTEM,
        "unready": _SYSTEM,
        "start": _COMPANY,
        "starts_later": _COMPANY,
        "no_show": _COMPANY,
        "nudge": {COMPANY_ROLES: at_my_company, (Role.EMPLOYER_SERVICE, Role.CASEWORKER): for_my_company},
        "check_in": _COMPANY,
        "absent": _COMPANY,
        "present": _COMPANY,
        "incident": _COMPANY,
        "settle_incident": {**_CASE, Role.COORDINATOR: in_my_office},
        "still_there": _CASE,
        "break_off": {**_COMPANY, Role.CANDIDATE: about_me},
        "complete": {**_COMPANY, **_SYSTEM},
        "outcome": _CASE,
        "assess": _COMPANY,
        "assess_own": {**_CASE, Role.CANDIDATE: about_me},
        "read_assessment": {**_COMPANY, Role.CANDIDATE: about_me},
        "read_own_assessment": _CASE,
        "certificate": {**_COMPANY, Role.CANDIDATE: about_me},
        "recheck": _SYSTEM,
        "see_permission": _CASE,
        "close": {**_CASE, **_SYSTEM},
        "cancel": {**_COMPANY, Role.CANDIDATE: about_me, **_SYSTEM},
    },
)
AGREEMENT = declare(
    "agreement",
    {
        "view": {
            **_through(_agreement, _COMPANY),
            Role.COORDINATOR: _agreement(in_my_office),
            Role.CANDIDATE: _agreement(about_me, unless_draft=True),
        },
        "draft": {**_through(_agreement, _COMPANY), **_SYSTEM},
        "edit": _through(_agreement, _COMPANY),
        "send": _through(_agreement, _COMPANY),
        "return": {**_through(_agreement, _COMPANY), Role.CANDIDATE: _agreement(about_me)},
        "confirm": {
            COMPANY_ROLES: _agreement(at_my_company),
            Role.CASEWORKER: _agreement(in_my_file),
            Role.CANDIDATE: _agreement(about_me),
        },
        "read_scan": _through(_agreement, _CASE),
        "send_links": _through(_agreement, _CASE),
        "nudge": _through(_agreement, _COMPANY),
        "take_effect": _SYSTEM,
        "supersede": _SYSTEM,
        "void": _SYSTEM,
    },
)
CLEARANCE = declare(
    "clearance",
    {
        "view": {
            **_through(_clearance, _CASE),
            Role.AUTHORITY: to_my_office,
            Role.COORDINATOR: _clearance(in_my_office),
        },
        "print": {**_through(_clearance, _CASE), Role.AUTHORITY: to_my_office},
        "prepare": _SYSTEM,
        "prepare_prior": _through(_clearance, _CASE),
        "sign_dossier": _through(_clearance, _CASE),
        "print_dossier": _through(_clearance, _CASE),
        "note_consent": {**_through(_clearance, _CASE), Role.AUTHORITY: to_my_office},
        "request": _through(_clearance, _CASE),
        "grant": {**_through(_clearance, _CASE), Role.AUTHORITY: to_my_office},
        "refuse": {**_through(_clearance, _CASE), Role.AUTHORITY: to_my_office},
        "nudge": _through(_clearance, _CASE),
        "waive": {**_through(_clearance, _CASE), **_SYSTEM},
        "reset": _SYSTEM,
    },
)
