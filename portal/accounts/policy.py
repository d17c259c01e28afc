"""Who may do what with their own account and with invitations into their home."""

from collections.abc import Mapping

from portal.accounts.models import Invitation, SecondFactor, User
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

EVERYBODY = (*COMPANY_ROLES, *OFFICE_ROLES, Role.AUTHORITY, Role.ADMINISTRATOR, Role.VISITOR)
"""Everybody with an account, also without a membership."""

ACCOUNT = declare(
    "account",
    {
        "view": {
            EVERYBODY: oneself,
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
my_own = same("my own", SecondFactor.user_id, "id")
somebody_elses = Scope(
    "somebody else's",
    lambda actor, factor: factor.user_id != actor.id,
    lambda actor: SecondFactor.user_id != actor.id,
)
"""Whose colleagues they are is asked of the membership; this is about who nobody is to themselves."""
SECOND_FACTOR = declare(
    "second_factor",
    {
        "begin": {EVERYBODY: my_own},
        "begin_again": {EVERYBODY: my_own},
        "confirm": {EVERYBODY: my_own},
        "renew_codes": {EVERYBODY: my_own},
        "use_code": {EVERYBODY: my_own},
        "remove": {EVERYBODY: my_own},
        "reset": {(Role.COMPANY_ADMIN, Role.COORDINATOR, Role.ADMINISTRATOR): somebody_elses},
    },
)
