"""The words of the call list: where a line stands, and what happened to it."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.candidates.rules.calls import CallState

STATES: Mapping[CallState, Any] = {
    CallState.TEXTED: _l("SMS geschrieben"),
    CallState.WAITING: _l("Wartet auf Anruf"),
    CallState.REACHED: _l("Erreicht"),
    CallState.WRITTEN: _l("Brief gedruckt"),
    CallState.OVER: _l("Nicht mehr nötig"),
}
EVENTS: Mapping[str, Any] = {
    "list": _l("Auf die Anrufliste gesetzt"),
    "text": _l("SMS geschrieben"),
    "fail": _l("SMS kam nicht an"),
    "reach": _l("Erreicht"),
    "miss": _l("Nicht erreicht"),
    "wrong_number": _l("Die Nummer stimmt nicht"),
    "write": _l("Brief gedruckt"),
    "end": _l("Nicht mehr nötig"),
}
