"""The offers of the demo: the sample of the reference data, and one more in every other state."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from portal.core import db
from portal.demo.stage import Plan, Stage, read
from portal.reference import Level, snapshot
from portal.reference.loading import read_table
from portal.reference.tables import SampleVacancy
from portal.vacancies import queries, services
from portal.vacancies.rules import PayUnit, PhysicalLoad, VersionState, WithdrawReason

SAMPLE_DAYS = (59, 58)
"""Days ago on which the sample is handed in and published."""
SOONEST_START = timedelta(days=11)
UNITS = {"EUR/h": PayUnit.HOUR, "EUR/Monat": PayUnit.MONTH, "Tarif": PayUnit.AGREEMENT}


def post(plan: Plan) -> None:
    """Plan how offers are written, reviewed and what becomes of them."""
    samples, details = read_table(SampleVacancy), read("offers")
    weeks = _weeks_later(plan.stage.today, min(row.starts_on for row in samples))
    for row in samples:
        told = details[row.id]
        submitted, published = SAMPLE_DAYS
        plan.add(submitted, partial(_submit_sample, plan.stage, row, told, weeks))
        plan.add(published, partial(_publish, plan.stage, row.id))
        _live(plan, row.id, told.get("steps", ()))
    for key, told in read("more_offers").items():
        first, *rest = told["steps"]
        plan.add(first[0], partial(_write, plan.stage, key, told))
        _live(plan, key, [first, *rest])


def _weeks_later(today: date, first_start: date) -> timedelta:
    """Move the dates of the sample by whole weeks, so that no offer starts before it is found."""
    late = today + SOONEST_START - first_start
    return timedelta(weeks=max(0, -(-late.days // 7)))


def _live(plan: Plan, key: str, steps: Any) -> None:
    for days_ago, deed, *words in steps:
        plan.add(days_ago, partial(DEEDS[deed], plan.stage, key, *words))


def _submit_sample(stage: Stage, row: SampleVacancy, told: dict[str, Any], later: timedelta) -> None:
    company = next(found for found in stage.companies.values() if found.name == row.employer_fictional)
    starts_on = row.starts_on + later
    content = {
        **_place(company),
        **_pay(row.pay_text),
        **_told(told, starts_on),
        "offer_kind": row.offer_kind,
        "title": row.title,
        "tasks": row.tasks_de,
        "occupation": row.synonym_group,
        "training_aim": row.training_aim,
        "mag_possible": row.mag_possible,
        "may_lead_to_job": row.may_lead_to_job,
        "positions": row.positions,
        "starts_on": starts_on,
        "weekly_hours": row.hours_week,
        "german_speaking": row.german_level,
        "german_reading": _one_lower(row.german_level),
        "languages_welcome": list(row.languages_welcome),
        "needed": row.requirements_de,
        "easy_german": row.easy_german,
    }
    actor = stage.voice_of(company)
    offer = services.draft(db.new_id(), actor=actor, content=content, external_ref=row.id)
    stage.offers[row.id] = offer.id
    services.submit(offer, actor=actor)


def _write(stage: Stage, key: str, told: dict[str, Any]) -> None:
    company = stage.companies[told["company"]]
    starts_on = stage.workday(told["starts_in"]) if "starts_in" in told else None
    plain = {name: value for name, value in told.items() if name not in ("company", "starts_in", "steps", "pay_eur")}
    content = {**_place(company), **plain, "starts_on": starts_on}
    if "pay_eur" in told:
        content["pay_eur"] = Decimal(told["pay_eur"])
    content |= _typed(told)
    stage.offers[key] = services.draft(db.new_id(), actor=stage.voice_of(company), content=content).id


def _place(company: Any) -> dict[str, Any]:
    return {name: getattr(company, name) for name in ("street", "postal_code", "ags")}


def _pay(text: str) -> dict[str, Any]:
    """Read the pay of the sample: 14.90 EUR/h, 380 EUR/Monat, nach Tarif, or nothing."""
    if not text:
        return {"pay_unit": PayUnit.NONE}
    amount, unit = text.split()
    return {"pay_eur": None if unit == "Tarif" else Decimal(amount), "pay_unit": UNITS[unit]}


def _told(told: dict[str, Any], starts_on: date) -> dict[str, Any]:
    """Give the columns that the demo adds to the sample."""
    columns = {name: value for name, value in told.items() if name not in ("ends_after_days", "steps")}
    if "ends_after_days" in told:
        columns["ends_on"] = starts_on + timedelta(days=told["ends_after_days"])
    return columns | _typed(told)


def _typed(told: dict[str, Any]) -> dict[str, Any]:
    types: dict[str, Callable[[Any], Any]] = {
        "pay_unit": PayUnit,
        "physical_load": PhysicalLoad,
        "weekly_hours": _number,
    }
    return {name: read_as(told[name]) for name, read_as in types.items() if name in told}


def _number(value: object) -> Decimal:
    return Decimal(str(value))


def _one_lower(level: Level) -> Level:
    ranks = [row.level for row in sorted(snapshot().cefr_levels, key=lambda row: row.rank)]
    return ranks[max(0, ranks.index(level) - 1)]


def _keep(_stage: Stage, _key: str) -> None:
    """Leave a draft as it is."""


def _submit(stage: Stage, key: str) -> None:
    offer = stage.offer(key)
    services.submit(offer, actor=stage.voice_of(offer.organisation))


def _publish(stage: Stage, key: str) -> None:
    offer = stage.offer(key)
    entered_by_staff = offer.organisation_id not in stage.members
    services.publish(offer, actor=stage.actors["kerstin" if entered_by_staff else "sabine"])


def _pause(stage: Stage, key: str, reason: str) -> None:
    offer = stage.offer(key)
    services.pause(offer, actor=stage.voice_of(offer.organisation), until=stage.workday(20), reason=reason)


def _withdraw(stage: Stage, key: str) -> None:
    offer = stage.offer(key)
    services.withdraw(offer, actor=stage.voice_of(offer.organisation), code=WithdrawReason.FILLED_ELSEWHERE)


def _expire(stage: Stage, key: str) -> None:
    services.expire(stage.offer(key))


def _revise(stage: Stage, key: str) -> None:
    """Raise the pay in a new text, which waits for its review while the old one stays on the board."""
    offer = stage.offer(key)
    actor = stage.voice_of(offer.organisation)
    services.revise(offer, actor=actor)
    for version in filter(None, [queries.version(offer, VersionState.DRAFT)]):
        services.save(offer, version, actor=actor, content={"pay_eur": (version.pay_eur or 0) + 1})
    services.submit(offer, actor=actor)


DEEDS: Mapping[str, Callable[..., None]] = {
    "draft": _keep,
    "submit": _submit,
    "publish": _publish,
    "pause": _pause,
    "withdraw": _withdraw,
    "expire": _expire,
    "revise": _revise,
}
