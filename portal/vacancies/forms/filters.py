"""The words of the board's filters: what each is called, and its choices."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.reference import Answer, Level, OfferKindCode, snapshot
from portal.reference.places import fold
from portal.vacancies.forms.choices import LICENCES, LOADS, WORKING_TIMES, offer_kinds
from portal.vacancies.rules import PayUnit

Labels = Mapping[Any, Any]
"""The words for the codes of a filter, in the order of the page."""
I_SPEAK = {
    Level.A0: _l("Noch kein Deutsch"),
    Level.A1: _l("Einzelne Wörter (A1)"),
    Level.A2: _l("Einfache Sätze (A2)"),
    Level.B1: _l("Gespräche im Alltag (B1)"),
    Level.B2: _l("Fließend (B2)"),
    Level.C1: _l("Sehr gut (C1)"),
    Level.C2: _l("Wie Muttersprache (C2)"),
}
FIELDS = {
    "Allgemein": _l("Allgemein"),
    "Bau": _l("Bau"),
    "Bildung": _l("Bildung"),
    "Büro": _l("Büro"),
    "Dienstleistung": _l("Dienstleistung"),
    "Elektro": _l("Elektro"),
    "Entsorgung": _l("Entsorgung"),
    "Fahrzeuge": _l("Fahrzeuge"),
    "Freiwilligendienst": _l("Freiwilligendienst"),
    "Garten und Landwirtschaft": _l("Garten und Landwirtschaft"),
    "Gastgewerbe": _l("Gastgewerbe"),
    "Gebäudetechnik": _l("Gebäudetechnik"),
    "Gesundheit": _l("Gesundheit"),
    "Handel": _l("Handel"),
    "Handwerk": _l("Handwerk"),
    "Hauswirtschaft": _l("Hauswirtschaft"),
    "Holz": _l("Holz"),
    "IT": _l("IT"),
    "Körperpflege": _l("Körperpflege"),
    "Lager und Logistik": _l("Lager und Logistik"),
    "Lebensmittel": _l("Lebensmittel"),
    "Medien": _l("Medien"),
    "Metall und Maschinen": _l("Metall und Maschinen"),
    "Pflege": _l("Pflege"),
    "Produktion": _l("Produktion"),
    "Reinigung": _l("Reinigung"),
    "Sicherheit": _l("Sicherheit"),
    "Soziales": _l("Soziales"),
    "Sport": _l("Sport"),
    "Technik": _l("Technik"),
    "Textil": _l("Textil"),
    "Veranstaltung": _l("Veranstaltung"),
    "Verkehr": _l("Verkehr"),
}
"""The fields of work of the occupations in the reference tables."""
_STARTS = {"now": _l("ab sofort"), "month": _l("in den nächsten 30 Tagen"), "quarter": _l("in den nächsten 3 Monaten")}
_TRAINING = {
    Answer.NO: _l("nicht nötig"),
    Answer.YES: _l("nötig"),
    Answer.UNKNOWN: _l("nicht bekannt"),
}
_TRAIN = {
    Answer.YES: _l("Bahnhof im Ort, oder der Betrieb sagt Ja"),
    Answer.UNKNOWN: _l("nicht bekannt"),
    Answer.NO: _l("laut Betrieb nicht"),
}
_PAY = {
    "amount": _l("Betrag steht im Angebot"),
    PayUnit.AGREEMENT: _l("nach Tarif"),
    PayUnit.NONE: _l("ohne Lohn"),
}
_PROSPECTS = {
    OfferKindCode.FULL_TIME_JOB: _l("eine feste Stelle"),
    OfferKindCode.APPRENTICESHIP: _l("eine Ausbildung"),
}
_LICENCES: Labels = {"none": _l("kein Führerschein nötig"), **LICENCES}
_SHIFTS = {Answer.NO: _l("ohne Schichtdienst"), Answer.YES: _l("mit Schichtdienst")}
_LIMITED = {Answer.NO: _l("unbefristet"), Answer.YES: _l("befristet")}
_FREE = {"2": _l("mindestens 2"), "5": _l("mindestens 5")}
_SINCE = {"1": _l("seit gestern"), "7": _l("in den letzten 7 Tagen"), "30": _l("in den letzten 30 Tagen")}


def kinds() -> Labels:
    """Give the words for the kinds of offers."""
    return {choice.value: choice.label for choice in offer_kinds()}


def towns() -> Labels:
    """Give the municipalities by AGS, those of the district first, each group by name."""
    ordered = sorted(snapshot().municipalities, key=lambda town: (not town.in_kreis_heinsberg, fold(town.name)))
    return {town.ags: town.name for town in ordered}


@dataclass(frozen=True)
class FilterWords:
    """What a filter is called, the words of its codes, and how its choice reads where it stands alone.

    `is_first` filters help most and stand open; the others are folded until somebody needs them.
    """

    title: Any
    labels: Callable[[], Labels]
    chip: Any = "%(choice)s"
    hint: Any = ""
    is_first: bool = False


def _fixed(labels: Labels) -> Callable[[], Labels]:
    return lambda: labels


WORDS: Mapping[str, FilterWords] = {
    "german": FilterWords(
        _l("Ich spreche Deutsch"),
        _fixed(I_SPEAK),
        _l("Deutsch: höchstens %(choice)s"),
        _l("Wir zeigen nur, wofür das reicht."),
        is_first=True,
    ),
    "kind": FilterWords(_l("Art"), kinds, is_first=True),
    "field": FilterWords(_l("Arbeitsfeld"), _fixed(FIELDS), is_first=True),
    "time": FilterWords(_l("Arbeitszeit"), _fixed(WORKING_TIMES), is_first=True),
    "start": FilterWords(_l("Beginn"), _fixed(_STARTS), _l("Beginn: %(choice)s"), is_first=True),
    "training": FilterWords(_l("Gelernter Beruf"), _fixed(_TRAINING), _l("Gelernter Beruf: %(choice)s")),
    "train": FilterWords(_l("Mit Bus oder Bahn erreichbar"), _fixed(_TRAIN), _l("Bus oder Bahn: %(choice)s")),
    "town": FilterWords(_l("Stadt oder Gemeinde"), towns),
    "licence": FilterWords(_l("Führerschein"), _fixed(_LICENCES)),
    "load": FilterWords(_l("Körperliche Arbeit"), _fixed(LOADS), _l("Körperliche Arbeit %(choice)s")),
    "shift": FilterWords(_l("Schichtdienst"), _fixed(_SHIFTS)),
    "limited": FilterWords(_l("Befristung"), _fixed(_LIMITED)),
    "pay": FilterWords(_l("Lohn"), _fixed(_PAY), _l("Lohn: %(choice)s")),
    "prospect": FilterWords(_l("Daraus kann werden"), _fixed(_PROSPECTS), _l("Daraus kann werden: %(choice)s")),
    "free": FilterWords(_l("Freie Plätze"), _fixed(_FREE), _l("Freie Plätze: %(choice)s")),
    "since": FilterWords(_l("Neu"), _fixed(_SINCE), _l("Neu %(choice)s")),
}
"""The words of every row of `FACETS`."""


def chip(name: str, code: str) -> str:
    """Write one ticked code so that it is understood without the name of its filter."""
    words = WORDS[name]
    return str(words.chip) % {"choice": words.labels()[code]}
