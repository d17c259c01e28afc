"""Forms of sign-in and of the own account; those of Flask-Security in our words and bounds."""

from collections.abc import Mapping
from typing import Any, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security import forms as security
from flask_security.forms import EmailValidation
from wtforms import (
    EmailField,
    Field,
    Form,
    PasswordField,
    SelectField,
    StringField,
    TelField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs
from wtforms.validators import DataRequired, EqualTo, Length

from portal.accounts import rules
from portal.accounts.models import User
from portal.accounts.rules import FactorState
from portal.core import clock, i18n
from portal.core.forms import REQUIRED, BaseForm, VersionedForm, mailbox

NEW_PASSWORD_HINT = _l(
    "Mindestens %(count)s Zeichen. Gut sind vier Wörter, die nichts miteinander zu tun haben.", count=rules.PASSWORD_MIN
)
E_MAIL, PASSWORD, NEW_PASSWORD = _l("E-Mail-Adresse"), _l("Passwort"), _l("Neues Passwort")
NOT_AN_ADDRESS = _l("Das ist keine E-Mail-Adresse. Ein Beispiel: name@firma.de")


class SomePassword:
    """Refuse what no hash can take: signs without a shape, and texts long enough to tire the server."""

    def __call__(self, _form: Form, field: Field) -> None:
        """Check a password that is given, old or new."""
        text = field.data or ""
        if "\x00" in text or len(text) > rules.PASSWORD_MAX or not text.isprintable():
            raise ValidationError(_("Bitte geben Sie ein Passwort aus sichtbaren Zeichen ein."))


class NewPassword(SomePassword):
    """Ask for length, not for riddles."""

    def __call__(self, form: Form, field: Field) -> None:
        """Check a password that is chosen."""
        super().__call__(form, field)
        if len(field.data or "") < rules.PASSWORD_MIN:
            raise ValidationError(_("Das Passwort braucht mindestens %(count)s Zeichen.", count=rules.PASSWORD_MIN))


def email_field(label: Any = E_MAIL) -> EmailField:
    """Make a field for an address that shall get mail."""
    validators = [DataRequired(REQUIRED), Length(max=254), mailbox(NOT_AN_ADDRESS)]
    return EmailField(label, validators, render_kw={"autocomplete": "email"})


def old_password(label: Any = PASSWORD) -> PasswordField:
    """Make a field for a password that exists."""
    validators = [DataRequired(REQUIRED), SomePassword()]
    return PasswordField(label, validators, render_kw={"autocomplete": "current-password"})


def new_password(label: Any = NEW_PASSWORD) -> PasswordField:
    """Make a field for a password that is chosen."""
    return PasswordField(
        label,
        [DataRequired(REQUIRED), NewPassword()],
        description=NEW_PASSWORD_HINT,
        render_kw={"autocomplete": "new-password"},
    )


def same_password(as_field: str) -> PasswordField:
    """Make the field that repeats a chosen password."""
    return PasswordField(
        _l("Neues Passwort wiederholen"),
        [DataRequired(REQUIRED), EqualTo(as_field, _l("Die beiden Passwörter sind verschieden."))],
        render_kw={"autocomplete": "new-password"},
    )


def _is_locked(form: Any) -> bool:
    """Refuse a locked account in the words of a wrong password, so that a guesser learns nothing."""
    if not rules.is_locked(form.user.locked_until, clock.now()):
        return False
    form.password.errors.append(_("Die Anmeldung hat nicht geklappt. Bitte prüfen Sie E-Mail-Adresse und Passwort."))
    return True


class SignInForm(BaseForm, security.LoginForm):
    """Address and password; the same for both doors."""

    email = EmailField(
        E_MAIL,
        [DataRequired(REQUIRED), Length(max=254), EmailValidation(verify=False)],
        render_kw={"autocomplete": "username"},
    )
    password = old_password()
    remember: Any = None
    submit: Any = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Leave the way to a new password to the template."""
        super().__init__(*args, **kwargs)
        self.password.description = ""

    def validate(self, **kwargs: Any) -> bool:
        """Let in whoever knows the password, is not locked and has confirmed the address."""
        if not super().validate(**kwargs) or _is_locked(self):
            return False
        if cast(User, self.user).confirmed_at is None:
            self.form_errors.append(
                _("Bitte bestätigen Sie zuerst Ihre E-Mail-Adresse. Der Link steht in unserer Mail.")
            )
            return False
        return True


class VerifyForm(BaseForm, security.VerifyForm):
    """The password once more, before something that matters."""

    password = old_password()
    submit: Any = None

    def validate(self, **kwargs: Any) -> bool:
        """Ask for the right password of an account that is not locked."""
        return super().validate(**kwargs) and not _is_locked(self)


class ForgotPasswordForm(BaseForm, security.ForgotPasswordForm):
    """The address that gets the link to a new password."""

    email = EmailField(
        E_MAIL,
        [DataRequired(REQUIRED), Length(max=254), EmailValidation(verify=False), security.valid_user_email],
        render_kw={"autocomplete": "username"},
    )
    submit: Any = None


class ResetPasswordForm(BaseForm, security.ResetPasswordForm):
    """A new password, reached by the mailed link."""

    password = new_password()
    password_confirm = same_password("password")
    submit: Any = None


class ChangePasswordForm(BaseForm, security.ChangePasswordForm):
    """A new password for somebody who is signed in."""

    password = old_password(_l("Bisheriges Passwort"))
    new_password = new_password()
    new_password_confirm = same_password("new_password")
    submit: Any = None


class ConfirmAgainForm(BaseForm):
    """The address that gets the confirmation link again."""

    email = email_field()


FACTOR_STATES: Mapping[FactorState | None, Any] = {
    None: _l("nicht eingerichtet"),
    FactorState.PENDING: _l("angefangen, aber nicht fertig eingerichtet"),
    FactorState.ACTIVE: _l("eingerichtet"),
    FactorState.OFF: _l("abgeschaltet"),
}
"""Where somebody stands with the second step of their sign-in."""
WRONG_CODE = _l("Dieser Code stimmt nicht, oder er wurde schon benutzt. Bitte nehmen Sie den nächsten.")


class CodeForm(BaseForm):
    """A code of the app."""

    code = StringField(
        _l("Code aus der App"),
        [DataRequired(REQUIRED), Length(max=40)],
        description=_l("Sechs Ziffern, zum Beispiel 123 456"),
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )

    def refuse(self) -> None:
        """Say that this was no code that counts; why stays unsaid."""
        self.code.errors = [WRONG_CODE]


class SpareCodeForm(CodeForm):
    """A printed code, for the day the telephone is gone; either form takes both."""

    code = StringField(
        _l("Ersatzcode"),
        [DataRequired(REQUIRED), Length(max=40)],
        description=_l("Zwölf Zeichen von Ihrem Ausdruck, zum Beispiel 2B4D-6F8H-K3M5"),
        render_kw={"autocomplete": "off", "autocapitalize": "characters"},
    )


class DeedForm(BaseForm):
    """A press of a button."""


class AccountForm(VersionedForm):
    """The own data."""

    name = StringField(
        _l("Vor- und Nachname"), [DataRequired(REQUIRED), Length(max=120)], render_kw={"autocomplete": "name"}
    )
    phone = TelField(
        _l("Telefon"), [Length(max=40)], description=_l("Zum Beispiel 02452 1234"), render_kw={"autocomplete": "tel"}
    )
    locale = SelectField(
        _l("Sprache"), description=_l("In dieser Sprache sehen Sie das Portal und bekommen Sie E-Mails.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the languages there are."""
        super().__init__(*args, **kwargs)
        self.locale.choices = [SelectChoice(language.code, language.label) for language in i18n.FULL]
