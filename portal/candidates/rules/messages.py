"""What a person says on the own page, and what becomes of it."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from portal.reference.texts import N_, Text


class MessageKind(StrEnum):
    """What it is: a correction and found work go to the own caseworker, a complaint past them to the coordinator."""

    CHANGE = "change"
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
    "experience_own_words": "background",
    "wish_occupations": "wishes",
    "wishes": "wishes",
}
"""What a person can correct, and the section of the profile it stands in. A move is told: it may change the office."""
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
    "experience_own_words": N_("Berufserfahrung in eigenen Worten"),
    "wish_occupations": N_("Berufswünsche"),
    "wishes": N_("Weitere Wünsche"),
}
