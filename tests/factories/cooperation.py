"""Builders of referrals, courses and requests to be called back."""

from datetime import timedelta

import factory

from portal.cooperation.models import CallBack, Course, Referral, WaitingPlace
from portal.cooperation.rules import Purpose, ReferralState
from portal.cooperation.rules.call_backs import CallBackState, CallTime
from portal.cooperation.rules.waiting import WaitingState
from portal.core import clock
from portal.core.actor import Channel
from tests.factories.base import Factory
from tests.factories.candidates import CandidateFactory
from tests.factories.organisations import OfficeFactory
from tests.factories.vacancies import VacancyFactory


class BodyFactory(OfficeFactory):
    """A partner body that gives advice and holds courses."""

    body_kind = "course_provider"
    can_receive = factory.LazyFunction(lambda: ["referral:counselling", "referral:language", "referral:course"])


class ReferralFactory(Factory):
    """Somebody of a file, sent to a partner body."""

    class Meta:
        model = Referral

    state = ReferralState.SENT
    candidate = factory.SubFactory(CandidateFactory)
    from_office_id = factory.LazyAttribute(lambda one: one.candidate.office_id)
    to_office = factory.SubFactory(BodyFactory)
    author_id = factory.LazyAttribute(lambda one: one.candidate.caseworker_id)
    purpose = Purpose.LANGUAGE
    consented_on = factory.LazyFunction(clock.today)
    consent_channel = Channel.DESK


class CallBackFactory(Factory):
    """Somebody who waits for a call about an offer."""

    class Meta:
        model = CallBack

    state = CallBackState.OPEN
    office = factory.SubFactory(OfficeFactory)
    office_id = factory.SelfAttribute("office.id")
    vacancy_id = factory.LazyFunction(lambda: VacancyFactory(published=True).id)
    name = "Selam Tekle"
    phone = "0176 04069201"
    language = "ti"
    call_at = CallTime.ANY


class CourseFactory(Factory):
    """A full course that begins in two weeks."""

    class Meta:
        model = Course

    provider = factory.SubFactory(BodyFactory)
    title = "Deutsch A2"
    level = "A2"
    town = "Heinsberg"
    starts_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=14))
    ends_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=120))
    weekly_hours = 25
    seats = 12
    taken = 0


class WaitingPlaceFactory(Factory):
    """Somebody who waits for a seat in a full course."""

    class Meta:
        model = WaitingPlace

    state = WaitingState.WAITING
    course = factory.SubFactory(CourseFactory, seats=1, taken=1)
    candidate = factory.SubFactory(CandidateFactory, ready_for_work=True)
