"""Requests to be called back: the form everybody can send, the ones that say what came of it, and their words."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, TelField
from wtforms.validators import DataRequired, InputRequired, Length

from portal.candidates.forms.choices import code, text
from portal.cooperation.rules.call_backs import NOT_SPOKEN, CallBackState, CallOutcome, CallTime
from portal.core import i18n
from portal.core.forms import REQUIRED, BaseForm, PublicForm, clean
from portal.organisations.forms import LONGEST_NUMBER, PhoneNumber
from portal.reference import snapshot

STATES: Mapping[CallBackState, Any] = {
    CallBackState.OPEN: _l("Wartet auf Anruf"),
    CallBackState.TAKEN: _l("Übernommen"),
    CallBackState.REACHED: _l("Erreicht"),
    CallBackState.NOT_REACHED: _l("Nicht erreicht"),
}
TONES: Mapping[CallBackState, str] = {
    CallBackState.OPEN: "warning",
    CallBackState.TAKEN: "info",
    CallBackState.REACHED: "success",
    CallBackState.NOT_REACHED: "danger",
}
TIMES: Mapping[CallTime, Any] = {
    CallTime.ANY: _l("egal"),
    CallTime.MORNING: _l("morgens (8 bis 11 Uhr)"),
    CallTime.NOON: _l("mittags (11 bis 14 Uhr)"),
    CallTime.AFTERNOON: _l("nachmittags (14 bis 17 Uhr)"),
}
OUTCOMES: Mapping[CallOutcome, Any] = {
    CallOutcome.ADVISED: _l("Am Telefon beraten"),
    CallOutcome.APPOINTMENT: _l("Termin vereinbart"),
    CallOutcome.FILE: _l("Profil angelegt"),
    CallOutcome.NO_INTEREST: _l("Die Person möchte nicht mehr"),
    CallOutcome.NO_ANSWER: _l("Niemand hat abgenommen"),
    CallOutcome.WRONG_NUMBER: _l("Die Nummer stimmt nicht"),
}
EVENTS: Mapping[str, Any] = {
    "ask": _l("Rückruf gewünscht"),
    "take": _l("Übernommen"),
    "give_back": _l("Zurückgegeben"),
    "reach": _l("Erreicht"),
    "miss": _l("Nicht erreicht"),
}


def languages() -> list[tuple[str, str]]:
    """List the languages by their own names: the one being read, those the portal speaks, then all others."""
    ours = [i18n.current().base, *(language.code for language in i18n.LANGUAGES)]
    rows = sorted(snapshot().languages, key=lambda row: (_rank(row.code, ours), row.name_de))
    return [(row.code, f"{row.endonym} – {row.name_de}" if row.code != "de" else row.endonym) for row in rows]


def _rank(language: str, ours: list[str]) -> int:
    return ours.index(language) if language in ours else len(ours)


class AskForm(PublicForm):
    """Who wants to be called about an offer."""

    name = text(_l("Ihr Name"), 120, required=True)
    phone = TelField(
        _l("Ihre Telefonnummer"),
        [DataRequired(REQUIRED), Length(max=LONGEST_NUMBER), PhoneNumber()],
        filters=[clean, code],
        description=_l("Zum Beispiel 0151 2345678."),
    )
    language = SelectField(_l("Welche Sprache sprechen Sie am besten?"), [InputRequired(REQUIRED)], choices=languages)
    call_at = RadioField(
        _l("Wann sollen wir anrufen?"),
        [InputRequired(REQUIRED)],
        choices=lambda: [(time.value, label) for time, label in TIMES.items()],
        default=CallTime.ANY.value,
        coerce=CallTime,
    )
    agrees = BooleanField(
        _l("Ja, das Büro des Integration Point darf mich zu diesem Angebot anrufen und meine Angaben dafür speichern."),
        [DataRequired(REQUIRED)],
        description=_l(
            "Der Betrieb bekommt Ihre Angaben nicht. Nach 60 Tagen löschen wir sie. Sie können jederzeit Nein sagen."
        ),
    )


def _outcome(label: Any, outcomes: tuple[CallOutcome, ...]) -> RadioField:
    return RadioField(
        label,
        [InputRequired(REQUIRED)],
        choices=lambda: [(outcome.value, OUTCOMES[outcome]) for outcome in outcomes],
        coerce=CallOutcome,
    )


class ReachForm(BaseForm):
    """What the talk came to."""

    outcome = _outcome(
        _l("Was ist dabei herausgekommen?"), (CallOutcome.ADVISED, CallOutcome.APPOINTMENT, CallOutcome.NO_INTEREST)
    )


class MissForm(BaseForm):
    """Why nobody was reached."""

    outcome = _outcome(_l("Warum haben Sie niemanden erreicht?"), NOT_SPOKEN)
