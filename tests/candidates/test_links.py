"""The person's own page: the date of birth first, then what is shared, who looked, and taking it back."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from portal.accounts.models import User
from portal.candidates import queries, services
from portal.candidates.links import PROOF, PROOF_SECONDS
from portal.candidates.mails import person_link
from portal.candidates.models import Candidate
from portal.candidates.rules import ConsentPurpose, DisclosureLevel
from portal.cooperation.models import Enrolment
from portal.core import audit, clock, db, links, outbox
from portal.core.actor import Channel, Role
from portal.core.links import MAX_TRIES, LinkFor, PersonalLink
from portal.core.outbox import OutboxMail
from portal.placements.models import Clearance
from portal.placements.rules import ClearanceItem
from tests.candidates.canaries import found_in, plant
from tests.candidates.files import come_in, token_for
from tests.factories.candidates import CandidateFactory, ConsentFactory, DisclosureGrantFactory
from tests.factories.cooperation import BodyFactory, CourseFactory, ReferralFactory
from tests.factories.organisations import OrganisationFactory, actor_of, company_member, office_member
from tests.factories.placements import PlacementFactory
from tests.signing import sign_in


@pytest.fixture
def person() -> Candidate:
    made: Candidate = CandidateFactory(ready_for_work=True)
    return made


def test_without_the_date_of_birth_the_link_says_nothing(client, app):
    planted = plant()
    address = f"/l/{token_for(planted.person)}"

    page = client.get(address)

    assert page.status_code == 200
    assert "Wann sind Sie geboren?" in page.text
    assert not found_in(page.text, planted)
    assert planted.person.number not in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page.headers["Cache-Control"]


def test_looking_changes_nothing(client, person):
    address = f"/l/{token_for(person)}"

    for _ in range(MAX_TRIES + 1):
        client.get(address)

    assert db.session.scalars(select(PersonalLink.wrong_tries)).one() == 0


def test_the_right_date_opens_the_page_for_half_an_hour(client, person):
    address = f"/l/{token_for(person)}"

    with time_machine.travel(clock.now(), tick=False) as time:
        answer = client.post(address, data={"birth_date": person.birth_date.isoformat()})
        now = client.get(address)
        time.shift(timedelta(seconds=PROOF_SECONDS + 2))
        later = client.get(address)

    assert answer.status_code == 303
    assert "Meine Seite" in now.text
    assert "Wann sind Sie geboren?" in later.text


@pytest.mark.parametrize("prefix", ["", "/leicht", "/en", "/uk", "/ar"])
def test_a_language_that_is_chosen_is_kept_behind_the_date_of_birth(client, person, prefix):
    link = f"/l/{token_for(person)}"

    born = client.post(f"{prefix}{link}", data={"birth_date": person.birth_date.isoformat()})
    page = client.get(f"{prefix}{link}")

    assert born.headers["Location"] == f"{prefix}{link}"
    assert f'href="{prefix}{link}?page=companies"' in page.text
    for other in ("", "/leicht", "/en", "/uk", "/ar"):
        assert 'name="birth_date"' not in client.get(f"{other}{link}").text


def test_the_proof_is_good_for_its_own_link_only(client, person):
    other = CandidateFactory()
    foreign = f"/l/{token_for(other)}"
    answer = client.post(f"/l/{token_for(person)}", data={"birth_date": person.birth_date.isoformat()})
    cookie = answer.headers["Set-Cookie"]

    client.set_cookie(PROOF, cookie.split("=", 1)[1].split(";")[0], path=foreign)
    page = client.get(foreign)

    assert all(part in cookie for part in ("HttpOnly", "SameSite=Lax", "Path=/l/"))
    assert "Wann sind Sie geboren?" in page.text


@pytest.mark.parametrize("forged", ["", "x", "1", "e30.e30.e30"])
def test_a_forged_proof_opens_nothing(client, person, forged):
    address = f"/l/{token_for(person)}"
    client.set_cookie(PROOF, forged, path=address)

    assert "Wann sind Sie geboren?" in client.get(address).text


def test_five_wrong_dates_end_the_link_even_for_the_right_one(client, person):
    address = f"/l/{token_for(person)}"

    for tries in range(1, MAX_TRIES):
        client.post(address, data={"birth_date": "1990-01-01"})
        assert "Das Datum stimmt nicht" in client.get(address).text, tries
    client.post(address, data={"birth_date": "1990-01-01"})

    assert client.post(address, data={"birth_date": person.birth_date.isoformat()}).status_code == 404


def test_a_right_date_forgives_the_wrong_ones_before(client, person):
    address = f"/l/{token_for(person)}"
    client.post(address, data={"birth_date": "1990-01-01"})

    client.post(address, data={"birth_date": person.birth_date.isoformat()})

    assert links.find(address.removeprefix("/l/")).wrong_tries == 0


@pytest.mark.parametrize("typed", ["", "gestern", "31.02.1990", "9" * 1000])
def test_what_is_no_date_costs_no_try(client, person, typed):
    address = f"/l/{token_for(person)}"

    answer = client.post(address, data={"birth_date": typed})

    assert answer.status_code == 422
    assert links.find(address.removeprefix("/l/")).wrong_tries == 0


def test_the_page_says_with_whom_what_is_shared_and_who_looked(client, person):
    company = OrganisationFactory(verified=True, name="Bäckerei Küppers")
    DisclosureGrantFactory(candidate_id=person.id, organisation_id=company.id, level=DisclosureLevel.L2)
    ConsentFactory(candidate_id=person.id, purpose=ConsentPurpose.NAME, organisation_id=company.id)
    audit.take_reads(db.session())
    audit.read(person.id, actor=actor_of(company_member(company)), level="L2")
    audit.keep_reads(db.session())

    page = client.get(come_in(client, person)).text

    assert page.count("Bäckerei Küppers") >= 3
    assert "Der Betrieb sieht: Nummer, Name, Alter" in page
    assert "Telefon und E-Mail" not in page.split("Der Betrieb sieht:")[1].split("</p>")[0]


def test_the_page_names_the_other_bodies_that_see_something_and_why(client, person):
    partner, school, authority = (BodyFactory(name=name) for name in ("DRK Heinsberg", "Kursträger", "Ausländeramt"))
    referral = ReferralFactory(candidate=person, to_office=partner)
    ReferralFactory(candidate=CandidateFactory(), to_office=BodyFactory(name="Fremde Stelle"))
    enrolment = Enrolment(course_id=CourseFactory(provider=school).id, candidate_id=person.id)
    clearance = Clearance(
        placement_id=PlacementFactory(candidate=person).id,
        item=ClearanceItem.WORK_PERMISSION,
        office_id=authority.id,
        requested_on=clock.today(),
    )
    db.session.add_all([enrolment, clearance])
    db.session.commit()
    address = come_in(client, person)
    before = client.get(address).text
    referral.ended_on = enrolment.left_on = clock.today()
    db.session.commit()

    after = client.get(address).text

    assert "DRK Heinsberg</bdi></strong>: Sie soll Ihnen helfen. Die Stelle sieht: Name, Sprache, Telefon" in before
    assert "Kursträger</bdi></strong>: Sie gibt Ihren Kurs. Die Stelle sieht: Name." in before
    assert "Ausländeramt</bdi></strong>: Sie entscheidet, ob Sie arbeiten dürfen." in before
    assert "Fremde Stelle" not in before
    assert ("DRK Heinsberg" in after, "Kursträger" in after, "Ausländeramt" in after) == (False, False, True)


def test_who_looked_is_the_authority_or_partner_and_not_the_integration_point(client, person):
    school = BodyFactory(name="Kursträger Nord")
    audit.read(person.id, actor=actor_of(office_member(school, role=Role.AUTHORITY)), level="course")
    audit.read(person.id, actor=actor_of(office_member()), level="file", reason="Vertretung")
    audit.keep_reads(db.session())

    own = client.get(come_in(client, person)).text.split("Wer hat meine Daten angesehen?")[1]
    sign_in(client, db.session.get_one(User, person.caseworker_id))
    office = client.get(f"/candidates/{person.id}/reads").text
    told = client.get(f"/people/{person.id}/data.json").text

    assert "<bdi>Kursträger Nord</bdi>" in own
    assert "<bdi>Integration Point</bdi> (Grund: Vertretung)" in own
    for text in ("Kursträger Nord", "Name in der Liste eines Kurses", "das ganze Profil"):
        assert text in office
    assert '"Was": "Name in der Liste eines Kurses"' in told


def test_a_yes_is_taken_back_after_being_asked_once_more(client, person):
    company = OrganisationFactory(verified=True)
    DisclosureGrantFactory(candidate_id=person.id, organisation_id=company.id)
    consent = ConsentFactory(candidate_id=person.id, purpose=ConsentPurpose.NAME, organisation_id=company.id)
    address = come_in(client, person)

    asked = client.get(f"{address}?withdraw={consent.id}").text
    still = consent.withdrawn_at
    answer = client.post(address, data={"consent_id": str(consent.id)})

    assert "Wollen Sie Ihre Zustimmung zurücknehmen?" in asked
    assert (still, answer.status_code) == (None, 303)
    assert queries.shared_with(person.id) == []
    event = audit.latest("candidate", person.id)
    assert (event.name, event.actor_role, event.channel, event.reason) == (
        "withdraw_consent",
        Role.CANDIDATE,
        Channel.LINK,
        None,
    )


def test_a_company_is_shut_out_by_the_person(client, person):
    company = OrganisationFactory(verified=True)
    DisclosureGrantFactory(candidate_id=person.id, organisation_id=company.id, level=DisclosureLevel.L2)

    client.post(come_in(client, person), data={"organisation_id": str(company.id)})

    assert queries.is_excluded(person.id, company.id)
    assert queries.shared_with(person.id) == []


def test_a_company_is_shut_out_of_a_closed_file_too(client, person):
    keeper = actor_of(db.session.get_one(User, person.caseworker_id))
    services.step(person, "close", actor=keeper, reason="Weggezogen.")
    grant = DisclosureGrantFactory(candidate_id=person.id, level=DisclosureLevel.L2)

    answer = client.post(come_in(client, person), data={"organisation_id": str(grant.organisation_id)})

    assert answer.status_code == 303
    assert queries.shared_with(person.id) == []


def test_what_an_employer_must_know_stays_and_the_person_is_told_so(client, person):
    company = OrganisationFactory(verified=True)
    for level in (DisclosureLevel.L2, DisclosureLevel.L3_START):
        DisclosureGrantFactory(candidate_id=person.id, organisation_id=company.id, level=level)
    address = come_in(client, person)

    client.post(address, data={"organisation_id": str(company.id)})
    page = client.get(address).text

    assert queries.is_excluded(person.id, company.id)
    assert "sieht er weiter" in page
    assert "sieht Ihre Daten nicht mehr" not in page
    assert "braucht das für Ihren Einsatz" in page


def test_nothing_is_taken_back_without_the_date_of_birth(client, person):
    consent = ConsentFactory(candidate_id=person.id, purpose=ConsentPurpose.CARD, work_field="Pflege")

    answer = client.post(f"/l/{token_for(person)}", data={"consent_id": str(consent.id)})

    assert answer.status_code == 422
    assert consent.withdrawn_at is None


@pytest.mark.parametrize("field", ["consent_id", "organisation_id"])
def test_what_belongs_to_somebody_else_is_not_there(client, person, field):
    company = OrganisationFactory(verified=True)
    other = CandidateFactory()
    DisclosureGrantFactory(candidate_id=other.id, organisation_id=company.id)
    foreign = ConsentFactory(candidate_id=other.id, purpose=ConsentPurpose.NAME, organisation_id=company.id)
    address = come_in(client, person)

    answer = client.post(address, data={field: str(foreign.id if field == "consent_id" else company.id)})

    assert answer.status_code == 404
    assert foreign.withdrawn_at is None


@pytest.mark.parametrize("data", [{}, {"consent_id": "nonsense"}, {"organisation_id": "\x00"}])
def test_nonsense_is_not_there(client, person, data):
    assert client.post(come_in(client, person), data=data).status_code == 404


def test_the_page_speaks_the_language_of_the_person(client):
    person = CandidateFactory(locale="en")

    page = client.get(come_in(client, person))

    assert '<html lang="en"' in page.text


def test_an_old_or_ended_link_opens_nothing(client, person):
    token = token_for(person)
    links.end(purpose="person", record_id=person.id)
    db.session.commit()
    expired, _code = links.issue(
        LinkFor("person", person.id, "candidate", clock.now() - timedelta(seconds=1), candidate_id=person.id)
    )
    db.session.commit()

    assert [client.get(f"/l/{one}").status_code for one in (token, expired)] == [404, 404]


def test_a_link_sent_to_an_address_ends_when_the_person_has_another(client, person):
    caseworker = actor_of(db.session.get_one(User, person.caseworker_id))
    person.email = "alt@person.example"
    sent, _code = links.issue(person_link(person, "candidate", "alt@person.example"))
    by_letter = token_for(person)

    services.edit(person, "contact", {"email": "neu@person.example"}, actor=caseworker)
    db.session.commit()

    assert [client.get(f"/l/{one}").status_code for one in (sent, by_letter)] == [404, 200]


def test_the_link_of_somebody_whose_data_are_gone_opens_nothing(client, person):
    token = token_for(person)
    person.anonymised_at = clock.now()
    db.session.commit()

    assert client.get(f"/l/{token}").status_code == 404


def test_the_code_of_a_letter_opens_the_same_page(client, person):
    _token, code = links.issue(person_link(person, "candidate"), short_code=True)
    db.session.commit()
    address = f"/l/{code.lower()}"

    client.post(address, data={"birth_date": person.birth_date.isoformat()})

    assert "Meine Seite" in client.get(address).text


def test_who_asks_to_be_called_is_on_the_desk_until_somebody_has_called(client, person):
    caseworker = db.session.get_one(User, person.caseworker_id)
    address = come_in(client, person)
    client.get(address)

    for _press in range(2):
        assert client.post(address, data={"call": "1"}).status_code == 303

    assert [event.name for event in audit.history("candidate", person.id)].count("ask_for_call") == 1
    sent = db.session.scalars(select(OutboxMail).where(OutboxMail.kind == "candidates/call_asked")).all()
    assert [mail.address for mail in sent] == [caseworker.email]
    assert not any(word in outbox.opened(sent[0]) for word in (person.first_name, person.phone))
    page = client.get(address).text
    assert "Wir melden uns" in page
    assert "Bitte rufen Sie mich an" not in page
    sign_in(client, caseworker)
    assert "Person bittet um Anruf" in client.get("/desk").text
    assert client.post(f"/candidates/{person.id}/step/call").status_code == 303
    assert "Person bittet um Anruf" not in client.get("/desk").text


def test_a_call_is_asked_for_by_the_person_alone(client, person):
    address = f"/l/{token_for(person)}"
    client.post(address, data={"call": "1"})
    sign_in(client, office_member())
    assert client.post(f"/candidates/{person.id}/step/call").status_code == 404
    assert client.post(f"/candidates/{person.id}/step/ask_for_call").status_code == 404

    assert db.session.get_one(Candidate, person.id).call_asked_at is None
