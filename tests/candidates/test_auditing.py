"""Who could see a field on a day: the same as the ladder shows, told to whoever checks it."""

from datetime import timedelta
from urllib.parse import quote

import pytest

from portal.candidates import queries, services
from portal.candidates.queries import CARD_OPTIONS
from portal.candidates.rules import ConsentPurpose, DisclosureLevel, Field
from portal.cli import init_app
from portal.cooperation.models import Enrolment
from portal.core import audit, clock, db
from portal.core.actor import Role
from portal.organisations.models import Office
from portal.organisations.rules import CompanyState
from portal.placements.models import Clearance
from portal.placements.rules import ClearanceItem
from tests.candidates.files import url
from tests.factories.candidates import CandidateFactory, ConsentFactory, DisclosureGrantFactory
from tests.factories.cooperation import BodyFactory, CourseFactory, ReferralFactory
from tests.factories.organisations import OrganisationFactory, actor_of, company_member, office_member
from tests.factories.placements import PlacementFactory
from tests.signing import sign_in

LEVELS = tuple(level for level in DisclosureLevel if level is not DisclosureLevel.L0)


@pytest.fixture
def company():
    return OrganisationFactory(verified=True, name="Bäckerei Muster")


def known(company, level=DisclosureLevel.L2, **grant):
    """Make a person whom a company knows."""
    person = CandidateFactory()
    DisclosureGrantFactory(candidate_id=person.id, organisation_id=company.id, level=level, **grant)
    return person


def companies(field, person, on=None):
    """Name the companies that could see a field, with what else must be so."""
    found = queries.who_sees(field, on or clock.today(), person.id)
    return [(one.who, one.level, one.condition) for one in found if one.role == "company"]


@pytest.mark.parametrize("with_yes", [False, True])
@pytest.mark.parametrize("level", LEVELS)
def test_the_report_says_what_the_card_shows(company, level, with_yes):
    person = known(company, level)
    for purpose in ConsentPurpose if with_yes else ():
        ConsentFactory(candidate_id=person.id, organisation_id=company.id, purpose=purpose)
    loaded = db.session.get_one(type(person), person.id, options=CARD_OPTIONS, populate_existing=True)

    card = queries.card(actor_of(company_member(company)), loaded)

    shown = {field for field in Field if ("Bäckerei Muster", level.value, "") in companies(field, person)}
    assert shown == set(card)


def test_what_offer_or_paper_must_ask_for_is_said(company):
    person = known(company, DisclosureLevel.L3_CONTRACT)

    assert companies(Field.ADDRESS, person) == [("Bäckerei Muster", "L3_contract", "if_paper_needs")]
    assert companies(Field.OTHER_LANGUAGES, person) == [("Bäckerei Muster", "L3_contract", "if_vacancy_asks")]
    assert companies(Field.NATIONALITY, person) == []


def test_a_past_day_is_told_by_the_grants_and_yeses_of_that_day(company, time_machine):
    person = known(company, ends_at=clock.now() + timedelta(days=14))
    consent = ConsentFactory(candidate_id=person.id, organisation_id=company.id, purpose=ConsentPurpose.NAME)
    first = clock.today()
    time_machine.move_to(clock.now() + timedelta(days=2))
    consent.withdrawn_at = clock.now()
    db.session.commit()
    time_machine.move_to(clock.now() + timedelta(days=20))

    assert companies(Field.NAME, person, first + timedelta(days=1)) == [("Bäckerei Muster", "L2", "")]
    assert companies(Field.NAME, person, first + timedelta(days=3)) == []
    assert companies(Field.NUMBER, person, first + timedelta(days=3)) == [("Bäckerei Muster", "L2", "")]
    assert companies(Field.NUMBER, person) == []
    assert companies(Field.NUMBER, person, first - timedelta(days=1)) == []


def test_a_suspended_company_and_a_protected_address_see_nothing():
    company = OrganisationFactory(suspended=True)
    assert companies(Field.NUMBER, known(company)) == []
    assert company.state is CompanyState.SUSPENDED

    hidden = known(OrganisationFactory(verified=True), DisclosureLevel.L3_START)
    hidden.is_address_protected = True
    assert companies(Field.ADDRESS, hidden) == []


def test_staff_are_named_with_the_way_they_came(company):
    person = known(company)
    office = db.session.get_one(Office, person.office_id)
    opener = office_member(office, name="Ole Öffner")
    services.open_with_reason(person, "Beschwerde liegt vor", actor=actor_of(opener))
    db.session.add_all(audit.take_reads(db.session()))
    db.session.commit()

    ways = {(one.role, one.cause) for one in queries.who_sees(Field.NOTES, clock.today(), person.id)}
    papers = {(one.role, one.cause) for one in queries.who_sees(Field.RESIDENCE_STATUS, clock.today(), person.id)}

    assert ways == {("caseworker", "own_file"), ("caseworker", "reason")}
    assert papers == {("caseworker", "own_file")}


def bodies(field, person, on=None):
    """Name the other bodies that could see a field, and why."""
    found = queries.who_sees(field, on or clock.today(), person.id)
    return [(one.who, one.cause) for one in found if one.role == "authority"]


def test_an_authority_that_is_asked_and_a_partner_that_works_for_the_person_are_named(client):
    placement = PlacementFactory()
    person = placement.candidate
    authority, partner, school = (BodyFactory(name=name) for name in ("Ausländerbehörde", "DRK", "Kursträger"))
    clearance = Clearance(placement_id=placement.id, item=ClearanceItem.WORK_PERMISSION, office_id=authority.id)
    referral = ReferralFactory(candidate=person, to_office=partner)
    enrolment = Enrolment(course_id=CourseFactory(provider=school).id, candidate_id=person.id)
    db.session.add_all([clearance, enrolment])
    db.session.commit()
    prepared_only = bodies(Field.BIRTH_DATE, person)
    clearance.requested_on = clock.today()
    db.session.commit()
    lead = office_member(db.session.get_one(Office, person.office_id), role=Role.COORDINATOR)
    sign_in(client, lead)
    client.post(url(person, "/open"), data={"reason": "Prüfung durch den Datenschutz"})
    page = client.get(url(person, f"/who-sees?field={quote(Field.NAME.value)}")).text

    by_name, by_phone, by_birth = (
        bodies(field, person) for field in (Field.NAME, Field.PHONE_AND_EMAIL, Field.BIRTH_DATE)
    )
    referral.ended_on = enrolment.left_on = clock.today()
    db.session.commit()

    assert prepared_only == []
    assert by_name == [("Ausländerbehörde", "clearance"), ("DRK", "referral"), ("Kursträger", "course")]
    assert (by_phone, by_birth) == ([("DRK", "referral")], [("Ausländerbehörde", "clearance")])
    assert bodies(Field.NOTES, person) == bodies(Field.PHONE_AND_EMAIL, person) == []
    assert bodies(Field.NAME, person) == [("Ausländerbehörde", "clearance")]
    assert bodies(Field.NAME, person, clock.today() - timedelta(days=1)) == []
    for word in ("Ausländerbehörde", "Anfrage um eine Erlaubnis", "nur was die Aufgabe braucht"):
        assert word in page


def test_an_auditor_gets_a_table(app, company):
    person = known(company)
    init_app(app)
    runner = app.test_cli_runner()

    answer = runner.invoke(args=["candidates", "who-sees", "--field", "skills", "--candidate", person.number])

    lines = answer.output.splitlines()
    assert lines[0] == "person;who;role;level;condition;cause;from;until"
    assert lines[1].startswith(f"{person.number};Bäckerei Muster;company;L2;;proposal;")
    assert runner.invoke(args=["candidates", "who-sees", "--field", "shoe size"]).exit_code == 2
    assert runner.invoke(args=["candidates", "who-sees", "--field", "skills", "--candidate", "K-NOBODY"]).exit_code == 1
    assert runner.invoke(args=["candidates", "who-sees", "--field", "skills", "--on", "2999-01-01"]).exit_code == 1


def test_a_coordinator_reads_it_after_giving_a_reason_and_nobody_else(client, company):
    person = known(company)
    office = db.session.get_one(Office, person.office_id)
    coordinator, colleague = office_member(office, role=Role.COORDINATOR), office_member(office)
    address = url(person, "/who-sees?field=skills")
    sign_in(client, coordinator)
    assert client.get(address).status_code == 404
    for user, status in ((coordinator, 200), (colleague, 403)):
        sign_in(client, user)
        client.post(url(person, "/open"), data={"reason": "Prüfung durch den Datenschutz"})
        assert client.get(address).status_code == status

    sign_in(client, coordinator)
    page = client.get(address).text

    assert "Bäckerei Muster" in page
    assert [read.reason for read in queries.reads_of(person.id)].count("Prüfung durch den Datenschutz") == 2
