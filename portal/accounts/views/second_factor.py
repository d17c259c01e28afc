"""The second step of a sign-in: its page at the door, and in the own account where it is set up and switched off."""

from datetime import datetime

import segno
from flask import current_app, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security.utils import login_user

from portal.accounts import queries, rules
from portal.accounts.forms import CodeForm, DeedForm, SpareCodeForm
from portal.accounts.models import SecondFactor, User
from portal.accounts.rules import SECOND_STEP_WITHIN, FactorState
from portal.accounts.services import second_factor as services
from portal.accounts.services import sessions
from portal.accounts.views.account import bp, own_user
from portal.accounts.views.security import AFTER_SIGN_IN, WAITING, fresh
from portal.core import clock, db
from portal.core.actor import Role
from portal.core.web import acting_user, done, page, public_form, requires, safe_next


@bp.route("/login/code", methods=["GET", "POST"])
@public_form
def second_step() -> ResponseReturnValue:
    """Ask who has given the right password for the code of the app; a wrong one counts like a wrong password."""
    user = _at_the_door()
    if user is None:
        return redirect(url_for("security.login"), code=303)
    form = SpareCodeForm() if "spare" in request.args else CodeForm()
    if form.validate_on_submit():
        if _is_let_in(user, form.code.data or ""):
            session.pop(WAITING)
            login_user(user, authn_via=["password", "authenticator"])
            return done(safe_next(AFTER_SIGN_IN))
        if not rules.is_locked(user.locked_until, clock.now()):  # else whoever tries on keeps the owner out for ever
            sessions.note_failure(user.id)
            db.session.commit()
        form.refuse()
    return page("accounts/second_step.html", form=form)


def _at_the_door() -> User | None:
    """Give who gave the right password a short while ago."""
    waiting = session.get(WAITING)
    if not waiting or clock.now().timestamp() - waiting["at"] > SECOND_STEP_WITHIN.total_seconds():
        return None
    return queries.by_uniquifier(waiting["user"])


def _is_let_in(user: User, code: str) -> bool:
    factor = queries.second_factor(user.id)
    if factor is None or rules.is_locked(user.locked_until, clock.now()):
        return False
    return services.take(factor, code)


@bp.route("/account/second-factor", methods=["GET", "POST"])
@requires("account:view")
@fresh
def second_factor() -> ResponseReturnValue:
    """Show whether codes are asked for; begin to set them up, or switch them off."""
    user, form = own_user(), DeedForm()
    factor = queries.second_factor(user.id)
    if form.validate_on_submit():
        return _do(factor, user)
    is_active = factor is not None and factor.state is FactorState.ACTIVE
    left = queries.spare_codes_left(factor.id) if factor else 0
    due = second_step_due(user, acting_user().role)
    later = AFTER_SIGN_IN if due and due > clock.now() else None
    return page("accounts/second_factor.html", factor=factor, is_active=is_active, left=left, due=due, later=later)


def second_step_due(user: User, role: Role) -> datetime | None:
    """Tell until when somebody has time to set up the second step, where this installation asks for one."""
    if not current_app.config["PORTAL_SECOND_FACTOR"]:
        return None
    return rules.second_step_due(role, user.first_seen_at, current_app.config["PORTAL_SECOND_FACTOR_GRACE"])


def _do(factor: SecondFactor | None, user: User) -> ResponseReturnValue:
    """Do what was pressed. New codes are shown in the answer itself: they are kept nowhere to be shown by another."""
    deed, actor = request.form.get("deed"), acting_user()
    if deed == "renew" and factor is not None:
        return _codes(services.renew_codes(factor, actor=actor))
    if deed == "remove" and factor is not None:
        services.remove(factor, actor=actor)
        flash(_("Wir fragen bei der Anmeldung nur noch nach dem Passwort."), "success")
        return done(url_for("accounts.second_factor"))
    services.begin(user.id, actor=actor)
    return done(url_for("accounts.set_up_second_factor"))


def _codes(codes: list[str]) -> ResponseReturnValue:
    db.session.commit()
    return page("accounts/spare_codes.html", codes=codes)


@bp.route("/account/second-factor/set-up", methods=["GET", "POST"])
@requires("account:view")
@fresh
def set_up_second_factor() -> ResponseReturnValue:
    """Show the secret to the app and take a first code of it; the answer to it are the spare codes."""
    user, form = own_user(), CodeForm()
    factor = queries.second_factor(user.id)
    if factor is None or not factor.secret or (factor.state is FactorState.ACTIVE and request.method == "GET"):
        return redirect(url_for("accounts.second_factor"), code=303)
    if form.validate_on_submit():
        codes = services.confirm(factor, form.code.data or "", actor=acting_user())
        if codes:
            return _codes(codes)
        form.refuse()
    return _for_the_app(factor, user, form)


def _for_the_app(factor: SecondFactor, user: User, form: CodeForm) -> ResponseReturnValue:
    secret = services.secret_of(factor)
    picture = segno.make(rules.app_address(secret, user.email), error="m", micro=False)
    drawn = picture.svg_data_uri(scale=5, light="white", svgclass=None, lineclass=None)
    return page("accounts/set_up_second_factor.html", form=form, picture=drawn, secret=secret)
