"""The disclosure ladder: the one function that says which field of a person a company may see. Default: nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.candidates.rules.consents import ConsentPurpose
from portal.reference.codes import Disclosure
from portal.reference.tables import DisclosureField
from portal.reference.texts import N_, Text


class DisclosureLevel(StrEnum):
    """The rungs of the disclosure ladder."""

    L0 = "L0"
    L1 = "L1"
    L2 = "L2"
    L3_CONTRACT = "L3_contract"
    L3_START = "L3_start"


def rank(level: DisclosureLevel) -> int:
    """Give the place on the ladder, 0 for L0."""
    return list(DisclosureLevel).index(level)


class Field(StrEnum):
    """The fields of `disclosure_fields.csv` by the names they have there; a test keeps both alike."""

    NUMBER = "reference number"
    NAME = "full name"
    BIRTH_DATE = "date of birth"
    AGE_BAND = "age band 15-17 / 18+"
    SEX = "sex"
    NATIONALITY = "nationality"
    FIRST_LANGUAGE = "first language"
    OTHER_LANGUAGES = "other languages with level"
    GERMAN = "German level (CEFR)"
    RESIDENCE_STATUS = "residence status name"
    WORK_PERMISSION = "work permission verdict"
    PERMISSION_UNTIL = "validity of permission"
    DOCUMENT_CHECKLIST = "document checklist (§ 4a Abs. 5 AufenthG)"
    ASYLUM_STORY = "asylum story, reasons for flight"
    HEALTH = "health, disability, pregnancy"
    WORK_LIMITS = "job-related limits (e.g. no lifting over 20 kg)"
    RELIGION = "religion, politics, union"
    FAMILY = "family, children"
    CHILD_CARE = "child care settled"
    BENEFITS = "benefits (SGB II/AsylbLG), sanctions"
    HOUSING = "housing"
    CRIMINAL_RECORD = "criminal record"
    PHOTO = "photo"
    WISH = "occupation wish and KldB code"
    EXPERIENCE = "work experience (years, tasks)"
    SCHOOLING = "school and training level"
    SKILLS = "skills"
    RECOGNITION = "recognition result"
    CV = "CV and certificates marked shareable"
    LICENCE = "driving licence class"
    MOBILITY = "mobility (car, bus, km)"
    DISTANCE = "distance to the firm (km, rounded)"
    MUNICIPALITY = "home municipality"
    ADDRESS = "street address"
    AVAILABILITY = "available from / hours"
    PHONE_AND_EMAIL = "phone and e-mail"
    GUARDIAN = "guardian (under 18)"
    EMERGENCY_CONTACT = "emergency contact"
    INSURANCE_NUMBERS = "social insurance number, tax ID, bank, health fund"
    EXCLUDED_COMPANIES = "excluded employers (§ 38 Abs. 3 SGB III)"
    NOTES = "case notes"
    CONTACT = "caseworker contact"


LABELS: Mapping[Field, Text] = {
    Field.NUMBER: N_("Nummer"),
    Field.NAME: N_("Name"),
    Field.BIRTH_DATE: N_("Geburtsdatum"),
    Field.AGE_BAND: N_("Alter"),
    Field.SEX: N_("Geschlecht"),
    Field.OTHER_LANGUAGES: N_("Weitere Sprachen"),
    Field.GERMAN: N_("Deutsch"),
    Field.WORK_PERMISSION: N_("Erlaubnis zu arbeiten"),
    Field.PERMISSION_UNTIL: N_("Erlaubnis gültig bis"),
    Field.DOCUMENT_CHECKLIST: N_("Diese Papiere müssen Sie sehen"),
    Field.WORK_LIMITS: N_("Das geht bei der Arbeit nicht"),
    Field.WISH: N_("Berufswunsch"),
    Field.EXPERIENCE: N_("Berufserfahrung"),
    Field.SCHOOLING: N_("Schule und Ausbildung"),
    Field.SKILLS: N_("Kann gut"),
    Field.RECOGNITION: N_("Anerkennung des Abschlusses"),
    Field.CV: N_("Lebenslauf und Zeugnisse"),
    Field.LICENCE: N_("Führerschein"),
    Field.MOBILITY: N_("Kommt zur Arbeit"),
    Field.DISTANCE: N_("Entfernung"),
    Field.MUNICIPALITY: N_("Wohnort"),
    Field.ADDRESS: N_("Anschrift"),
    Field.AVAILABILITY: N_("Zeit für Arbeit"),
    Field.PHONE_AND_EMAIL: N_("Telefon und E-Mail"),
    Field.GUARDIAN: N_("Gesetzliche Vertretung"),
    Field.EMERGENCY_CONTACT: N_("Im Notfall anrufen"),
    Field.CONTACT: N_("Ihr Kontakt"),
}
"""Headings of the fields a company can ever see."""

CONSENT_FOR: Mapping[Field, ConsentPurpose] = {
    Field.NAME: ConsentPurpose.NAME,
    Field.WORK_LIMITS: ConsentPurpose.WORK_LIMITS,
    Field.PHONE_AND_EMAIL: ConsentPurpose.CONTACT_PHONE,
    Field.MUNICIPALITY: ConsentPurpose.HOME_TOWN,
    Field.CV: ConsentPurpose.DOCUMENTS,
}
"""Which yes opens a field that the table marks `consent`; a field that is missing here stays closed."""

WHERE_A_PERSON_LIVES = frozenset({Field.ADDRESS, Field.MUNICIPALITY, Field.DISTANCE})
"""Never shown of somebody whose address is protected (Auskunftssperre, BMG section 51): a distance narrows it down."""

_KNOWN = frozenset(map(str, Field))


class Shown(StrEnum):
    """How much of a field is shown."""

    WHOLE = "whole"
    MONTH = "month"


@dataclass(frozen=True)
class Asked:
    """What decides about a field besides the level: the person's yes, the offer, the paper of this kind."""

    consents: frozenset[ConsentPurpose] = frozenset()
    by_vacancy: frozenset[Field] = frozenset()
    by_paper: frozenset[Field] = frozenset()
    is_protected: bool = False


def disclosed(level: DisclosureLevel, table: Iterable[DisclosureField], asked: Asked) -> dict[Field, Shown]:
    """Give the fields a company at this level may see, in the order of the table; what is not named stays closed.

    Source: `disclosure_fields.csv` (SGB X sections 67b, 67d, 78; AGG section 1; SGB III section 41).
    """
    found: dict[Field, Shown] = {}
    for row in table:
        if row.name not in _KNOWN:
            continue
        field = Field(row.name)
        shown = None if row.never else _shown(_rule_at(row, level), field, asked)
        if shown is not None and not (asked.is_protected and field in WHERE_A_PERSON_LIVES):
            found[field] = shown
    return found


def _rule_at(row: DisclosureField, level: DisclosureLevel) -> Disclosure:
    return {
        DisclosureLevel.L1: row.l1,
        DisclosureLevel.L2: row.l2,
        DisclosureLevel.L3_CONTRACT: row.l3_contract,
        DisclosureLevel.L3_START: row.l3_start,
    }.get(level, Disclosure.NO)


def _shown(rule: Disclosure, field: Field, asked: Asked) -> Shown | None:
    if rule is Disclosure.MONTH:
        return Shown.MONTH
    is_open = {
        Disclosure.YES: True,
        Disclosure.CONSENT: CONSENT_FOR.get(field) in asked.consents,
        Disclosure.IF_VACANCY_ASKS: field in asked.by_vacancy,
        Disclosure.IF_PAPER_NEEDS: field in asked.by_paper,
    }.get(rule, False)
    return Shown.WHOLE if is_open else None
