"""Four eyes as an office's own rule: ready for work is nobody before a second person has looked."""

import pytest
from sqlalchemy import select

from portal.accounts.models import User
from portal.candidates import queries, services
from portal.candidates.models import Candidate, ScreeningCheck
from portal.candidates.queries import grade_is
from portal.candidates.rules import FOR_WORK, Grade, ScreeningItem
from portal.candidates.services.screening import OwnCheck
from portal.core import audit, clock, db
from portal.core.actor import Actor, Role
from portal.organisations.models import Office
from portal.proposals.services.permission import recheck
from portal.reference import Verdict
from tests.candidates.files import office_of, url
from tests.factories.candidates import CandidateFactory, ResidenceFactory
from tests.factories.organisations import actor_of, office_member
from tests.factories.proposals import ProposalFactory
from tests.factories.vacancies import VacancyFactory
from tests.signing import sign_in


@pytest.fixture
def checked(person) -> Candidate:
    """Somebody whose every line was checked in an office that wants a second look."""
    office = office_of(person.office_id)
    office.checks_twice = True
    person = CandidateFactory(
        caseworker=db.session.get_one(User, person.caseworker_id),
        ready_for_work=True,
        weekly_hours=20,
        schooling_level="upper",
    )
    ResidenceFactory(candidate_id=person.id)
    db.session.commit()
    actor = actor_of(db.session.get_one(User, person.caseworker_id))
    loaded = queries.one(actor, person.id)
    for item in FOR_WORK:
        services.check(loaded, item, "Original gesehen", actor=actor)
    db.session.commit()
    return loaded


@pytest.fixture
def second(checked) -> User:
    made: User = office_member(office_of(checked.office_id))
    return made


def with_reason(colleague, person) -> Actor:
    """Let a colleague open the file as one does, and give the actor."""
    actor = actor_of(colleague)
    services.open_with_reason(person, "Zweite Person beim Profil-Check", actor=actor)
    audit.keep_reads(db.session())
    return actor


def grades(person) -> set[Grade]:
    """Give the grade as the rule and as the database say it."""
    today = clock.today()
    by_sql = {
        one
        for one in Grade
        if db.session.scalar(select(Candidate.id).where(Candidate.id == person.id, grade_is(one, today)))
    }
    return {queries.grade(person.id, today), *by_sql}


def test_without_a_second_look_somebody_is_ready_for_shadowing_alone(checked):
    assert grades(checked) == {Grade.SHADOWING}


def test_what_one_person_alone_has_read_on_a_paper_is_no_yes(checked, second):
    vacancy = VacancyFactory(published=True)
    caseworker = db.session.get_one(User, checked.caseworker_id)
    proposal = ProposalFactory(candidate=checked, vacancy=vacancy, caseworker=caseworker)
    db.session.commit()
    today = clock.today()

    def said() -> tuple[Verdict, Verdict]:
        db.session.refresh(proposal)
        return queries.work_permission(checked.id, proposal.legal_kind, today).verdict, proposal.verdict

    recheck(proposal)
    before = said()
    services.confirm(queries.one(with_reason(second, checked), checked.id), actor=with_reason(second, checked))

    assert before == (Verdict.ASK, Verdict.ASK)
    assert said() == (Verdict.ALLOWED, Verdict.ALLOWED)


def test_a_colleague_confirms_and_the_person_is_ready_for_work(client, checked, second):
    sign_in(client, second)
    closed_door = client.post(url(checked, "/checklist/confirm"))
    client.post(url(checked, "/open"), data={"reason": "Zweite Person beim Profil-Check"})

    shown = client.get(url(checked, "/checklist")).text
    answer = client.post(url(checked, "/checklist/confirm"))

    assert (closed_door.status_code, answer.status_code) == (404, 303)
    assert "Profil-Check bestätigen" in shown
    assert grades(checked) == {Grade.WORK}
    assert f", {second.name}" in client.get(url(checked, "/checklist")).text
    assert audit.latest("candidate", checked.id).name == "confirm"


def test_the_desk_of_every_colleague_names_whose_check_waits_and_leads_to_it(client, desk, checked, second):
    title, door = "Zweiter Blick auf den Profil-Check", url(checked, "/open?second=1")
    own = desk.get("/desk").text
    lead, elsewhere = office_member(office_of(checked.office_id), role=Role.COORDINATOR), office_member()
    seen = {}
    for reader in (second, lead, elsewhere):
        sign_in(client, reader)
        pages = client.get("/desk").text, client.get("/candidates/second-looks").text
        seen[reader] = (title in pages[0], checked.number in pages[1])
    sign_in(client, second)
    listed = client.get("/candidates/second-looks").text
    offered = client.get(door).text

    opened = client.post(door, data={"reason": "Zweite Person beim Profil-Check"})
    client.post(url(checked, "/checklist/confirm"))

    assert title not in own
    assert list(seen.values()) == [(True, True), (True, True), (False, False)]
    assert door in listed
    assert checked.first_name not in listed
    assert 'value="Zweite Person beim Profil-Check"' in offered
    assert opened.location.endswith(url(checked, "/checklist"))
    assert title not in client.get("/desk").text


def test_nobody_confirms_what_they_checked_themselves(desk, checked):
    shown = desk.get(url(checked, "/checklist")).text
    answer = desk.post(url(checked, "/checklist/confirm"))

    assert "wartet auf eine zweite Fachkraft" in shown
    assert "Profil-Check bestätigen" not in shown
    assert answer.status_code == OwnCheck.status
    assert grades(checked) == {Grade.SHADOWING}


def test_whoever_checked_a_part_confirms_only_the_others(checked, second):
    actor = with_reason(second, checked)
    row = db.session.scalars(
        select(ScreeningCheck).where(
            ScreeningCheck.item == ScreeningItem.WISHES, ScreeningCheck.candidate_id == checked.id
        )
    ).one()
    row.checked_by_id = second.id
    db.session.commit()

    services.confirm(checked, actor=actor)

    waiting = [one.item for one in queries.checks_of(checked.id) if one.confirmed_by_id is None]
    assert waiting == [ScreeningItem.WISHES]
    assert grades(checked) == {Grade.SHADOWING}


def test_a_line_that_is_renewed_is_looked_at_again_by_two(desk, checked, second):
    services.confirm(checked, actor=with_reason(second, checked))
    db.session.commit()
    line = url(checked, "/check/wishes/renew")

    answer = desk.post(line)

    assert answer.status_code == 303
    renewed = next(one for one in queries.checks_of(checked.id) if one.item is ScreeningItem.WISHES)
    assert (renewed.evidence, renewed.confirmed_by_id) == ("Original gesehen", None)
    assert grades(checked) == {Grade.SHADOWING}


def test_the_coordinator_settles_it_for_the_own_office_alone(client):
    office, other = office_of(None), office_of(None)
    coordinator = office_member(office, role=Role.COORDINATOR)
    sign_in(client, coordinator)

    answer = client.post("/organisations/office", data={"version": office.version, "checks_twice": "y"})

    db.session.expire_all()
    assert answer.status_code == 303
    assert db.session.get_one(Office, office.id).checks_twice
    assert not db.session.get_one(Office, other.id).checks_twice
    assert audit.latest("office", office.id).name == "check_twice"


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.EMPLOYER_SERVICE, Role.ADMINISTRATOR])
def test_nobody_else_settles_it(client, role):
    sign_in(client, office_member(role=role))

    assert client.post("/organisations/office", data={"checks_twice": "y"}).status_code == 403
