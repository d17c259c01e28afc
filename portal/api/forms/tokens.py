"""The form of a new token, and the words for what tokens open."""

from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, StringField
from wtforms.validators import DataRequired, Length, ValidationError

from portal.api.rules import LASTS_DAYS, SCOPES, TokenScope, TokenState
from portal.core import clock
from portal.core.actor import Role
from portal.core.forms import REQUIRED, CreateForm, TickField, as_choices

SCOPE_WORDS = {
    TokenScope.OFFERS_READ: _l("Unsere Angebote lesen"),
    TokenScope.OFFERS_WRITE: _l("Angebote anlegen, ändern und zurückziehen"),
    TokenScope.PROPOSALS_READ: _l("Bewerbervorschläge lesen"),
    TokenScope.PROPOSALS_ANSWER: _l("Bewerbervorschläge beantworten"),
    TokenScope.CLEARANCES_READ: _l("Anfragen zu Erlaubnissen lesen"),
    TokenScope.CLEARANCES_DECIDE: _l("Über Erlaubnisse entscheiden"),
}
STATES = {TokenState.ACTIVE: _l("gültig"), TokenState.REVOKED: _l("gesperrt")}
EVENTS = {
    "make": _l("Schlüssel angelegt"),
    "rotate": _l("Schlüssel erneuert"),
    "revoke": _l("Schlüssel gesperrt"),
}
USUAL_DAYS = 180


class TokenForm(CreateForm):
    """What a program is called, what it may do, and until when."""

    name = StringField(
        _l("Name"),
        [DataRequired(REQUIRED), Length(max=80)],
        description=_l("Wofür ist der Schlüssel? Zum Beispiel: Personalverwaltung"),
    )
    scopes = TickField(_l("Was darf das Programm?"), [DataRequired(REQUIRED)])
    expires_on = DateField(
        _l("Gültig bis"),
        [DataRequired(REQUIRED)],
        description=_l("Höchstens zwölf Monate. Danach brauchen Sie einen neuen."),
    )

    @classmethod
    def of(cls, role: Role) -> "TokenForm":
        """Make the form for what tokens of a role can open."""
        form = cls(expires_on=clock.today() + timedelta(days=USUAL_DAYS))
        form.scopes.choices = as_choices({scope.value: SCOPE_WORDS[scope] for scope in SCOPES[role]})
        return form

    def validate_expires_on(self, field: Any) -> None:
        """Refuse a day that is over, or more than a year away."""
        today = clock.today()
        if field.data and not today < field.data <= today + timedelta(days=LASTS_DAYS):
            raise ValidationError(_l("Bitte wählen Sie einen Tag in den nächsten zwölf Monaten."))
