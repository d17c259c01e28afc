"""What the law asks of work under 18 besides hours: the first medical exam, and whether somebody still owes school."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from portal.reference.calendar import add_months
from portal.reference.codes import DecisionGroup, PlacementKindCode, Severity
from portal.reference.findings import Finding
from portal.reference.snapshots import Snapshot
from portal.reference.texts import N_
from portal.reference.working_time import ADULT_AGE

SCHOOL_AGE = 6
ENTRY = (9, 30)
"""Who turns six by this day begins school in that year (SchulG NRW section 35 Abs. 1)."""
LAST_DAY = (7, 31)
"""When a school year ends (SchulG NRW section 7 Abs. 1)."""

_TRAINING = frozenset({PlacementKindCode.AUSBILDUNG, PlacementKindCode.TEILZEITAUSBILDUNG})
_NO_EMPLOYMENT = frozenset({DecisionGroup.NOT_EMPLOYMENT, DecisionGroup.MEASURE})


class Exam(StrEnum):
    """Whether somebody must have seen a doctor before the first day."""

    NOT_NEEDED = "not_needed"
    LIGHT_WORK_ONLY = "light_work_only"
    NEEDED = "needed"


def birthday(birth_date: date, age: int) -> date:
    """Give the day on which somebody turns so many years old, after 29 February the 1 March (BGB sections 187, 188)."""
    try:
        return birth_date.replace(year=birth_date.year + age)
    except ValueError:
        return date(birth_date.year + age, 3, 1)


def of_age_from(birth_date: date) -> date:
    """Give the day from which somebody is grown up."""
    return birthday(birth_date, ADULT_AGE)


def exam_needed(
    kind: PlacementKindCode, *, birth_date: date, starts_on: date, ends_on: date | None, tables: Snapshot
) -> Exam:
    """Tell whether the first medical exam is needed: of everybody under 18 who is employed for more than two months.

    Source: JArbSchG section 32 Abs. 1 and 2.
    """
    is_grown_up = of_age_from(birth_date) <= starts_on
    if is_grown_up or tables.placement_kind(kind).decision_group in _NO_EMPLOYMENT:
        return Exam.NOT_NEEDED
    months = int(tables.working_time_rule("minor_medical_free").limit)
    is_short = ends_on is not None and ends_on < add_months(starts_on, months)
    return Exam.LIGHT_WORK_ONLY if is_short or kind is PlacementKindCode.MINIJOB else Exam.NEEDED


def exam_holds(examined_on: date | None, starts_on: date, tables: Snapshot) -> bool:
    """Tell whether the exam was within the fourteen months before the first day."""
    months = int(tables.working_time_rule("minor_medical").value)
    return examined_on is not None and add_months(starts_on, -months) <= examined_on <= starts_on


def check_first_exam(
    kind: PlacementKindCode,
    *,
    birth_date: date,
    starts_on: date,
    ends_on: date | None,
    examined_on: date | None,
    tables: Snapshot,
) -> Iterator[Finding]:
    """Say that the certificate of the first exam is missing or too old; where only light work is free of it, say that.

    Args: examined_on: the day of the exam on the certificate the company has seen.
    """
    need = exam_needed(kind, birth_date=birth_date, starts_on=starts_on, ends_on=ends_on, tables=tables)
    rule = tables.working_time_rule("minor_medical")
    if need is Exam.NOT_NEEDED or exam_holds(examined_on, starts_on, tables):
        return
    if need is Exam.LIGHT_WORK_ONLY:
        said = N_("Ohne ärztliche Erstuntersuchung ist unter 18 Jahren nur leichte Arbeit erlaubt.")
        fix = N_("Bitte geben Sie nur leichte Aufgaben, oder lassen Sie die Person vorher untersuchen.")
        free = tables.working_time_rule("minor_medical_free")
        yield Finding(free.rule_id, Severity.HINT, said, free.legal_basis, fix)
        return
    said = N_("Die Bescheinigung der ärztlichen Erstuntersuchung fehlt oder ist zu alt.")
    fix = N_(
        "Die Person lässt sich kostenlos untersuchen, in den %(months)s Monaten vor dem ersten Tag. Der Betrieb sieht "
        "die Bescheinigung an, dann tragen Sie den Tag beim Einsatz ein.",
        months=rule.value,
    )
    yield Finding(rule.rule_id, Severity.WARNING, said, rule.legal_basis, fix)


def full_time_school_until(birth_date: date, tables: Snapshot) -> date:
    """Give the last day on which somebody may owe full-time school, had they gone to school here from the beginning."""
    years = int(tables.working_time_rule("school_full_time").limit)
    turns = birthday(birth_date, SCHOOL_AGE)
    entered = turns.year + ((turns.month, turns.day) > ENTRY)
    return date(entered + years, *LAST_DAY)


def school_until(birth_date: date, tables: Snapshot) -> date:
    """Give the last day of the school year in which somebody is of age."""
    of_age = birthday(birth_date, int(tables.working_time_rule("school_without_training").limit))
    return date(of_age.year + ((of_age.month, of_age.day) > LAST_DAY), *LAST_DAY)


def check_school_duty(
    kind: PlacementKindCode, *, birth_date: date, starts_on: date, tables: Snapshot, tells_age: bool
) -> Iterator[Finding]:
    """Ask whether somebody still owes school: nobody knows it from the date of birth alone.

    Args: tells_age: whether the reader may know how old the person is, more than the band of the JArbSchG.
    Source: SchulG NRW sections 34, 37 and 38; JArbSchG sections 2, 5 and 9.
    """
    if kind is PlacementKindCode.PFLICHTPRAKTIKUM:
        return
    if kind in _TRAINING:
        yield from _school_of_trainees(birth_date, starts_on, tables)
        return
    until = school_until(birth_date, tables)
    if tells_age and starts_on <= full_time_school_until(birth_date, tables):
        rule = tables.working_time_rule("school_full_time")
        said = N_("Die Person ist vielleicht noch vollzeitschulpflichtig. Dann gelten die Regeln für Kinder.")
        yield Finding(rule.rule_id, Severity.WARNING, said, rule.legal_basis, _ASK_SCHOOL)
    elif starts_on <= until:
        rule = tables.working_time_rule("school_without_training")
        said = N_("Die Person ist vielleicht noch schulpflichtig.")
        if tells_age:
            said = N_("Die Person ist vielleicht noch schulpflichtig, bis %(day)s.", day=f"{until:%d.%m.%Y}")
        yield Finding(rule.rule_id, Severity.WARNING, said, rule.legal_basis, _ASK_SCHOOL)


_ASK_SCHOOL = N_(
    "Bitte fragen Sie die Person und ihre Schule oder das Schulamt: Muss sie zur Schule, und an welchen Tagen? An "
    "diesen Tagen arbeitet sie nicht."
)


def _school_of_trainees(birth_date: date, starts_on: date, tables: Snapshot) -> Iterator[Finding]:
    rule = tables.working_time_rule("school_in_training")
    if starts_on < birthday(birth_date, int(rule.limit)):
        said = N_("Zur Ausbildung gehört die Berufsschule, bis zu ihrem Ende.")
        fix = N_("Bitte melden Sie die Person bei der Berufsschule an und stellen Sie sie für den Unterricht frei.")
        yield Finding(rule.rule_id, Severity.HINT, said, rule.legal_basis, fix)
