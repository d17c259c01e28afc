"""Members of a company or office: list, invite, change the role, end."""

from typing import Any
from uuid import UUID

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import queries as accounts
from portal.accounts.services import invitations
from portal.accounts.services.invitations import Wanted
from portal.accounts.views.security import fresh
from portal.core.actor import Actor, Role
from portal.core.errors import NotFound
from portal.core.forms import as_choices
from portal.core.web import acting_user, done, page, requires
from portal.organisations import queries
from portal.organisations.forms import ROLES, InviteForm, OfficeChoiceForm, ResetForm, RoleForm
from portal.organisations.services import members as services
from portal.organisations.views.companies import bp


@bp.route("/members")
@requires("membership:view")
def members() -> ResponseReturnValue:
    """List the members and open invitations of the own company or office."""
    actor = acting_user()
    found = queries.members(actor)
    return page(
        "organisations/members.html",
        members=found,
        with_second_step=accounts.with_second_factor([one.user_id for one in found]) - {actor.id},
        invitations=accounts.invitations(actor),
        requests=queries.join_requests(actor, actor.organisation_id),
        roles=ROLES,
    )


@bp.route("/members/invite", methods=["GET", "POST"])
@requires("invitation:invite")
@fresh
def invite() -> ResponseReturnValue:
    """Invite somebody into the own company or office; administrators first choose which office."""
    actor = acting_user()
    office_id = _office(actor)
    if office_id is None and actor.organisation_id is None:
        choice = OfficeChoiceForm(formdata=None)
        choice.office.choices = as_choices({office.id: office.name for office in queries.offices()})
        return page("organisations/choose_office.html", form=choice)
    form = InviteForm()
    form.role.choices = _role_choices(actor, office_id)
    if form.validate_on_submit():
        wanted = Wanted(
            form.email.data or "", form.name.data or "", Role(form.role.data), actor.organisation_id, office_id
        )
        services.invite(wanted, actor=actor, invitation_id=form.new_id)
        flash(_("Die Einladung ist unterwegs. Sie gilt 14 Tage."), "success")
        return done(url_for("organisations.members"))
    return page("organisations/invite.html", form=form)


@bp.route("/invitations/<uuid:invitation_id>/resend", methods=["POST"])
@requires("invitation:resend")
def resend(invitation_id: UUID) -> ResponseReturnValue:
    """Send an invitation again."""
    invitations.resend(accounts.invitation(acting_user(), invitation_id), actor=acting_user())
    flash(_("Die Einladung ist noch einmal unterwegs. Der alte Link gilt nicht mehr."), "success")
    return done(url_for("organisations.members"))


@bp.route("/invitations/<uuid:invitation_id>/revoke", methods=["POST"])
@requires("invitation:revoke")
def revoke(invitation_id: UUID) -> ResponseReturnValue:
    """Take an invitation back."""
    invitations.revoke(accounts.invitation(acting_user(), invitation_id), actor=acting_user())
    flash(_("Die Einladung ist zurückgenommen."), "success")
    return done(url_for("organisations.members"))


@bp.route("/members/<uuid:membership_id>/role", methods=["GET", "POST"])
@requires("membership:change")
@fresh
def change_role(membership_id: UUID) -> ResponseReturnValue:
    """Give a member another role."""
    actor = acting_user()
    membership = queries.membership(actor, membership_id)
    form = RoleForm(obj=membership)
    form.role.choices = _role_choices(actor, membership.office_id)
    if form.validate_on_submit():
        form.check_version(membership)
        services.change_role(membership, Role(form.role.data), actor=actor)
        flash(_("Die Rolle ist geändert."), "success")
        return done(url_for("organisations.members"))
    return page("organisations/change_role.html", membership=membership, form=form)


@bp.route("/members/<uuid:membership_id>/end", methods=["GET", "POST"])
@requires("membership:end")
@fresh
def end_membership(membership_id: UUID) -> ResponseReturnValue:
    """End a membership, after asking."""
    membership = queries.membership(acting_user(), membership_id)
    if request.method == "POST":
        services.end(membership, actor=acting_user())
        flash(_("Die Person gehört nicht mehr dazu."), "success")
        return done(url_for("organisations.members"))
    return page("organisations/end_membership.html", membership=membership, roles=ROLES)


@bp.route("/members/<uuid:membership_id>/second-factor", methods=["GET", "POST"])
@requires("membership:reset_second_factor")
@fresh
def reset_second_factor(membership_id: UUID) -> ResponseReturnValue:
    """Switch off the second step of a colleague who lost telephone and codes, with a reason."""
    actor, form = acting_user(), ResetForm()
    membership = queries.membership(actor, membership_id, "membership:reset_second_factor")
    if membership.user_id == actor.id or not accounts.has_second_factor(membership.user_id):
        raise NotFound
    if form.validate_on_submit():
        services.reset_second_factor(membership, reason=form.reason.data or "", actor=actor)
        flash(_("Der zweite Schritt ist zurückgesetzt. Die Person bekommt eine E-Mail."), "success")
        return done(url_for("organisations.members"))
    return page("organisations/reset_second_factor.html", membership=membership, form=form)


def _office(actor: Actor) -> UUID | None:
    """Give the office an invitation is for: the own one, or for administrators the chosen one."""
    if actor.role is not Role.ADMINISTRATOR:
        return actor.office_id
    chosen = request.args.get("office", "")
    return next((office.id for office in queries.offices() if str(office.id) == chosen), None)


def _role_choices(actor: Actor, office_id: UUID | None) -> list[Any]:
    return as_choices({role: ROLES[role] for role in queries.roles_offered(actor, office_id)})
