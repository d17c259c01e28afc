"""Forms of a clearance: asking for it, answering, doing without."""

from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from portal.candidates.forms.choices import day, long_text, not_over, text
from portal.candidates.forms.consents import uuid
from portal.core.forms import REQUIRED, BaseForm
from portal.placements.forms.choices import CONSENTS
from portal.placements.forms.placements import NEAR, ReasonForm
from portal.placements.forms.week import refuse
from portal.placements.rules import BaConsent, ClearanceState
from portal.placements.services import Decision
from portal.vacancies.forms.fields import AmountField, code_of

ANSWERS = ((ClearanceState.GRANTED, _l("Erteilt")), (ClearanceState.REFUSED, _l("Abgelehnt")))


PAID = ("travel_eur", "childcare_eur")
"""What a measure pays the person, and nothing else does (SGB III sections 44 and 45)."""
MONTHLY = NumberRange(Decimal(0), Decimal(2000), _l("Bitte einen Betrag bis 2.000 Euro."))


class DossierForm(BaseForm):
    """When the person signed what the authority needs."""

    request_signed_on = day(_l("Antrag unterschrieben am"), NEAR)
    proxy_signed_on = day(
        _l("Vollmacht unterschrieben am"),
        NEAR,
        description=_l("Ist die Person unter 18, muss auch die gesetzliche Vertretung beides unterschrieben haben."),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for at least one of the two days."""
        is_valid: bool = super().validate(extra_validators)
        if self.request_signed_on.data or self.proxy_signed_on.data or not is_valid:
            return is_valid
        return refuse(self.request_signed_on, _l("Bitte geben Sie mindestens einen Tag an."))


class RequestForm(BaseForm):
    """Ask an office. The view fills in the offices that decide this."""

    office_id = SelectField(_l("Welche Stelle entscheidet?"), [InputRequired(REQUIRED)], coerce=uuid)
    due_on = day(_l("Antwort erbeten bis"), NEAR, not_over)
    asked_on = day(
        _l("Schon beantragt am"), NEAR, description=_l("Nur wenn der Betrieb den Zuschuss schon selbst beantragt hat.")
    )


class AnswerForm(BaseForm):
    """What was decided."""

    answer = RadioField(
        _l("Entscheidung"),
        [InputRequired(REQUIRED)],
        choices=lambda: [(state.value, label) for state, label in ANSWERS],
        coerce=code_of(ClearanceState),
    )
    decided_on = day(_l("Datum der Entscheidung"), NEAR, required=True)
    reference = text(_l("Aktenzeichen"), 80)
    valid_until = day(_l("Gültig bis"), NEAR, description=_l("Nur wenn die Erlaubnis befristet ist."))
    conditions = long_text(_l("Nebenbestimmungen"), 1000, description=_l("Das lesen nur die Stelle und die Beratung."))
    to_observe = long_text(
        _l("Was bei der Arbeit zu beachten ist"),
        500,
        description=_l("Das lesen auch der Betrieb und die Person, zum Beispiel: höchstens 20 Stunden in der Woche."),
    )
    travel_eur = AmountField(_l("Fahrkosten im Monat in Euro"), [Optional(), MONTHLY])
    childcare_eur = AmountField(_l("Kosten für Kinderbetreuung im Monat in Euro"), [Optional(), MONTHLY])
    reason = long_text(_l("Grund der Ablehnung"), 2000, description=_l("Der Betrieb erfährt ihn nicht."))

    def validate_reason(self, field: Field) -> None:
        """Ask for a reason where it is refused."""
        if self.answer.data is ClearanceState.REFUSED and not field.data:
            raise ValidationError(str(REQUIRED))

    @property
    def decision(self) -> Decision:
        """Give what was decided."""
        fields: dict[str, Any] = {
            name: self[name].data for name in ("decided_on", "reference", "conditions", "to_observe", "valid_until")
        }
        fields |= {name: self[name].data for name in PAID if name in self}
        return Decision(**fields)


class ConsentForm(BaseForm):
    """How far the foreigners authority is with the employment agency."""

    consent = RadioField(
        _l("Was sagt die Agentur für Arbeit?"),
        [InputRequired(REQUIRED)],
        choices=lambda: [(state.value, label) for state, label in CONSENTS.items()],
        coerce=code_of(BaConsent),
    )
    consent_on = day(_l("Seit wann?"), NEAR, required=True)


class WaiveForm(ReasonForm):
    """Do without: nobody has to allow this after all."""
