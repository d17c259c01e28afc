"""The profile sheet on its own: for the person in two languages, for the office as a company reads it."""

import pytest

from portal.accounts.models import User
from portal.core import db
from tests.candidates.canaries import allowed, found_in, plant
from tests.candidates.files import url
from tests.candidates.test_links import come_in
from tests.core.test_pdf import text_of, with_tools
from tests.factories.candidates import CandidateFactory, ExperienceFactory
from tests.factories.organisations import office_member
from tests.signing import sign_in

pytestmark = with_tools


def test_the_person_reads_the_sheet_in_german_and_in_the_own_language(client):
    person = CandidateFactory(locale="uk", tasks={"bake": "daily"}, work_times=["mo-morning"])
    ExperienceFactory(candidate_id=person.id, own_words="Bei meinem Onkel")

    answer = client.get(f"{come_in(client, person)}?part=profile")

    text = text_of(answer.data)
    assert answer.mimetype == "application/pdf"
    assert person.first_name not in answer.headers["Content-Disposition"]
    told = ("Mein Profil", "Мій профіль", "Backen", "пекти", "Mo vormittags", "зранку")
    assert [words for words in told if words not in text] == []
    assert "Onkel" not in text


def test_the_sheet_of_a_person_tells_no_notes_no_papers_and_not_where_they_live(client):
    planted = plant()
    sign_in(client, db.session.get_one(User, planted.person.caseworker_id))

    text = "".join(text_of(client.get(url(planted.person, "/profile.pdf")).data).split())

    kept = {sign.split("@")[0] for sign in found_in(text, planted)}
    person = planted.person
    never = {person.notes, person.street, person.town, person.wishes, person.next_step, person.experience_own_words}
    assert person.work_limits in kept
    assert not kept & never
    assert not planted.signs["residence.status_key"] & kept


def test_the_office_prints_the_card_as_a_company_reads_it(client):
    planted = plant()
    sign_in(client, db.session.get_one(User, planted.person.caseworker_id))

    text = "".join(text_of(client.get(url(planted.person, "/profile.pdf?level=L1")).data).split())

    assert planted.person.number in text
    assert found_in(text, planted) <= allowed(planted, "L1")
    assert planted.person.last_name not in text


@pytest.mark.parametrize("level", ["L3_start", "L9", ""])
def test_there_is_no_sheet_of_other_levels(desk, person, level):
    assert desk.get(url(person, f"/profile.pdf?level={level}")).status_code == 404


def test_a_foreign_caseworker_gets_no_sheet(client, person):
    sign_in(client, office_member())

    assert client.get(url(person, "/profile.pdf")).status_code == 404
