"""The profile, section by section, and the checklist."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from portal.candidates import queries
from portal.candidates.forms.choices import (
    CHOOSE,
    NO_RELATIVES,
    OUT_OF_RANGE,
    LinesField,
    TimesField,
    day,
    in_the_past,
    languages,
    levels,
    long_text,
    of_words,
    phone_field,
    select,
    text,
    towns,
    within_years,
)
from portal.candidates.forms.consents import uuid
from portal.candidates.forms.entry import email_field
from portal.candidates.rules import LABELS, GuardianKind
from portal.candidates.rules.words import (
    EMAIL_USES,
    GENDERS,
    GUARDIANS,
    INTERPRETERS,
    LICENCES,
    PHONE_USES,
    REACHES,
    RECOGNITIONS,
    SCHOOLING_LEVELS,
    TOLD_BY,
)
from portal.core import clock
from portal.core.forms import REQUIRED, BaseForm, GetForm, NumberField, VersionedForm
from portal.reference import snapshot

FIRM_READS = _l("Das liest auch der Betrieb. Bitte ohne Namen, Herkunft und Kontakt.")
UNPAID_TOO = _l("Auch Arbeit ohne Lohn zählt.")
STAYS_HERE = _l("Das bleibt im Integration Point.")
TICK_ALL = _l("Kreuzen Sie alles an, was geht. Nichts angekreuzt heißt: nicht bekannt. Der Betrieb liest das.")
ASK_FIRST = _l("Fragen Sie die Person. Ohne Antwort sieht kein Betrieb etwas davon.")


class PersonForm(VersionedForm):
    """Who the person is."""

    first_name = text(_l("Vorname"), 80, required=True)
    last_name = text(_l("Nachname"), 80, required=True)
    birth_date = day(_l("Geburtsdatum"), in_the_past, required=True)
    gender = select(_l("Geschlecht"), of_words(GENDERS))
    locale = select(_l("Sprache der Person"), languages, required=True)
    interpreter_language = select(_l("Dolmetschen nötig"), languages, description=NO_RELATIVES)
    interpreter_gender = select(
        _l("Wer dolmetschen soll"), of_words(INTERPRETERS), description=_l("Nur wenn die Person sich das wünscht.")
    )


class ContactForm(VersionedForm):
    """How the person is reached, and who answers for a minor."""

    phone = phone_field(_l("Telefon"))
    phone_use = select(_l("So darf ein Betrieb das Telefon nutzen"), of_words(PHONE_USES), description=ASK_FIRST)
    email = email_field(_l("E-Mail"))
    email_use = select(_l("So darf ein Betrieb die E-Mail nutzen"), of_words(EMAIL_USES), description=ASK_FIRST)
    told_by = select(
        _l("So erfährt die Person ohne E-Mail, was ansteht"),
        of_words(TOLD_BY),
        description=_l("SMS nur, wenn die Person das möchte: Wer das Telefon in der Hand hat, kann sie lesen."),
    )
    best_time = text(_l("Am besten erreichbar"), 80, description=_l("Zum Beispiel: nach 16 Uhr."))
    street = text(_l("Straße und Hausnummer"), 120)
    postal_code = text(_l("Postleitzahl"), 5)
    ags = select(_l("Wohnort"), towns)
    town = text(_l("Anderer Ort"), 80, description=_l("Nur wenn der Ort nicht in der Liste steht."))
    is_address_protected = BooleanField(
        _l("Auskunftssperre"), description=_l("Anschrift, Wohnort und Entfernung erfährt dann niemand.")
    )
    guardian_kind = select(_l("Wer vertritt die Person, solange sie unter 18 ist?"), of_words(GUARDIANS))
    guardian_office_id = SelectField(
        _l("Welches Jugendamt ist Vormund?"),
        [Optional()],
        choices=lambda: [("", CHOOSE), *queries.youth_offices()],
        coerce=uuid,
    )
    guardian_name = text(
        _l("Gesetzliche Vertretung"), 120, description=_l("Beim Jugendamt: Wer dort für die Person zuständig ist.")
    )
    guardian_phone = phone_field(_l("Telefon der gesetzlichen Vertretung"))
    guardian_email = email_field(_l("E-Mail der gesetzlichen Vertretung"))
    emergency_contact = text(
        _l("Im Notfall anrufen"), 200, description=_l("Name und Telefon; diese Person muss einverstanden sein.")
    )

    def validate_guardian_office_id(self, field: Field) -> None:
        """Ask for the person in charge with the youth office, and for no office where somebody else is the guardian."""
        is_office = self.guardian_kind.data == GuardianKind.YOUTH_OFFICE
        if field.data and not is_office:
            raise ValidationError(_("Bitte wählen Sie auch oben das Jugendamt, oder hier keines."))
        if field.data and not self.guardian_name.data:
            raise ValidationError(_("Bitte geben Sie an, wer beim Jugendamt für die Person zuständig ist."))

    def validate_guardian_email(self, field: Field) -> None:
        """Refuse the address of the person for the office that is guardian: one would answer for both."""
        if self.guardian_office_id.data and field.data and field.data == self.email.data:
            raise ValidationError(_("Die Vertretung braucht eine eigene Adresse, nicht die der Person."))

    def validate_postal_code(self, field: Field) -> None:
        """Ask for five digits."""
        if field.data and not (len(field.data) == 5 and field.data.isdigit()):
            raise ValidationError(_("Eine Postleitzahl hat fünf Ziffern, zum Beispiel 52525."))


class BackgroundForm(VersionedForm):
    """Schooling, work, skills."""

    schooling_level = select(_l("Schule und Ausbildung"), of_words(SCHOOLING_LEVELS))
    schooling = long_text(_l("Schule: Einzelheiten"), 500, description=STAYS_HERE)
    qualification = text(_l("Abschluss"), 500, description=FIRM_READS)
    recognition = select(_l("Anerkennung des Abschlusses"), of_words(RECOGNITIONS))
    experience_years = IntegerField(
        _l("Berufserfahrung in Jahren"),
        [Optional(), NumberRange(0, 60, OUT_OF_RANGE)],
        description=UNPAID_TOO,
    )
    experience = long_text(_l("Berufserfahrung: Aufgaben"), 2000, description=FIRM_READS)
    experience_own_words = long_text(_l("Berufserfahrung in eigenen Worten"), 2000, description=STAYS_HERE)
    skills = LinesField(_l("Kann gut"), [Optional()], description=_l("Eine Fähigkeit je Zeile."))
    licence = select(_l("Führerschein"), of_words(LICENCES))


class AvailabilityForm(VersionedForm):
    """When the person can work and how far away."""

    available_from = day(_l("Frühester Beginn"), within_years(3))
    weekly_hours = NumberField(_l("Stunden in der Woche"), [Optional(), NumberRange(1, 48, OUT_OF_RANGE)])
    work_times = TimesField(_l("Wann die Person arbeiten kann"), description=TICK_ALL)
    is_same_in_holidays = BooleanField(_l("In den Schulferien geht es genauso."), default=True)
    holiday_times = TimesField(
        _l("Wann die Person in den Schulferien (NRW) arbeiten kann"),
        description=_l("Nur wenn es in den Schulferien anders ist. Nichts angekreuzt heißt: dann gar nicht."),
    )
    hours_note = text(_l("Welche Zeiten gehen"), 500, description=FIRM_READS)
    reach = select(_l("Kommt zur Arbeit"), of_words(REACHES))
    radius_km = IntegerField(_l("Höchstens so viele Kilometer"), [Optional(), NumberRange(1, 200, OUT_OF_RANGE)])


class WishesForm(VersionedForm):
    """What the person wants, and what does not work."""

    wish_occupations = LinesField(_l("Berufswünsche"), [Optional()], description=_l("Ein Beruf je Zeile."))
    wishes = long_text(_l("Weitere Wünsche"), 1000, description=STAYS_HERE)
    work_limits = text(
        _l("Das geht bei der Arbeit nicht"), 500, description=_l("Ohne Diagnose, zum Beispiel: nicht über 20 kg heben.")
    )


class NotesForm(VersionedForm):
    """What is next, and notes of the file."""

    next_step = text(_l("Nächster Schritt"), 200)
    next_step_on = day(_l("Bis wann"), within_years(3))
    notes = long_text(_l("Notizen"), 4000, description=STAYS_HERE)


SECTIONS: Mapping[str, tuple[type[VersionedForm], Any]] = {
    "person": (PersonForm, _l("Person")),
    "contact": (ContactForm, _l("Kontakt")),
    "background": (BackgroundForm, _l("Schule, Arbeit und Fähigkeiten")),
    "availability": (AvailabilityForm, _l("Stunden und Weg zur Arbeit")),
    "wishes": (WishesForm, _l("Wünsche und Grenzen")),
    "notes": (NotesForm, _l("Nächster Schritt und Notizen")),
}
"""The sections of the profile: their form and their name."""


class LanguageForm(BaseForm):
    """One language and how well."""

    language = select(_l("Sprache"), languages, required=True)
    speaking = select(_l("Sprechen"), levels, required=True)
    listening = select(_l("Hören und verstehen"), levels)
    reading = select(_l("Lesen"), levels, required=True)
    writing = select(_l("Schreiben"), levels)
    evidence = text(_l("Nachweis"), 200, description=_l("Zum Beispiel: Zertifikat telc B1, Gespräch."))
    evidenced_on = day(_l("Vom"), in_the_past)


class CheckForm(BaseForm):
    """On what evidence a line of the checklist was checked."""

    evidence = text(_l("Woran geprüft"), 300, required=True, description=_l("Zum Beispiel: Original gesehen."))
    document_until = day(
        _l("Papier gültig bis"), within_years(30), description=_l("Nur wenn das Papier früher als in 6 Monaten endet.")
    )

    def validate_document_until(self, field: Field) -> None:
        """Refuse a paper that has run out."""
        if field.data and field.data < clock.today():
            raise ValidationError(_("Das Papier ist abgelaufen."))


class SightForm(GetForm):
    """Which field, on which day, is asked about."""

    field = select(_l("Angabe"), of_words({field.value: label for field, label in LABELS.items()}), required=True)
    on = day(_l("Tag"), in_the_past)


class PermissionForm(GetForm):
    """For which kind of work, from which day, the permission is asked."""

    kind = SelectField(
        _l("Art"),
        [InputRequired(REQUIRED)],
        choices=lambda: [(row.kind_key.value, row.label_de) for row in snapshot().placement_kinds],
    )
    starts_on = day(_l("Beginn"), within_years(5))
