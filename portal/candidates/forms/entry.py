"""Opening files: quick entry, finding by name, a reason, the next state, the date of birth behind a link."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, EmailField, Field, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from portal.candidates.forms.choices import (
    CONTACTS,
    NO_RELATIVES,
    LinesField,
    code,
    day,
    in_the_past,
    languages,
    levels,
    phone_field,
    select,
    text,
    towns,
)
from portal.candidates.rules import MINIMUM_AGE, age_on
from portal.candidates.workflow import TooYoung
from portal.core import clock
from portal.core.forms import REQUIRED, BaseForm, CreateForm, clean, mailbox

A_SENTENCE = _l("Bitte schreiben Sie einen Satz (10 bis 500 Zeichen).")
NOT_AN_ADDRESS = _l("Das ist keine E-Mail-Adresse. Ein Beispiel: name@beispiel.de")


def email_field(label: Any) -> EmailField:
    """Make an optional field for an address."""
    return EmailField(label, [Optional(), Length(max=254), mailbox(NOT_AN_ADDRESS)], filters=[clean, code])


class EntryForm(CreateForm):
    """Quick entry: twelve fields, the rest when there is time."""

    first_name = text(_l("Vorname"), 80, required=True)
    last_name = text(_l("Nachname"), 80, required=True)
    birth_date = day(_l("Geburtsdatum"), in_the_past, required=True)
    locale = select(_l("Sprache der Person"), languages, required=True, description=_l("So schreiben wir."))
    interpreter_language = select(_l("Dolmetschen nötig"), languages, description=NO_RELATIVES)
    phone = phone_field(_l("Telefon"))
    email = email_field(_l("E-Mail"))
    ags = select(_l("Wohnort"), towns)
    german = select(_l("Deutsch beim Sprechen"), levels)
    wish_occupations = LinesField(_l("Berufswünsche"), [Optional()], description=_l("Ein Beruf je Zeile."))
    guardian_name = text(_l("Gesetzliche Vertretung"), 120, description=_l("Nur bei Personen unter 18 Jahren."))
    guardian_phone = phone_field(_l("Telefon der gesetzlichen Vertretung"))
    is_other_person = BooleanField(_l("Ich habe nachgesehen: Es ist eine andere Person."))

    def validate_birth_date(self, field: Field) -> None:
        """Refuse a child; the workflow does too, but here the message stands at the field."""
        if field.data and age_on(field.data, clock.today()) < MINIMUM_AGE:
            raise ValidationError(str(TooYoung.message))


class FindForm(BaseForm):
    """A name or a number; sent by POST, so that it stands in no address and no log."""

    text = StringField(
        _l("Name oder Nummer"), [DataRequired(REQUIRED), Length(max=160)], description=_l("Zum Beispiel K-7QX3M9.")
    )


class OpenForm(BaseForm):
    """Why a colleague's file must be opened."""

    reason = StringField(
        _l("Grund"),
        [
            DataRequired(REQUIRED),
            Length(min=10, max=500, message=A_SENTENCE),
        ],
        description=_l("Die Person und die zuständige Fachkraft können den Grund lesen."),
    )


class StepForm(BaseForm):
    """Moves a file on where a reason is needed."""

    reason = TextAreaField(_l("Grund"), [DataRequired(REQUIRED), Length(max=2000)])


class NoteContactForm(BaseForm):
    """That somebody was spoken with: when, by which way, and in one line what about."""

    on = day(_l("Wann"), in_the_past, required=True)
    channel = select(_l("Wie"), lambda: list(CONTACTS.items()), required=True)
    line = text(_l("In einem Satz"), 300, required=True, description=_l("Zum Beispiel: Kurs beginnt im Mai."))


class BirthDateForm(BaseForm):
    """What only the person knows who holds a link."""

    class Meta(BaseForm.Meta):
        """The link is the guard."""

        csrf = False

    birth_date = DateField(_l("Geburtsdatum"), [DataRequired(REQUIRED)])
