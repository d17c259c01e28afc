"""Two files of one person become one: everything moves, proof stays, a no to either counts for both."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import Uuid, select

from portal.accounts.models import User
from portal.candidates import queries
from portal.candidates.models import Candidate, Consent, ExcludedOrganisation, ScreeningCheck
from portal.candidates.rules import FOR_SHADOWING, FOR_WORK, CandidateState, ConsentPurpose, PhoneUse, TellsTooMuch
from portal.candidates.services import merging as service
from portal.candidates.workflow import NotTheSame
from portal.core import audit, clock, db, links, merging
from portal.core.audit import ReadLog
from portal.core.db import Base
from portal.core.links import LinkFor, issue
from portal.core.merging import StillNamed
from portal.placements import services as placements
from portal.proposals.models import Proposal
from portal.proposals.rules import ProposalState
from portal.proposals.services import permission
from portal.reference import Verdict
from tests.candidates.canaries import plant
from tests.candidates.files import again, office_of, url
from tests.factories.candidates import (
    CandidateFactory,
    CandidateLanguageFactory,
    ConsentFactory,
    DisclosureGrantFactory,
    ExperienceFactory,
    ResidenceFactory,
)
from tests.factories.organisations import OrganisationFactory, actor_of, office_member
from tests.factories.placements import PlacementFactory
from tests.factories.proposals import ProposalFactory
from tests.factories.vacancies import VacancyFactory
from tests.signing import sign_in

HANDED_OVER = {("personal_link", "candidate_id"), ("outbox_mail", "candidate_id"), ("read_log", "candidate_id")}
"""Columns without a foreign key that the merge moves by a rule of their own."""


@pytest.fixture
def caseworker(person) -> User:
    return db.session.get_one(User, person.caseworker_id)


@pytest.fixture
def double(caseworker) -> Candidate:
    made: Candidate = CandidateFactory(caseworker=caseworker)
    return made


def merge(double, kept, caseworker):
    service.merge(double, kept, actor=actor_of(caseworker), reason="Zweimal angelegt.")
    db.session.commit()


def test_every_column_that_means_a_person_is_moved(app):
    named = {
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if re.search("candidate|person", column.name) and isinstance(column.type, Uuid)
    }

    moved = {(one.table.name, one.name) for one in merging.references(Candidate.__table__)}
    assert named - moved == HANDED_OVER


def test_everything_hangs_on_the_file_that_stays(person, double, caseworker):
    proposal = ProposalFactory(candidate=double, state=ProposalState.PROPOSED)
    placement = PlacementFactory(candidate=double)
    grant = DisclosureGrantFactory(candidate_id=double.id)
    proof = ConsentFactory(
        candidate_id=double.id, purpose=ConsentPurpose.CARE, language="ar", interpreter="Frau Haddad"
    )
    row = ExperienceFactory(candidate_id=double.id)
    token, _code = issue(
        LinkFor("person", double.id, "candidate", clock.now() + timedelta(days=9), candidate_id=double.id)
    )
    db.session.commit()
    audit.read(double.id, actor=actor_of(caseworker), level="file", reason="Vertretung")
    audit.keep_reads(db.session())

    merge(double, person, caseworker)

    for one in (proposal, placement, grant, proof, row, links.find(token), db.session.scalars(select(ReadLog)).one()):
        db.session.refresh(one)
        assert one.candidate_id == person.id
    assert (proof.language, proof.interpreter) == ("ar", "Frau Haddad")
    assert again(double).merged_into_id == person.id


def test_the_double_keeps_nothing_of_the_person(caseworker, person):
    planted = plant(caseworker=caseworker)

    merge(planted.person, person, caseworker)

    empty = again(planted.person)
    kept = {str(getattr(empty, column.key)) for column in Candidate.__mapper__.column_attrs}
    assert not planted.all & kept
    assert (empty.state, empty.last_name) == (CandidateState.CLOSED, "-")
    assert {event.record_id for event in audit.history("candidate", person.id)} == {person.id}


def test_what_is_missing_is_taken_over_and_what_is_allowed_of_one_telephone_not_of_another(person, double, caseworker):
    person.phone, person.phone_use, person.email = "02452 1", None, None
    double.phone_use, double.email, double.notes = PhoneUse.BOTH, "amina@beispiel.example", "kommt mittwochs"
    db.session.commit()

    merge(double, person, caseworker)

    saved = again(person)
    assert (saved.phone, saved.phone_use) == ("02452 1", None)
    assert (saved.email, saved.notes) == ("amina@beispiel.example", "kommt mittwochs")


def test_a_language_both_have_stays_as_it_is_in_the_file_that_stays(person, double, caseworker):
    CandidateLanguageFactory(candidate_id=double.id, language="ar", speaking="C2")

    merge(double, person, caseworker)

    loaded = queries.one(actor_of(caseworker), person.id)
    assert {row.language for row in loaded.languages} == {"ar", "de"}


def test_a_no_to_either_counts_for_both(person, double, caseworker):
    company, other = OrganisationFactory(verified=True), OrganisationFactory(verified=True)
    said_yes = ConsentFactory(candidate_id=person.id, organisation_id=company.id, purpose=ConsentPurpose.NAME)
    grant = DisclosureGrantFactory(candidate_id=person.id, organisation_id=other.id)
    ConsentFactory(
        candidate_id=double.id, organisation_id=company.id, purpose=ConsentPurpose.NAME, withdrawn_at=clock.now()
    )
    db.session.add(ExcludedOrganisation(candidate_id=double.id, organisation_id=other.id))
    double.is_address_protected = True
    db.session.commit()

    merge(double, person, caseworker)

    db.session.refresh(grant)
    assert again(person).is_address_protected
    assert db.session.get_one(Consent, said_yes.id).withdrawn_at is not None
    assert queries.is_excluded(person.id, other.id)
    assert grant.ends_at <= clock.now()


def test_what_was_checked_in_the_double_is_not_checked_in_the_file_that_stays(caseworker, person):
    ready = CandidateFactory(caseworker=caseworker, ready_for_work=True)
    before = {one.item for one in queries.checks_of(person.id)}

    merge(ready, person, caseworker)

    rows = db.session.scalars(select(ScreeningCheck)).all()
    assert {(one.candidate_id, one.item) for one in rows} == {(person.id, item) for item in before}


def test_the_same_proposal_open_in_both_must_be_closed_first(person, double, caseworker):
    vacancy = VacancyFactory(published=True, places=3)
    for one in (person, double):
        ProposalFactory(candidate=one, vacancy=vacancy, state=ProposalState.PROPOSED)
    db.session.commit()

    with pytest.raises(StillNamed):
        service.merge(double, person, actor=actor_of(caseworker), reason="Zweimal angelegt.")

    db.session.rollback()
    assert {one.candidate_id for one in db.session.scalars(select(Proposal))} == {person.id, double.id}
    assert again(double).merged_into_id is None


@pytest.mark.parametrize("read", ["person", "double"])
@pytest.mark.parametrize("row", [True, False])
def test_a_card_that_a_company_reads_takes_no_text_from_the_other_file_that_tells_too_much(
    request, person, double, caseworker, read, row
):
    if row:
        ExperienceFactory(candidate_id=double.id, what="Koch in Syrien")
    else:
        double.experience = "Koch in Syrien"
    DisclosureGrantFactory(candidate_id=request.getfixturevalue(read).id)

    with pytest.raises(TellsTooMuch):
        service.merge(double, person, actor=actor_of(caseworker), reason="Zweimal angelegt.")


@pytest.mark.parametrize("has_own_paper", [True, False])
def test_no_word_on_the_paper_of_one_file_opens_work_in_the_file_that_stays(caseworker, has_own_paper):
    paper = {"status_key": "qualifiziert_19d", "permission_on_paper": "this_job"}
    checked = FOR_WORK if has_own_paper else FOR_SHADOWING
    kept = CandidateFactory(caseworker=caseworker, ready_for_shadowing=True, checked=checked)
    double = CandidateFactory(caseworker=caseworker, ready_for_work=True)
    for one in (kept, double) if has_own_paper else (double,):
        ResidenceFactory(candidate_id=one.id, **paper)
    proposal = ProposalFactory(candidate=double, names_this_job=True)
    placement = PlacementFactory(candidate=double, legal_kind="job_unbefristet", names_this_job=True)
    permission.recheck(proposal)
    placements.recheck(placement)
    before = [one.verdict for one in (proposal, placement)]

    merge(double, kept, caseworker)

    assert before == [Verdict.ALLOWED] * 2
    assert [(one.names_this_job, one.verdict) for one in (proposal, placement)] == [(False, Verdict.ASK)] * 2


def test_the_name_in_the_other_file_tells_too(person, double, caseworker):
    double.last_name, double.experience = "Tesfamariam", "Frau Tesfamariam kann das"
    DisclosureGrantFactory(candidate_id=person.id)

    with pytest.raises(TellsTooMuch):
        service.merge(double, person, actor=actor_of(caseworker), reason="Zweimal angelegt.")


def test_a_file_of_another_office_is_never_merged(person, caseworker):
    foreign = CandidateFactory()

    with pytest.raises(NotTheSame):
        service.merge(foreign, person, actor=actor_of(caseworker), reason="Zweimal angelegt.")


def test_two_files_are_compared_and_merged_and_old_numbers_and_links_lead_to_the_one_that_stays(desk, person, double):
    compared = desk.get(url(person, f"/merge?other={double.number}"))
    data = {
        "version": person.version,
        "other_version": double.version,
        "stays": person.number,
        "reason": "Zweimal angelegt.",
        "is_same": "y",
    }
    careless = desk.post(url(person, f"/merge?other={double.number}"), data={**data, "is_same": ""})
    merged = desk.post(url(person, f"/merge?other={double.number}"), data=data)
    twice = desk.post(url(person, f"/merge?other={double.number}"), data=data)

    assert [one.status_code for one in (compared, careless, merged, twice)] == [200, 422, 303, 303]
    assert desk.get(url(double)).headers["Location"].endswith(url(person))
    hit = desk.post("/candidates/find", data={"text": double.number}).text
    assert person.number in hit
    assert double.number not in desk.get("/candidates/?state=closed").text
    assert "Doppeltes Profil übernommen" in desk.get(url(person, "/history")).text


def test_whoever_has_only_one_of_the_two_files_cannot_merge(client, person, caseworker):
    colleague = office_member(office_of(person.office_id))
    foreign = CandidateFactory(caseworker=colleague, first_name="Yusuf", last_name="Kaya", phone="0999 1")
    sign_in(client, caseworker)

    answer = client.get(url(person, f"/merge?other={foreign.number}"))

    assert answer.status_code == 422
    assert "Dieses Profil gibt es nicht, oder Sie sind nicht dafür zuständig." in answer.text
    assert foreign.first_name not in answer.text


ENTRY = {"first_name": "Amina", "last_name": "Beispiel", "birth_date": "1995-03-14", "locale": "ar"}


@pytest.mark.parametrize(
    ("known", "entered", "reason"),
    [
        ({"first_name": "Amina"}, {}, "Name und Geburtsdatum gleich"),
        ({"first_name": "Amina", "last_name": "Anders"}, {}, "Geburtsdatum gleich, Name ähnlich"),
        (
            {"first_name": "Ämina", "last_name": "BEISPIEL"},
            {"birth_date": "1990-01-01", "first_name": "ämina"},
            "Name gleich",
        ),
        (
            {"first_name": "X", "last_name": "Y", "phone": "0151 23 45 67"},
            {"phone": "+49 151 234567"},
            "Telefon gleich",
        ),
        ({"first_name": "X", "last_name": "Y", "email": "A@b.example"}, {"email": "a@B.example"}, "E-Mail gleich"),
    ],
)
def test_whoever_may_be_there_already_is_shown_with_the_reason(desk, caseworker, known, entered, reason):
    hit = CandidateFactory(caseworker=caseworker, **{"phone": "0999 1", **known})

    answer = desk.post("/candidates/new", data={**ENTRY, "record_id": str(db.new_id()), **entered})

    assert answer.status_code == 422
    assert f"{hit.number}: {reason}" in answer.text


def test_a_birthday_alone_is_no_double(desk, caseworker):
    CandidateFactory(caseworker=caseworker, first_name="Yusuf", last_name="Kaya", phone="0999 1")
    data = {**ENTRY, "first_name": "Leyla", "last_name": "Anders", "record_id": str(db.new_id())}

    answer = desk.post("/candidates/new", data=data)

    assert answer.status_code == 303


def test_somebody_of_another_office_is_a_hit_without_a_file(desk):
    foreign = CandidateFactory(first_name="Amina", phone="0999 1")

    answer = desk.post("/candidates/new", data={**ENTRY, "record_id": str(db.new_id())})

    assert answer.status_code == 422
    assert "Vielleicht ist die Person schon in einer anderen Stelle" in answer.text
    assert foreign.number not in answer.text
    assert str(foreign.id) not in answer.text
