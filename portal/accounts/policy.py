"""Who may do what with their own account and with invitations into their home."""

from collections.abc import Mapping

from portal.accounts.models import Invitation, User
from portal.core.actor import COMPANY_ROLES, OFFICE_ROLES, Role
from portal.core.permissions import ANYTHING, Scope, declare, same

oneself = same("oneself", User.id, "id")
into_my_company = same("into my company", Invitation.organisation_id, "organisation_id")
into_my_office = same("into my office", Invitation.office_id, "office_id")
into_any_office = Scope(
    "into any office",
    lambda _actor, invitation: invitation.office_id is not None,
    lambda _actor: Invitation.office_id.is_not(None),
)
INVITERS: Mapping[Role | tuple[Role, ...], Scope] = {
    Role.COMPANY_ADMIN: into_my_company,
    Role.COORDINATOR: into_my_office,
    Role.ADMINISTRATOR: into_any_office,
}

ACCOUNT = declare(
    "account",
    {
        "view": {
            (*COMPANY_ROLES, *OFFICE_ROLES, Role.AUTHORITY, Role.ADMINISTRATOR, Role.VISITOR): oneself,
        },
    },
)
INVITATION = declare(
    "invitation",
    {
        "view": INVITERS,
        "invite": {**INVITERS, Role.SYSTEM: ANYTHING},
        "resend": INVITERS,
        "revoke": {**INVITERS, Role.SYSTEM: ANYTHING},
        "accept": {Role.VISITOR: ANYTHING},
        "expire": {Role.SYSTEM: ANYTHING},
    },
)
