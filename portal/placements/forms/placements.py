"""Forms of one placement: opening it, the steps to the first day and after it."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from portal.candidates.forms.choices import (
    code,
    day,
    not_before,
    not_over,
    of_labels,
    select,
    text,
    within_years,
    word_on_paper,
)
from portal.candidates.forms.consents import uuid
from portal.core.forms import REQUIRED, BaseForm, CreateForm, GetForm, clean
from portal.placements.forms.choices import BROKEN_OFF_BY, STATES, kinds, outcomes
from portal.placements.rules import BreakOffBy

NEAR = within_years(3)
REASON = _l("Grund")


def reason(label: Any = REASON, **options: Any) -> TextAreaField:
    """Make a field for a reason that must be given."""
    return TextAreaField(label, [DataRequired(REQUIRED), Length(max=2000)], filters=[clean], **options)


class ReasonForm(BaseForm):
    """A deed that needs a reason."""

    reason = reason()


class FilterForm(GetForm):
    """What the list can be narrowed by."""

    state = select(_l("Stand"), of_labels(STATES))
    approval = select(_l("Zustimmung"), lambda: [("open", _l("Wartet auf Zustimmung"))])


class PlanForm(CreateForm):
    """What a placement without a proposal is."""

    legal_kind = select(_l("Art des Einsatzes"), kinds, required=True)
    title = text(
        _l("Tätigkeit"), 120, required=True, description=_l("In einfachen Worten, zum Beispiel: Helferin in der Küche")
    )
    starts_on = day(_l("Geplanter erster Tag"), NEAR, not_over)
    ends_on = day(_l("Geplanter letzter Tag"), NEAR, not_before("starts_on"))
    names_this_job = word_on_paper()


class NextForm(PlanForm):
    """The next step at the same company."""


class DirectForm(PlanForm):
    """A placement at a company the person brings. The view fills in people and companies."""

    candidate_id = SelectField(_l("Person"), [InputRequired(REQUIRED)], coerce=uuid)
    organisation_id = SelectField(_l("Betrieb"), [InputRequired(REQUIRED)], coerce=uuid)
    reason = reason(
        _l("Warum ohne Vorschlag?"), description=_l("Zum Beispiel: Die Person hat den Betrieb selbst gefunden.")
    )


class SignForm(BaseForm):
    """The day on which the written contract was signed."""

    signed_on = day(_l("Unterschrieben am"), NEAR, required=True)


class ExamForm(BaseForm):
    """The day of the first medical exam."""

    examined_on = day(
        _l("Tag der Untersuchung"),
        NEAR,
        required=True,
        description=_l("Wie er auf der Bescheinigung für den Betrieb steht. Keine Angaben zur Gesundheit."),
    )


class SeenForm(BaseForm):
    """What a caseworker says of a paper for one job while looking at a changed permission."""

    names_this_job = word_on_paper()


class StartForm(BaseForm):
    """The day on which the person came."""

    started_on = day(_l("Erster Tag"), NEAR, required=True)


class LaterForm(BaseForm):
    """Another first day."""

    starts_on = day(_l("Neuer erster Tag"), NEAR, required=True)
    reason = reason()


class CheckInForm(CreateForm):
    """How it is going."""

    reason = TextAreaField(
        _l("Wie läuft es?"), [Length(max=2000)], filters=[clean, code], description=_l("Ein, zwei Sätze genügen.")
    )


class AbsenceForm(BaseForm):
    """The day on which somebody was missed; a reason is not asked."""

    day = day(_l("Welcher Tag?"), NEAR, required=True)


class PresenceForm(BaseForm):
    """The day on which somebody was there after all. The view fills in those that are noted."""

    day = SelectField(_l("Welcher Tag?"), [InputRequired(REQUIRED)], coerce=date.fromisoformat)


class IncidentForm(CreateForm):
    """Something that the office must know today."""

    reason = reason(
        _l("Was ist passiert?"),
        description=_l("Einen Unfall melden Sie bitte auch Ihrer Berufsgenossenschaft. Keine Angaben zur Gesundheit."),
    )


class SettleForm(BaseForm):
    """What was done about what was reported."""

    reason = reason(_l("Was wurde getan?"), description=_l("Keine Angaben zur Gesundheit."))


class BreakOffForm(BaseForm):
    """An end before the agreed day."""

    ended_on = day(_l("Letzter Tag"), NEAR, required=True)
    by = SelectField(
        _l("Wer beendet den Einsatz?"),
        [InputRequired(REQUIRED)],
        choices=lambda: [(one.value, label) for one, label in BROKEN_OFF_BY.items()],
        coerce=BreakOffBy,
    )
    reason = reason()


class CompleteForm(BaseForm):
    """The agreed end."""

    ended_on = day(_l("Letzter Tag"), NEAR, required=True)


class OutcomeForm(BaseForm):
    """What came of it."""

    outcome_code = select(_l("Ergebnis"), outcomes, required=True)
