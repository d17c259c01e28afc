"""Consents: kept with proof, for one recipient, and taken back at once with all that hung on them."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.candidates import queries, services
from portal.candidates.models import Candidate, Consent
from portal.candidates.policy import as_person
from portal.candidates.rules import ConsentProof, ConsentPurpose, DisclosureLevel, Grade, GuardianKind
from portal.candidates.services.consents import OneRecipient
from portal.core import audit, clock, db
from portal.core.actor import Channel
from portal.core.audit import Event
from portal.core.errors import NotFound
from portal.core.outbox import OutboxMail
from tests.candidates.files import own_caseworker
from tests.factories.candidates import CandidateFactory, ConsentFactory, DisclosureGrantFactory
from tests.factories.organisations import OrganisationFactory, actor_of, company_member, office_member

P, L = ConsentPurpose, DisclosureLevel
PROOF = ConsentProof(Channel.DESK, "ar", interpreter="Frau Haddad")


def given(person: Candidate, purpose: P, **recipient: object) -> Consent:
    return services.record_consent(person, purpose=purpose, proof=PROOF, actor=own_caseworker(person), **recipient)


def level_for(company, person: Candidate) -> L:
    actor = actor_of(company_member(company))
    return queries.disclosure(actor, [person.id]).get(person.id, L.L0)


def shown_to(*levels: L):
    """Make a person whom one company knows up to these levels."""
    company = OrganisationFactory(verified=True)
    person = CandidateFactory(ready_for_work=True)
    for level in levels:
        DisclosureGrantFactory(candidate_id=person.id, organisation_id=company.id, level=level)
    return person, company


def test_a_yes_is_kept_with_its_proof_and_an_event():
    person, company = shown_to()

    consent = given(person, P.NAME, organisation_id=company.id)

    assert (consent.language, consent.interpreter, consent.channel) == ("ar", "Frau Haddad", Channel.DESK)
    assert consent.recorded_by_id == person.caseworker_id
    assert consent.legal_basis == "Art. 6 Abs. 1 Buchst. a DSGVO, § 67b Abs. 2 SGB X"
    event = audit.latest("candidate", person.id)
    assert (event.name, event.channel, event.details["purpose"]) == ("give_consent", Channel.DESK, "name")


def test_the_same_yes_twice_on_a_day_is_one():
    person, company = shown_to()

    assert given(person, P.NAME, organisation_id=company.id) is given(person, P.NAME, organisation_id=company.id)


@pytest.mark.parametrize("purpose", P)
def test_all_companies_at_once_does_not_exist(purpose):
    person, company = shown_to()
    wrong = {"organisation_id": company.id} if purpose is P.CARE else {}

    with pytest.raises(OneRecipient):
        given(person, purpose, **wrong)


def test_a_card_goes_to_a_company_or_a_field_but_not_to_both():
    person, company = shown_to()

    with pytest.raises(OneRecipient):
        given(person, P.CARD, organisation_id=company.id, work_field="Pflege")


def test_of_a_guardian_kind_and_name_are_kept_as_they_were():
    person = CandidateFactory(minor=True, guardian_kind=GuardianKind.YOUTH_OFFICE)
    proof = ConsentProof(Channel.PAPER, "de", by_guardian=True)

    consent = services.record_consent(person, purpose=P.CARE, proof=proof, actor=own_caseworker(person))
    person.guardian_name = "Jemand anders"

    assert (consent.guardian_kind, consent.guardian_name) == (GuardianKind.YOUTH_OFFICE, "Samira Beispiel")


@pytest.mark.parametrize("level", [L.L1, L.L2, L.L3_CONTRACT])
def test_a_name_taken_back_closes_the_company_at_once(level):
    person, company = shown_to(L.L1, level)
    consent = given(person, P.NAME, organisation_id=company.id)

    services.withdraw_consent(person, consent, actor=as_person(person.id, "de"))

    assert level_for(company, person) is L.L0
    assert audit.latest("candidate", person.id).details["companies"] == [str(company.id)]


def test_an_agreement_in_force_does_not_rest_on_consent():
    person, company = shown_to(L.L2, L.L3_START)
    consent = given(person, P.NAME, organisation_id=company.id)

    services.withdraw_consent(person, consent, actor=as_person(person.id, "de"))

    assert level_for(company, person) is L.L3_START


def test_another_company_keeps_what_it_has_its_own_yes_for():
    person, company = shown_to(L.L2)
    other = OrganisationFactory(verified=True)
    DisclosureGrantFactory(candidate_id=person.id, organisation_id=other.id, level=L.L2)
    given(person, P.NAME, organisation_id=other.id)
    consent = given(person, P.NAME, organisation_id=company.id)

    services.withdraw_consent(person, consent, actor=as_person(person.id, "de"))

    assert (level_for(company, person), level_for(other, person)) == (L.L0, L.L2)


def test_a_field_taken_back_closes_whoever_came_in_by_it():
    person, by_field = shown_to(L.L1)
    by_name = OrganisationFactory(verified=True)
    DisclosureGrantFactory(candidate_id=person.id, organisation_id=by_name.id)
    given(person, P.NAME, organisation_id=by_name.id)
    consent = given(person, P.CARD, work_field="Pflege")

    services.withdraw_consent(person, consent, actor=as_person(person.id, "de"))

    assert (level_for(by_field, person), level_for(by_name, person)) == (L.L0, L.L1)


def test_a_single_field_taken_back_closes_that_field_only():
    person, company = shown_to(L.L2)
    consent = given(person, P.CONTACT_PHONE, organisation_id=company.id)

    services.withdraw_consent(person, consent, actor=as_person(person.id, "de"))

    assert level_for(company, person) is L.L2
    assert audit.latest("candidate", person.id).details["companies"] == []


def test_care_taken_back_ends_everything_that_rests_on_a_yes():
    person, company = shown_to(L.L2)
    given(person, P.NAME, organisation_id=company.id)
    care = next(line.consent for line in queries.consents_of(person.id) if line.consent.purpose is P.CARE)

    services.withdraw_consent(person, care, actor=as_person(person.id, "de"))

    assert level_for(company, person) is L.L0
    assert [line for line in queries.consents_of(person.id) if line.is_live] == []
    assert queries.grade(person.id, clock.today()) is Grade.NONE
    assert audit.latest("candidate", person.id).details["companies"] is None


def test_taking_back_twice_is_one_deed():
    person, company = shown_to(L.L1)
    consent = given(person, P.NAME, organisation_id=company.id)

    for _ in range(2):
        services.withdraw_consent(person, consent, actor=as_person(person.id, "de"))

    events = [event.name for event in audit.history("candidate", person.id)]
    assert events.count("withdraw_consent") == 1


def test_the_caseworker_is_told_when_the_person_takes_a_yes_back():
    person, company = shown_to(L.L1)
    consent = given(person, P.NAME, organisation_id=company.id)

    services.withdraw_consent(person, consent, actor=as_person(person.id, "de"))

    (mail,) = db.session.scalars(select(OutboxMail))
    assert (mail.kind, mail.user_id) == ("candidates/consent_withdrawn", person.caseworker_id)
    assert person.first_name not in mail.subject + mail.body


def test_a_caseworker_who_takes_it_back_needs_no_mail():
    person, company = shown_to(L.L1)
    consent = given(person, P.NAME, organisation_id=company.id)

    services.withdraw_consent(person, consent, actor=own_caseworker(person))

    assert db.session.scalar(select(func.count(OutboxMail.id))) == 0


def test_a_closed_file_can_still_be_taken_back():
    person, company = shown_to(L.L1)
    consent = given(person, P.NAME, organisation_id=company.id)
    services.step(person, "close", actor=own_caseworker(person), reason="weggezogen")

    services.withdraw_consent(person, consent, actor=as_person(person.id, "de"))

    assert level_for(company, person) is L.L0


@pytest.mark.parametrize("stranger", ["another person", "another caseworker"])
def test_nobody_takes_back_the_yes_of_somebody_else(stranger):
    person, company = shown_to(L.L1)
    consent = given(person, P.NAME, organisation_id=company.id)
    other = CandidateFactory()
    actor = as_person(other.id, "de") if stranger == "another person" else actor_of(office_member())

    with pytest.raises(NotFound):
        services.withdraw_consent(person, consent, actor=actor)


def test_an_excluded_company_sees_nothing_from_now_on_and_can_be_let_in_again():
    person, company = shown_to(L.L2)

    services.exclude(person, company.id, actor=as_person(person.id, "de"))
    services.exclude(person, company.id, actor=as_person(person.id, "de"))

    assert level_for(company, person) is L.L0
    assert queries.is_excluded(person.id, company.id)
    assert queries.exclusions_of(person.id) == [company]
    for _click in range(2):
        services.include(person, company.id, actor=own_caseworker(person))
    assert db.session.query(Event).filter_by(record_id=person.id, name="include").count() == 1
    assert not queries.is_excluded(person.id, company.id)


def test_a_standing_yes_is_for_its_field_and_for_three_months():
    person = CandidateFactory()
    given(person, P.CARD, work_field="Pflege")
    today = clock.today()

    assert queries.has_card_consent(person.id, "Pflege", today)
    assert not queries.has_card_consent(person.id, "Bau", today)
    assert not queries.has_card_consent(person.id, "Pflege", today + timedelta(days=93))


def test_the_database_and_the_rules_agree_on_what_is_live():
    person, today = CandidateFactory(), clock.today()
    for days in (-1, 0, 1):
        ConsentFactory(candidate_id=person.id, work_field=str(days), valid_until=today + timedelta(days=days))
    ConsentFactory(candidate_id=person.id, work_field="withdrawn", withdrawn_at=clock.now())

    live = {line.consent.work_field for line in queries.consents_of(person.id) if line.is_live}
    found = set(
        db.session.scalars(
            select(Consent.work_field).where(Consent.candidate_id == person.id, queries.consents.live_on(today))
        )
    )

    assert live == found == {"0", "1"}
