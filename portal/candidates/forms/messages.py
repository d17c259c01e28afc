"""What a person writes on the own page; the token of the link is the CSRF guard."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from portal.candidates.forms.choices import (
    OUT_OF_RANGE,
    LinesField,
    day,
    long_text,
    of_words,
    phone_field,
    select,
    text,
    within_years,
)
from portal.candidates.forms.entry import email_field
from portal.candidates.rules import ScreeningItem
from portal.candidates.rules.messages import TOPICS, ComplaintTopic, MessageKind, MessageState
from portal.candidates.rules.words import OWN_LEVELS, REACHES, SCHOOLING_LEVELS
from portal.core.forms import REQUIRED, BaseForm, CreateForm, NumberField
from portal.reference import snapshot

MESSAGE_STATES: Mapping[MessageState, Any] = {MessageState.OPEN: _l("offen"), MessageState.CLOSED: _l("erledigt")}
MESSAGE_KINDS: Mapping[MessageKind, Any] = {
    MessageKind.CHANGE: _l("Angaben ändern"),
    MessageKind.LANGUAGE: _l("Sprache, selbst eingeschätzt"),
    MessageKind.WORK_FOUND: _l("Hat selbst Arbeit gefunden"),
}
"""What the caseworker reads above it; complaints go elsewhere."""
TO_DO: Mapping[ScreeningItem, Any] = {
    ScreeningItem.IDENTITY: _l("Bringen Sie Ausweis oder Pass zum nächsten Termin mit. Bitte kein Foto schicken."),
    ScreeningItem.CONTACT: _l("Sagen Sie uns Ihre Telefonnummer oder E-Mail-Adresse."),
    ScreeningItem.CONSENT: _l("Wir fragen Sie beim nächsten Termin, ob wir Ihnen helfen dürfen."),
    ScreeningItem.RESIDENCE: _l("Bringen Sie Ihr Aufenthaltspapier zum nächsten Termin mit. Bitte kein Foto schicken."),
    ScreeningItem.GERMAN: _l("Sagen Sie uns, wie gut Sie Deutsch sprechen und lesen."),
    ScreeningItem.BACKGROUND: _l("Sagen Sie uns, welche Schule Sie besucht und was Sie schon gearbeitet haben."),
    ScreeningItem.AVAILABILITY: _l("Sagen Sie uns, wie viele Stunden Sie arbeiten und wie Sie zur Arbeit kommen."),
    ScreeningItem.WISHES: _l("Sagen Sie uns, was Sie arbeiten möchten."),
}
"""What the person can do about a line of the checklist that is still open."""
MESSAGE_EVENTS: Mapping[str, Any] = {
    "say": _l("Mitgeteilt"),
    "adopt": _l("Übernommen"),
    "close": _l("Erledigt"),
}


class ByLinkForm(CreateForm):
    """A form on the own page."""

    class Meta(CreateForm.Meta):
        """The token of the link is the CSRF guard."""

        csrf = False


class ChangeForm(ByLinkForm):
    """What the person can correct; the caseworker takes it over."""

    phone = phone_field(_l("Telefon"))
    email = email_field(_l("E-Mail"))
    best_time = text(_l("Am besten erreichbar"), 80, description=_l("Zum Beispiel: nach 16 Uhr."))
    schooling_level = select(_l("Schule und Ausbildung"), of_words(SCHOOLING_LEVELS))
    experience_own_words = long_text(_l("Berufserfahrung in eigenen Worten"), 2000)
    wish_occupations = LinesField(_l("Berufswünsche"), [Optional()], description=_l("Ein Beruf je Zeile."))
    wishes = long_text(_l("Weitere Wünsche"), 1000)


class HoursForm(ByLinkForm):
    """When the person can work and how far away; the caseworker takes it over."""

    available_from = day(_l("Ab wann können Sie arbeiten?"), within_years(3))
    weekly_hours = NumberField(_l("Wie viele Stunden in der Woche?"), [Optional(), NumberRange(1, 48, OUT_OF_RANGE)])
    reach = select(_l("Wie kommen Sie zur Arbeit?"), of_words(REACHES))
    radius_km = IntegerField(_l("Höchstens wie viele Kilometer?"), [Optional(), NumberRange(1, 200, OUT_OF_RANGE)])


def _languages() -> list[tuple[str, str]]:
    """List the languages by their own names, German first."""
    rows = sorted(snapshot().languages, key=lambda row: (row.code != "de", row.endonym.casefold()))
    return [(row.code, row.endonym) for row in rows]


class OwnLevelForm(ByLinkForm):
    """How well the person speaks a language, in the person's own view."""

    language = select(_l("Welche Sprache?"), _languages, required=True)
    speaking = select(_l("Sprechen"), of_words(OWN_LEVELS), required=True)
    listening = select(_l("Hören und verstehen"), of_words(OWN_LEVELS))
    reading = select(_l("Lesen"), of_words(OWN_LEVELS), required=True)
    writing = select(_l("Schreiben"), of_words(OWN_LEVELS))


class WorkFoundForm(ByLinkForm):
    """Work that was found without us."""

    text = long_text(_l("Wo, und ab wann?"), 1000, description=_l("Sie müssen das nicht sagen."))


class ComplaintForm(ByLinkForm):
    """What is wrong, in the person's own words."""

    topic = RadioField(_l("Worum geht es?"), [InputRequired(REQUIRED)], choices=of_words(TOPICS), coerce=ComplaintTopic)
    text = TextAreaField(
        _l("Was ist passiert?"),
        [DataRequired(REQUIRED), Length(max=2000)],
        description=_l("Sie können in Ihrer Sprache schreiben."),
    )


class CompanyForm(ByLinkForm):
    """The name of a company the person does not want, or a part of it."""

    name = StringField(_l("Name des Betriebs"), [DataRequired(REQUIRED), Length(min=2, max=120)])


class CloseForm(BaseForm):
    """What came of it."""

    reason = TextAreaField(_l("Was daraus geworden ist"), [Optional(), Length(max=2000)])
