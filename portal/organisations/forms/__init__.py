"""Forms of companies, members and acting for a company; the words for roles, proofs and channels."""

from typing import Any
from uuid import UUID

import phonenumbers
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    EmailField,
    Field,
    Form,
    IntegerField,
    RadioField,
    SearchField,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
    URLField,
    ValidationError,
)
from wtforms.validators import URL, DataRequired, Length, NumberRange, Optional, Regexp

from portal.accounts.forms import NOT_AN_ADDRESS, email_field, new_password, old_password
from portal.core import clock
from portal.core.actor import Channel, Role
from portal.core.forms import REQUIRED, BaseForm, CreateForm, GetForm, VersionedForm, as_choices, mailbox
from portal.organisations.rules import CompanyState, Proof, is_plausible, register_key, towns_of
from portal.reference import snapshot

ROLES = {
    Role.RECRUITER: _l("Mitglied"),
    Role.COMPANY_ADMIN: _l("Verwaltung des Betriebs"),
    Role.CASEWORKER: _l("Integrationsfachkraft"),
    Role.EMPLOYER_SERVICE: _l("Arbeitgeber-Service"),
    Role.COORDINATOR: _l("Leitung"),
    Role.AUTHORITY: _l("Behörde oder Fachstelle"),
    Role.ADMINISTRATOR: _l("Administration"),
}
PROOFS = {
    Proof.COMMERCIAL_REGISTER: _l("Handelsregister"),
    Proof.EMPLOYER_NUMBER: _l("Betriebsnummer der Bundesagentur"),
    Proof.CRAFTS_CARD: _l("Handwerkskarte"),
    Proof.TRADE_LICENCE: _l("Gewerbeanmeldung"),
    Proof.CALL: _l("Nichts davon – rufen Sie mich an"),
}
STATES = {
    CompanyState.REGISTERED: _l("wird geprüft"),
    CompanyState.VERIFIED: _l("geprüft"),
    CompanyState.SUSPENDED: _l("gesperrt"),
    CompanyState.CLOSED: _l("geschlossen"),
}
TONES = {
    CompanyState.REGISTERED: "info",
    CompanyState.VERIFIED: "success",
    CompanyState.SUSPENDED: "danger",
    CompanyState.CLOSED: "neutral",
}
STEPS = {
    "verify": _l("Betrieb freigeben"),
    "suspend": _l("Betrieb sperren"),
    "resume": _l("Sperre aufheben"),
    "close": _l("Betrieb schließen"),
}
CHANNELS = {
    Channel.PHONE: _l("Telefon"),
    Channel.DESK: _l("Persönlich"),
    Channel.PAPER: _l("Brief oder E-Mail"),
}


PRESENTED = ("about", "team_speaks", "newcomer_help")
"""Texts by which a company presents itself on its public page."""

SHORTEST_NUMBER = 10_000
"""Without the zero in front, an area code and a number have five digits at least."""
LONGEST_NUMBER = 40
"""What a column holds; an extension may be long."""


class PhoneNumber:
    """Ask for a number that can be dialled, and keep it as everybody dials it."""

    def __call__(self, _form: Form, field: Field) -> None:
        """Check the number, German ones without a country code too."""
        try:
            number = phonenumbers.parse(field.data or "", "DE")
        except phonenumbers.NumberParseException as error:
            raise ValidationError(_("Bitte geben Sie die Nummer mit Vorwahl an.")) from error
        written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
        is_long_enough = (number.national_number or 0) >= SHORTEST_NUMBER
        if not (phonenumbers.is_possible_number(number) and is_long_enough and len(written) <= LONGEST_NUMBER):
            raise ValidationError(_("Bitte geben Sie die Nummer mit Vorwahl an."))
        field.data = written


def _phone(label: Any) -> TelField:
    return TelField(
        label,
        [DataRequired(REQUIRED), Length(max=LONGEST_NUMBER), PhoneNumber()],
        description=_l("Mit Vorwahl, zum Beispiel 02452 1234"),
        render_kw={"autocomplete": "tel"},
    )


def optional_email() -> EmailField:
    """Make a field for an address that may be left out."""
    return EmailField(_l("E-Mail-Adresse"), [Optional(), Length(max=254), mailbox(NOT_AN_ADDRESS)])


def postal_code_field(**attributes: str) -> StringField:
    """Make a field for a postal code."""
    five_digits = Regexp(r"[0-9]{5}\Z", message=_l("Eine Postleitzahl hat fünf Ziffern."))
    render_kw = {"inputmode": "numeric", **attributes}
    return StringField(_l("Postleitzahl"), [DataRequired(REQUIRED), five_digits], render_kw=render_kw)


class _Address(BaseForm):
    """Where a company is; the town follows from the postal code where there is only one."""

    name = StringField(
        _l("Name des Betriebs"), [DataRequired(REQUIRED), Length(max=160)], render_kw={"autocomplete": "organization"}
    )
    street = StringField(
        _l("Straße und Hausnummer"),
        [DataRequired(REQUIRED), Length(max=120)],
        render_kw={"autocomplete": "address-line1"},
    )
    postal_code = postal_code_field(autocomplete="postal-code")
    town = StringField(
        _l("Ort"),
        [Length(max=80)],
        description=_l("Nur nötig, wenn zu Ihrer Postleitzahl mehrere Orte gehören."),
        render_kw={"autocomplete": "address-level2"},
    )

    def validate_town(self, field: Field) -> None:
        """Find the town of the postal code, or ask which of several it is."""
        towns = towns_of(self.postal_code.data or "", snapshot())
        if len(towns) == 1 and not field.errors:  # what is refused stays as it was typed
            field.data = next(iter(towns))
        named = {name.casefold(): name for name in towns}.get((field.data or "").casefold(), field.data)
        if towns and named not in towns:
            raise ValidationError(_("Zu dieser Postleitzahl gehören: %(towns)s. Welcher Ort?", towns=", ".join(towns)))
        if not named:
            raise ValidationError(str(REQUIRED))
        field.data = named

    def address(self) -> dict[str, Any]:
        """Give the columns of name and address."""
        return {
            "name": self.name.data,
            "street": self.street.data,
            "postal_code": self.postal_code.data,
            "town": self.town.data,
            "ags": towns_of(self.postal_code.data or "", snapshot()).get(self.town.data or ""),
        }


class _Proof(CreateForm):
    """How a company shows that it exists."""

    proof = RadioField(
        _l("Womit weisen Sie den Betrieb nach?"), [DataRequired(REQUIRED)], choices=as_choices(PROOFS), default="call"
    )
    register_number = StringField(
        _l("Nummer"),
        [Length(max=60)],
        description=_l("Zum Beispiel: Mönchengladbach HRB 1234, oder die achtstellige Betriebsnummer"),
    )

    def validate_register_number(self, field: Field) -> None:
        """Ask for the number the chosen proof has."""
        proof = self._chosen()
        if proof not in (None, Proof.CALL) and not is_plausible(proof, field.data or ""):
            raise ValidationError(_("Bitte geben Sie die Nummer Ihres Nachweises an (Betriebsnummer: acht Ziffern)."))

    def proof_columns(self) -> dict[str, Any]:
        """Give the columns of the proof."""
        proof = Proof(self.proof.data)
        number = None if proof is Proof.CALL else self.register_number.data
        return {
            "proof": proof,
            "register_number": number,
            "register_key": register_key(proof, number) if number else None,
        }

    def _chosen(self) -> Proof | None:
        return Proof(self.proof.data) if self.proof.data in {proof.value for proof in Proof} else None


class SignUpForm(_Proof, _Address):
    """The whole sign-up on one page."""

    contact_name = StringField(
        _l("Ihr Vor- und Nachname"), [DataRequired(REQUIRED), Length(max=120)], render_kw={"autocomplete": "name"}
    )
    contact_phone = _phone(_l("Ihre Telefonnummer"))
    contact_email = email_field(_l("Ihre E-Mail-Adresse"))
    password = new_password(_l("Passwort"))

    def company(self) -> dict[str, Any]:
        """Give the columns of the company."""
        contact = {name: self[name].data for name in ("contact_name", "contact_phone", "contact_email")}
        return {**self.address(), **self.proof_columns(), **contact}


class AddCompanyForm(_Proof, _Address):
    """A company that told its data by telephone; it needs no user."""

    contact_name = StringField(_l("Gesprächspartner"), [DataRequired(REQUIRED), Length(max=120)])
    contact_phone = _phone(_l("Telefonnummer"))
    contact_email = optional_email()
    proof_note = TextAreaField(
        _l("Notiz zum Nachweis"), [Length(max=500)], description=_l("Was haben Sie geprüft, mit wem gesprochen?")
    )

    def company(self) -> dict[str, Any]:
        """Give the columns of the company."""
        contact = {name: self[name].data for name in ("contact_name", "contact_phone", "proof_note")}
        email = self.contact_email.data or None
        return {**self.address(), **self.proof_columns(), **contact, "contact_email": email}


class EditCompanyForm(VersionedForm, _Address):
    """What a company says of itself."""

    contact_name = StringField(_l("Ansprechperson"), [DataRequired(REQUIRED), Length(max=120)])
    contact_phone = _phone(_l("Telefonnummer"))
    contact_email = optional_email()
    website = URLField(
        _l("Internetseite"),
        [Optional(), Length(max=200), URL(message=_l("Bitte mit https:// am Anfang."))],
        description=_l("Zum Beispiel https://www.ihr-betrieb.de"),
    )
    employees = IntegerField(_l("Beschäftigte"), [Optional(), NumberRange(1, 100_000)])
    about = TextAreaField(_l("Was wir tun"), [Length(max=2000)], description=_l("Zwei, drei Sätze genügen."))
    team_speaks = StringField(
        _l("Unser Team spricht"), [Length(max=200)], description=_l("Zum Beispiel: Deutsch, Türkisch, Polnisch")
    )
    newcomer_help = StringField(
        _l("Wer Neuen am Anfang hilft"),
        [Length(max=300)],
        description=_l("Zum Beispiel: unsere Meisterin in den ersten vier Wochen. Namen nur, wenn die Person Ja sagt."),
    )
    holidays_from = DateField(
        _l("Betriebsferien ab"), [Optional()], description=_l("In den Betriebsferien laufen keine Fristen.")
    )
    holidays_until = DateField(_l("Betriebsferien bis"), [Optional()])
    max_proposals_per_month = IntegerField(
        _l("Höchstens so viele Vorschläge im Monat"),
        [Optional(), NumberRange(1, 99)],
        description=_l("Leer lassen, wenn Ihnen jede Zahl recht ist."),
    )
    no_proposals_until = DateField(
        _l("Keine Vorschläge bis"),
        [Optional()],
        description=_l("Bis einschließlich zu diesem Tag schlagen wir Ihnen niemanden vor."),
    )

    def validate_holidays_from(self, _field: Field) -> None:
        """Ask for both days, in their order."""
        start, end = self.holidays_from.data, self.holidays_until.data
        if not start or not end or end < start:
            raise ValidationError(_("Bitte geben Sie beide Tage an, den ersten zuerst."))

    validate_holidays_until = validate_holidays_from

    def company(self) -> dict[str, Any]:
        """Give the columns of the company."""
        names = ("contact_name", "contact_phone", "employees", "holidays_from", "holidays_until")
        limits = ("max_proposals_per_month", "no_proposals_until")
        optional = {name: self[name].data or None for name in ("contact_email", "website", *PRESENTED)}
        return {**self.address(), **{name: self[name].data for name in (*names, *limits)}, **optional}


class FilterForm(GetForm):
    """What the list of companies can be narrowed by; the view fills in the towns."""

    q = SearchField(_l("Name oder Nummer"), [Optional(), Length(max=80)])
    state = SelectField(_l("Stand"), [Optional()], choices=as_choices(STATES, empty=_l("alle")))
    ags = SelectField(_l("Ort"), [Optional()])


class StepForm(VersionedForm):
    """A step of a company."""

    reason = TextAreaField(_l("Begründung"), [Length(max=2000)])


class ReasonForm(StepForm):
    """A step of a company that needs a reason."""

    reason = TextAreaField(_l("Begründung"), [DataRequired(REQUIRED), Length(max=2000)])


class ContactForm(CreateForm):
    """A line of the contact log."""

    channel = SelectField(_l("Weg"), [DataRequired(REQUIRED)], choices=as_choices(CHANNELS))
    contact = StringField(_l("Gesprächspartner"), [DataRequired(REQUIRED), Length(max=120)])
    text = TextAreaField(_l("Was wurde besprochen?"), [DataRequired(REQUIRED), Length(max=2000)])
    next_step_on = DateField(_l("Wiedervorlage am"), [Optional()])


class BehalfForm(BaseForm):
    """Who of the company asked, and by which way."""

    contact = StringField(
        _l("Wer aus dem Betrieb bittet darum?"),
        [DataRequired(REQUIRED), Length(max=120)],
        description=_l("Der Name steht bei jedem Schritt, den Sie jetzt tun."),
    )
    channel = SelectField(_l("Auf welchem Weg?"), choices=as_choices(CHANNELS))


class InviteForm(CreateForm):
    """Who shall join, in which role; administrators choose the office too."""

    email = email_field()
    name = StringField(_l("Vor- und Nachname"), [DataRequired(REQUIRED), Length(max=120)])
    role = SelectField(_l("Rolle"))


class OfficeChoiceForm(BaseForm):
    """Which office somebody is invited to."""

    office = SelectField(_l("Dienststelle"))


class RoleForm(VersionedForm):
    """The role of a member."""

    role = SelectField(_l("Rolle"))


class ResetForm(BaseForm):
    """Why somebody is let in by the password alone."""

    reason = TextAreaField(
        _l("Begründung"),
        [DataRequired(REQUIRED), Length(max=2000)],
        description=_l("Zum Beispiel: Telefon verloren, ich habe mit der Person gesprochen."),
    )


class AcceptForm(BaseForm):
    """Who accepts an invitation and has no account yet."""

    name = StringField(
        _l("Vor- und Nachname"), [DataRequired(REQUIRED), Length(max=120)], render_kw={"autocomplete": "name"}
    )
    password = new_password(_l("Passwort"))


class JoinForm(BaseForm):
    """Who accepts an invitation with the account they have.

    The password shows that the account is theirs: somebody else may have made it with their address.
    """

    password = old_password()


class AbsenceForm(BaseForm):
    """From when and until when somebody is away, and who stands in."""

    since = DateField(
        _l("Abwesend ab"), [Optional()], description=_l("Leer lassen, wenn die Abwesenheit heute beginnt.")
    )
    until = DateField(
        _l("Abwesend bis einschließlich"),
        [Optional()],
        description=_l("Leer lassen, wenn Sie da sind. Danach endet die Vertretung von selbst."),
    )
    deputy = SelectField(_l("Vertretung"), description=_l("Sie bekommt Ihre E-Mails und öffnet Ihre Akten."))

    def validate_until(self, field: Field) -> None:
        """Refuse a day that is over, and one before the first."""
        if field.data and field.data < max(clock.today(), self.since.data or clock.today()):
            raise ValidationError(_("Dieser Tag ist vorbei, oder er liegt vor dem ersten Tag."))

    def validate_since(self, field: Field) -> None:
        """Refuse a first day without a last one: an absence ends by itself."""
        if field.data and not self.until.data:
            raise ValidationError(_("Bitte sagen Sie auch, bis wann Sie abwesend sind."))

    @property
    def deputy_id(self) -> UUID | None:
        """Give who was chosen."""
        return UUID(self.deputy.data) if self.deputy.data else None
