"""What a person says on the own page, and what becomes of it."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from portal.candidates.rules.people import Reach
from portal.candidates.rules.readiness import ScreeningItem
from portal.reference.texts import N_, Text


class MessageKind(StrEnum):
    """What it is: a complaint goes past the own caseworker to the coordinator, all others to the caseworker."""

    CHANGE = "change"
    LANGUAGE = "language"
    WORK_FOUND = "work_found"
    COMPLAINT = "complaint"


class MessageState(StrEnum):
    """Whether somebody has dealt with it."""

    OPEN = "open"
    CLOSED = "closed"


class ComplaintTopic(StrEnum):
    """What a complaint is about."""

    COMPANY = "company"
    UNFAIR = "unfair"
    PAY = "pay"
    OFFICE = "office"
    OTHER = "other"


MESSAGE_KEPT = timedelta(days=183)
"""How long something said is kept once somebody has dealt with it."""
SECTION_OF: Mapping[str, str] = {
    "phone": "contact",
    "email": "contact",
    "best_time": "contact",
    "schooling_level": "background",
    "experience_own_words": "background",
    "available_from": "availability",
    "weekly_hours": "availability",
    "reach": "availability",
    "radius_km": "availability",
    "wish_occupations": "wishes",
    "wishes": "wishes",
}
"""What a person can correct, and the section of the profile it stands in. A move is told: it may change the office."""
READ: Mapping[str, Callable[[str], Any]] = {
    "available_from": date.fromisoformat,
    "weekly_hours": Decimal,
    "reach": Reach,
}
"""How a value that JSON does not know is read again from the text it is kept as."""
ADOPTABLE = (MessageKind.CHANGE, MessageKind.LANGUAGE)
"""What can be put into the profile with one click."""
TO_SAY: Mapping[ScreeningItem, str] = {
    ScreeningItem.CONTACT: "change",
    ScreeningItem.GERMAN: "languages",
    ScreeningItem.BACKGROUND: "change",
    ScreeningItem.AVAILABILITY: "hours",
    ScreeningItem.WISHES: "change",
}
"""Lines of the checklist a person can say something about, and the page of the own page that takes it."""
TOPICS: Mapping[str, Text] = {
    ComplaintTopic.COMPANY: N_("Es gibt ein Problem im Betrieb"),
    ComplaintTopic.UNFAIR: N_("Jemand behandelt mich schlechter als andere"),
    ComplaintTopic.PAY: N_("Mein Lohn fehlt"),
    ComplaintTopic.OFFICE: N_("Es gibt ein Problem mit meiner Beratung"),
    ComplaintTopic.OTHER: N_("Etwas anderes"),
}
CORRECTED: Mapping[str, Text] = {
    "phone": N_("Telefon"),
    "email": N_("E-Mail"),
    "best_time": N_("Am besten erreichbar"),
    "schooling_level": N_("Schule und Ausbildung"),
    "experience_own_words": N_("Berufserfahrung in eigenen Worten"),
    "available_from": N_("Frühester Beginn"),
    "weekly_hours": N_("Stunden in der Woche"),
    "reach": N_("Kommt zur Arbeit"),
    "radius_km": N_("Höchstens so viele Kilometer"),
    "wish_occupations": N_("Berufswünsche"),
    "wishes": N_("Weitere Wünsche"),
}


def kept(value: Any) -> Any:
    """Give a value as JSON keeps it."""
    return str(value) if isinstance(value, date | Decimal) else value


def as_said(name: str, value: Any) -> Any:
    """Give what a person said of a column as the column holds it."""
    return READ[name](value) if name in READ and value is not None else value
