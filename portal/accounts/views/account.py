"""The own account: data, sessions, the proof of the address."""

from uuid import UUID

from flask import Blueprint, flash, g, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import queries
from portal.accounts.forms import FACTOR_STATES, AccountForm, ConfirmAgainForm
from portal.accounts.models import User
from portal.accounts.services import sessions, users
from portal.core import clock
from portal.core.links import digest
from portal.core.web import acting_user, done, page, public_form, requires

bp = Blueprint("accounts", __name__)


def own_user() -> User:
    """Give the user of this request, loaded with the actor."""
    acting_user()
    user: User = g.user
    return user


@bp.route("/account", methods=["GET", "POST"])
@requires("account:view")
def show() -> ResponseReturnValue:
    """Show and change the own data."""
    user = own_user()
    form = AccountForm(obj=user)
    if form.validate_on_submit():
        form.check_version(user)
        users.edit(user, name=form.name.data or "", phone=form.phone.data, locale=form.locale.data)
        flash(_("Ihre Angaben sind gespeichert."), "success")
        return done(url_for("accounts.show"))
    factor = queries.second_factor(user.id)
    second_step = FACTOR_STATES[factor.state if factor else None]
    return page("accounts/show.html", user=user, form=form, second_step=second_step)


@bp.route("/account/sessions")
@requires("account:view")
def sign_ins() -> ResponseReturnValue:
    """List where the own account is signed in."""
    user = own_user()
    here = digest(session["sign_in"])
    return page("accounts/sign_ins.html", sign_ins=queries.sessions_of(user.id, clock.now()), here=here)


@bp.route("/account/sessions/<uuid:sign_in_id>/end", methods=["POST"])
@requires("account:view")
def end_sign_in(sign_in_id: UUID) -> ResponseReturnValue:
    """End one session of the own account; somebody else's is not found there."""
    sessions.revoke(own_user().id, sign_in_id)
    flash(_("Die Sitzung ist beendet."), "success")
    return done(url_for("accounts.sign_ins"))


@bp.route("/account/sessions/end", methods=["POST"])
@requires("account:view")
def end_sign_ins() -> ResponseReturnValue:
    """End every other session of the own account."""
    sessions.revoke_all(own_user().id, but=session["sign_in"])
    flash(_("Alle anderen Sitzungen sind beendet."), "success")
    return done(url_for("accounts.sign_ins"))


@bp.route("/confirm", methods=["GET", "POST"])
@public_form
def confirm_again() -> ResponseReturnValue:
    """Send the confirmation link again; the answer is the same for every address."""
    form = ConfirmAgainForm()
    if form.validate_on_submit():
        users.ask_again(form.email.data or "")
        flash(_("Wenn zu dieser Adresse ein Konto auf Bestätigung wartet, haben wir den Link geschickt."), "info")
        return done(url_for("accounts.confirm_again"))
    return page("accounts/confirm_again.html", form=form)
