"""Forms of an agreement: writing it, giving it back, confirming it."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, Field, HiddenField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from portal.candidates.forms.choices import day, long_text, not_before, phone_field, text
from portal.core.forms import REQUIRED, BaseForm, CreateForm, VersionedForm, clean
from portal.core.i18n import number
from portal.placements.forms.choices import PARTIES
from portal.placements.forms.placements import NEAR, ReasonForm
from portal.placements.forms.week import WeekFields, refuse
from portal.placements.models import Agreement
from portal.placements.rules import CONTENT, Party
from portal.placements.services import Content
from portal.placements.services.schedule import week_in_words
from portal.reference.schedule import weekly_total, write_week
from portal.vacancies.forms.fields import AmountField
from portal.vacancies.rules import PayUnit

UNITS = ((PayUnit.NONE, _l("kein Lohn")), (PayUnit.HOUR, _l("je Stunde")), (PayUnit.MONTH, _l("im Monat")))
MOST_HOURS, MOST_EUR = Decimal(60), Decimal(20_000)


class AgreementFields(WeekFields):
    """What company and person agree on."""

    starts_on = day(_l("Erster Tag"), NEAR, required=True)
    ends_on = day(
        _l("Letzter Tag"), NEAR, not_before("starts_on"), description=_l("Leer lassen, wenn kein Ende vereinbart ist.")
    )
    weekly_hours = AmountField(
        _l("Stunden in der Woche"),
        [Optional(), NumberRange(Decimal(1), MOST_HOURS, _l("Bitte eine Zahl von 1 bis 60."))],
    )
    times = text(_l("Wie die Zeiten wechseln"), 500, description=_l("Zum Beispiel: Früh- und Spätschicht im Wechsel"))
    place = text(_l("Ort"), 200, required=True, description=_l("Straße und Ort, wo die Person arbeitet"))
    tasks = TextAreaField(_l("Aufgaben"), [DataRequired(REQUIRED), Length(max=2000)], filters=[clean])
    pay_unit = SelectField(
        _l("Lohn"),
        [InputRequired(REQUIRED)],
        choices=lambda: [(unit.value, label) for unit, label in UNITS],
        coerce=PayUnit,
    )
    pay_eur = AmountField(
        _l("Betrag in Euro vor Abzügen"),
        [Optional(), NumberRange(Decimal(0), MOST_EUR, _l("Bitte einen Betrag bis 20.000 Euro."))],
    )
    tutor_name = text(_l("Ansprechperson im Betrieb"), 120, required=True)
    tutor_phone = phone_field(_l("Telefon der Ansprechperson"))
    conditions = long_text(_l("Weitere Absprachen"), 1000, description=_l("Zum Beispiel Arbeitskleidung oder Pausen"))

    def process(self, *args: Any, **values: Any) -> None:
        """Leave the hours open where the days say them, so that other days need no other hours."""
        super().process(*args, **values)
        if self.shifts and self.weekly_hours.raw_data is None:
            self.weekly_hours.data = None

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for the days of a week, or for hours and words where they change; both must not contradict."""
        is_valid: bool = super().validate(extra_validators)
        total, said = weekly_total(self.shifts), self.weekly_hours.data
        if not (total or self.has_wrong_days or (said and self.times.data)):
            message = _l("Bitte geben Sie die Arbeitstage an, oder Stunden und Worte, wenn die Zeiten wechseln.")
            return refuse(self.days.form.days, message)
        if total and said and total != said:
            message = _l("Die Tage ergeben zusammen %(hours)s Stunden.", hours=number(total))
            return refuse(self.weekly_hours, message)
        return is_valid

    def validate_pay_unit(self, field: Field) -> None:
        """Ask for the amount with its unit, and for none without."""
        if field.data is not PayUnit.NONE and self.pay_eur.data is None:
            raise ValidationError(str(_l("Bitte geben Sie auch den Betrag an.")))
        if field.data is PayUnit.NONE and self.pay_eur.data:
            raise ValidationError(str(_l("Bitte wählen Sie, wofür der Betrag gezahlt wird.")))

    @property
    def content(self) -> Content:
        """Give what was written."""
        written = {name: self[name].data for name in CONTENT if name not in ("week", "weekly_hours", "times")}
        hours = weekly_total(self.shifts) or self.weekly_hours.data or Decimal(0)  # `validate` wants one
        return Content(week=write_week(self.shifts), weekly_hours=hours, times=self.times.data or "", **written)


class AgreementForm(AgreementFields, VersionedForm):
    """Edit a draft."""

    def compared(self, record: Agreement) -> list[tuple[str, Any, Any]]:
        """Compare the days of the week too, in words."""
        mine, theirs = week_in_words(self.shifts), week_in_words(record.shifts)
        return [*super().compared(record), (str(self.days.label.text), mine, theirs)]


class NewAgreementForm(AgreementFields, CreateForm):
    """Begin a version."""


class ReturnForm(ReasonForm):
    """Take a version back to the draft."""


class ConfirmForm(BaseForm):
    """Say yes to exactly the text that was shown."""

    text_hash = HiddenField(validators=[DataRequired(REQUIRED), Length(max=64)])
    has_read = BooleanField(_l("Ich habe die Vereinbarung gelesen und bin einverstanden."), [DataRequired(REQUIRED)])
    name = text(_l("Ihr Vor- und Nachname"), 120, required=True)


class WrongForm(BaseForm):
    """Something in the text is wrong; a person need not say what."""

    reason = long_text(_l("Was stimmt nicht?"), 2000)


class PaperForm(BaseForm):
    """A signed page that was scanned or photographed."""

    party = SelectField(_l("Wer hat unterschrieben?"), [InputRequired(REQUIRED)], coerce=Party)
    name = text(_l("Name unter der Unterschrift"), 120, required=True)
    scan = FileField(
        _l("Unterschriebene Seite"),
        [FileRequired(REQUIRED)],
        description=_l("PDF oder Foto (JPEG, PNG), höchstens 10 MB"),
    )

    def offer(self, parties: Iterable[Party]) -> Any:
        """Offer only those who still have to sign."""
        self.party.choices = [(one.value, PARTIES[one]) for one in parties]
        return self


class ExtendForm(CreateForm):
    """A later last day; all the rest stays."""

    ends_on = day(_l("Neuer letzter Tag"), NEAR, required=True)
