"""Deeds around memberships: join, change the role, end, choose the active one, be away."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from flask_babel import lazy_gettext as _l

from portal.accounts.models import Invitation, User
from portal.accounts.services import invitations, second_factor, users
from portal.accounts.services.invitations import Wanted
from portal.core import audit, clock, db
from portal.core.actor import SYSTEM, Actor, Role
from portal.core.audit import Change
from portal.core.errors import GuardRefused, NotFound
from portal.core.permissions import require
from portal.organisations import queries
from portal.organisations.models import Membership
from portal.organisations.rules import CompanyState, Topic
from portal.organisations.workflow import WORKFLOW

NEVER_WITHOUT = (Role.COMPANY_ADMIN, Role.ADMINISTRATOR)
"""Roles that somebody must always hold: without them nobody could let others in."""


class LastAdmin(GuardRefused):
    """Somebody must be left who can look after the others."""

    message = _l("Das ist die letzte Person mit diesen Rechten. Bitte geben Sie sie zuerst jemand anderem.")


class RoleNotOffered(GuardRefused):
    """The role does not exist in this home, or is not this person's to give."""

    message = _l("Diese Rolle können Sie hier nicht vergeben.")


def invite(wanted: Wanted, *, actor: Actor, invitation_id: UUID) -> Invitation:
    """Invite somebody into a home, in a role it has."""
    if wanted.role not in queries.roles_offered(actor, wanted.office_id):
        raise RoleNotOffered
    return invitations.invite(wanted, actor=actor, invitation_id=invitation_id)


def join(
    user_id: UUID, role: Role, *, organisation_id: UUID | None = None, office_id: UUID | None = None
) -> Membership:
    """Give a user a role in a company or office; the first membership is the active one.

    Whoever belongs there already keeps the role they have: changing it is a deed with rules of its own.
    """
    present = queries.memberships_of(user_id)
    same = [one for one in present if (one.organisation_id, one.office_id) == (organisation_id, office_id)]
    if same:
        return same[0]
    membership = Membership(
        id=db.new_id(),
        user_id=user_id,
        role=role,
        organisation_id=organisation_id,
        office_id=office_id,
        is_active=not any(one.is_active for one in present),
    )
    db.session.add(membership)
    db.session.flush()
    return membership


def join_invited(invitation: Invitation, _actor: Actor, _change: Change) -> None:
    """Make an accepted invitation a membership (a reaction to `invitation:accept`)."""
    if invitation.accepted_by_id is None:
        raise ValueError("an accepted invitation names who accepted it")
    join(
        invitation.accepted_by_id,
        invitation.role,
        organisation_id=invitation.organisation_id,
        office_id=invitation.office_id,
    )


def change_role(membership: Membership, role: Role, *, actor: Actor) -> None:
    """Give a member another role of the same home."""
    require(actor, "membership:change", membership)
    if role is membership.role:
        return
    if role not in queries.roles_offered(actor, membership.office_id):
        raise RoleNotOffered
    _only_peers_touch_administrators(membership, actor)
    _keep_an_admin(membership)
    before, membership.role = membership.role, role
    _write("change", membership, before, role, actor)


def end(membership: Membership, *, actor: Actor) -> None:
    """End a membership; another one of the same user becomes the active one."""
    require(actor, "membership:end", membership)
    if membership.ended_at:
        return
    _only_peers_touch_administrators(membership, actor)
    _keep_an_admin(membership)
    close(membership)
    _write("end", membership, membership.role, "ended", actor)
    keep_active(membership.user_id)


def reset_second_factor(membership: Membership, *, reason: str, actor: Actor) -> None:
    """Let a colleague in by the password alone, who lost telephone and codes; never oneself.

    An account opens all homes of its user, so whoever resets it looks after each of them.
    """
    for one in queries.memberships_of(membership.user_id):
        require(actor, "membership:reset_second_factor", one)
        _only_peers_touch_administrators(one, actor)
    second_factor.reset(membership.user_id, reason=reason, actor=actor)


def close(membership: Membership) -> None:
    """Close a membership as part of a deed that says why; another one becomes active by `keep_active`."""
    membership.ended_at, membership.is_active = clock.now(), False


def keep_active(user_id: UUID) -> None:
    """Let a user whose active membership ended act in the oldest one that is left."""
    left = queries.memberships_of(user_id)
    if left and not any(one.is_active for one in left):
        left[0].is_active = True


def activate(user_id: UUID, membership_id: UUID) -> None:
    """Let a user act in another of their own memberships from now on."""
    present = queries.memberships_of(user_id)
    if membership_id not in {one.id for one in present}:
        raise NotFound
    for one in present:
        one.is_active = one.id == membership_id


def choose_mails(user_id: UUID, membership_id: UUID, topics: Collection[Topic]) -> None:
    """Get mails about these topics only, for one of the own memberships in a company."""
    membership = queries.membership_of(user_id, membership_id)
    membership.muted = [topic.value for topic in Topic if topic not in topics]


def be_away(user: User, *, until: date | None, deputy_id: UUID | None, actor: Actor, since: date | None = None) -> None:
    """Be away until a day, from now on or from a later one; only a colleague of the same home may stand in."""
    if deputy_id is not None and deputy_id not in {one.id for one in queries.colleagues(actor)}:
        raise NotFound
    users.be_away(user, since=since, until=until, deputy_id=deputy_id)


def leave_for_good(user: User) -> None:
    """Erase an account whose time is over; a company that nobody ever confirmed goes with it."""
    for membership in queries.memberships_of(user.id):
        close(membership)
        db.session.flush()
        company = membership.organisation
        if company and company.state is CompanyState.REGISTERED and not queries.members_of(company.id):
            WORKFLOW.apply("close", company, actor=SYSTEM)
    users.erase(user)


def _only_peers_touch_administrators(membership: Membership, actor: Actor) -> None:
    if membership.role is Role.ADMINISTRATOR and actor.role is not Role.ADMINISTRATOR:
        raise RoleNotOffered


def _keep_an_admin(membership: Membership) -> None:
    if membership.role in NEVER_WITHOUT and not queries.other_admins(membership):
        raise LastAdmin


def _write(event: str, membership: Membership, before: str, after: str, actor: Actor) -> None:
    db.session.flush()
    audit.record("membership", membership, Change(event, str(before), str(after), clock.now()), actor)
