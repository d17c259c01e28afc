"""An offer as machines read it: schema.org/JobPosting, for dated offers on the public board only."""

from datetime import UTC, datetime, time, timedelta
from html import escape
from typing import Any

from portal.core import clock
from portal.core.outbox import external_url
from portal.reference import OfferKindCode
from portal.vacancies.models import VacancyVersion
from portal.vacancies.rules import PayUnit
from portal.vacancies.rules.states import SHOWN_DAYS

EMPLOYMENT_TYPES = {
    OfferKindCode.SHADOWING: "INTERN",
    OfferKindCode.INTERNSHIP: "INTERN",
    OfferKindCode.ENTRY_QUALIFICATION: "INTERN",
    OfferKindCode.APPRENTICESHIP: "OTHER",
    OfferKindCode.MINI_JOB: "PART_TIME",
    OfferKindCode.PART_TIME_JOB: "PART_TIME",
    OfferKindCode.FULL_TIME_JOB: "FULL_TIME",
}
UNITS = {PayUnit.HOUR: "HOUR", PayUnit.MONTH: "MONTH"}
NEEDS_NO_TRAINING = "no requirements"
NEEDS_TRAINING = {"@type": "EducationalOccupationalCredential", "credentialCategory": "professional certificate"}
"""The two answers of companies in the words search engines know; who has learned a trade has its certificate."""
STATES = {
    "01": "SH",
    "02": "HH",
    "03": "NI",
    "04": "HB",
    "05": "NW",
    "06": "HE",
    "07": "RP",
    "08": "BW",
    "09": "BY",
    "10": "SL",
    "11": "BE",
    "12": "BB",
    "13": "MV",
    "14": "SN",
    "15": "ST",
    "16": "TH",
}
"""The state (ISO 3166-2:DE) by the first two digits of the AGS."""


def job_posting(version: VacancyVersion, url: str) -> dict[str, Any] | None:
    """Describe an offer, or nothing where it has no date: a standing offer is no job posting.

    `directApply` is false: nobody can apply on the page itself, they call us or the company.
    Source: schema.org/JobPosting with the properties search engines require.
    """
    vacancy = version.vacancy
    if version.is_standing or not version.starts_on or not vacancy.published_at:
        return None
    said = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": version.title,
        "description": _description(version),
        "identifier": {"@type": "PropertyValue", "name": "Integration Point", "value": vacancy.number},
        "url": url,
        "datePosted": clock.local(vacancy.published_at).date().isoformat(),
        "validThrough": _valid_through(version),
        "employmentType": _employment_type(version),
        "hiringOrganization": _organisation(version),
        "jobLocation": {"@type": "Place", "address": _address(version)},
        "jobStartDate": version.starts_on.isoformat(),
        "totalJobOpenings": vacancy.places_left,
        "workHours": version.times,
        "qualifications": version.needed,
        "educationRequirements": _education(version),
        "jobBenefits": version.support,
        "baseSalary": _salary(version),
        "directApply": False,
    }
    return {name: value for name, value in said.items() if value not in (None, "")}


def _employment_type(version: VacancyVersion) -> str | list[str]:
    kind = EMPLOYMENT_TYPES[OfferKindCode(version.offer_kind or "")]
    is_job_that_ends = kind.endswith("_TIME") and (version.ends_on or version.duration_days)
    return [kind, "TEMPORARY"] if is_job_that_ends else kind


def _education(version: VacancyVersion) -> Any:
    if version.needs_training is None:
        return None
    return NEEDS_TRAINING if version.needs_training else NEEDS_NO_TRAINING


def _description(version: VacancyVersion) -> str:
    parts = (version.tasks, version.needed, version.can_be_learned, version.support)
    return "".join(f"<p>{escape(part)}</p>" for part in parts if part)


def _valid_through(version: VacancyVersion) -> str | None:
    """Give the end of the last day; the board's own ninety days are no date of the company's."""
    vacancy = version.vacancy
    if vacancy.expires_on is None or vacancy.published_at is None:
        return None
    if vacancy.expires_on == clock.local(vacancy.published_at).date() + timedelta(days=SHOWN_DAYS):
        return None
    end = datetime.combine(vacancy.expires_on, time(23, 59, 59), tzinfo=clock.LOCAL_ZONE)
    return end.astimezone(UTC).isoformat()


def _organisation(version: VacancyVersion) -> Any:
    """Name the company, or say that it does not want to be named: search engines have this one word for that.

    To leave the property out, or to name ourselves, would make the posting invalid or untrue.
    """
    if not version.is_name_public:
        return "confidential"
    company = version.vacancy.organisation
    named = {"@type": "Organization", "name": company.name, "url": external_url(f"/companies/{company.number}")}
    return {**named, "sameAs": company.website} if company.website else named


def _address(version: VacancyVersion) -> dict[str, Any]:
    street = version.street if version.is_name_public else None
    said = {
        "@type": "PostalAddress",
        "streetAddress": street,
        "postalCode": version.postal_code,
        "addressLocality": version.town,
        "addressRegion": STATES.get((version.ags or "")[:2]),
        "addressCountry": "DE",
    }
    return {name: value for name, value in said.items() if value}


def _salary(version: VacancyVersion) -> dict[str, Any] | None:
    if version.pay_eur is None or version.pay_unit not in UNITS:
        return None
    value = {"@type": "QuantitativeValue", "value": float(version.pay_eur), "unitText": UNITS[version.pay_unit]}
    return {"@type": "MonetaryAmount", "currency": "EUR", "value": value}
