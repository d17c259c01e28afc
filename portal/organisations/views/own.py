"""The own place among companies and offices: memberships, absence, the purpose limitation."""

from uuid import UUID

from flask import flash, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.views.account import own_user
from portal.core.forms import BaseForm, as_choices
from portal.core.web import acting_user, done, page, requires, safe_next
from portal.organisations import queries
from portal.organisations.forms import ROLES, AbsenceForm
from portal.organisations.forms.mails import MailsForm
from portal.organisations.rules import Topic
from portal.organisations.services import companies
from portal.organisations.services import members as services
from portal.organisations.views.companies import bp
from portal.organisations.views.identity import forget_open_forms


@bp.route("/memberships")
@requires("account:view")
def memberships() -> ResponseReturnValue:
    """List the own memberships; one of them is active."""
    return page("organisations/memberships.html", memberships=queries.memberships_of(own_user().id), roles=ROLES)


@bp.route("/memberships/<uuid:membership_id>/activate", methods=["POST"])
@requires("account:view")
def activate(membership_id: UUID) -> ResponseReturnValue:
    """Act in another of the own memberships from now on."""
    services.activate(own_user().id, membership_id)
    session.pop("behalf", None)
    forget_open_forms()
    return done(url_for("organisations.memberships"))


@bp.route("/memberships/<uuid:membership_id>/mails", methods=["GET", "POST"])
@requires("account:view")
def choose_mails(membership_id: UUID) -> ResponseReturnValue:
    """Choose what to get mails about, for a company one belongs to."""
    membership = queries.membership_of(own_user().id, membership_id)
    form = MailsForm(topics=[topic.value for topic in Topic if topic not in membership.muted])
    if form.validate_on_submit():
        services.choose_mails(own_user().id, membership_id, {Topic(topic) for topic in form.topics.data or ()})
        flash(_("Die Angaben sind gespeichert."), "success")
        return done(url_for("organisations.memberships"))
    return page("organisations/mails.html", form=form, home=membership.organisation)


@bp.route("/absence", methods=["GET", "POST"])
@requires("account:view")
def absence() -> ResponseReturnValue:
    """Say from when and until when one is away, and who stands in."""
    user, actor = own_user(), acting_user()
    form = AbsenceForm(since=user.absent_from, until=user.absent_until, deputy=str(user.deputy_id or ""))
    form.deputy.choices = as_choices({one.id: one.name for one in queries.colleagues(actor)}, empty=_("niemand"))
    if form.validate_on_submit():
        services.be_away(user, since=form.since.data, until=form.until.data, deputy_id=form.deputy_id, actor=actor)
        flash(_("Ihre Abwesenheit ist gespeichert."), "success")
        return done(url_for("organisations.absence"))
    return page("organisations/absence.html", form=form, user=user)


@bp.route("/purpose", methods=["GET", "POST"])
@requires("company:accept_purpose")
def purpose() -> ResponseReturnValue:
    """Promise to use people's data for the placement only, before the first name is shown."""
    form = BaseForm()
    if form.validate_on_submit():
        companies.accept_purpose(actor=acting_user())
        flash(_("Danke. Sie können jetzt weitermachen."), "success")
        return done(safe_next(url_for("organisations.mine")))
    has_accepted = queries.has_accepted_purpose(acting_user())
    return page("organisations/purpose.html", form=form, has_accepted=has_accepted, next=safe_next(""))
