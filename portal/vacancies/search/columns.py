"""What the board filters and sorts by: the columns of its index, and what an offer has in each."""

from collections.abc import Mapping
from datetime import date

from portal.core.search import Codes, Day, GeoPoint, Number, Point
from portal.core.search.schema import Column, Value
from portal.reference import Answer, Level, OfferKindCode, snapshot
from portal.reference.places import middle
from portal.vacancies.models import VacancyVersion
from portal.vacancies.rules import PayUnit, is_limited

COLUMNS: tuple[Column, ...] = (
    Codes("kind"),
    Codes("field"),
    Codes("working_time"),
    Codes("town"),
    Codes("area"),
    Codes("company"),
    Codes("licence"),
    Codes("load"),
    Codes("shift"),
    Codes("limited"),
    Codes("training"),
    Codes("pay"),
    Codes("prospect"),
    Codes("train"),
    Number("german"),
    Number("places_left"),
    Day("starts_on"),
    Day("starts_last"),
    Day("shown_until"),
    Number("published_at"),
    Point("place"),
)
"""`area` repeats `town` for the radius 0 around a town, since a column takes one filter."""
ANY_DAY, FOREVER = date.min, date.max
NO_LICENCE = "none"


def values(version: VacancyVersion) -> Mapping[str, Value]:
    """Give what an offer has in each column; a company that does not want to be named has no number here.

    A standing offer starts on any day: it begins before every day and after every day.
    """
    vacancy = version.vacancy
    return {
        **_codes(version),
        "company": vacancy.organisation.number if version.is_name_public else None,
        "german": Level(version.german_speaking).rank if version.german_speaking else 0,
        "places_left": vacancy.places_left,
        "starts_on": ANY_DAY if version.is_standing else version.starts_on,
        "starts_last": FOREVER if version.is_standing else version.starts_on,
        "shown_until": vacancy.expires_on or FOREVER,
        "published_at": int(vacancy.published_at.timestamp()) if vacancy.published_at else None,
        "place": _point(version),
    }


def _codes(version: VacancyVersion) -> Mapping[str, Value]:
    ends_by_itself = is_limited(version.offer_kind, version.ends_on, version.duration_days)
    return {
        "kind": version.offer_kind,
        "field": snapshot().occupation_group(version.occupation).area if version.occupation else None,
        "working_time": version.working_time,
        "town": version.ags,
        "area": version.ags,
        "licence": version.licence or NO_LICENCE,
        "load": version.physical_load,
        "shift": _answer(version.has_shifts),
        "limited": _answer(ends_by_itself),
        "training": _answer(version.needs_training),
        "pay": _pay(version),
        "prospect": _prospects(version),
        "train": _train(version),
    }


def _answer(fact: bool | None) -> Answer:
    if fact is None:
        return Answer.UNKNOWN
    return Answer.YES if fact else Answer.NO


def _pay(version: VacancyVersion) -> str | None:
    """Say how much is known of the pay: an amount, that a collective agreement holds, or that there is none."""
    is_amount = version.pay_unit in (PayUnit.HOUR, PayUnit.MONTH)
    if not is_amount:
        return version.pay_unit
    return "amount" if version.pay_eur is not None else None


def _prospects(version: VacancyVersion) -> tuple[str, ...]:
    jobs = (OfferKindCode.FULL_TIME_JOB,) if version.may_lead_to_job else ()
    return (*jobs, OfferKindCode.APPRENTICESHIP) if version.training_aim else jobs


def _train(version: VacancyVersion) -> Answer:
    """Say whether one comes there by train or bus: the company's word first, else a station in the town."""
    if version.by_train is None and version.ags in {station.municipality_ags for station in snapshot().rail_stations}:
        return Answer.YES
    return _answer(version.by_train)


def _point(version: VacancyVersion) -> GeoPoint | None:
    place = middle(version.postal_code, version.ags)
    return GeoPoint(place.lat, place.lon) if place else None
