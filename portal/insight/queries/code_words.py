"""What codes are called wherever a person's file is told as a whole: states, kinds, reasons, deeds."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.candidates.forms import CONSENT_PURPOSES, DELETION_EVENTS, DELETION_STATES, ITEMS, LEVELS
from portal.candidates.forms import EVENTS as FILE_EVENTS
from portal.candidates.forms import STATES as FILE_STATES
from portal.candidates.forms.calls import STATES as TOLD_STATES
from portal.candidates.forms.messages import MESSAGE_EVENTS, MESSAGE_STATES
from portal.candidates.forms.transfers import EVENTS as TRANSFER_EVENTS
from portal.candidates.forms.transfers import STATES as TRANSFER_STATES
from portal.candidates.rules.calls import CallReason
from portal.candidates.rules.messages import TOPICS, MessageKind
from portal.candidates.rules.words import DOCUMENTS, EMAIL_USES, GUARDIANS, INTERPRETERS, PHONE_USES, REACHES, TOLD_BY
from portal.cooperation.forms import EVENTS as REFERRAL_EVENTS
from portal.cooperation.forms import PURPOSES, WAITING_EVENTS, WAITING_STATES
from portal.cooperation.forms import STATES as REFERRAL_STATES
from portal.cooperation.forms.call_backs import EVENTS as CALL_EVENTS
from portal.cooperation.forms.call_backs import OUTCOMES as CALL_OUTCOMES
from portal.cooperation.forms.call_backs import STATES as CALL_STATES
from portal.cooperation.forms.call_backs import TIMES as CALL_TIMES
from portal.core.actor import Channel, Role
from portal.core.outbox import MailChannel, MailState
from portal.placements.forms import (
    AGREED,
    AGREEMENT_EVENTS,
    AGREEMENT_STATES,
    CLEARANCE_EVENTS,
    CLEARANCE_ITEMS,
    CLEARANCE_STATES,
    CONSENTS,
    GO_ON,
    HIRES,
    METHODS,
    PARTIES,
    RATINGS,
)
from portal.placements.forms import EVENTS as PLACEMENT_EVENTS
from portal.placements.forms import STATES as PLACEMENT_STATES
from portal.placements.forms.choices import BROKEN_OFF_BY
from portal.placements.rules import Origin
from portal.proposals.forms import DECLINE_REASONS
from portal.proposals.forms import EVENTS as PROPOSAL_EVENTS
from portal.proposals.forms import OUTCOMES as INTERVIEW_OUTCOMES
from portal.proposals.forms import STATES as PROPOSAL_STATES
from portal.proposals.forms.searching import UNSUITABLE
from portal.proposals.rules import Side
from portal.proposals.rules.searching import MarkKind
from portal.reference import Verdict
from portal.vacancies.forms.choices import PAY_UNITS

EVENTS: Mapping[str, Mapping[str, Any]] = {
    "candidate": FILE_EVENTS,
    "transfer": TRANSFER_EVENTS,
    "proposal": PROPOSAL_EVENTS,
    "placement": PLACEMENT_EVENTS,
    "agreement": AGREEMENT_EVENTS,
    "clearance": CLEARANCE_EVENTS,
    "referral": REFERRAL_EVENTS,
    "person_message": MESSAGE_EVENTS,
    "call_back": CALL_EVENTS,
    "download_deletion": DELETION_EVENTS,
    "waiting_place": WAITING_EVENTS,
    "enrolment": {
        "enrol": _l("In einen Kurs aufgenommen"),
        "leave": _l("Kurs verlassen"),
        "absent": _l("Im Kurs gefehlt"),
        "present": _l("Im Kurs doch da gewesen"),
        "record_result": _l("Ergebnis des Kurses eingetragen"),
    },
}
STATES: Mapping[str, Mapping[Any, Any]] = {
    "candidate": FILE_STATES,
    "transfer": TRANSFER_STATES,
    "proposal": PROPOSAL_STATES,
    "placement": PLACEMENT_STATES,
    "agreement": AGREEMENT_STATES,
    "clearance": CLEARANCE_STATES,
    "referral": REFERRAL_STATES,
    "person_message": MESSAGE_STATES,
    "call_back": CALL_STATES,
    "download_deletion": DELETION_STATES,
    "waiting_place": WAITING_STATES,
}
MAILS: Mapping[MailState, Any] = {
    MailState.QUEUED: _l("E-Mail wartet"),
    MailState.SENT: _l("E-Mail verschickt"),
    MailState.DEAD: _l("E-Mail nicht zugestellt"),
}
RECORDS = {
    "candidate": "Profil",
    "transfer": "Übergabe",
    "proposal": "Vorschlag",
    "placement": "Einsatz",
    "agreement": "Vereinbarung",
    "clearance": "Erlaubnis",
    "referral": "Weiterleitung",
    "person_message": "Mitteilung der Person",
    "call_task": "Anrufliste",
    "call_back": "Rückruf",
    "download_deletion": "Löschung bei einem Betrieb",
    "enrolment": "Kurs",
    "waiting_place": "Warteliste eines Kurses",
}
_ONLY_HERE: tuple[Mapping[Any, str], ...] = (
    {
        Role.VISITOR: "Besucher/in",
        Role.RECRUITER: "Betrieb",
        Role.COMPANY_ADMIN: "Betrieb",
        Role.CASEWORKER: "Integrationsfachkraft",
        Role.EMPLOYER_SERVICE: "Arbeitgeber-Service",
        Role.COORDINATOR: "Leitung",
        Role.AUTHORITY: "Behörde oder Fachstelle",
        Role.ADMINISTRATOR: "Administration",
        Role.CANDIDATE: "die Person selbst",
        Role.SYSTEM: "von selbst",
    },
    {
        Channel.PAGE: "auf der Seite",
        Channel.LINK: "über den Link",
        Channel.PHONE: "am Telefon",
        Channel.DESK: "im Gespräch",
        Channel.PAPER: "auf Papier",
        Channel.API: "über ein Programm",
        Channel.SYSTEM: "von selbst",
    },
    {
        Verdict.ALLOWED: "erlaubt",
        Verdict.ALLOWED_WITH_PERMISSION: "mit Erlaubnis der Behörde möglich",
        Verdict.FORBIDDEN: "zurzeit nicht möglich",
        Verdict.ASK: "wird geklärt",
    },
    {
        MessageKind.CHANGE: "Änderung der Angaben",
        MessageKind.LANGUAGE: "Änderung der Sprachkenntnisse",
        MessageKind.WORK_FOUND: "Arbeit gefunden",
        MessageKind.COMPLAINT: "Beschwerde",
    },
    {Side.COMPANY: "Betrieb", Side.OFFICE: "Integration Point", Side.PERSON: "die Person selbst"},
    {
        CallReason.ANSWER: "Antwort auf einen Stellenvorschlag",
        CallReason.INTERVIEW: "Gespräch im Betrieb",
        CallReason.FIRST_DAY: "erster Tag im Betrieb",
        CallReason.PAPER: "Aufenthaltspapier läuft ab",
        CallReason.PERMISSION: "Erlaubnis läuft ab",
    },
    {MailChannel.MAIL: "E-Mail", MailChannel.SMS: "SMS"},
    {MarkKind.SHORTLISTED: "vorgemerkt", MarkKind.UNSUITABLE: "passt nicht"},
    {
        Origin.PROPOSAL: "aus einem Vorschlag",
        Origin.DIRECT: "direkt vereinbart",
        Origin.NEXT: "folgt auf einen anderen",
    },
)
"""German alone, as all that a person is handed; elsewhere these codes are told by what they lead to."""
_TABLES: tuple[Mapping[Any, Any], ...] = (
    FILE_STATES, ITEMS, CONSENT_PURPOSES, LEVELS, DELETION_STATES, MESSAGE_STATES, TOPICS, TRANSFER_STATES,
    DOCUMENTS, EMAIL_USES, GUARDIANS, INTERPRETERS, PHONE_USES, REACHES, TOLD_BY, TOLD_STATES, PURPOSES,
    REFERRAL_STATES, CALL_OUTCOMES,
    CALL_STATES, CALL_TIMES, AGREEMENT_STATES, CLEARANCE_ITEMS, CLEARANCE_STATES, CONSENTS, METHODS, PARTIES,
    WAITING_STATES, PLACEMENT_STATES, BROKEN_OFF_BY, DECLINE_REASONS, INTERVIEW_OUTCOMES, PROPOSAL_STATES, UNSUITABLE,
    PAY_UNITS, RATINGS, HIRES, AGREED, GO_ON, MAILS, *_ONLY_HERE,
)  # fmt: skip
WORDS: Mapping[type[StrEnum], Mapping[Any, Any]] = {type(next(iter(table))): table for table in _TABLES}
"""The words of each kind of code."""


def word_of(code: StrEnum) -> str:
    """Say a code in words; one without a word stays as it is."""
    return str(WORDS.get(type(code), {}).get(code, code.value))
