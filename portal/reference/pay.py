"""Checks pay against the statutory minimum, the branch's own, the limits of Mini- and Midijob and training pay."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import islice

from portal.reference.calendar import add_months
from portal.reference.codes import Confidence, PlacementKindCode, Severity
from portal.reference.findings import Finding
from portal.reference.snapshots import NoValueForDate, Snapshot
from portal.reference.tables import BranchWage
from portal.reference.tables.law import Dated
from portal.reference.texts import N_, Text

WEEKS_PER_MONTH = Decimal(13) / 3
"""As the SGB IV counts (section 8 Abs. 1a: a minimum wage times 130, divided by three, for ten hours a week)."""
ADULT_AGE = 18
FREE_MONTHS = 3
"""Orientation and accompanying internships owe no minimum wage up to three months (MiLoG section 22 Abs. 1)."""
AGENCY_BRANCH = "zeitarbeit"
MILOG = "MiLoG §§ 1, 22"
AENTG = "AEntG §§ 7, 8"

_TRAINING = frozenset({PlacementKindCode.AUSBILDUNG, PlacementKindCode.TEILZEITAUSBILDUNG})
_FREE_FOR_A_WHILE = frozenset({PlacementKindCode.ORIENTIERUNGSPRAKTIKUM, PlacementKindCode.BEGLEITPRAKTIKUM})
_AMOUNTS = frozenset({"mindestlohn", "minijob_grenze", "midijob_obergrenze"})
_CENT = Decimal("0.01")

TURNS_18 = "turns_18"
"""The finding that tells a birthday: who may not know it is told `without_birthday`."""

_RAISE_THEN = N_("Bitte vereinbaren Sie den höheren Lohn von Anfang an, oder vor diesem Tag in einer neuen Fassung.")
_RAISE = N_("Bitte heben Sie den Lohn an.")
_CHECK = N_("Bitte lassen Sie den Lohn prüfen, zum Beispiel vom Arbeitgeber-Service.")


class PayUnit(StrEnum):
    """What an amount is paid for."""

    HOUR = "hour"
    MONTH = "month"


@dataclass(frozen=True)
class Pay:
    """Agreed pay, gross in euro.

    Args:
        amount_eur: per `unit`; nothing where none is agreed. For training the first year's, per month.
        kldb5: the occupation it is paid for, KldB 2010, five digits: the branch wage hangs on it.
        later_years_eur: training pay per month from the second year on.
        by_collective_agreement: the amount follows a collective agreement and is not named.
    """

    amount_eur: Decimal | None = None
    unit: PayUnit = PayUnit.HOUR
    weekly_hours: Decimal | None = None
    later_years_eur: tuple[Decimal, ...] = ()
    kldb5: str = ""
    by_collective_agreement: bool = False

    @property
    def hourly_eur(self) -> Decimal | None:
        """Give euro per hour, nothing where the hours are missing."""
        if self.amount_eur is None or self.unit is PayUnit.HOUR:
            return self.amount_eur
        return self.amount_eur / (self.weekly_hours * WEEKS_PER_MONTH) if self.weekly_hours else None

    @property
    def monthly_eur(self) -> Decimal | None:
        """Give euro per month, nothing where the hours are missing."""
        if self.amount_eur is None or self.unit is PayUnit.MONTH:
            return self.amount_eur
        return self.amount_eur * self.weekly_hours * WEEKS_PER_MONTH if self.weekly_hours else None


@dataclass(frozen=True)
class Span:
    """The days a placement runs; an open end is checked on its first day, later rises are only announced."""

    starts_on: date
    ends_on: date | None

    def days_of_change(self, tables: Snapshot, branches: tuple[str, ...]) -> list[date]:
        """List the first day and every day on which an amount of the law changes."""
        amounts = [row for row in tables.dated_values if row.key in _AMOUNTS]
        wages = [row for row in tables.branch_wages if row.branch_key in branches]
        rows: list[Dated] = [*amounts, *wages]
        changes = {row.valid_from for row in rows}
        changes |= {row.valid_to + timedelta(days=1) for row in rows if row.valid_to}
        last = self.ends_on or date.max
        return [self.starts_on, *sorted(day for day in changes if self.starts_on < day <= last)]

    def severity_on(self, day: date) -> Severity:
        """Weigh a shortfall: it blocks on the first day and in an agreed span, later it is announced."""
        return Severity.WARNING if self.ends_on is None and day > self.starts_on else Severity.ERROR

    def is_longer_than(self, months: int) -> bool:
        """Tell whether the span is longer than some months."""
        return self.ends_on is not None and self.ends_on >= add_months(self.starts_on, months)


def check_pay(
    pay: Pay,
    kind: PlacementKindCode,
    *,
    starts_on: date,
    ends_on: date | None,
    age: int | None,
    tables: Snapshot,
) -> tuple[Finding, ...]:
    """Check the pay of a legal kind on each date it spans.

    Args: age: on the first day, in years; nothing counts as grown up.
    Source: MiLoG sections 1 and 22, AEntG, SGB IV section 8, BBiG section 17; amounts from the dated tables.
    """
    span = Span(starts_on, ends_on)
    if kind in _TRAINING:
        return tuple(_training(pay, kind, span, tables))
    found = (*_minimum(pay, kind, span, tables, age), *_job_limits(pay, kind, span, tables))
    return tuple({_said_once(finding): finding for finding in reversed(found)}.values())[::-1]


def check_pay_of_age(
    pay: Pay, kind: PlacementKindCode, span: Span, *, adult_from: date, tables: Snapshot
) -> tuple[Finding, ...]:
    """Name the first day on which somebody who turns eighteen meanwhile is paid too little.

    It is no error: a new version can raise the pay by then.

    Args: adult_from: the eighteenth birthday.
    Source: MiLoG section 22 Abs. 2.
    """
    is_over = span.ends_on is not None and span.ends_on < adult_from
    if adult_from <= span.starts_on or is_over or kind in _TRAINING or not owes_minimum_wage(kind, span, tables):
        return ()
    hourly = pay.hourly_eur
    if hourly is None:
        return (_missing(pay),) if pay.amount_eur is not None else ()
    grown_up = Span(adult_from, span.ends_on)
    days = grown_up.days_of_change(tables, ())
    short = (day for day in days if any(_is_short(one) for one in _statutory(hourly, grown_up, day, tables)))
    return tuple(_turns_18(day, tables) for day in islice(short, 1))


def _is_short(finding: Finding) -> bool:
    return finding.rule_id == "minimum_wage"


def _turns_18(day: date, tables: Snapshot) -> Finding:
    minimum = _euro(tables.dated_value("mindestlohn", day).value)
    said = N_(
        "Die Person wird 18. Ab %(day)s gilt der Mindestlohn von %(minimum)s Euro je Stunde.",
        day=_german(day),
        minimum=minimum,
    )
    return Finding(TURNS_18, Severity.WARNING, said, "MiLoG § 22 Abs. 2", _RAISE_THEN)


def owes_minimum_wage(kind: PlacementKindCode, span: Span, tables: Snapshot) -> bool:
    """Tell whether the MiLoG covers a kind: always, or because an internship is too long to be free of it."""
    too_long = kind in _FREE_FOR_A_WHILE and span.is_longer_than(FREE_MONTHS)
    return too_long or tables.placement_kind(kind).needs_minimum_wage


def _said_once(finding: Finding) -> tuple[str, str, tuple[str, ...]]:
    values = tuple(str(value) for name, value in finding.message.values.items() if name != "day")
    return finding.rule_id, finding.message.msgid, values


def _minimum(pay: Pay, kind: PlacementKindCode, span: Span, tables: Snapshot, age: int | None) -> Iterator[Finding]:
    if pay.by_collective_agreement or not owes_minimum_wage(kind, span, tables):
        return
    if age is not None and age < ADULT_AGE:
        yield _hint_under_age()
        return
    hourly = pay.hourly_eur
    if hourly is None:
        yield _missing(pay)
        return
    branches = (AGENCY_BRANCH,) if kind is PlacementKindCode.LEIHARBEIT else tables.branches_of(pay.kldb5)
    for day in span.days_of_change(tables, branches):
        yield from _statutory(hourly, span, day, tables)
        yield from _branch(hourly, span, day, tables, branches)


def _statutory(hourly: Decimal, span: Span, day: date, tables: Snapshot) -> Iterator[Finding]:
    try:
        minimum = tables.dated_value("mindestlohn", day)
    except NoValueForDate:
        yield _unknown("minimum_unknown", N_("Für %(day)s ist kein Mindestlohn bekannt.", day=_german(day)), MILOG)
        return
    if hourly < minimum.value:
        said = N_(
            "Der Lohn von %(pay)s Euro je Stunde liegt unter dem Mindestlohn von %(minimum)s Euro ab %(day)s.",
            pay=_euro(hourly),
            minimum=_euro(minimum.value),
            day=_german(max(span.starts_on, minimum.valid_from)),
        )
        sure = minimum.confidence is not Confidence.VERIFY
        severity = span.severity_on(day) if sure else Severity.WARNING
        yield Finding("minimum_wage", severity, said, minimum.legal_basis, _RAISE if sure else _CHECK)


def _branch(hourly: Decimal, span: Span, day: date, tables: Snapshot, branches: tuple[str, ...]) -> Iterator[Finding]:
    wages: list[BranchWage] = []
    for branch in branches:
        try:
            wages.append(tables.wage_of_branch(branch, day))
        except NoValueForDate:
            said = N_(
                "Der Branchenmindestlohn %(branch)s ist ab %(day)s nicht bekannt: prüfen.",
                branch=tables.label_of_branch(branch),
                day=_german(day),
            )
            yield _unknown("branch_wage_unknown", said, AENTG)
    lowest = min(wages, key=lambda row: row.value_eur_h, default=None)
    for wage in wages:
        yield from _below_branch(hourly, span.severity_on(day), wage, is_lowest=wage is lowest)


def _below_branch(hourly: Decimal, severity: Severity, wage: BranchWage, *, is_lowest: bool) -> Iterator[Finding]:
    """Block below the branch's lowest wage; above it the person's qualification decides, and somebody must look."""
    if wage.confidence is Confidence.VERIFY:
        said = N_("Der Branchenmindestlohn %(branch)s ist noch nicht bestätigt: prüfen.", branch=wage.label_de)
        yield _unknown("branch_wage_unverified", said, AENTG)
    if hourly >= wage.value_eur_h:
        return
    sure = is_lowest and wage.confidence is not Confidence.VERIFY
    said = N_(
        "Der Lohn von %(pay)s Euro je Stunde liegt unter dem Branchenmindestlohn %(branch)s von %(minimum)s Euro.",
        pay=_euro(hourly),
        branch=wage.label_de,
        minimum=_euro(wage.value_eur_h),
    )
    yield Finding("branch_wage", severity if sure else Severity.WARNING, said, AENTG, _RAISE if sure else _CHECK)


def _job_limits(pay: Pay, kind: PlacementKindCode, span: Span, tables: Snapshot) -> Iterator[Finding]:
    checks = {PlacementKindCode.MINIJOB: _minijob, PlacementKindCode.MIDIJOB: _midijob}
    if kind not in checks or pay.amount_eur is None:
        return
    monthly = pay.monthly_eur
    if monthly is None:
        yield _missing(pay)
        return
    for day in span.days_of_change(tables, ()):
        yield from checks[kind](monthly, span.severity_on(day), day, tables)


def _minijob(monthly: Decimal, severity: Severity, day: date, tables: Snapshot) -> Iterator[Finding]:
    limit = _value("minijob_grenze", day, tables)
    if limit is not None and monthly > limit:
        said = N_(
            "%(pay)s Euro im Monat sind zu viel: Ein Minijob geht bis %(limit)s Euro.",
            pay=_euro(monthly),
            limit=_euro(limit),
        )
        fix = N_("Bitte weniger Stunden eintragen oder eine Teilzeitstelle wählen.")
        yield Finding("minijob_limit", severity, said, "SGB IV § 8 Abs. 1a", fix)


def _midijob(monthly: Decimal, _: Severity, day: date, tables: Snapshot) -> Iterator[Finding]:
    """Warn only: a job outside these limits is lawful, it is just no Midijob."""
    lower, upper = _value("minijob_grenze", day, tables), _value("midijob_obergrenze", day, tables)
    if lower is None or upper is None or lower < monthly <= upper:
        return
    said = N_(
        "%(pay)s Euro im Monat sind kein Midijob: Er liegt über %(lower)s und bis %(upper)s Euro.",
        pay=_euro(monthly),
        lower=_euro(lower),
        upper=_euro(upper),
    )
    fix = N_("Bitte eine andere Art wählen oder die Stunden ändern.")
    yield Finding("midijob_limits", Severity.WARNING, said, "SGB IV § 20 Abs. 2", fix)


def _training(pay: Pay, kind: PlacementKindCode, span: Span, tables: Snapshot) -> Iterator[Finding]:
    if pay.by_collective_agreement:
        return
    if pay.amount_eur is None or pay.unit is PayUnit.HOUR:
        yield Finding(
            "training_pay_missing",
            Severity.ERROR,
            N_("Die Ausbildungsvergütung im Monat fehlt."),
            "BBiG § 17",
            N_("Bitte tragen Sie die Vergütung je Monat ein oder wählen Sie „nach Tarif“."),
        )
        return
    for year, amount in enumerate((pay.amount_eur, *pay.later_years_eur), start=1):
        yield from _training_year(amount, year, kind, span, tables)


def _training_year(
    amount: Decimal, year: int, kind: PlacementKindCode, span: Span, tables: Snapshot
) -> Iterator[Finding]:
    minimum = _value(f"ausbildung_min_{year}", span.starts_on, tables)
    if minimum is None:
        said = N_(
            "Die Mindestvergütung im %(year)s. Jahr ist für den Beginn am %(day)s nicht bekannt: prüfen.",
            year=year,
            day=_german(span.starts_on),
        )
        yield _unknown("training_pay_unknown", said, "BBiG § 17")
        return
    if amount >= minimum:
        return
    pro_rata = kind is PlacementKindCode.TEILZEITAUSBILDUNG and amount >= minimum / 2
    said = N_(
        "Die Vergütung von %(pay)s Euro im %(year)s. Jahr liegt unter der Mindestvergütung von %(minimum)s Euro.",
        pay=_euro(amount),
        year=year,
        minimum=_euro(minimum),
    )
    severity = Severity.WARNING if pro_rata else Severity.ERROR
    yield Finding("training_pay", severity, said, "BBiG §§ 7a, 17", _CHECK if pro_rata else _RAISE)


def _value(key: str, day: date, tables: Snapshot) -> Decimal | None:
    try:
        return tables.dated_value(key, day).value
    except NoValueForDate:
        return None


def _missing(pay: Pay) -> Finding:
    if pay.amount_eur is None:
        said, fix = N_("Der Lohn fehlt. Diese Art muss bezahlt werden."), N_("Bitte tragen Sie den Lohn ein.")
        return Finding("pay_missing", Severity.ERROR, said, MILOG, fix)
    said = N_("Ohne Wochenstunden lässt sich der Lohn nicht prüfen.")
    return Finding("hours_missing", Severity.WARNING, said, MILOG, N_("Bitte tragen Sie die Wochenstunden ein."))


def _hint_under_age() -> Finding:
    said = N_("Unter 18 Jahren ohne abgeschlossene Ausbildung gilt kein gesetzlicher Mindestlohn.")
    return Finding("under_age", Severity.HINT, said, "MiLoG § 22 Abs. 2", N_("Bitte prüfen Sie, ob ein Tarif gilt."))


def without_birthday(finding: Finding) -> Finding:
    """Say that pay must rise without telling on which day somebody turns eighteen."""
    if finding.rule_id != TURNS_18:
        return finding
    said = N_("Die Person wird während des Einsatzes 18. Von da an gilt der Mindestlohn.")
    fix = N_("Bitte vereinbaren Sie den höheren Lohn von Anfang an. Den Tag nennt Ihnen der Integration Point.")
    return replace(finding, message=said, fix=fix)


def _unknown(rule_id: str, said: Text, legal_basis: str) -> Finding:
    return Finding(rule_id, Severity.WARNING, said, legal_basis, _CHECK)


def _euro(amount: Decimal) -> str:
    return f"{amount.quantize(_CENT):f}".replace(".", ",")


def _german(day: date) -> str:
    return f"{day:%d.%m.%Y}"
