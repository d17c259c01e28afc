"""Who may do what with an offer."""

from collections.abc import Mapping

from portal.core.actor import COMPANY_ROLES, OFFICE_ROLES, Role
from portal.core.permissions import ANYTHING, Scope, all_of, any_of, declare
from portal.organisations.policy import AS_STAFF, company_scope
from portal.vacancies.models import Vacancy
from portal.vacancies.rules import VacancyState

of_my_company = company_scope(Vacancy.organisation_id)
_no_draft = Scope(
    "no draft",
    lambda _actor, vacancy: vacancy.state is not VacancyState.DRAFT,
    lambda _actor: Vacancy.state != VacancyState.DRAFT,
)
handed_in = all_of("handed in", AS_STAFF, _no_draft)
"""Offers as staff see them: a draft is its company's own business until it is handed in."""
seen_by_staff = any_of("handed in, or of the company I act for", of_my_company, handed_in)

_Row = Mapping[Role | tuple[Role, ...], Scope]
_COMPANY: _Row = {COMPANY_ROLES: of_my_company, OFFICE_ROLES: of_my_company}
_REVIEWER: _Row = {Role.EMPLOYER_SERVICE: handed_in, Role.COORDINATOR: handed_in}
_SYSTEM: _Row = {Role.SYSTEM: ANYTHING}
_HALT: _Row = {
    COMPANY_ROLES: of_my_company,
    Role.CASEWORKER: of_my_company,
    Role.EMPLOYER_SERVICE: seen_by_staff,
    Role.COORDINATOR: seen_by_staff,
    Role.SYSTEM: ANYTHING,
}
_SERVICE: _Row = {Role.EMPLOYER_SERVICE: AS_STAFF, Role.COORDINATOR: AS_STAFF}
_LEAD: _Row = {Role.COORDINATOR: ANYTHING}

REPORT = declare(
    "report",
    {
        "view": _SERVICE,
        "report": {Role.VISITOR: ANYTHING},
        "close": _SERVICE,
    },
)
UNMET = declare("unmet", {"list": _LEAD})
SEARCH_WORD = declare("search_word", {"list": _LEAD, "add": _LEAD, "remove": _LEAD})
POLICY = declare(
    "vacancy",
    {
        "view": {COMPANY_ROLES: of_my_company, OFFICE_ROLES: seen_by_staff, **_SYSTEM},
        "list_own": _COMPANY,
        "review": _REVIEWER,
        "draft": _COMPANY,
        "edit": _COMPANY,
        "submit": _COMPANY,
        "schedule": _REVIEWER,
        "publish": {**_REVIEWER, **_SYSTEM},
        "return": _REVIEWER,
        "pause": _HALT,
        "resume": _HALT,
        "fill": {**_COMPANY, **_SYSTEM},
        "free": {**_COMPANY, **_SYSTEM},
        "free_paused": _SYSTEM,
        "extend": _COMPANY,
        "confirm": _COMPANY,
        "ask_whether_current": _SYSTEM,
        "withdraw": _COMPANY,
        "expire": _SYSTEM,
        "tell_outcome": _COMPANY,
        "relist": _COMPANY,
        "relist_unchanged": _COMPANY,
        "revise": _COMPANY,
        "submit_revision": _COMPANY,
        "publish_revision": _REVIEWER,
        "return_revision": _REVIEWER,
        "discard_revision": _COMPANY,
    },
)
