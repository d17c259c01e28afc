"""Forms of referrals and courses, and the words for their codes."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from portal.candidates.forms.choices import (
    code,
    day,
    in_the_past,
    languages,
    levels,
    levels_short,
    long_text,
    not_before,
    not_over,
    select,
    text,
    within_years,
)
from portal.candidates.forms.consents import CHANNELS, uuid
from portal.cooperation.rules import Purpose, ReferralState
from portal.cooperation.rules.waiting import WaitingState
from portal.core.actor import Channel
from portal.core.forms import REQUIRED, BaseForm, CreateForm, GetForm, TickField, VersionedForm, clean

STATES: Mapping[ReferralState, Any] = {
    ReferralState.SENT: _l("Wartet auf Antwort"),
    ReferralState.ACCEPTED: _l("Angenommen"),
    ReferralState.DECLINED: _l("Nicht angenommen"),
    ReferralState.DONE: _l("Erledigt"),
    ReferralState.WITHDRAWN: _l("Zurückgenommen"),
}
TONES: Mapping[ReferralState, str] = {
    ReferralState.SENT: "warning",
    ReferralState.ACCEPTED: "info",
    ReferralState.DECLINED: "danger",
    ReferralState.DONE: "success",
    ReferralState.WITHDRAWN: "neutral",
}
PURPOSES: Mapping[Purpose, Any] = {
    Purpose.COUNSELLING: _l("Beratung"),
    Purpose.LANGUAGE: _l("Deutsch lernen"),
    Purpose.COURSE: _l("Kurs"),
    Purpose.SCHOOL: _l("Schule"),
    Purpose.QUALIFICATION: _l("Qualifizierung"),
    Purpose.RECOGNITION: _l("Anerkennung des Abschlusses"),
    Purpose.TRAINING_ADVICE: _l("Beratung zur Ausbildung"),
    Purpose.CERTIFICATES: _l("Zeugnisse"),
    Purpose.RESIDENCE: _l("Aufenthalt"),
    Purpose.BENEFITS: _l("Leistungen"),
    Purpose.HOUSING: _l("Wohnen"),
    Purpose.CHILDCARE: _l("Kinderbetreuung"),
    Purpose.FAMILY: _l("Familie"),
    Purpose.GUARDIANSHIP: _l("Vormundschaft"),
    Purpose.DEBT: _l("Schulden"),
    Purpose.VOLUNTEERING: _l("Ehrenamt"),
    Purpose.PLACEMENT: _l("Praktikum, Ausbildung oder Arbeit finden"),
}
EVENTS: Mapping[str, Any] = {
    "send": _l("Anfrage geschickt"),
    "hand_in": _l("Person übergeben"),
    "accept": _l("Angenommen"),
    "decline": _l("Nicht angenommen"),
    "plan": _l("Nächster Schritt eingetragen"),
    "complete": _l("Erledigt"),
    "withdraw": _l("Zurückgenommen"),
}
WAITING_STATES: Mapping[WaitingState, Any] = {
    WaitingState.WAITING: _l("Auf der Warteliste"),
    WaitingState.OFFERED: _l("Ein Platz ist frei"),
    WaitingState.TAKEN: _l("Hat einen Platz bekommen"),
    WaitingState.GIVEN_UP: _l("Nicht mehr auf der Warteliste"),
}
WAITING_EVENTS: Mapping[str, Any] = {
    "wait": _l("Auf die Warteliste gesetzt"),
    "wait_again": _l("Wieder auf die Warteliste gesetzt"),
    "offer": _l("Ein Platz ist frei geworden"),
    "pass_on": _l("Der freie Platz ist auch der nächsten Person angeboten"),
    "take": _l("Hat einen Platz bekommen"),
    "give_up": _l("Von der Warteliste genommen"),
}
NEAR = within_years(3)


class AskForm(CreateForm):
    """What is asked of an office, and how the person agreed. The view fills in the offices."""

    to_office_id = SelectField(_l("Stelle"), [InputRequired(REQUIRED)], coerce=uuid)
    due_on = day(_l("Antwort erbeten bis"), NEAR, not_over)
    consented_on = day(_l("Die Person hat zugestimmt am"), in_the_past, NEAR, required=True)
    consent_channel = SelectField(
        _l("Wie hat die Person zugestimmt?"),
        [InputRequired(REQUIRED)],
        choices=lambda: [(channel.value, label) for channel, label in CHANNELS.items()],
        coerce=Channel,
    )
    by_guardian = BooleanField(_l("Die gesetzliche Vertretung hat auch zugestimmt."))
    was_explained = BooleanField(
        _l("Ich habe erklärt, was die Stelle erfährt. Die Zustimmung ist freiwillig."), [DataRequired(REQUIRED)]
    )
    note = long_text(
        _l("Worum geht es?"), 1000, description=_l("Nur was die Stelle braucht. Nichts zu Gesundheit oder Flucht.")
    )


class HandInForm(AskForm):
    """Somebody the Integration Point does not know yet."""

    person_name = text(_l("Name"), 160, required=True)
    person_contact = text(_l("Telefon oder E-Mail"), 160, required=True)
    person_language = select(_l("Sprache der Person"), languages)


class DeclineForm(BaseForm):
    """Why it is given back."""

    reason = TextAreaField(_l("Grund"), [DataRequired(REQUIRED), Length(max=1000)], filters=[clean])


class PlanForm(BaseForm):
    """What happens next, and when."""

    next_step = text(_l("Was geschieht als Nächstes?"), 300, required=True)
    next_step_on = day(_l("An welchem Tag?"), NEAR, not_over, required=True)


class CompleteForm(BaseForm):
    """What came of it."""

    answer = long_text(_l("Was ist daraus geworden?"), 1000)


class WithdrawForm(BaseForm):
    """Why it is taken back; nobody has to say."""

    reason = long_text(_l("Grund"), 1000)


class CourseFilterForm(GetForm):
    """What the list of courses can be narrowed by."""

    level = select(_l("Ziel des Kurses"), levels_short)


class _CourseFields(BaseForm):
    """A course with its dates and seats. The view fills in the providers."""

    office_id = SelectField(_l("Träger"), [InputRequired(REQUIRED)], coerce=uuid)
    title = text(_l("Name des Kurses"), 160, required=True)
    level = select(_l("Ziel des Kurses"), levels)
    town = text(_l("Ort"), 80, required=True)
    starts_on = day(_l("Erster Tag"), NEAR, required=True)
    ends_on = day(_l("Letzter Tag"), NEAR, not_before("starts_on"), required=True)
    weekly_hours = IntegerField(
        _l("Stunden in der Woche"),
        [InputRequired(REQUIRED), NumberRange(1, 45, _l("Bitte eine Zahl von 1 bis 45."))],
    )
    seats = IntegerField(
        _l("Plätze"), [InputRequired(REQUIRED), NumberRange(1, 200, _l("Bitte eine Zahl von 1 bis 200."))]
    )

    @property
    def content(self) -> dict[str, Any]:
        """Give what was written, by column."""
        names = ("office_id", "title", "level", "town", "starts_on", "ends_on", "weekly_hours", "seats")
        return {name: self[name].data for name in names}


class NewCourseForm(_CourseFields, CreateForm):
    """A new course."""


class CourseForm(_CourseFields, VersionedForm):
    """A course that has changed."""


class EnrolForm(BaseForm):
    """Who gets a seat, or waits for one. The view fills in the own people."""

    candidate_id = SelectField(_l("Person"), [InputRequired(REQUIRED)], coerce=uuid)


class EnrolListForm(BaseForm):
    """Which list of the own people gets seats. The view fills in the lists."""

    on_list = SelectField(_l("Liste"), [InputRequired(REQUIRED)], coerce=code)


class DayForm(GetForm):
    """Which day of a course is looked at."""

    day = day(_l("Tag"), in_the_past)


class AttendanceForm(BaseForm):
    """Who did not come on a day. The view fills in who takes part."""

    missed = TickField(
        _l("Wer hat gefehlt?"), coerce=uuid, description=_l("Ohne Grund: Ob jemand krank ist, gehört nicht hierher.")
    )


class ResultForm(BaseForm):
    """Which level was reached, and what was learnt."""

    result = select(_l("Erreichtes Niveau"), levels)
    competences = long_text(
        _l("Was kann die Person jetzt?"), 600, description=_l("Zum Beispiel: Formulare ausfüllen, am Telefon sprechen.")
    )
