"""Forms of companies somebody names, and the words for what becomes of them and of who asks to join."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TelField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from portal.core.forms import REQUIRED, BaseForm, CreateForm
from portal.organisations.forms import LONGEST_NUMBER, PhoneNumber, optional_email, postal_code_field
from portal.organisations.rules import JoinState, TipState

TIP_STATES = {
    TipState.NEW: _l("neu"),
    TipState.INVITED: _l("eingeladen"),
    TipState.JOINED: _l("dabei"),
    TipState.DECLINED: _l("möchte nicht"),
}
TIP_TONES = {
    TipState.NEW: "info",
    TipState.INVITED: "warning",
    TipState.JOINED: "success",
    TipState.DECLINED: "neutral",
}
TIP_EVENTS = {
    "name": _l("Genannt"),
    "invite": _l("Eingeladen"),
    "remind": _l("Erinnert"),
    "join": _l("Ist dabei"),
    "decline": _l("Möchte nicht angeschrieben werden"),
}
JOIN_STATES = {
    JoinState.ASKED: _l("gefragt"),
    JoinState.INVITED: _l("eingeladen"),
    JoinState.REFUSED: _l("abgelehnt"),
}
JOIN_EVENTS = {
    "ask": _l("Möchte dazukommen"),
    "invite": _l("Eingeladen"),
    "refuse": _l("Abgelehnt"),
}


class TipForm(CreateForm):
    """A company somebody knows."""

    name = StringField(_l("Name des Betriebs"), [DataRequired(REQUIRED), Length(max=160)])
    town = StringField(_l("Ort"), [DataRequired(REQUIRED), Length(max=80)])
    contact_name = StringField(_l("Ansprechperson"), [Optional(), Length(max=120)])
    phone = TelField(_l("Telefonnummer"), [Optional(), Length(max=LONGEST_NUMBER), PhoneNumber()])
    email = optional_email()
    how_known = TextAreaField(
        _l("Woher kennen Sie den Betrieb?"),
        [DataRequired(REQUIRED), Length(max=500)],
        description=_l("Ein Satz genügt, zum Beispiel: Der Bürgermeister hat ihn genannt."),
    )

    def company(self) -> dict[str, Any]:
        """Give what is known of it."""
        known = {name: self[name].data or None for name in ("contact_name", "phone", "email")}
        return {"name": self.name.data, "town": self.town.data, "how_known": self.how_known.data, **known}


class LetterAddressForm(BaseForm):
    """Where the letter goes that invites a company without e-mail."""

    street = StringField(_l("Straße und Hausnummer"), [DataRequired(REQUIRED), Length(max=120)])
    postal_code = postal_code_field()

    def address(self) -> dict[str, str | None]:
        """Give the columns of the address."""
        return {"street": self.street.data, "postal_code": self.postal_code.data}
