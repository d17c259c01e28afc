"""The pages that merge two entries of one company, and what gives a double away."""

import pytest
from markupsafe import escape

from portal.core import db
from portal.core.actor import Role
from portal.organisations import queries
from portal.organisations.models import Organisation
from portal.organisations.rules import CompanyState, core_name
from portal.organisations.workflow import NotTheSame
from portal.vacancies.models import Vacancy
from tests.factories.organisations import OrganisationFactory, actor_of, company_member, office_member
from tests.factories.vacancies import VacancyFactory
from tests.organisations.test_merging import merge
from tests.signing import sign_in
from tests.statements import statements


def test_acting_for_the_double_goes_on_for_the_company(client, kept, double, service_member):
    sign_in(client, service_member)
    client.post(f"/organisations/{double.id}/act-for", data={"contact": "Frau M", "channel": "phone"})
    merge(double, kept, service_member)

    assert client.get(f"/organisations/{kept.id}/edit").status_code == 200


def test_sent_again_much_later_it_leads_to_the_company(client, kept, double, service_member):
    sign_in(client, service_member)
    merge(double, kept, service_member)

    for one, other in ((kept, double), (double, kept)):
        where = f"/organisations/{one.id}/merge?other={other.number}"
        for answer in (client.get(where), client.post(where, data={"stays": kept.number, "reason": "x"})):
            assert (answer.status_code, answer.headers.get("Location")) == (303, f"/organisations/{kept.id}")


def test_what_blocks_is_said_before_anything_is_filled_in(client, kept, service_member):
    locked: Organisation = OrganisationFactory(suspended=True)
    sign_in(client, service_member)

    page = client.get(f"/organisations/{kept.id}/merge?other={locked.number}")

    assert escape(str(NotTheSame.message)) in page.text
    assert 'name="stays"' not in page.text


def test_the_queue_says_which_look_like_another_in_one_statement(app, client, kept, service_member):
    new: Organisation = OrganisationFactory(name=kept.name)
    sign_in(client, service_member)
    with statements(app) as few:
        page = client.get("/organisations?state=registered")
    assert f"/organisations/{new.id}/merge?other={kept.number}" in page.text
    OrganisationFactory.create_batch(10, name=kept.name)
    with statements(app) as many:
        client.get("/organisations?state=registered")
    assert len(many) == len(few)


def test_the_page_of_both_costs_the_same_whatever_hangs_on_them(app, client, kept, double, service_member):
    sign_in(client, service_member)
    where = f"/organisations/{kept.id}/merge?other={double.number}"
    client.get(where)
    with statements(app) as few:
        client.get(where)
    for _ in range(5):
        company_member(double)
        VacancyFactory(published=True, organisation=double)
    with statements(app) as many:
        client.get(where)
    assert len(many) == len(few)


def test_the_page_shows_both_and_merges_them(client, kept, double, service_member):
    vacancy: Vacancy = VacancyFactory(published=True, organisation=double)
    sign_in(client, service_member)
    assert double.number in client.get(f"/organisations/{kept.id}").text
    page = client.get(f"/organisations/{kept.id}/merge?other={double.number.lower()}")
    assert all(escape(one.name) in page.text for one in (double, kept))
    data = {"version": str(kept.version), "stays": kept.number, "reason": "Zweimal angemeldet."}
    where = f"/organisations/{kept.id}/merge?other={double.number}"

    assert client.post(where, data=data).status_code == 422  # nobody said that both are the same company
    assert client.post(where, data={**data, "is_same": "y"}).status_code == 303
    assert db.session.get(Vacancy, vacancy.id).organisation_id == kept.id
    moved = client.get(f"/organisations/{double.id}")
    assert (moved.status_code, moved.headers["Location"]) == (301, f"/organisations/{kept.id}")


@pytest.mark.parametrize(
    "spoilt",
    [
        {"stays": "B-NOSUCH"},
        {"stays": ""},
        {"reason": " "},
        {"reason": "x" * 2001},
        {"reason": "a\x00b"},
        {"is_same": ""},
    ],
)
def test_what_is_wrong_is_said_beside_it_and_nothing_is_merged(client, kept, double, service_member, spoilt):
    sign_in(client, service_member)
    data = {"version": str(kept.version), "stays": kept.number, "reason": "Zweimal da.", "is_same": "y", **spoilt}

    answer = client.post(f"/organisations/{kept.id}/merge?other={double.number}", data=data)

    assert answer.status_code in (303, 422)
    assert (answer.status_code == 303) is ("\x00" in data["reason"])  # the sign is taken out
    assert double.state is (CompanyState.CLOSED if answer.status_code == 303 else CompanyState.VERIFIED)


def test_the_public_page_of_the_double_leads_to_the_one_that_stays(client, kept, double, service_member):
    number = double.number
    merge(double, kept, service_member)

    moved = client.get(f"/companies/{number}")

    assert (moved.status_code, moved.headers["Location"]) == (301, f"/companies/{kept.number}")
    assert client.get("/companies/B-000000").status_code == 404


@pytest.mark.parametrize("wrong", ["B-NOSUCH", "own"])
def test_a_number_that_leads_nowhere_is_said_so(client, kept, service_member, wrong):
    sign_in(client, service_member)
    answer = client.get(f"/organisations/{kept.id}/merge?other={kept.number if wrong == 'own' else wrong}")
    assert answer.status_code == 422
    assert "gibt es nicht" in answer.text


@pytest.mark.parametrize("role", [Role.COMPANY_ADMIN, Role.RECRUITER, Role.CASEWORKER, Role.AUTHORITY])
def test_others_do_not_merge(client, kept, double, role):
    user = company_member(kept, role=role) if role in (Role.COMPANY_ADMIN, Role.RECRUITER) else office_member(role=role)
    sign_in(client, user)
    page = client.get(f"/organisations/{kept.id}/merge?other={double.number}")
    assert page.status_code in (403, 404)
    assert double.name not in page.text


def test_looking_for_doubles_costs_one_statement(app, client, kept, service_member):
    sign_in(client, service_member)
    client.get(f"/organisations/{kept.id}")
    with statements(app) as few:
        client.get(f"/organisations/{kept.id}")
    OrganisationFactory.create_batch(20, verified=True, name=kept.name)
    with statements(app) as many:
        client.get(f"/organisations/{kept.id}")
    assert len(many) == len(few)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Müller & Söhne GmbH", "Mueller und Söhne", True),
        ("Bäckerei Müller e.K.", "Bäckerei Müller e. K.", True),
        ("Müller Bäckerei", "Bäckerei Müller OHG", True),
        ("Fa. Schmitz", "Schmitz UG (haftungsbeschränkt)", True),
        ("GmbH", "AG", False),
        ("Schmitz Bau", "Schmitz Dach", False),
    ],
)
def test_names_that_say_the_same(one, other, alike):
    assert (core_name(one) == core_name(other)) is alike


def test_a_mailbox_gives_a_double_away_wherever_it_says_it_is(app, service_member):
    one: Organisation = OrganisationFactory(name="Eins", contact_email="Chef@eins.example", postal_code="52525")
    other: Organisation = OrganisationFactory(name="Zwei", contact_email="chef@EINS.example", postal_code="41812")
    OrganisationFactory(name="Drei", contact_email="chef@drei.example", postal_code="41812", town="Erkelenz")

    assert queries.doubles_of(actor_of(service_member), [one]) == {one.id: [other]}
    assert queries.doubles_of(actor_of(company_member(one)), [one]) == {one.id: []}


def test_errors_are_listed_in_the_order_of_the_page(client, kept, double, service_member):
    sign_in(client, service_member)

    page = client.post(f"/organisations/{kept.id}/merge?other={double.number}", data={"version": str(kept.version)})

    listed = [page.text.index(f'href="#{name}') for name in ("stays", "reason", "is_same")]
    assert listed == sorted(listed)
