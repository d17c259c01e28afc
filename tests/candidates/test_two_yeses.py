"""The yes of somebody under 18 and the guardian's: kept apart, each with its proof, and neither counts alone."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.models import User
from portal.candidates import queries, services
from portal.candidates.models import Candidate, Consent
from portal.candidates.policy import as_person
from portal.candidates.rules import ConsentProof, DisclosureLevel, Field, ScreeningItem
from portal.candidates.rules import ConsentPurpose as P
from portal.candidates.services.consents import SaysItAlone
from portal.core import audit, clock, db
from portal.core.actor import Channel
from portal.core.errors import GuardRefused
from portal.reference.calendar import add_months
from tests.candidates.files import come_in, token_for, url
from tests.factories.candidates import CandidateFactory, DisclosureGrantFactory
from tests.factories.organisations import OrganisationFactory, actor_of, company_member
from tests.factories.placements import PDF
from tests.signing import sign_in

OWN = ConsentProof(Channel.DESK, "ar", "Frau Haddad")
GUARDIANS = ConsentProof(Channel.PAPER, "tr", "Herr Yilmaz", by_guardian=True)
FORM = {"purpose": "care", "channel": "desk", "language": "de", "was_explained": "y"}
ORDERS = [(OWN, GUARDIANS), (GUARDIANS, OWN)]


@pytest.fixture
def young() -> Candidate:
    made: Candidate = CandidateFactory(minor=True)
    return made


def staff(person: Candidate):
    return actor_of(db.session.get_one(User, person.caseworker_id))


def say(person: Candidate, proof: ConsentProof, purpose: P = P.CARE, **recipient: object) -> Consent:
    return services.record_consent(person, purpose=purpose, proof=proof, actor=staff(person), **recipient)


def cares(person: Candidate) -> bool:
    return queries.has_care_consent(person.id, clock.today())


@pytest.mark.parametrize("order", ORDERS)
def test_neither_counts_alone_and_each_keeps_its_own_proof(young, order):
    first = say(young, order[0])
    alone = cares(young), first.counts_from

    second = say(young, order[1])

    assert alone == (False, None)
    assert cares(young)
    assert first.counts_from == second.counts_from == second.given_at
    rows = db.session.scalars(select(Consent)).all()
    assert {(one.by_guardian, one.channel, one.language, one.interpreter, one.guardian_name) for one in rows} == {
        (False, Channel.DESK, "ar", "Frau Haddad", None),
        (True, Channel.PAPER, "tr", "Herr Yilmaz", young.guardian_name),
    }
    events = [event for event in audit.history("candidate", young.id) if event.name == "give_consent"]
    assert {(event.channel, event.details["by_guardian"]) for event in events} == {("desk", False), ("paper", True)}


@pytest.mark.parametrize("proof", [OWN, GUARDIANS])
def test_the_same_yes_of_the_same_of_them_is_one_and_stays_alone(young, proof):
    assert say(young, proof) is say(young, proof)
    assert not cares(young)


def test_the_check_of_the_profile_waits_for_both(young):
    say(young, OWN)
    with pytest.raises(GuardRefused):
        services.check(young, ScreeningItem.CONSENT, "Gespräch", actor=staff(young))
    say(young, GUARDIANS)

    services.check(young, ScreeningItem.CONSENT, "Gespräch", actor=staff(young))

    assert ScreeningItem.CONSENT in {one.item for one in queries.checks_of(young.id)}


@pytest.mark.parametrize("proof", [OWN, GUARDIANS])
def test_a_company_sees_a_single_field_only_on_both(young, proof):
    company = OrganisationFactory(verified=True)
    firm = actor_of(company_member(company))
    DisclosureGrantFactory(candidate_id=young.id, organisation_id=company.id, level=DisclosureLevel.L2)
    (other,) = {OWN, GUARDIANS} - {proof}
    say(young, proof, P.CONTACT_PHONE, organisation_id=company.id)
    loaded = queries.one(staff(young), young.id)
    before = queries.card(firm, loaded)

    say(young, other, P.CONTACT_PHONE, organisation_id=company.id)

    assert Field.PHONE_AND_EMAIL not in before
    assert Field.PHONE_AND_EMAIL in queries.card(firm, loaded)


@pytest.mark.parametrize("which", [0, 1])
def test_either_takes_both_back(young, which):
    said = [say(young, OWN), say(young, GUARDIANS)]

    services.withdraw_consent(young, said[which], actor=as_person(young.id, "de"))

    assert not cares(young)
    assert all(one.withdrawn_at for one in said)


def test_after_a_no_both_must_say_yes_again(young):
    say(young, OWN)
    services.withdraw_consent(young, say(young, GUARDIANS), actor=as_person(young.id, "de"))

    say(young, GUARDIANS)

    assert not cares(young)


def test_a_standing_yes_ends_with_the_first_of_the_two_and_renewing_needs_both(young, time_machine):
    start = clock.now()
    say(young, OWN, P.CARD, work_field="Pflege")
    time_machine.move_to(start + timedelta(days=30))
    say(young, GUARDIANS, P.CARD, work_field="Pflege")
    ends_on = clock.local(start).date() + timedelta(days=92)
    assert queries.has_card_consent(young.id, "Pflege", ends_on)
    assert not queries.has_card_consent(young.id, "Pflege", ends_on + timedelta(days=1))
    time_machine.move_to(start + timedelta(days=60))

    say(young, OWN, P.CARD, work_field="Pflege")

    assert queries.has_card_consent(young.id, "Pflege", ends_on + timedelta(days=30))
    assert not queries.has_card_consent(young.id, "Pflege", ends_on + timedelta(days=31))


def test_of_a_grown_up_nobody_else_says_yes():
    with pytest.raises(SaysItAlone):
        say(CandidateFactory(), GUARDIANS)


@pytest.mark.parametrize(
    ("said_by", "rows"), [("both", [False, True]), ("person", [False]), ("guardian", [True]), ("", []), ("x", [])]
)
def test_at_the_desk_it_is_said_whose_yes_it_was(client, young, said_by, rows):
    sign_in(client, db.session.get_one(User, young.caseworker_id))

    answer = client.post(url(young, "/consents/give"), data={**FORM, "said_by": said_by})

    assert answer.status_code == (303 if rows else 422)
    assert sorted(db.session.scalars(select(Consent.by_guardian))) == rows
    page = client.get(url(young, "/consents")).text
    assert ("wartet auf das zweite Ja" in page) is (len(rows) == 1)
    assert page.count("Ja der gesetzlichen Vertretung") == rows.count(True)


def test_a_grown_up_is_not_asked_whose_yes_it_was(client):
    person = CandidateFactory()
    sign_in(client, db.session.get_one(User, person.caseworker_id))

    page = client.get(url(person, "/consents/give")).text
    answer = client.post(url(person, "/consents/give"), data={**FORM, "said_by": "guardian"})

    assert "Wer hat Ja gesagt?" not in page
    assert answer.status_code == 303
    assert db.session.scalars(select(Consent.by_guardian)).all() == [False]


def test_one_page_with_both_signatures_proves_both(client, young, tmp_path):
    sign_in(client, db.session.get_one(User, young.caseworker_id))
    page = tmp_path / "seite.pdf"
    page.write_bytes(PDF)

    with page.open("rb") as scan:
        data = {**FORM, "channel": "paper", "said_by": "both", "scan": (scan, "seite.pdf")}
        client.post(url(young, "/consents/give"), data=data)

    kept = db.session.scalars(select(Consent)).all()
    assert len(kept) == 2
    scans = [client.get(url(young, f"/consents/{one.id}/scan")).data for one in kept]
    assert scans == [PDF, PDF]


@pytest.mark.parametrize("party", ["candidate", "guardian"])
def test_on_the_own_page_two_yeses_are_one_line(client, young, party):
    company = OrganisationFactory(verified=True, name="Bäckerei Küppers")
    for proof in (OWN, GUARDIANS):
        say(young, proof, P.NAME, organisation_id=company.id)

    page = client.get(come_in(client, young, party)).text

    assert page.count("?withdraw=") == 1


def test_the_link_of_a_guardian_ends_with_the_eighteenth_birthday(client, young):
    address = f"/l/{token_for(young, 'guardian')}"
    young.birth_date = add_months(clock.today(), -18 * 12) + timedelta(days=1)
    db.session.commit()
    assert client.get(address).status_code == 200

    young.birth_date -= timedelta(days=1)
    db.session.commit()

    assert client.get(address).status_code == 404
    assert client.get(come_in(client, young)).status_code == 200
