"""The steps in which an offer is written: one form each, its fields the columns of the step."""

from types import SimpleNamespace
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, NumberRange, Optional, ValidationError

from portal.core.forms import REQUIRED, TickField, VersionedForm, as_choices
from portal.organisations.rules import towns_of
from portal.reference import snapshot, titles
from portal.vacancies.forms import choices
from portal.vacancies.forms.fields import AmountField, YesNoField, code_of, within
from portal.vacancies.rules import CONTENT, STEPS, PayUnit, PhysicalLoad, missing

LONGEST_DAYS = 4 * 365
AHEAD_DAYS = 3 * 365


class StepForm(VersionedForm):
    """One step: it knows its columns, and asks the rules what is missing among them."""

    step = ""
    always_asked: tuple[str, ...] = ()
    """Fields that are shown only where they must be filled: they are not called optional."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Mark the fields that are asked whenever they are shown."""
        super().__init__(*args, **kwargs)
        for name in self.always_asked:
            self[name].flags.required = True

    @property
    def content(self) -> dict[str, Any]:
        """Give the columns of this step as they are to be kept; an empty text is no text."""
        values = {name: self[name].data for name in STEPS[self.step]}
        return {name: None if value == "" else value for name, value in values.items()}

    def says_the_same_as(self, version: Any) -> bool:
        """Tell whether the version says exactly this already: a double click."""
        return all(getattr(version, name) == value for name, value in self.content.items())

    def is_complete_with(self, version: Any) -> bool:
        """Tell whether nothing of this step is missing, given the other steps; mark what is."""
        known = {name: getattr(version, name, None) for name in CONTENT}
        gaps = missing(SimpleNamespace(**{**known, **self.content})).get(self.step, [])
        for name in gaps:
            if not self[name].errors:
                self[name].errors = [REQUIRED]
        return not gaps


class WhatForm(StepForm):
    """What is offered."""

    step = "what"
    always_asked = ("training_aim",)
    title = StringField(
        _l("Titel"),
        [DataRequired(REQUIRED), Length(max=120)],
        description=_l("Zum Beispiel: Lagerhelfer (m/w/d) im Versand"),
    )
    tasks = TextAreaField(
        _l("Aufgaben"),
        [DataRequired(REQUIRED), Length(max=4000)],
        description=_l("Schreiben Sie kurze Sätze. Zum Beispiel: Sie packen Pakete und kleben Etiketten auf."),
    )
    offer_kind = RadioField(_l("Was für ein Platz ist es?"), [DataRequired(REQUIRED)], choices=choices.plain_kinds)
    training_aim = YesNoField(
        _l("Soll daraus eine Ausbildung werden?"),
        description=_l("Nur bei einem Praktikum. Das entscheidet über den Lohn."),
    )
    mag_possible = BooleanField(
        _l("Vorher ist eine Erprobung möglich"),
        description=_l(
            "Die Person arbeitet bis zu sechs Wochen zur Probe. Jobcenter oder Agentur bewilligen das (MAG)."
        ),
    )
    occupation = SelectField(
        _l("Beruf"),
        [Optional()],
        choices=choices.occupations,
        description=_l("So finden auch Menschen Ihr Angebot, die ein anderes Wort suchen."),
    )
    occupation_title = StringField(
        _l("Genaue Berufsbezeichnung"),
        [Optional(), Length(max=120)],
        description=_l("Zum Beispiel: Altenpflegerin. Wir schlagen Ihnen passende Bezeichnungen vor."),
    )
    suggestion = RadioField(_l("Passt eine davon?"), [Optional()], choices=(), validate_choice=False)
    positions = IntegerField(_l("Wie viele Plätze?"), [DataRequired(REQUIRED), NumberRange(min=1, max=99)], default=1)

    @property
    def content(self) -> dict[str, Any]:
        """Take the suggestion that was chosen; a title brings its everyday occupation where none is chosen."""
        said = super().content
        chosen = self.suggestion.data and titles.called(self.suggestion.data)
        title = chosen.title if chosen else said["occupation_title"]
        named = titles.called(title) if title and not said["occupation"] else None
        return {**said, "occupation_title": title, "occupation": named.group_id if named else said["occupation"]}

    def suggest(self) -> None:
        """Offer the titles that what was typed may mean."""
        found = titles.suggest(self.occupation_title.data or "")
        self.suggestion.choices = [(one.title, one.title) for one in found]


class WhereForm(StepForm):
    """Where the work is, and how much of the week it takes."""

    step = "where"
    street = StringField(
        _l("Straße und Hausnummer"), [Optional(), Length(max=120)], render_kw={"autocomplete": "address-line1"}
    )
    postal_code = StringField(
        _l("Postleitzahl"),
        [DataRequired(REQUIRED), Length(max=5)],
        render_kw={"inputmode": "numeric", "autocomplete": "postal-code"},
        description=_l("Zum Beispiel: 41812"),
    )
    ags = SelectField(
        _l("Ort"),
        choices=choices.towns,
        description=_l("Nur nötig, wenn zu einer Postleitzahl mehrere Orte gehören."),
    )
    weekly_hours = AmountField(
        _l("Stunden in der Woche"),
        [DataRequired(REQUIRED), NumberRange(min=1, max=60)],
        description=_l("Zum Beispiel: 38,5"),
    )
    times = TextAreaField(
        _l("Arbeitszeiten"),
        [Optional(), Length(max=500)],
        description=_l("Zum Beispiel: Montag bis Freitag, 7 bis 15 Uhr"),
    )
    has_shifts = BooleanField(_l("Es gibt Schichten"))

    def validate_postal_code(self, field: StringField) -> None:
        """Refuse a postal code of another region."""
        if not self._towns():
            raise ValidationError(_l("Diese Postleitzahl liegt nicht in unserem Gebiet."))

    def validate_ags(self, field: SelectField) -> None:
        """Ask for one of its towns where a postal code has several; the town of another code is left behind."""
        towns = self._towns()
        if field.data and len(towns) > 1 and field.data not in towns:
            raise ValidationError(_l("Dieser Ort passt nicht zur Postleitzahl."))
        if not field.data and len(towns) > 1:
            raise ValidationError(_l("Zu dieser Postleitzahl gehören mehrere Orte. Bitte wählen Sie einen."))

    def _towns(self) -> list[str]:
        return list(towns_of(self.postal_code.data or "", snapshot()).values())

    @property
    def content(self) -> dict[str, Any]:
        """Take the town from the postal code where it has one only, whatever town was chosen for an earlier code."""
        towns = self._towns()
        only = towns[0] if len(towns) == 1 else None
        return {**super().content, "ags": only or self.ags.data}


class PayForm(StepForm):
    """What is paid and what the work asks of the body."""

    step = "pay"
    always_asked = ("pay_eur",)
    pay_unit = RadioField(
        _l("Lohn"), [DataRequired(REQUIRED)], choices=as_choices(choices.PAY_UNITS), coerce=code_of(PayUnit)
    )
    pay_eur = AmountField(
        _l("Betrag in Euro, brutto"),
        [Optional(), NumberRange(min=0, max=99999)],
        description=_l("Zum Beispiel: 14,60 je Stunde. Bei einer Ausbildung der Betrag im ersten Jahr."),
    )
    pay_note = StringField(
        _l("Hinweis zum Lohn"), [Optional(), Length(max=200)], description=_l("Zum Beispiel: Zuschläge am Wochenende")
    )
    physical_load = SelectField(
        _l("Wie schwer ist die Arbeit?"),
        [Optional()],
        choices=as_choices(choices.LOADS, empty=_l("Keine Angabe")),
        coerce=code_of(PhysicalLoad),
    )
    licence = SelectField(
        _l("Braucht man einen Führerschein?"),
        [Optional()],
        choices=as_choices(choices.LICENCES, empty=_l("Nein")),
    )


class WhoForm(StepForm):
    """Who fits."""

    step = "who"
    german_speaking = RadioField(
        _l("Was muss man auf Deutsch verstehen und sagen?"),
        [DataRequired(REQUIRED)],
        choices=as_choices(choices.SPEAKING),
    )
    german_reading = RadioField(
        _l("Was muss man auf Deutsch lesen?"),
        [DataRequired(REQUIRED)],
        choices=as_choices(choices.READING),
    )
    german_can_be_learned = BooleanField(
        _l("Man kann das Deutsch hier lernen"), description=_l("Sie nehmen auch jemanden mit etwas weniger Deutsch.")
    )
    languages_welcome = TickField(_l("Diese Sprachen sprechen wir im Betrieb"), choices=choices.languages)
    needs_training = YesNoField(
        _l("Braucht man eine Ausbildung oder ein Studium?"),
        description=_l("Nein heißt: Sie zeigen alles, was man wissen muss."),
    )
    needed = TextAreaField(
        _l("Das muss man können"),
        [Optional(), Length(max=2000)],
        description=_l("Nur was wirklich nötig ist. Zum Beispiel: Kisten bis 15 kg heben."),
    )
    can_be_learned = TextAreaField(
        _l("Das lernt man hier"),
        [Optional(), Length(max=2000)],
        description=_l("Zum Beispiel: den Umgang mit dem Scanner"),
    )


class SupportForm(StepForm):
    """What helps, how to get there, and what others see."""

    step = "support"
    support = TextAreaField(
        _l("So helfen wir am Anfang"),
        [Optional(), Length(max=1000)],
        description=_l("Zum Beispiel: eine feste Ansprechperson, Arbeitskleidung, Essen"),
    )
    reach = TextAreaField(
        _l("So kommt man hin"),
        [Optional(), Length(max=500)],
        description=_l("Zum Beispiel: Bus 402 bis Markt, dann 5 Minuten zu Fuß"),
    )
    by_train = YesNoField(_l("Kommt man mit Bus oder Bahn rechtzeitig hin?"))
    may_lead_to_job = BooleanField(_l("Daraus kann eine feste Stelle werden"))
    is_name_public = BooleanField(
        _l("Den Namen des Betriebs öffentlich zeigen"),
        description=_l("Sonst steht dort nur der Ort."),
        default=True,
    )
    direct_application = BooleanField(
        _l("Man darf sich direkt bei uns bewerben"),
        description=_l("Sonst melden sich Interessierte beim Integration Point."),
    )
    easy_german = TextAreaField(
        _l("Das Angebot in einfacher Sprache"),
        [Optional(), Length(max=2000)],
        description=_l("Zwei bis vier kurze Sätze. Zum Beispiel: Sie arbeiten im Lager. Sie packen Pakete."),
    )


class WhenForm(StepForm):
    """When the work begins and ends: what changes when the text is used again."""

    step = "when"
    always_asked = ("starts_on",)
    is_standing = BooleanField(
        _l("Dauerangebot"), description=_l("Sie nehmen das ganze Jahr Menschen. Das Angebot hat kein Ende.")
    )
    starts_per_month = IntegerField(
        _l("Wie viele Personen im Monat?"),
        [Optional(), NumberRange(min=1, max=99)],
        description=_l("Nur bei einem Dauerangebot."),
    )
    starts_on = DateField(
        _l("Beginn"), [Optional(), within(0, AHEAD_DAYS)], description=_l("Bei einem Dauerangebot frei lassen.")
    )
    duration_days = IntegerField(
        _l("Dauer in Tagen"),
        [Optional(), NumberRange(min=1, max=LONGEST_DAYS)],
        description=_l("Statt eines Endes. Zum Beispiel: 28 für vier Wochen."),
    )
    ends_on = DateField(
        _l("Ende"), [Optional(), within(0, AHEAD_DAYS + LONGEST_DAYS)], description=_l("Nur bei einer Befristung.")
    )

    def validate_ends_on(self, field: DateField) -> None:
        """Refuse an end before the start."""
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_l("Das Ende liegt vor dem Beginn."))


class ReplaceForm(VersionedForm):
    """A passage that is to be replaced by the words suggested for it."""

    rule_id = HiddenField(validators=[DataRequired(REQUIRED)])
    passage = HiddenField(validators=[DataRequired(REQUIRED)])


STEP_TITLES = {
    "what": _l("Was bieten Sie an?"),
    "where": _l("Wo und wie viele Stunden?"),
    "pay": _l("Lohn und Bedingungen"),
    "who": _l("Wer passt?"),
    "support": _l("Unterstützung und Weg"),
    "when": _l("Wann?"),
}


STEP_FORMS: dict[str, type[Any]] = {
    form.step: form for form in (WhatForm, WhereForm, PayForm, WhoForm, SupportForm, WhenForm)
}
"""The form of each step, in the order of the steps."""
