"""Reports about offers: the form everybody can send, the one that closes them, and their words."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from portal.core.forms import REQUIRED, BaseForm, PublicForm, as_choices
from portal.vacancies.forms.fields import code_of
from portal.vacancies.rules.reports import CLOSED_AT_ONCE, ReportOutcome, ReportReason, ReportState

REASONS: dict[ReportReason, Any] = {
    ReportReason.UNTRUE: _l("Etwas in dem Angebot ist falsch"),
    ReportReason.GONE: _l("Den Platz gibt es nicht mehr"),
    ReportReason.PAY: _l("Der Lohn ist zu niedrig oder wird nicht bezahlt"),
    ReportReason.UNFAIR: _l("Es benachteiligt oder verletzt Menschen"),
    ReportReason.DUBIOUS: _l("Ich soll Geld bezahlen oder meinen Ausweis schicken"),
    ReportReason.OTHER: _l("Etwas anderes"),
}
OUTCOMES: dict[ReportOutcome, Any] = {
    ReportOutcome.CORRECTED: _l("Das Angebot ist berichtigt"),
    ReportOutcome.TAKEN_DOWN: _l("Das Angebot ist nicht mehr zu sehen"),
    ReportOutcome.PASSED_ON: _l("An eine andere Stelle weitergegeben"),
    ReportOutcome.UNFOUNDED: _l("Es gibt nichts zu beanstanden"),
}
REPORT_STATES: Mapping[ReportState, Any] = {ReportState.OPEN: _l("Offen"), ReportState.CLOSED: _l("Erledigt")}
REPORT_EVENTS: Mapping[str, Any] = {"report": _l("Gemeldet"), "close": _l("Erledigt")}


class ReportForm(PublicForm):
    """Say what is wrong with an offer; nobody has to say who they are."""

    reason = RadioField(
        _l("Was stimmt nicht?"), [DataRequired(REQUIRED)], choices=as_choices(REASONS), coerce=code_of(ReportReason)
    )
    text = TextAreaField(
        _l("Möchten Sie es genauer sagen?"),
        [Length(max=2000)],
        description=_l("Sie müssen Ihren Namen nicht nennen. Sie können in Ihrer Sprache schreiben."),
    )

    def validate_text(self, field: TextAreaField) -> None:
        """Ask for words where no reason fits: nobody could act on nothing."""
        if self.reason.data == ReportReason.OTHER and not field.data:
            raise ValidationError(str(_l("Bitte schreiben Sie kurz, was nicht stimmt.")))


class CloseReportsForm(BaseForm):
    """Say what came of looking at an offer; `shown` names the reports that stood on the page."""

    shown = HiddenField(validators=[DataRequired(REQUIRED)])
    outcome = RadioField(
        _l("Was ist daraus geworden?"),
        [DataRequired(REQUIRED)],
        choices=as_choices(OUTCOMES),
        coerce=code_of(ReportOutcome),
    )
    reason = TextAreaField(
        _l("Was haben Sie getan?"), [Optional(), Length(max=1000)], description=_l("Bitte ohne Namen von Personen.")
    )

    def validate_shown(self, field: HiddenField) -> None:
        """Refuse what names no reports; only a tampered form does."""
        try:
            _ids(field)
        except ValueError as error:
            raise ValidationError(str(REQUIRED)) from error

    def show(self, ids: Iterable[UUID]) -> None:
        """Remember which reports stand on the page."""
        self.shown.data = " ".join(map(str, ids))

    @property
    def seen_ids(self) -> list[UUID]:
        """Give the reports that stood on the page."""
        return _ids(self.shown)


def _ids(field: HiddenField) -> list[UUID]:
    return [UUID(one) for one in str(field.data).split()[:CLOSED_AT_ONCE]]
