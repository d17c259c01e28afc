"""The texts of a card: who writes too much is warned, and no company reads it."""

import pytest

from portal.accounts.models import User
from portal.candidates import queries, services
from portal.candidates.rules import FREE_TEXTS, TellsTooMuch
from portal.core import db
from tests.candidates.files import again, url
from tests.factories.candidates import CandidateFactory, DisclosureGrantFactory, ExperienceFactory
from tests.factories.organisations import actor_of
from tests.pages import Page


@pytest.mark.parametrize("column", FREE_TEXTS)
@pytest.mark.parametrize("text", ["Koch in Damaskus, Syrien", "Anruf 0151 23456789", "Frau Tesfamariam kann das"])
def test_a_text_that_tells_too_much_is_named_with_its_passage(column, text):
    is_list = column in ("skills", "wish_occupations")
    person = CandidateFactory(last_name="Tesfamariam", **{column: [text] if is_list else text})

    assert set(queries.telling(person)) == {column}


@pytest.mark.parametrize("row", [{"what": "Koch in Syrien"}, {"what": "Koch", "place": "Damaskus, Tel. 0151 23456789"}])
def test_what_somebody_has_worked_at_is_looked_through_too(row):
    person = CandidateFactory()
    ExperienceFactory(candidate_id=person.id, **row)

    assert set(queries.telling(person)) == {"experience"}


def test_what_stays_in_the_office_may_tell_everything():
    person = CandidateFactory(schooling="Schule in Syrien", wishes="Nicht zu Firma Tesfamariam", notes="Duldung")

    assert queries.telling(person) == {}


def test_the_caseworker_is_warned_beside_the_field_after_saving_and_on_coming_back(desk, person):
    page = Page(desk.get(url(person, "/edit/background")).text)

    answer = desk.post(url(person, "/edit/background"), data=page.form("experience").filled(experience="In Syrien"))

    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("/edit/background")
    assert again(person).experience == "In Syrien"
    assert "Bitte nehmen Sie heraus: „syrien“" in desk.get(url(person, "/edit/background")).text
    assert "Bitte nehmen Sie heraus" not in desk.get(url(person, "/edit/wishes")).text


def test_a_card_that_a_company_reads_now_takes_no_such_text(desk, person):
    DisclosureGrantFactory(candidate_id=person.id)
    page = Page(desk.get(url(person, "/edit/background")).text)

    answer = desk.post(url(person, "/edit/background"), data=page.form("experience").filled(experience="In Syrien"))

    assert answer.status_code == 422
    assert "In Syrien</textarea>" in answer.text
    assert again(person).experience is None


def test_another_section_can_be_changed_while_an_old_text_still_tells(person):
    person.experience = "In Syrien"
    DisclosureGrantFactory(candidate_id=person.id)
    keeper = actor_of(db.session.get_one(User, person.caseworker_id))

    services.edit(person, "wishes", {"work_limits": "nicht heben"}, actor=keeper)

    with pytest.raises(TellsTooMuch):
        services.edit(person, "wishes", {"work_limits": "nicht heben, Duldung"}, actor=keeper)


@pytest.mark.parametrize("column", ["last_name", "town", "guardian_name"])
def test_a_name_that_is_corrected_does_not_make_a_text_tell_that_a_company_reads_now(person, column):
    person.experience = "Frau Tesfamariam kann das"
    DisclosureGrantFactory(candidate_id=person.id)
    keeper = actor_of(db.session.get_one(User, person.caseworker_id))

    with pytest.raises(TellsTooMuch):
        services.edit(person, "identity", {column: "Tesfamariam"}, actor=keeper)


def test_what_somebody_has_worked_at_is_no_way_around_it(desk, person):
    row = ExperienceFactory(candidate_id=person.id, what="Koch")
    DisclosureGrantFactory(candidate_id=person.id)
    for path in (url(person, "/experience"), url(person, f"/experience/{row.id}")):
        form = Page(desk.get(path).text).form("what")

        assert desk.post(path, data=form.filled(what="Koch in Syrien")).status_code == 422

    db.session.refresh(row)
    assert row.what == "Koch"
