"""What is true of referrals and courses whatever the database."""

from datetime import timedelta
from enum import StrEnum

from portal.organisations.rules import IP_OFFICE


class ReferralState(StrEnum):
    """Where a referral stands."""

    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class Purpose(StrEnum):
    """What one office asks another to do for a person; the words offices say they can receive."""

    COUNSELLING = "counselling"
    LANGUAGE = "language"
    COURSE = "course"
    SCHOOL = "school"
    QUALIFICATION = "qualification"
    RECOGNITION = "recognition"
    TRAINING_ADVICE = "training_advice"
    CERTIFICATES = "certificates"
    RESIDENCE = "residence"
    BENEFITS = "benefits"
    HOUSING = "housing"
    CHILDCARE = "childcare"
    FAMILY = "family"
    GUARDIANSHIP = "guardianship"
    DEBT = "debt"
    VOLUNTEERING = "volunteering"
    PLACEMENT = "placement"


OPEN = (ReferralState.SENT, ReferralState.ACCEPTED)
"""States in which the office asked may know who the person is."""
KEPT = timedelta(days=183)
"""How long what was written about a person stays after the end."""
STILL_REMINDED = timedelta(days=14)
"""How late an office is still reminded of an answer, where the worker stood still on the day."""
FULL_COURSE_HOURS = 20
"""From so many hours a week a course leaves no room for a placement beside it."""


def can_receive(purpose: Purpose, *, body_kind: str, listed: list[str]) -> bool:
    """Tell whether an office takes on a purpose: placement is what the Integration Point itself is for."""
    if purpose is Purpose.PLACEMENT:
        return body_kind == IP_OFFICE
    return f"referral:{purpose}" in listed
