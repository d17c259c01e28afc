"""Who makes tokens for programs, and whose they may look at or take back."""

from collections.abc import Mapping

from portal.api.models import ApiToken
from portal.core.actor import Role
from portal.core.permissions import Scope, all_of, declare, same
from portal.organisations.policy import AS_STAFF, company_scope

of_my_company = company_scope(ApiToken.organisation_id)
of_my_office = all_of("of my office", AS_STAFF, same("of my office", ApiToken.office_id, "office_id"))
made_by_me = same("made by me", ApiToken.made_by_id, "id")
_Row = Mapping[Role | tuple[Role, ...], Scope]
_MINE: _Row = {
    Role.COMPANY_ADMIN: all_of("mine, of my company", of_my_company, made_by_me),
    (Role.AUTHORITY, Role.COORDINATOR): all_of("mine, of my office", of_my_office, made_by_me),
}
"""A token does its deeds in the name of who made it: nobody else gets to see a secret of it."""
_OURS: _Row = {Role.COMPANY_ADMIN: of_my_company, (Role.AUTHORITY, Role.COORDINATOR): of_my_office}

TOKEN = declare("api_token", {"view": _OURS, "make": _MINE, "rotate": _MINE, "revoke": _OURS})
