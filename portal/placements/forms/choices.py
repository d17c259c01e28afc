"""The words for codes of placements, as the forms offer them and the pages show them."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.core import i18n
from portal.placements.rules import (
    AgreementState,
    BaConsent,
    BreakOffBy,
    ClearanceItem,
    ClearanceState,
    ConfirmationMethod,
    Party,
    PlacementState,
)
from portal.reference import PlacementKindCode, snapshot

STATES: Mapping[PlacementState, Any] = {
    PlacementState.PREPARING: _l("In Vorbereitung"),
    PlacementState.READY: _l("Kann beginnen"),
    PlacementState.RUNNING: _l("Läuft"),
    PlacementState.COMPLETED: _l("Beendet wie vereinbart"),
    PlacementState.BROKEN_OFF: _l("Abgebrochen"),
    PlacementState.CANCELLED: _l("Abgesagt"),
    PlacementState.CLOSED: _l("Abgeschlossen"),
}
STATES_FOR_PERSON: Mapping[PlacementState, Any] = {
    PlacementState.PREPARING: _l("Wird vorbereitet. Bitte noch nicht anfangen."),
    PlacementState.READY: _l("Alles ist da. Sie können anfangen."),
    PlacementState.RUNNING: _l("Läuft"),
}
"""What stands on the person's own page, as long as something lies ahead."""
TONES: Mapping[PlacementState, str] = {
    PlacementState.PREPARING: "warning",
    PlacementState.READY: "success",
    PlacementState.RUNNING: "success",
    PlacementState.COMPLETED: "info",
    PlacementState.BROKEN_OFF: "danger",
    PlacementState.CANCELLED: "neutral",
    PlacementState.CLOSED: "neutral",
}
AGREEMENT_STATES: Mapping[AgreementState, Any] = {
    AgreementState.DRAFT: _l("Entwurf"),
    AgreementState.CONFIRMING: _l("Wird bestätigt"),
    AgreementState.IN_FORCE: _l("Gilt"),
    AgreementState.SUPERSEDED: _l("Ersetzt"),
    AgreementState.VOID: _l("Gilt nicht mehr"),
}
AGREEMENT_TONES: Mapping[AgreementState, str] = {
    AgreementState.DRAFT: "neutral",
    AgreementState.CONFIRMING: "warning",
    AgreementState.IN_FORCE: "success",
    AgreementState.SUPERSEDED: "neutral",
    AgreementState.VOID: "neutral",
}
CLEARANCE_ITEMS: Mapping[ClearanceItem, Any] = {
    ClearanceItem.WORK_PERMISSION: _l("Beschäftigungserlaubnis"),
    ClearanceItem.PRIOR_APPROVAL: _l("Zustimmung der Agentur für Arbeit"),
    ClearanceItem.MEASURE_APPROVAL: _l("Bewilligung der Maßnahme"),
    ClearanceItem.REGISTRATION: _l("Eintragung bei der Kammer"),
    ClearanceItem.SUBSIDY: _l("Eingliederungszuschuss"),
}
CLEARANCE_STATES: Mapping[ClearanceState, Any] = {
    ClearanceState.TO_PREPARE: _l("Noch nicht angefragt"),
    ClearanceState.REQUESTED: _l("Angefragt"),
    ClearanceState.GRANTED: _l("Erteilt"),
    ClearanceState.REFUSED: _l("Abgelehnt"),
    ClearanceState.NOT_NEEDED: _l("Nicht nötig"),
}
CONSENTS: Mapping[BaConsent, Any] = {
    BaConsent.ASKED: _l("Angefragt"),
    BaConsent.GIVEN: _l("Zugestimmt"),
    BaConsent.REFUSED: _l("Nicht zugestimmt"),
}
_PENDING, _NOT_GRANTED = _l("Noch nicht erteilt"), _l("Nicht erteilt")
CLEARANCE_STATES_FOR_COMPANY: Mapping[ClearanceState, Any] = {
    **CLEARANCE_STATES,
    ClearanceState.TO_PREPARE: _PENDING,
    ClearanceState.REQUESTED: _PENDING,
    ClearanceState.REFUSED: _NOT_GRANTED,
}
"""A company learns whether it may begin, and nothing of why not."""
CLEARANCE_TONES: Mapping[ClearanceState, str] = {
    ClearanceState.TO_PREPARE: "neutral",
    ClearanceState.REQUESTED: "warning",
    ClearanceState.GRANTED: "success",
    ClearanceState.REFUSED: "danger",
    ClearanceState.NOT_NEEDED: "neutral",
}
PARTIES: Mapping[Party, Any] = {
    Party.COMPANY: _l("Betrieb"),
    Party.PERSON: _l("Person"),
    Party.GUARDIAN: _l("Gesetzliche Vertretung"),
}
METHODS: Mapping[ConfirmationMethod, Any] = {
    ConfirmationMethod.LINK: _l("über den persönlichen Link"),
    ConfirmationMethod.PAGE: _l("angemeldet im Portal"),
    ConfirmationMethod.PAPER: _l("mit Unterschrift auf Papier"),
}
BROKEN_OFF_BY: Mapping[BreakOffBy, Any] = {
    BreakOffBy.COMPANY: _l("Der Betrieb"),
    BreakOffBy.PERSON: _l("Die Person"),
    BreakOffBy.OFFICE: _l("Die Behörde"),
}
EVENTS: Mapping[str, Any] = {
    "open": _l("Nach der Zusage angelegt"),
    "open_direct": _l("Direkt angelegt"),
    "open_next": _l("Als nächster Schritt angelegt"),
    "approve": _l("Zustimmung des Integration Points"),
    "sign": _l("Vertrag unterschrieben"),
    "want_subsidy": _l("Eingliederungszuschuss vorgemerkt"),
    "note_exam": _l("Erstuntersuchung eingetragen"),
    "make_ready": _l("Alles ist da: Es kann beginnen"),
    "unready": _l("Es fehlt wieder etwas"),
    "start": _l("Begonnen"),
    "starts_later": _l("Beginnt später"),
    "no_show": _l("Nicht begonnen (Angabe des Betriebs)"),
    "nudge": _l("Nach dem Stand gefragt"),
    "check_in": _l("Zwischenstand"),
    "absent": _l("Gefehlt (Angabe des Betriebs)"),
    "present": _l("War doch da"),
    "incident": _l("Meldung"),
    "settle_incident": _l("Meldung erledigt"),
    "still_there": _l("Nachgefragt: Die Person ist noch da"),
    "break_off": _l("Abgebrochen"),
    "complete": _l("Beendet wie vereinbart"),
    "outcome": _l("Ergebnis eingetragen"),
    "assess": _l("Der Betrieb sagt, wie es war"),
    "assess_own": _l("Die Person sagt, wie es war"),
    "close": _l("Abgeschlossen"),
    "cancel": _l("Abgesagt"),
    "recheck": _l("Erlaubnis neu geprüft"),
    "see_permission": _l("Geänderte Erlaubnis angesehen"),
}
AGREEMENT_EVENTS: Mapping[str, Any] = {
    "draft": _l("Entwurf begonnen"),
    "send": _l("Zur Bestätigung verschickt"),
    "return": _l("Zurück in den Entwurf"),
    "nudge": _l("Noch einmal erinnert"),
    "confirm": _l("Bestätigt"),
    "take_effect": _l("Alle haben bestätigt: Die Vereinbarung gilt"),
    "supersede": _l("Durch eine neue Fassung ersetzt"),
    "void": _l("Gilt nicht mehr"),
}
CLEARANCE_EVENTS: Mapping[str, Any] = {
    "prepare": _l("Vorgemerkt"),
    "prepare_prior": _l("Vorab vorgemerkt"),
    "sign_dossier": _l("Unterschriften eingetragen"),
    "note_consent": _l("Stand bei der Agentur für Arbeit"),
    "request": _l("Angefragt"),
    "nudge": _l("Noch einmal erinnert"),
    "grant": _l("Erteilt"),
    "refuse": _l("Abgelehnt"),
    "waive": _l("Doch nicht nötig"),
    "reset": _l("Neu nötig: Es hat sich etwas geändert"),
}
NEVER_ALONE = frozenset(
    {
        PlacementKindCode.ASSISTIERTE_AUSBILDUNG,
        PlacementKindCode.EGZ,
        PlacementKindCode.AGH_16D,
        PlacementKindCode.AGH_ASYLBLG5,
        PlacementKindCode.EHRENAMT,
    }
)
"""Support or work that is no placement in a company of its own."""


def kinds() -> list[tuple[str, str]]:
    """List the legal kinds a placement can have."""
    rows = [row for row in snapshot().placement_kinds if row.kind_key not in NEVER_ALONE]
    return [(row.kind_key.value, _said(row)) for row in rows]


def outcomes() -> list[tuple[str, str]]:
    """List what can come of a placement."""
    return [(row.code, _said(row)) for row in snapshot().outcome_codes]


def _said(row: Any) -> str:
    return str(row.label_en if i18n.current().code == "en" else row.label_de)
