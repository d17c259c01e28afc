"""The way of an offer, move by move: what each does, and what stands against it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from portal.core import audit, clock
from portal.core.actor import Actor, ActorKind, Role
from portal.core.db import new_id
from portal.core.errors import NotAllowed, NotFound
from portal.vacancies import services
from portal.vacancies.rules import VacancyState, VersionState, WithdrawReason
from portal.vacancies.rules.checks import (
    AlreadyOver,
    CompanyNotVerified,
    ExceptionNeedsReason,
    FindingsStandAgainst,
    NotComplete,
    NothingToDo,
    NotThatDate,
    OwnText,
    StartsInThePast,
    TooFewPlaces,
)
from portal.vacancies.workflow import WORKFLOW
from tests.factories.organisations import OrganisationFactory, actor_of
from tests.factories.vacancies import VacancyFactory, VacancyVersionFactory


def test_a_complete_draft_goes_to_review(people):
    vacancy = VacancyFactory(organisation=people.company)

    services.submit(vacancy, actor=actor_of(people.recruiter))

    assert vacancy.state is VacancyState.IN_REVIEW
    assert vacancy.text.text_state is VersionState.IN_REVIEW


def test_submitting_twice_is_one_submission(people):
    vacancy = VacancyFactory(organisation=people.company)
    recruiter = actor_of(people.recruiter)

    services.submit(vacancy, actor=recruiter)
    services.submit(vacancy, actor=recruiter)

    assert [event.name for event in audit.history("vacancy", vacancy.id)] == ["submit"]


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        ({"title": None}, NotComplete),
        ({"starts_on": None}, NotComplete),
        ({"pay_unit": None}, NotComplete),
        ({"title": "Lagerhelfer im Versand"}, FindingsStandAgainst),
        ({"pay_eur": Decimal(5)}, FindingsStandAgainst),
        ({"offer_kind": "internship", "training_aim": None, "duration_days": 20}, NotComplete),
        ({"offer_kind": "internship", "training_aim": True}, NotComplete),
    ],
)
def test_what_is_incomplete_or_unlawful_is_not_handed_in(content, refusal, people):
    vacancy = VacancyFactory(organisation=people.company, content=content)

    with pytest.raises(refusal):
        services.submit(vacancy, actor=actor_of(people.recruiter))

    assert vacancy.state is VacancyState.DRAFT


def test_a_start_in_the_past_is_not_handed_in(people):
    yesterday = clock.today() - timedelta(days=1)
    vacancy = VacancyFactory(organisation=people.company, content={"starts_on": yesterday})

    with pytest.raises(StartsInThePast):
        services.submit(vacancy, actor=actor_of(people.recruiter))


@pytest.mark.parametrize("trait", [{}, {"suspended": True}])
def test_a_company_that_is_not_verified_keeps_drafts_only(trait, people):
    vacancy = VacancyFactory(organisation=OrganisationFactory(**trait))
    recruiter = Actor(ActorKind.USER, Role.RECRUITER, id=people.recruiter.id, organisation_id=vacancy.organisation_id)

    with pytest.raises(CompanyNotVerified):
        services.submit(vacancy, actor=recruiter)


def test_a_reviewer_publishes(people):
    vacancy = VacancyFactory(in_review=True, organisation=people.company, content={"positions": 3})

    services.publish(vacancy, actor=actor_of(people.reviewer))

    assert vacancy.state is VacancyState.PUBLISHED
    assert vacancy.text.text_state is VersionState.LIVE
    assert vacancy.text.reviewer_id == people.reviewer.id
    assert (vacancy.places, vacancy.confirmed_on, vacancy.expires_on) == (3, clock.today(), vacancy.text.starts_on)


def test_a_standing_offer_has_no_end(people):
    content = {"is_standing": True, "starts_on": None}
    vacancy = VacancyFactory(in_review=True, organisation=people.company, content=content)

    services.publish(vacancy, actor=actor_of(people.reviewer))

    assert vacancy.expires_on is None


def test_nobody_reviews_what_they_entered_for_the_company(people):
    vacancy = VacancyFactory(organisation=people.company)
    services.submit(vacancy, actor=people.on_behalf(people.reviewer))

    with pytest.raises(OwnText):
        services.publish(vacancy, actor=actor_of(people.reviewer))
    with pytest.raises(OwnText):
        services.send_back(vacancy, actor=actor_of(people.reviewer), reason="Bitte ändern")

    services.publish(vacancy, actor=actor_of(people.coordinator))
    assert vacancy.state is VacancyState.PUBLISHED


def test_nobody_reviews_while_acting_for_a_company(people):
    vacancy = VacancyFactory(in_review=True, organisation=people.company)

    with pytest.raises(NotAllowed):
        services.publish(vacancy, actor=people.on_behalf(people.reviewer))


def test_a_lawful_exception_needs_a_reason(people):
    content = {"needed": "Wir suchen nur Männer."}
    vacancy = VacancyFactory(organisation=people.company, content=content)
    services.submit(vacancy, actor=actor_of(people.recruiter))

    with pytest.raises(ExceptionNeedsReason):
        services.publish(vacancy, actor=actor_of(people.reviewer), reason="  ")

    services.publish(vacancy, actor=actor_of(people.reviewer), reason="§ 8 AGG: Männerwohnheim, Intimpflege")
    assert vacancy.state is VacancyState.PUBLISHED
    assert audit.latest("vacancy", vacancy.id).reason.startswith("§ 8 AGG")


def test_what_has_no_exception_is_not_published_whatever_the_reason(people):
    content = {"title": "Lagerhelfer im Versand"}
    vacancy = VacancyFactory(in_review=True, organisation=people.company, content=content)

    with pytest.raises(FindingsStandAgainst):
        services.publish(vacancy, actor=actor_of(people.reviewer), reason="trotzdem")


def test_an_approved_offer_waits_for_its_day_and_then_appears(people):
    vacancy = VacancyFactory(in_review=True, organisation=people.company)
    services.publish(vacancy, actor=actor_of(people.reviewer), publish_on=clock.today() + timedelta(days=3))
    assert vacancy.state is VacancyState.IN_REVIEW

    services.publish_due(vacancy)

    assert vacancy.state is VacancyState.PUBLISHED
    assert vacancy.text.reviewer_id == people.reviewer.id


def test_the_system_publishes_nothing_nobody_approved(people):
    vacancy = VacancyFactory(in_review=True, organisation=people.company)

    with pytest.raises(NothingToDo):
        services.publish_due(vacancy)


def test_a_returned_offer_is_a_draft_again_and_loses_its_approval(people):
    vacancy = VacancyFactory(in_review=True, organisation=people.company)
    services.publish(vacancy, actor=actor_of(people.reviewer), publish_on=clock.today() + timedelta(days=3))

    services.send_back(vacancy, actor=actor_of(people.coordinator), reason="Die Zeiten fehlen.")

    assert vacancy.state is VacancyState.DRAFT
    assert (vacancy.text.text_state, vacancy.text.reviewer_id) == (VersionState.DRAFT, None)


def test_a_pause_ends_in_the_future_and_within_half_a_year(people):
    vacancy = VacancyFactory(published=True, organisation=people.company)

    for days in (-1, 181):
        with pytest.raises(NotThatDate):
            services.pause(vacancy, actor=actor_of(people.recruiter), until=clock.today() + timedelta(days=days))

    services.pause(vacancy, actor=actor_of(people.recruiter), until=clock.today() + timedelta(days=7))
    assert vacancy.state is VacancyState.PAUSED


def test_staff_pause_without_being_asked(people):
    vacancy = VacancyFactory(published=True, organisation=people.company)

    services.pause(vacancy, actor=actor_of(people.coordinator), until=None, reason="Beschwerde wird geprüft")

    assert vacancy.state is VacancyState.PAUSED


def test_resuming_confirms_and_forgets_the_pause(people):
    vacancy = VacancyFactory(paused=True, organisation=people.company, paused_until=clock.today())

    services.resume(vacancy, actor=actor_of(people.recruiter))

    assert vacancy.state is VacancyState.PUBLISHED
    assert (vacancy.paused_until, vacancy.confirmed_on) == (None, clock.today())


def test_what_is_over_is_not_resumed(people):
    yesterday = clock.today() - timedelta(days=1)
    vacancy = VacancyFactory(paused=True, organisation=people.company, expires_on=yesterday)

    with pytest.raises(AlreadyOver):
        services.resume(vacancy, actor=actor_of(people.recruiter))


def test_a_company_fills_and_frees_by_itself(people):
    vacancy = VacancyFactory(published=True, organisation=people.company)

    services.fill(vacancy, actor=actor_of(people.recruiter))
    assert vacancy.state is VacancyState.FILLED
    services.reopen(vacancy, actor=actor_of(people.recruiter))

    assert vacancy.state is VacancyState.PUBLISHED


def test_an_offer_without_a_place_is_not_freed(people):
    vacancy = VacancyFactory(filled=True, organisation=people.company)

    with pytest.raises(TooFewPlaces):
        services.reopen(vacancy, actor=actor_of(people.recruiter))


def test_an_extension_is_later_and_within_half_a_year(people):
    vacancy = VacancyFactory(published=True, organisation=people.company)
    recruiter = actor_of(people.recruiter)

    for days in (0, 60, 181):
        with pytest.raises(NotThatDate):
            services.extend(vacancy, actor=recruiter, expires_on=clock.today() + timedelta(days=days), reason="Grund")
    for _click in range(2):
        services.extend(vacancy, actor=recruiter, expires_on=clock.today() + timedelta(days=90), reason="Noch frei")

    assert vacancy.expires_on == clock.today() + timedelta(days=90)
    assert [event.name for event in audit.history("vacancy", vacancy.id)] == ["extend"]


def test_a_withdrawn_draft_comes_back_through_review(people):
    vacancy = VacancyFactory(organisation=people.company)
    recruiter = actor_of(people.recruiter)
    services.withdraw(vacancy, actor=recruiter, code=WithdrawReason.MISTAKE)
    assert vacancy.state is VacancyState.WITHDRAWN

    services.submit(vacancy, actor=recruiter)

    assert vacancy.state is VacancyState.IN_REVIEW


def test_withdrawing_takes_the_text_out_of_review(people):
    vacancy = VacancyFactory(in_review=True, organisation=people.company)

    services.withdraw(vacancy, actor=actor_of(people.recruiter), code=WithdrawReason.OTHER, reason="Umbau")

    assert vacancy.text.text_state is VersionState.DRAFT


def test_an_unchanged_text_comes_back_without_review(people):
    vacancy = VacancyFactory(expired=True, organisation=people.company)

    services.relist(vacancy, actor=actor_of(people.recruiter))

    assert vacancy.state is VacancyState.PUBLISHED
    assert vacancy.expires_on == vacancy.text.starts_on


def test_an_unchanged_text_with_a_past_start_does_not_come_back(people):
    vacancy = VacancyFactory(
        expired=True, organisation=people.company, content={"starts_on": clock.today() - timedelta(days=1)}
    )

    with pytest.raises(StartsInThePast):
        services.relist(vacancy, actor=actor_of(people.recruiter))


def test_a_changed_text_comes_back_through_review(people):
    vacancy = VacancyFactory(expired=True, organisation=people.company)
    recruiter = actor_of(people.recruiter)
    services.revise(vacancy, actor=recruiter)

    services.relist(vacancy, actor=recruiter)
    assert vacancy.state is VacancyState.IN_REVIEW
    services.publish(vacancy, actor=actor_of(people.reviewer))

    assert [version.text_state for version in vacancy.versions] == [VersionState.OLD, VersionState.LIVE]


def test_an_expired_offer_asks_how_it_came_out(people):
    vacancy = VacancyFactory(published=True, organisation=people.company)
    services.expire(vacancy)

    services.tell_outcome(vacancy, actor=actor_of(people.recruiter), code="filled_elsewhere")

    assert vacancy.state is VacancyState.EXPIRED
    assert audit.latest("vacancy", vacancy.id).reason_code == "filled_elsewhere"


def test_an_offer_is_begun_once_however_often_the_form_is_sent(people):
    record_id, content = new_id(), {"title": "Küchenhilfe (m/w/d)", "offer_kind": "mini_job", "positions": 2}
    recruiter = actor_of(people.recruiter)

    first = services.draft(record_id, actor=recruiter, content=content)
    second = services.draft(record_id, actor=recruiter, content=content)

    assert first is second
    assert (first.state, first.places, first.text.search_title) == (VacancyState.DRAFT, 2, "kuechenhilfe (m/w/d)")
    assert [event.name for event in audit.history("vacancy", first.id)] == ["draft"]


def test_staff_begin_no_offer_for_nobody(people):
    with pytest.raises(NotAllowed):
        services.draft(new_id(), actor=actor_of(people.reviewer), content={})


def test_a_known_id_of_another_company_stays_unknown(people):
    foreign = VacancyFactory()

    with pytest.raises(NotFound):
        services.draft(foreign.id, actor=actor_of(people.recruiter), content={"title": "Fremd"})


def test_a_copy_says_the_same_and_is_a_draft_of_its_own(people):
    source = VacancyFactory(published=True, organisation=people.company)

    made = services.copy(source, new_id(), actor=actor_of(people.recruiter))

    assert made.state is VacancyState.DRAFT
    assert (made.text.title, made.text.tasks, made.text.pay_eur) == (
        source.text.title,
        source.text.tasks,
        source.text.pay_eur,
    )
    assert (made.text.author_id, made.text.editor_ids) == (people.recruiter.id, [str(people.recruiter.id)])


def test_only_the_draft_is_written(people):
    vacancy = VacancyFactory(published=True, organisation=people.company)

    with pytest.raises(NotAllowed):
        services.save(vacancy, vacancy.text, actor=actor_of(people.recruiter), content={"title": "Neu (m/w/d)"})


def test_the_builders_text_has_every_column_the_steps_ask_for():
    built = VacancyVersionFactory.build()

    assert (built.title, built.pay_eur) != (None, None)


def test_a_wished_end_is_kept_and_an_end_that_is_over_is_not(people):
    wished = clock.today() + timedelta(days=20)
    kept = VacancyFactory(in_review=True, organisation=people.company, expires_on=wished)
    late = VacancyFactory(in_review=True, organisation=people.company, expires_on=clock.today())

    for vacancy in (kept, late):
        services.publish(vacancy, actor=actor_of(people.reviewer))

    assert (kept.expires_on, late.expires_on) == (wished, late.text.starts_on)


def test_an_unchanged_text_does_not_come_back_beside_a_changed_one(people):
    vacancy = VacancyFactory(expired=True, organisation=people.company)
    services.revise(vacancy, actor=actor_of(people.recruiter))

    with pytest.raises(NothingToDo):
        WORKFLOW.apply("relist_unchanged", vacancy, actor=actor_of(people.recruiter))
