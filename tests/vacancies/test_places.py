"""Places are counted exactly, also when two companies' people accept at the same moment."""

import pytest

from portal.core import audit, db
from portal.core.actor import ActorKind
from portal.core.search import IndexChange
from portal.vacancies import services
from portal.vacancies.models import Vacancy
from portal.vacancies.rules import VacancyState
from tests.factories.organisations import OrganisationFactory, actor_of
from tests.factories.vacancies import VacancyFactory
from tests.racing import at_once


def test_the_last_place_fills_the_offer_by_itself():
    vacancy = VacancyFactory(published=True, content={"positions": 2})

    services.reserve_place(vacancy)
    assert (vacancy.state, vacancy.places_left) == (VacancyState.PUBLISHED, 1)
    services.reserve_place(vacancy)

    assert (vacancy.state, vacancy.places_left) == (VacancyState.FILLED, 0)
    filled = audit.latest("vacancy", vacancy.id)
    assert (filled.name, filled.actor_kind) == ("fill", ActorKind.SYSTEM)
    assert db.session.query(IndexChange).filter_by(record_id=vacancy.id).count() >= 2


def test_there_is_no_place_beyond_the_last():
    vacancy = VacancyFactory(published=True, content={"positions": 1})
    services.reserve_place(vacancy)

    with pytest.raises(services.NoPlaceLeft):
        services.reserve_place(vacancy)

    assert vacancy.taken == 1


def test_a_draft_has_no_places_yet():
    with pytest.raises(services.NoPlaceLeft):
        services.reserve_place(VacancyFactory(draft=True))


def test_a_freed_place_opens_what_the_system_had_filled():
    vacancy = VacancyFactory(published=True, content={"positions": 1})
    services.reserve_place(vacancy)

    services.free_place(vacancy)

    assert (vacancy.state, vacancy.taken) == (VacancyState.PUBLISHED, 0)


def test_a_paused_offer_stays_paused_when_a_place_is_freed():
    vacancy = VacancyFactory(paused=True, content={"positions": 1})
    services.reserve_place(vacancy)
    assert vacancy.state is VacancyState.FILLED

    services.free_place(vacancy)

    assert vacancy.state is VacancyState.PAUSED


def test_a_freed_place_of_a_suspended_company_is_not_shown():
    vacancy = VacancyFactory(published=True, organisation=OrganisationFactory(suspended=True), content={"positions": 1})
    services.reserve_place(vacancy)

    services.free_place(vacancy)

    assert vacancy.state is VacancyState.PAUSED


def test_what_the_company_declared_filled_stays_so(people):
    vacancy = VacancyFactory(published=True, organisation=people.company)
    services.reserve_place(vacancy)
    services.fill(vacancy, actor=actor_of(people.recruiter))

    services.free_place(vacancy)

    assert (vacancy.state, vacancy.taken) == (VacancyState.FILLED, 0)


def test_an_offer_that_is_over_does_not_open_again():
    vacancy = VacancyFactory(expired=True, content={"positions": 1})
    services.reserve_place(vacancy)

    services.free_place(vacancy)

    assert vacancy.state is VacancyState.EXPIRED


def test_nothing_is_freed_that_was_not_taken():
    vacancy = VacancyFactory(published=True)

    with pytest.raises(services.NoPlaceLeft):
        services.free_place(vacancy)


@pytest.mark.commits
def test_of_two_at_once_one_gets_the_last_place(app):
    vacancy_id = VacancyFactory(published=True, content={"positions": 1}).id

    def accept() -> None:
        services.reserve_place(db.session.get_one(Vacancy, vacancy_id))

    outcomes = at_once(app, accept, accept)

    vacancy = db.session.get_one(Vacancy, vacancy_id)
    assert outcomes == ["NoPlaceLeft", "done"]
    assert (vacancy.taken, vacancy.state) == (1, VacancyState.FILLED)
