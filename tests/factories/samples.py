"""The sample offers of the reference data with what the demo adds, published: what the board is tried with."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

from portal.demo.stage import read
from portal.organisations.models import Organisation
from portal.reference import snapshot
from portal.reference.loading import read_table
from portal.reference.tables import SampleVacancy
from portal.vacancies.models import Vacancy
from portal.vacancies.rules import PayUnit, VacancyState, working_time
from tests.factories.organisations import OrganisationFactory
from tests.factories.vacancies import VacancyFactory

_PAY = re.compile(r"(?P<amount>\d+(?:\.\d+)?) EUR/(?P<unit>h|Monat)")
_TOLD = ("has_shifts", "physical_load", "licence", "by_train", "needs_training", "duration_days")
"""What the demo tells beside the sample that the board filters by."""
_UNITS = {"h": PayUnit.HOUR, "Monat": PayUnit.MONTH}


def samples() -> tuple[SampleVacancy, ...]:
    """Read the sample offers."""
    return read_table(SampleVacancy)


def publish_samples() -> dict[str, Vacancy]:
    """Publish every sample offer; give them by their reference, V01 to V36."""
    companies: dict[str, Organisation] = {}
    for sample in samples():
        if sample.employer_fictional not in companies:
            companies[sample.employer_fictional] = OrganisationFactory(
                verified=True, name=sample.employer_fictional, ags=sample.ags, town=sample.town
            )
    return {sample.id: _published(sample, companies[sample.employer_fictional]) for sample in samples()}


def _published(sample: SampleVacancy, company: Organisation) -> Vacancy:
    vacancy: Vacancy = VacancyFactory(
        published=True,
        external_ref=sample.id,
        organisation=company,
        content=content_of(sample),
    )
    assert vacancy.state is VacancyState.PUBLISHED
    return vacancy


def content_of(sample: SampleVacancy) -> dict[str, Any]:
    paid = _PAY.match(sample.pay_text)
    return {
        "offer_kind": sample.offer_kind.value,
        "title": sample.title,
        "tasks": sample.tasks_de,
        "occupation": sample.synonym_group,
        "kldb": sample.kldb5,
        "positions": sample.positions,
        "postal_code": snapshot().municipality(sample.ags).postal_codes[0],
        "town": sample.town,
        "ags": sample.ags,
        "starts_on": sample.starts_on,
        "weekly_hours": sample.hours_week,
        "working_time": working_time(sample.offer_kind.value, sample.hours_week),
        "times": None,
        "pay_eur": Decimal(paid["amount"]) if paid else None,
        "pay_unit": _UNITS[paid["unit"]] if paid else PayUnit.AGREEMENT if sample.pay_text else PayUnit.NONE,
        "training_aim": sample.training_aim,
        "mag_possible": sample.mag_possible,
        "may_lead_to_job": sample.may_lead_to_job,
        "german_speaking": sample.german_level.value,
        "german_reading": sample.german_level.value,
        "languages_welcome": list(sample.languages_welcome),
        "needed": sample.requirements_de,
        "can_be_learned": None,
        "reach": None,
        "support": None,
        "physical_load": None,
        "easy_german": sample.easy_german,
        **_told(sample),
    }


def _told(sample: SampleVacancy) -> dict[str, Any]:
    told = read("offers").get(sample.id, {})
    columns = {name: told[name] for name in _TOLD if name in told}
    if "ends_after_days" in told:
        columns["ends_on"] = sample.starts_on + timedelta(days=told["ends_after_days"])
    return columns
