"""Handing a file on: to whom, and why."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from portal.candidates.forms.choices import code
from portal.candidates.rules.transfers import TransferState
from portal.core.forms import REQUIRED, BaseForm, clean

PERSON, OFFICE = "user", "office"
STATES: Mapping[TransferState, Any] = {
    TransferState.REQUESTED: _l("Angefragt"),
    TransferState.ACCEPTED: _l("Angenommen"),
    TransferState.DECLINED: _l("Abgelehnt"),
    TransferState.WITHDRAWN: _l("Zurückgenommen"),
}
EVENTS: Mapping[str, Any] = {
    "request": _l("Übergabe angefragt"),
    "take_over": _l("Profil übernommen"),
    "accept": _l("Übergabe angenommen"),
    "decline": _l("Übergabe abgelehnt"),
    "withdraw": _l("Übergabe zurückgenommen"),
    "tell": _l("Person über die neue Stelle informiert"),
}


class HandOverForm(BaseForm):
    """To a colleague of the office, or to another office; the view fills in who there is."""

    to = SelectField(_l("An wen"), [InputRequired(REQUIRED)], coerce=code)
    reason = TextAreaField(
        _l("Grund"),
        [DataRequired(REQUIRED), Length(max=500)],
        filters=[clean],
        description=_l("Das liest, wer das Profil bekommen soll."),
    )

    @property
    def user_id(self) -> UUID | None:
        """Give the colleague who was chosen."""
        return self._chosen(PERSON)

    @property
    def office_id(self) -> UUID | None:
        """Give the other office that was chosen."""
        return self._chosen(OFFICE)

    def _chosen(self, kind: str) -> UUID | None:
        named, _separator, record = (self.to.data or "").partition(":")
        return UUID(record) if named == kind else None


class TakeOverForm(BaseForm):
    """Why a file is taken over, and by whom; the view fills in who there is."""

    to = SelectField(_l("Wer betreut die Person"), [InputRequired(REQUIRED)], coerce=code)
    reason = TextAreaField(_l("Grund"), [DataRequired(REQUIRED), Length(max=500)], filters=[clean])
