"""The words for codes of offers, as the forms offer them and the pages show them."""

from typing import Any

from babel import Locale
from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs

from portal.core import i18n
from portal.reference import Level, OfferKindCode, snapshot
from portal.reference.tables.words import Language
from portal.reference.terms import label
from portal.vacancies.rules import (
    Ending,
    Licence,
    PauseReason,
    PayUnit,
    PhysicalLoad,
    VacancyState,
    VersionState,
    WithdrawReason,
    WorkingTime,
)

YES_NO = [SelectChoice("yes", _l("Ja")), SelectChoice("no", _l("Nein"))]
STATES = {
    VacancyState.DRAFT: _l("Entwurf"),
    VacancyState.IN_REVIEW: _l("In Prüfung"),
    VacancyState.PUBLISHED: _l("Veröffentlicht"),
    VacancyState.PAUSED: _l("Pausiert"),
    VacancyState.FILLED: _l("Besetzt"),
    VacancyState.WITHDRAWN: _l("Zurückgezogen"),
    VacancyState.EXPIRED: _l("Abgelaufen"),
}
TONES = {
    VacancyState.DRAFT: "neutral",
    VacancyState.IN_REVIEW: "info",
    VacancyState.PUBLISHED: "success",
    VacancyState.PAUSED: "warning",
    VacancyState.FILLED: "success",
    VacancyState.WITHDRAWN: "neutral",
    VacancyState.EXPIRED: "warning",
}
VERSION_STATES = {
    VersionState.DRAFT: _l("wird geschrieben"),
    VersionState.IN_REVIEW: _l("wird geprüft"),
    VersionState.LIVE: _l("gilt"),
    VersionState.OLD: _l("früher"),
}
KINDS = {
    OfferKindCode.SHADOWING: _l("jemand schaut zu und arbeitet nicht mit"),
    OfferKindCode.INTERNSHIP: _l("jemand lernt den Beruf kennen und arbeitet mit"),
    OfferKindCode.ENTRY_QUALIFICATION: _l("ein halbes bis ein Jahr lernen, danach kann die Ausbildung kommen"),
    OfferKindCode.APPRENTICESHIP: _l("ein Beruf mit Betrieb, Schule und Abschluss"),
    OfferKindCode.MINI_JOB: _l("wenige Stunden in der Woche"),
    OfferKindCode.PART_TIME_JOB: _l("ein Teil der Woche, mit Vertrag"),
    OfferKindCode.FULL_TIME_JOB: _l("die ganze Woche, mit Vertrag"),
}
"""What each kind is, for somebody who has never offered it."""
PAY_UNITS = {
    PayUnit.HOUR: _l("je Stunde"),
    PayUnit.MONTH: _l("im Monat"),
    PayUnit.AGREEMENT: _l("nach Tarif"),
    PayUnit.NONE: _l("ohne Lohn (zum Beispiel Zuschauen oder Orientierungspraktikum)"),
}
WORKING_TIMES = {
    WorkingTime.FULL: _l("Vollzeit"),
    WorkingTime.PART: _l("Teilzeit"),
    WorkingTime.MINI: _l("Minijob"),
}
LOADS = {
    PhysicalLoad.LIGHT: _l("leicht: meist im Sitzen oder ohne Heben"),
    PhysicalLoad.MEDIUM: _l("mittel: viel Stehen, Heben bis 15 kg"),
    PhysicalLoad.HEAVY: _l("schwer: oft mehr als 15 kg"),
}
LICENCES = {
    Licence.CAR: _l("Führerschein B (Auto)"),
    Licence.TRUCK: _l("Führerschein C (Lkw)"),
    Licence.FORKLIFT: _l("Staplerschein"),
}
SPEAKING = {
    Level.A0: _l("Kein Deutsch nötig: wir zeigen alles"),
    Level.A1: _l("Einzelne Wörter: ja, nein, Stopp, Hilfe (A1)"),
    Level.A2: _l("Kurze Anweisungen verstehen und nachfragen (A2)"),
    Level.B1: _l("Mit dem Team über die Arbeit sprechen (B1)"),
    Level.B2: _l("Mit Kundschaft sprechen und telefonieren (B2)"),
    Level.C1: _l("Schwierige Gespräche führen (C1)"),
    Level.C2: _l("Sprechen wie in der Muttersprache (C2)"),
}
READING = {
    Level.A0: _l("Lesen ist nicht nötig"),
    Level.A1: _l("Schilder, Zahlen und Namen (A1)"),
    Level.A2: _l("Kurze Listen und Anweisungen (A2)"),
    Level.B1: _l("Arbeitspläne und Sicherheitsregeln (B1)"),
    Level.B2: _l("Längere Texte lesen, kurze Nachrichten schreiben (B2)"),
    Level.C1: _l("Fachtexte lesen und Berichte schreiben (C1)"),
    Level.C2: _l("Jeden Text lesen und schreiben (C2)"),
}
PAUSE_REASONS = {
    PauseReason.COMPANY: _l("vom Betrieb oder für den Betrieb"),
    PauseReason.NOT_CONFIRMED: _l("lange nicht bestätigt"),
    PauseReason.NOT_ANSWERING: _l("keine Antwort auf die letzten Vorschläge"),
    PauseReason.COMPANY_SUSPENDED: _l("der Zugang des Betriebs ruht"),
}
WITHDRAW_REASONS = {
    WithdrawReason.FILLED_ELSEWHERE: _l("anderweitig besetzt"),
    WithdrawReason.NO_LONGER_NEEDED: _l("wir brauchen niemanden mehr"),
    WithdrawReason.MISTAKE: _l("versehentlich eingestellt"),
    WithdrawReason.OTHER: _l("anderer Grund"),
}
ENDINGS = {
    Ending.FILLED_HERE: _l("ja, mit einer Person von hier"),
    Ending.FILLED_ELSEWHERE: _l("ja, anderweitig"),
    Ending.NOT_FILLED: _l("nein"),
}
REASONS: dict[Any, Any] = {**PAUSE_REASONS, **WITHDRAW_REASONS, **ENDINGS}
"""The words for every reason code an event of an offer may carry."""
EVENTS = {
    "draft": _l("Entwurf angelegt"),
    "submit": _l("Zur Prüfung gegeben"),
    "schedule": _l("Geprüft, erscheint später"),
    "publish": _l("Veröffentlicht"),
    "return": _l("Zur Änderung zurückgegeben"),
    "pause": _l("Pausiert"),
    "resume": _l("Wieder aufgenommen"),
    "fill": _l("Besetzt"),
    "free": _l("Wieder ein Platz frei"),
    "free_paused": _l("Wieder ein Platz frei, Angebot bleibt pausiert"),
    "extend": _l("Verlängert"),
    "confirm": _l("Als aktuell bestätigt"),
    "ask_whether_current": _l("Gefragt, ob das Angebot noch aktuell ist"),
    "withdraw": _l("Zurückgezogen"),
    "expire": _l("Abgelaufen"),
    "tell_outcome": _l("Ergebnis mitgeteilt"),
    "relist": _l("Neu eingestellt, wird geprüft"),
    "relist_unchanged": _l("Unverändert neu eingestellt"),
    "revise": _l("Änderung begonnen"),
    "submit_revision": _l("Änderung zur Prüfung gegeben"),
    "publish_revision": _l("Änderung veröffentlicht"),
    "return_revision": _l("Änderung zurückgegeben"),
    "discard_revision": _l("Änderung verworfen"),
}


def offer_kinds() -> list[SelectChoice]:
    """Give the kinds a company chooses from; the standing offer is a switch, not a kind."""
    language = i18n.current().code
    kinds = [kind.value for kind in OfferKindCode if kind is not OfferKindCode.STANDING_OFFER]
    return [SelectChoice(kind, label("offer_kinds", kind, language=language)) for kind in kinds]


def plain_kinds() -> list[SelectChoice]:
    """Give the kinds with a word on what each of them is."""
    return [
        SelectChoice(kind.value, _l("%(kind)s: %(hint)s", kind=kind.label, hint=KINDS[kind.value]))
        for kind in offer_kinds()
    ]


def occupations() -> list[SelectChoice]:
    """Give the everyday occupations by field of work."""
    groups = sorted(snapshot().occupation_groups, key=lambda group: (group.area, group.canonical_de))
    named = [SelectChoice(group.group_id, group.canonical_de, optgroup=group.area) for group in groups]
    return [SelectChoice("", _l("Andere oder keine Angabe")), *named]


def towns() -> list[SelectChoice]:
    """Give the municipalities of the region; nothing chosen takes the one of the postal code."""
    named = sorted((town.name, town.ags) for town in snapshot().municipalities)
    return [SelectChoice("", _l("Nach der Postleitzahl")), *(SelectChoice(ags, name) for name, ags in named)]


def languages() -> list[SelectChoice]:
    """Give the languages most people of the district speak."""
    spoken = [item for item in snapshot().languages if item.relevance in ("high", "medium") and item.code != "de"]
    named = sorted((language_name(item), item.code) for item in spoken)
    return [SelectChoice(code, name) for name, code in named]


def language_name(row: Language) -> str:
    """Name a language in the one being read: as the table does, else as CLDR does."""
    reading = i18n.current()
    own = {"de": row.name_de, "en": row.name_en}
    return own.get(reading.base) or Locale.parse(reading.code).languages.get(row.code, row.name_de)
