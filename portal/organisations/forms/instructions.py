"""Forms by which a company says whether what was done for it is right, and the words for where that stands."""

from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, TextAreaField, ValidationError
from wtforms.validators import Length

from portal.core.forms import BaseForm, TickField
from portal.organisations.rules import InstructionState

INSTRUCTION_STATES = {
    InstructionState.OPEN: _l("Bestätigung offen"),
    InstructionState.CONFIRMED: _l("bestätigt"),
    InstructionState.OBJECTED: _l("widersprochen"),
    InstructionState.SETTLED: _l("geklärt"),
}
INSTRUCTION_TONES = {
    InstructionState.OPEN: "warning",
    InstructionState.CONFIRMED: "success",
    InstructionState.OBJECTED: "danger",
    InstructionState.SETTLED: "neutral",
}
INSTRUCTION_EVENTS = {
    "note": _l("Im Auftrag eingetragen"),
    "confirm": _l("Vom Betrieb bestätigt"),
    "object": _l("Der Betrieb sagt: stimmt nicht"),
    "settle": _l("Mit dem Betrieb geklärt"),
}


class ObjectionForm(BaseForm):
    """What the company did not ask for."""

    text = TextAreaField(_l("Was stimmt nicht?"), [Length(max=2000)])


class LetterForm(ObjectionForm):
    """The answer to a letter: what of its lines is wrong."""

    wrong = TickField(_l("Was stimmt nicht?"), description=_l("Kreuzen Sie nichts an, wenn alles stimmt."))
    text = TextAreaField(_l("Was ist daran falsch?"), [Length(max=2000)])

    def validate_text(self, field: Field) -> None:
        """Ask what the words are about."""
        if field.data and not self.wrong.data:
            raise ValidationError(_("Bitte kreuzen Sie an, was nicht stimmt."))

    @property
    def wrong_ids(self) -> set[UUID]:
        """Give what was ticked."""
        chosen: Any = self.wrong.data or ()
        return {UUID(one) for one in chosen}
