"""Merge two entries of one company: everything hangs on the one that stays, the double is closed and points to it."""

from portal.accounts import queries as accounts
from portal.accounts.services import invitations
from portal.core import db, links, outbox
from portal.core.actor import SYSTEM, Actor, Role
from portal.organisations import queries
from portal.organisations.models import Organisation
from portal.organisations.rules import CompanyState
from portal.organisations.services import joining, members
from portal.organisations.workflow import WORKFLOW


def merge(double: Organisation, kept: Organisation, *, actor: Actor, reason: str | None) -> None:
    """Merge a double into the entry that stays; done twice it is done once.

    Whoever asks for it has said that both are the same company before the law: what people agreed to names it.
    Whoever belongs to a double that nobody verified, or was invited there, does not simply come along: the company is
    asked whether it knows them, and the links they hold end.
    """
    queries.hold_both(double, kept)
    if double.merged_into_id == kept.id:
        return
    was_verified = double.state is CompanyState.VERIFIED
    said = {"reason": reason, "details": {"double": double.number, "kept": kept.number}}
    WORKFLOW.apply("take_over", kept, actor=actor, double=double, **said)
    if was_verified:
        _end_second_memberships(double, kept)
        links.hand_over(double.id, kept.id)
    else:
        _ask_whether_they_belong(double, kept)
        links.end_for_company(double.id)
    outbox.hand_over_home(double.id, kept.id)
    WORKFLOW.apply("merge", double, actor=actor, merged_into_id=kept.id, **said)


def _end_second_memberships(double: Organisation, kept: Organisation) -> None:
    present = {one.user_id: one for one in queries.members_of(kept.id)}
    for one in queries.members_of(double.id):
        other = present.get(one.user_id)
        if other is not None:
            stays, goes = (one, other) if one.role is Role.COMPANY_ADMIN else (other, one)
            is_active = stays.is_active or goes.is_active
            members.close(goes)
            stays.is_active, stays.muted = is_active, sorted({*stays.muted, *goes.muted})


def _ask_whether_they_belong(double: Organisation, kept: Organisation) -> None:
    there = {one.user.email_key for one in queries.members_of(kept.id)}
    for one in queries.members_of(double.id):
        if one.user.email_key not in there:
            joining.ask(db.new_id(), kept, one.user.name, one.user.email, one.user.locale)
        members.close(one)
        members.keep_active(one.user_id)
    for invited in accounts.open_invitations(double.id):
        invitations.revoke(invited, actor=SYSTEM)
        if invited.email_key not in there:
            joining.ask(db.new_id(), kept, invited.name, invited.email, "de")
