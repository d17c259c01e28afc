"""Which body could see what of whom, because it was asked to do something or a course of it is attended."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select

from portal.candidates.queries import Sight, among
from portal.candidates.rules import Field
from portal.cooperation.models import Course, Enrolment, Referral
from portal.core import clock, db
from portal.organisations.models import Office
from portal.organisations.rules import IP_OFFICE

BY_REFERRAL = frozenset({Field.NAME, Field.PHONE_AND_EMAIL, Field.FIRST_LANGUAGE})
BY_COURSE = frozenset({Field.NAME})


def partners(on: date, numbers: Mapping[UUID, str]) -> Iterator[Sight]:
    """Give the bodies that worked for a person on a day: while a referral is open, the one asked and the one asking."""
    return _sights("referral", _referred(on).where(among(Referral.candidate_id, numbers)), numbers)


def providers(on: date, numbers: Mapping[UUID, str]) -> Iterator[Sight]:
    """Give the bodies in whose course a person is entered on a day; who has left it is theirs no more."""
    return _sights("course", _enrolled(on).where(among(Enrolment.candidate_id, numbers)), numbers)


def _sights(cause: str, query: Select[Any, Any, Any], numbers: Mapping[UUID, str]) -> Iterator[Sight]:
    for candidate_id, office, since in db.session.execute(query):
        if candidate_id in numbers:
            yield Sight(numbers[candidate_id], office, "authority", cause, cause, since)


def _referred(on: date) -> Select[Any, Any, Any]:
    is_party = or_(Office.id == Referral.to_office_id, Office.id == Referral.from_office_id)
    return (
        select(Referral.candidate_id, Office.name, Referral.created_at)
        .join(Office, is_party)
        .where(
            Office.body_kind != IP_OFFICE,
            Referral.candidate_id.is_not(None),
            Referral.created_at < clock.end_of(on),
            or_(Referral.ended_on.is_(None), Referral.ended_on > on),
        )
        .order_by(Referral.created_at, Referral.id, Office.name)
    )


def _enrolled(on: date) -> Select[Any, Any, Any]:
    return (
        select(Enrolment.candidate_id, Office.name, Enrolment.created_at)
        .join(Course, Course.id == Enrolment.course_id)
        .join(Office, Office.id == Course.office_id)
        .where(
            Enrolment.created_at < clock.end_of(on),
            or_(Enrolment.left_on.is_(None), Enrolment.left_on > on),
        )
        .order_by(Enrolment.created_at, Enrolment.id)
    )
