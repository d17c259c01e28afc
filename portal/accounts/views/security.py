"""Flask-Security behind our door: our users, forms, pages, words and mails; what it does beside is switched off."""

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, cast

from flask import Flask, after_this_request, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import user_logged_out
from flask_security import MailUtil, Security, SQLAlchemySessionUserDatastore, UserMixin
from flask_security.signals import password_changed, password_reset, user_authenticated, user_failed_authn
from flask_security.tf_plugin import TfPlugin
from sqlalchemy import select
from werkzeug.wrappers import Response

from portal.accounts import forms, mails, queries, rules
from portal.accounts.models import User
from portal.accounts.services import sessions, users
from portal.accounts.services.passwords import Unhurried
from portal.config import PACKAGE
from portal.core import clock, db, outbox, web

P = ParamSpec("P")


def N_(text: str) -> str:  # noqa: N802 - the name the extractor of translations knows
    """Mark a text that Flask-Security translates when it shows it."""
    return text


WRONG = N_("Die Anmeldung hat nicht geklappt. Bitte prüfen Sie E-Mail-Adresse und Passwort.")
SENT = N_("Wenn es zu dieser Adresse ein Konto gibt, haben wir eine E-Mail geschickt. Bitte sehen Sie in Ihr Postfach.")
MESSAGES = {
    "GENERIC_AUTHN_FAILED": (WRONG, "danger"),
    "INVALID_EMAIL_ADDRESS": (N_("Das ist keine E-Mail-Adresse. Ein Beispiel: name@firma.de"), "danger"),
    "INVALID_PASSWORD": (N_("Das Passwort stimmt nicht."), "danger"),
    "INVALID_REDIRECT": (N_("Diese Adresse gehört nicht zum Portal."), "danger"),
    "INVALID_RESET_PASSWORD_TOKEN": (N_("Dieser Link gilt nicht mehr. Bitte fordern Sie einen neuen an."), "danger"),
    "PASSWORD_CHANGE": (N_("Ihr Passwort ist geändert. Alle anderen Sitzungen sind beendet."), "success"),
    "PASSWORD_INVALID_LENGTH": (N_("Das Passwort braucht mindestens %(length)s Zeichen."), "danger"),
    "PASSWORD_IS_THE_SAME": (N_("Das ist Ihr bisheriges Passwort. Bitte wählen Sie ein anderes."), "danger"),
    "PASSWORD_NOT_PROVIDED": (N_("Bitte füllen Sie dieses Feld aus."), "danger"),
    "PASSWORD_RESET_EXPIRED": (N_("Dieser Link gilt nicht mehr. Bitte fordern Sie einen neuen an."), "danger"),
    "PASSWORD_RESET_NO_LOGIN": (N_("Ihr Passwort ist gesetzt. Bitte melden Sie sich damit an."), "success"),
    "PASSWORD_RESET_REQUEST": (SENT, "info"),
    "REAUTHENTICATION_SUCCESSFUL": (N_("Danke. Sie können weitermachen."), "success"),
    "RETYPE_PASSWORD_MISMATCH": (N_("Die beiden Passwörter sind verschieden."), "danger"),
    "UNAUTHENTICATED": (N_("Bitte melden Sie sich an."), "info"),
}
FAST_HASH = {"argon2__time_cost": 1, "argon2__memory_cost": 64, "argon2__parallelism": 1}
"""For tests only: hundreds of sign-ins in seconds."""


WAITING = "second_step"
"""What the cookie calls who has given the right password, and when."""
AFTER_SIGN_IN = "/desk"
JUST_IN = "just_in"
"""What the cookie calls that nothing was opened since the sign-in."""


class SecondStep(TfPlugin):
    """Flask-Security's place between the right password and the open door, where it has its own two-factor otherwise.

    That one keeps a secret in plain columns of the user, takes a code twice, and commits in its own views.
    """

    def tf_enter(
        self, user: UserMixin, remember_me: bool | None, primary_authn_via: str, next_loc: str | None
    ) -> Response | None:
        """Send who has a second step on to it; others are let in."""
        if not queries.has_second_factor(cast(User, user).id):
            return None
        session[WAITING] = {"user": user.fs_uniquifier, "at": clock.now().timestamp()}
        return redirect(url_for("accounts.second_step", next=next_loc or None), code=303)


class Users(SQLAlchemySessionUserDatastore):
    """Our users; Flask-Security's roles stay unused, since rights hang on memberships."""

    def find_user(self, case_insensitive: bool = False, **wanted: Any) -> User | None:
        """Find a user by address, however it is spelt, or by uniquifier."""
        if "email" in wanted:
            return queries.by_email(wanted["email"])
        query = select(User).where(User.fs_uniquifier == wanted["fs_uniquifier"])
        return db.session.scalars(query).one_or_none()


class OutboxMails(MailUtil):
    """Flask-Security's mails as rows of our outbox, with our texts and our address in their links."""

    def send_mail(self, template: str, *_args: Any, **context: Any) -> None:
        """Queue the mail; `/reset` itself never commits, so the row is kept after the request."""
        recipient = queries.recipient_of(context["user"])
        token = context.get("reset_token")
        if token:
            link = outbox.external_url(url_for("security.reset_password", token=token))
            outbox.put(mails.RESET, recipient, {"link": link})
        else:
            outbox.put(mails.PASSWORD_CHANGED, recipient, {})
        after_this_request(_keep)


def init_app(app: Flask) -> None:
    """Put sign-in into the application."""
    app.config.from_mapping(_config(testing=app.testing))
    security = Security(
        app,
        Users(db.session, User, None),  # type: ignore[arg-type]  # no roles of its own
        mail_util_cls=OutboxMails,
        render_template=_page,  # type: ignore[arg-type]  # a page with its status is as good as one without
        login_form=forms.SignInForm,
        verify_form=forms.VerifyForm,
        forgot_password_form=forms.ForgotPasswordForm,
        reset_password_form=forms.ResetPasswordForm,
        change_password_form=forms.ChangePasswordForm,
    )
    security.want_json(lambda _request: False)
    security.two_factor_plugins = SecondStep()
    security.pwd_context = Unhurried(security.pwd_context)
    security.login_manager.user_loader(_load)
    security.login_manager.request_loader(lambda _request: None)
    app.after_request(_see_other)
    for signal, handler in (
        (user_authenticated, _started),
        (user_failed_authn, _failed),
        (user_logged_out, _ended),
        (password_changed, _changed),
        (password_reset, _was_reset),
    ):
        signal.connect(handler, app)


def fresh(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Ask for the password once more before a risky deed, unless it was given a short while ago."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if clock.now().timestamp() - session.get("fs_paa", 0) < rules.FRESH_FOR.total_seconds():
            return view(*args, **kwargs)
        flash(_("Bitte geben Sie zur Sicherheit noch einmal Ihr Passwort ein."), "info")
        return redirect(url_for("security.verify", next=request.full_path.rstrip("?")), code=303)

    return guarded


def _config(*, testing: bool) -> dict[str, Any]:
    return {
        "PERMANENT_SESSION_LIFETIME": rules.SESSION_IDLE,
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": FAST_HASH if testing else {},
        "SECURITY_PASSWORD_LENGTH_MIN": rules.PASSWORD_MIN,
        "SECURITY_RECOVERABLE": True,
        "SECURITY_CHANGEABLE": True,
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_FRESHNESS": rules.FRESH_FOR,
        "SECURITY_FRESHNESS_GRACE_PERIOD": rules.FRESH_FOR,
        "SECURITY_API_ENABLED_METHODS": ["session"],
        "SECURITY_JOIN_USER_ROLES": False,
        "SECURITY_EMAIL_PLAINTEXT": False,
        "SECURITY_EMAIL_HTML": False,
        "SECURITY_POST_LOGIN_VIEW": AFTER_SIGN_IN,
        "SECURITY_POST_LOGOUT_VIEW": "/",
        "SECURITY_POST_CHANGE_VIEW": "accounts.show",
        "SECURITY_POST_VERIFY_VIEW": "accounts.show",
        "SECURITY_LOGIN_USER_TEMPLATE": "accounts/sign_in.html",
        "SECURITY_VERIFY_TEMPLATE": "accounts/verify.html",
        "SECURITY_FORGOT_PASSWORD_TEMPLATE": "accounts/forgot_password.html",
        "SECURITY_RESET_PASSWORD_TEMPLATE": "accounts/reset_password.html",
        "SECURITY_CHANGE_PASSWORD_TEMPLATE": "accounts/change_password.html",
        "SECURITY_STATIC_FOLDER": None,
        "SECURITY_CLI_USERS_NAME": False,
        "SECURITY_CLI_ROLES_NAME": False,
        "SECURITY_I18N_DOMAIN": "messages",
        "SECURITY_I18N_DIRNAME": str(PACKAGE / "translations"),
        **{f"SECURITY_MSG_{name}": message for name, message in MESSAGES.items()},
    }


def _page(template: str, **context: Any) -> ResponseReturnValue:
    """Show a page of Flask-Security as ours, with its failed form as 422."""
    form = next((value for name, value in context.items() if name.endswith("_form")), None)
    return web.page(template, form=form, **{name: value for name, value in context.items() if name != "form"})


def _load(_uniquifier: str) -> User | None:
    """Give Flask-Login the user that the request's actor was loaded with; public pages know nobody."""
    if web.publicity() == "page":
        return None
    web.acting_user()
    user: User | None = g.get("user")
    g.fs_authn_via, g.fs_paa = "session", session.get("fs_paa", 0)
    return user


def _keep(response: Response) -> Response:
    db.session.commit()
    return response


def _see_other(response: Response) -> Response:
    """Send the browser on with GET after a deed, as every page of ours does."""
    if request.blueprint == "security" and request.method == "POST" and response.status_code == 302:
        response.status_code = 303
    return response


def _started(_app: Flask, user: User, **_: Any) -> None:
    token = secrets.token_urlsafe(32)
    for name in ("behalf", "seen"):
        session.pop(name, None)
    session["sign_in"], session.permanent = token, True
    session[JUST_IN] = True
    sessions.start(user, token, rules.device_name(request.user_agent.string))
    after_this_request(_keep)


def _failed(_app: Flask, user: User, **_: Any) -> None:
    sessions.note_failure(user.id)
    after_this_request(_keep)


def _ended(_app: Flask, **_: Any) -> None:
    sessions.end(session.pop("sign_in", ""))
    session.pop("behalf", None)
    after_this_request(_keep)


def _changed(_app: Flask, user: User, **_: Any) -> None:
    sessions.revoke_all(user.id, but=session["sign_in"])


def _was_reset(_app: Flask, user: User, **_: Any) -> None:
    users.prove_address(user)
    sessions.revoke_all(user.id)
