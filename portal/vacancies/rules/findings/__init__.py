"""What stands against an offer: forbidden wording, unlawful pay, too many hours."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from portal.reference import OfferKindCode, PlacementKindCode, Severity, Snapshot
from portal.reference.findings import Finding
from portal.reference.pay import Pay, check_pay
from portal.reference.pay import PayUnit as PaidPer
from portal.reference.wording import OfferTerms, WordingFinding, check_wording
from portal.reference.working_time import check_length, check_weekly_hours
from portal.vacancies.rules.content import last_day
from portal.vacancies.rules.findings.cautions import TEXTS, cautions
from portal.vacancies.rules.findings.concern import Concern
from portal.vacancies.rules.states import PayUnit

__all__ = ["TEXTS", "Concern", "concerns"]

_KINDS = {
    OfferKindCode.ENTRY_QUALIFICATION: PlacementKindCode.EQ,
    OfferKindCode.APPRENTICESHIP: PlacementKindCode.AUSBILDUNG,
    OfferKindCode.MINI_JOB: PlacementKindCode.MINIJOB,
    OfferKindCode.PART_TIME_JOB: PlacementKindCode.JOB_UNBEFRISTET,
    OfferKindCode.FULL_TIME_JOB: PlacementKindCode.JOB_UNBEFRISTET,
}
"""The legal kind whose pay rules an offer must meet for anybody; that of internships is checked by its wording rule."""
_LASTING = {
    OfferKindCode.SHADOWING: PlacementKindCode.HOSPITATION,
    OfferKindCode.ENTRY_QUALIFICATION: PlacementKindCode.EQ,
}
"""The legal kind whose length an offer must keep for anybody."""
_SAID_BY_PAY = "lohn_unter"
"""The wording table's own check of pay; the check of pay names date and amount, so this one is left out."""


def concerns(version: Any, *, on: date, tables: Snapshot) -> tuple[Concern, ...]:
    """List what stands against a text, worst first.

    Args: on: the day of the start where the text names none (standing offers).
    """
    found = [
        *_wording(version, on, tables),
        *_pay(version, on, tables),
        *_time(version, on, tables),
        *cautions(version),
    ]
    return tuple(sorted(found, key=lambda concern: list(Severity).index(concern.severity)))


def _wording(version: Any, on: date, tables: Snapshot) -> Iterator[Concern]:
    text = "\n\n".join(getattr(version, name) or "" for name in TEXTS)
    terms = _terms(version, on) if version.offer_kind else None
    for finding in check_wording(version.title or "", text, tables=tables, terms=terms):
        if finding.rule_id != _SAID_BY_PAY:
            yield _of_wording(finding)


def _of_wording(finding: WordingFinding) -> Concern:
    return Concern(
        finding.rule_id,
        finding.severity,
        finding.message,
        finding.suggestion,
        finding.legal_basis,
        finding.passage,
        finding.override_reason if finding.may_be_overridden else "",
    )


def _terms(version: Any, on: date) -> OfferTerms:
    starts_on = version.starts_on or on
    return OfferTerms(
        OfferKindCode(version.offer_kind),
        starts_on,
        last_day(starts_on, version.ends_on, version.duration_days),
        bool(version.training_aim),
        _pay_of(version),
    )


def _pay(version: Any, on: date, tables: Snapshot) -> Iterator[Concern]:
    kind = _KINDS.get(version.offer_kind)
    if kind is None:
        return
    terms = _terms(version, on)
    paid = [replace(terms.pay, kldb5=code) for code in _classes(version, tables)]
    found = (
        check_pay(pay, kind, starts_on=terms.starts_on, ends_on=terms.ends_on, age=None, tables=tables) for pay in paid
    )
    yield from dict.fromkeys(_of_finding(finding) for findings in found for finding in findings)


def _classes(version: Any, tables: Snapshot) -> Collection[str]:
    """Give the classes whose branch wages count: a title of another class must not lead past that of the occupation."""
    group = tables.occupation_group(version.occupation).kldb5 if version.occupation else ()
    return dict.fromkeys((version.kldb or "", *group[:1]))


def _pay_of(version: Any) -> Pay:
    return Pay(
        amount_eur=version.pay_eur,
        unit=PaidPer.MONTH if version.pay_unit is PayUnit.MONTH else PaidPer.HOUR,
        weekly_hours=version.weekly_hours,
        kldb5=version.kldb or "",
        by_collective_agreement=version.pay_unit is PayUnit.AGREEMENT,
    )


def _time(version: Any, on: date, tables: Snapshot) -> Iterator[Concern]:
    kind = _LASTING.get(version.offer_kind)
    if kind is not None:
        terms = _terms(version, on)
        found = check_length(kind, starts_on=terms.starts_on, ends_on=terms.ends_on, tables=tables)
        yield from map(_of_finding, found)
    if version.weekly_hours is not None:
        yield from map(_of_finding, check_weekly_hours(version.weekly_hours, age=None, tables=tables))


def _of_finding(finding: Finding) -> Concern:
    return Concern(finding.rule_id, finding.severity, finding.message, finding.fix, finding.legal_basis)
