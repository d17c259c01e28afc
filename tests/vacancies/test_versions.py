"""A new text of an offer on the board: the old one stays until the new one is reviewed."""

import pytest

from portal.core import db
from portal.core.search import IndexChange
from portal.vacancies import queries, services
from portal.vacancies.rules import VacancyState, VersionState
from portal.vacancies.rules.checks import NothingToDo, OwnText, TooFewPlaces
from tests.factories.organisations import actor_of
from tests.factories.vacancies import VacancyFactory


@pytest.fixture
def revised(people):
    """A published offer whose company has begun a new text."""
    vacancy = VacancyFactory(published=True, organisation=people.company)
    services.revise(vacancy, actor=actor_of(people.recruiter))
    new = vacancy.version_in(VersionState.DRAFT)
    services.save(vacancy, new, actor=actor_of(people.recruiter), content={"title": "Packhelfer (m/w/d)"})
    return vacancy


def states(vacancy):
    """List what the versions are, oldest first."""
    return [version.text_state.value for version in vacancy.versions]


def test_the_live_text_stays_while_a_new_one_is_written_and_reviewed(revised, people):
    assert (revised.state, states(revised)) == (VacancyState.PUBLISHED, ["live", "draft"])

    services.submit(revised, actor=actor_of(people.recruiter))

    assert (revised.state, states(revised)) == (VacancyState.PUBLISHED, ["live", "in_review"])
    assert queries.version(revised, VersionState.LIVE).title == "Lagerhelfer (m/w/d) im Versand"


def test_publishing_it_makes_the_former_text_old(revised, people):
    services.submit(revised, actor=actor_of(people.recruiter))
    shown_until = revised.expires_on

    services.publish(revised, actor=actor_of(people.reviewer))
    services.publish(revised, actor=actor_of(people.reviewer))

    assert (revised.state, states(revised)) == (VacancyState.PUBLISHED, ["old", "live"])
    assert queries.version(revised, VersionState.LIVE).title == "Packhelfer (m/w/d)"
    assert revised.expires_on == shown_until


def test_returning_it_leaves_the_board_alone(revised, people):
    services.submit(revised, actor=actor_of(people.recruiter))

    services.send_back(revised, actor=actor_of(people.reviewer), reason="Bitte Stunden ergänzen")

    assert (revised.state, states(revised)) == (VacancyState.PUBLISHED, ["live", "draft"])


def test_dropping_it_keeps_it_readable(revised, people):
    for _click in range(2):
        services.discard(revised, actor=actor_of(people.recruiter))

    assert states(revised) == ["live", "old"]
    services.revise(revised, actor=actor_of(people.recruiter))
    assert [version.number for version in revised.versions] == [1, 2, 3]


def test_beginning_twice_is_one_new_text(revised, people):
    services.revise(revised, actor=actor_of(people.recruiter))

    assert states(revised) == ["live", "draft"]


def test_no_second_text_while_one_is_reviewed(revised, people):
    services.submit(revised, actor=actor_of(people.recruiter))

    with pytest.raises(NothingToDo):
        services.revise(revised, actor=actor_of(people.recruiter))


def test_whoever_saved_a_step_does_not_review(revised, people):
    draft = revised.version_in(VersionState.DRAFT)
    services.save(revised, draft, actor=people.on_behalf(people.reviewer), content={"times": "ab 7 Uhr"})
    services.submit(revised, actor=actor_of(people.recruiter))

    with pytest.raises(OwnText):
        services.publish(revised, actor=actor_of(people.reviewer))


def test_fewer_places_than_are_taken_are_refused(revised, people):
    services.reserve_place(revised)
    services.reserve_place(revised)
    draft = revised.version_in(VersionState.DRAFT)
    services.save(revised, draft, actor=actor_of(people.recruiter), content={"positions": 1})
    services.submit(revised, actor=actor_of(people.recruiter))

    with pytest.raises(TooFewPlaces):
        services.publish(revised, actor=actor_of(people.reviewer))


def test_more_places_open_an_offer_that_was_full(revised, people):
    services.reserve_place(revised)
    services.reserve_place(revised)
    assert revised.state is VacancyState.FILLED
    draft = revised.version_in(VersionState.DRAFT)
    services.save(revised, draft, actor=actor_of(people.recruiter), content={"positions": 3})
    services.submit(revised, actor=actor_of(people.recruiter))

    services.publish(revised, actor=actor_of(people.reviewer))

    assert (revised.state, revised.places, revised.taken) == (VacancyState.PUBLISHED, 3, 2)


def test_as_many_places_as_are_taken_fill_it(revised, people):
    services.reserve_place(revised)
    draft = revised.version_in(VersionState.DRAFT)
    services.save(revised, draft, actor=actor_of(people.recruiter), content={"positions": 1})
    services.submit(revised, actor=actor_of(people.recruiter))

    services.publish(revised, actor=actor_of(people.reviewer))

    assert revised.state is VacancyState.FILLED


def test_the_index_learns_of_what_the_board_shows_and_of_nothing_else(revised, people):
    db.session.query(IndexChange).delete()
    services.submit(revised, actor=actor_of(people.recruiter))
    assert db.session.query(IndexChange).count() == 0

    services.publish(revised, actor=actor_of(people.reviewer))

    assert [change.record_id for change in db.session.query(IndexChange)] == [revised.id]
