"""A file goes to a colleague or another office: asked, taken, refused, taken over; and all that hangs on it."""

from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import func, select

from portal.accounts.models import User
from portal.candidates import services
from portal.candidates.models import Candidate, Transfer
from portal.candidates.queries import checks_of
from portal.candidates.rules import ScreeningItem
from portal.candidates.rules.transfers import TransferState
from portal.core import audit, clock, db
from portal.core.actor import Role
from portal.core.outbox import OutboxMail
from portal.insight.queries import own_people
from portal.organisations.models import Membership
from portal.placements import services as placements
from portal.placements.models import Placement
from portal.proposals import services as proposals
from portal.proposals.models import Proposal
from portal.reference import Verdict
from tests.factories.candidates import CandidateFactory, ResidenceFactory, TransferFactory
from tests.factories.organisations import OfficeFactory, OrganisationFactory, actor_of, office_member
from tests.factories.placements import PlacementFactory
from tests.factories.proposals import ProposalFactory
from tests.factories.vacancies import VacancyFactory
from tests.signing import sign_in

REASON = "Zieht im März nach Erkelenz."


class Staff:
    """A caseworker with a person, a colleague in the same office, and one in another."""

    def __init__(self):
        self.office, self.elsewhere = OfficeFactory(), OfficeFactory()
        self.giver, self.colleague = office_member(self.office), office_member(self.office)
        self.other = office_member(self.elsewhere)
        self.person = CandidateFactory(caseworker=self.giver, ready_for_work=True, email="amina@beispiel.example")


@pytest.fixture
def staff(app):
    return Staff()


def hand_over(client, staff, to):
    sign_in(client, staff.giver)
    return client.post(f"/candidates/{staff.person.id}/hand-over", data={"to": to, "reason": REASON})


def transfer():
    return db.session.scalars(select(Transfer)).one()


def keeper(staff):
    found = db.session.get_one(Candidate, staff.person.id, populate_existing=True)
    return found.caseworker_id, found.office_id


def kinds():
    return set(db.session.scalars(select(OutboxMail.kind)))


def test_a_colleague_takes_the_file_with_all_that_hangs_on_it(client, staff):
    proposal, placement = ProposalFactory(candidate=staff.person), PlacementFactory(candidate=staff.person)
    asked = hand_over(client, staff, f"user:{staff.colleague.id}")
    before = keeper(staff)
    sign_in(client, staff.colleague)
    desk, page = client.get("/desk").text, client.get("/candidates/transfers").text

    taken = client.post(f"/candidates/transfers/{transfer().id}/accept")

    assert (asked.status_code, taken.status_code) == (303, 303)
    assert "Profile, die Sie übernehmen sollen" in desk
    assert REASON in page
    assert before == (staff.giver.id, staff.office.id)
    assert keeper(staff) == (staff.colleague.id, staff.office.id)
    owners = {
        db.session.get_one(kind, one.id).caseworker_id for kind, one in ((Proposal, proposal), (Placement, placement))
    }
    assert owners == {staff.colleague.id}
    assert kinds() == {"candidates/transfer_asked", "candidates/transfer_answered"}
    assert "Übergabe angenommen" in client.get(f"/candidates/{staff.person.id}/history").text
    sign_in(client, staff.giver)
    assert client.get(f"/candidates/{staff.person.id}").status_code == 404


def test_another_office_starts_anew_and_the_old_one_reads_for_fourteen_days(client, staff):
    proposal = ProposalFactory(candidate=staff.person)
    hand_over(client, staff, f"office:{staff.elsewhere.id}")
    sign_in(client, staff.other)
    client.post(f"/candidates/transfers/{transfer().id}/accept")

    items = {check.item for check in checks_of(staff.person.id)}
    assert keeper(staff) == (staff.other.id, staff.elsewhere.id)
    assert {ScreeningItem.RESIDENCE, ScreeningItem.CONSENT}.isdisjoint(items)
    assert ScreeningItem.IDENTITY in items
    judged = db.session.get_one(Proposal, proposal.id, populate_existing=True)
    assert (judged.office_id, judged.verdict) == (staff.elsewhere.id, Verdict.ASK)
    assert kinds() == {"candidates/transfer_asked", "candidates/transfer_answered", "candidates/moved"}
    sign_in(client, staff.giver)
    address = f"/candidates/{staff.person.id}"
    assert [client.get(address + part).status_code for part in ("", "/permission", "/edit/person")] == [200, 404, 404]
    transfer().readable_until = clock.today() - timedelta(days=1)
    db.session.commit()
    assert client.get(address).status_code == 404


def move(client, staff):
    """Let the other office take the file."""
    hand_over(client, staff, f"office:{staff.elsewhere.id}")
    sign_in(client, staff.other)
    client.post(f"/candidates/transfers/{transfer().id}/accept")


def test_another_office_asks_the_law_anew_for_all_that_is_open_and_sees_it_on_the_desk(client, staff):
    ResidenceFactory(candidate_id=staff.person.id, card_valid_until=clock.today() + timedelta(days=400))
    offer = VacancyFactory(published=True)
    actor = actor_of(staff.giver)
    proposal = proposals.ask(staff.person, offer, proposals.Plan("job_unbefristet"), actor=actor)
    plan = placements.Plan("job_unbefristet", "Lager")
    company = OrganisationFactory(verified=True)
    placement = placements.open_direct(staff.person, company, plan, actor=actor, reason="Kennt den Betrieb.")
    proposal.names_this_job = placement.names_this_job = True
    db.session.commit()
    assert (proposal.verdict, placement.verdict) == (Verdict.ALLOWED, Verdict.ALLOWED)
    before = db.session.scalar(select(func.count(OutboxMail.id)))

    move(client, staff)

    found = [db.session.get_one(type(one), one.id, populate_existing=True) for one in (proposal, placement)]
    assert [(one.verdict, one.verdict_seen, one.names_this_job) for one in found] == [
        (Verdict.ASK, Verdict.ALLOWED, False)
    ] * 2
    piles = own_people(actor_of(staff.other)).counts
    assert (piles["changed"], piles["permission"]) == (1, 1)
    told = db.session.scalars(select(OutboxMail.address).order_by(OutboxMail.created_at).offset(before)).all()
    assert set(told) == {staff.other.email, staff.giver.email, staff.person.email}


def test_a_colleague_of_the_office_takes_what_was_seen_as_seen(client, staff):
    ResidenceFactory(candidate_id=staff.person.id, card_valid_until=clock.today() + timedelta(days=400))
    plan = proposals.Plan("job_unbefristet")
    proposal = proposals.ask(staff.person, VacancyFactory(published=True), plan, actor=actor_of(staff.giver))
    hand_over(client, staff, f"user:{staff.colleague.id}")
    sign_in(client, staff.colleague)

    client.post(f"/candidates/transfers/{transfer().id}/accept")

    assert db.session.get_one(Proposal, proposal.id, populate_existing=True).verdict is Verdict.ALLOWED
    assert not transfer().is_untold


@pytest.mark.parametrize("locale", ["de", "uk", "ar", "fa"])
def test_a_person_without_mail_gets_a_letter_in_the_own_language(client, staff, locale):
    staff.person.email, staff.person.locale, staff.person.street = None, locale, "Hauptstraße 3"
    db.session.commit()
    move(client, staff)
    waiting = "Weiß noch nicht, dass Sie zuständig sind"
    desk, page = client.get("/desk").text, client.get(f"/candidates/transfers/{transfer().id}/tell").text

    letter = client.post(f"/candidates/transfers/{transfer().id}/letter")

    assert waiting in desk
    assert f"/candidates/transfers/{transfer().id}/tell" in desk
    assert staff.elsewhere.name in page
    assert ("профіль передано" in page) is (locale == "uk")
    assert letter.data.startswith(b"%PDF")
    assert (b"Lang(uk)" in letter.data) is (locale == "uk")
    assert "candidates/moved" not in kinds()
    assert waiting not in client.get("/desk").text
    assert "Person über die neue Stelle informiert: Brief" in client.get(f"/candidates/{staff.person.id}/history").text


def test_a_person_without_mail_is_told_on_the_telephone(client, staff):
    staff.person.email = None
    db.session.commit()
    move(client, staff)

    answer = client.post(f"/candidates/transfers/{transfer().id}/tell")

    assert (answer.status_code, transfer().is_untold) == (303, False)
    assert audit.latest("transfer", transfer().id).details == {"contact": "phone"}


def test_a_guardian_without_mail_is_told_too(client, staff):
    staff.person.birth_date = clock.today() - timedelta(days=16 * 366)
    staff.person.guardian_name = "Samira Beispiel"
    db.session.commit()

    move(client, staff)

    assert transfer().is_untold
    assert "Samira Beispiel" in client.get(f"/candidates/transfers/{transfer().id}/tell").text


def test_nobody_tells_a_person_of_another_file_or_of_a_move_inside_the_office_or_of_one_that_is_only_asked_for(
    client, staff
):
    staff.person.email = None
    inside = TransferFactory(person=staff.person, state=TransferState.ACCEPTED, to_user_id=staff.colleague.id)
    asked = TransferFactory(person=staff.person, state=TransferState.REQUESTED)
    for reader, move in product((staff.other, staff.giver), (inside, asked)):
        sign_in(client, reader)
        address = f"/candidates/transfers/{move.id}"
        assert client.get(f"{address}/tell").status_code == 404
        assert [client.post(f"{address}/{page}").status_code for page in ("tell", "letter")] == [404, 404]


@pytest.mark.parametrize("locale", ["de", "en", "uk", "ar", "fa"])
def test_the_person_is_told_in_the_own_language(client, staff, locale):
    staff.person.locale = locale
    db.session.commit()
    hand_over(client, staff, f"office:{staff.elsewhere.id}")
    sign_in(client, staff.other)

    client.post(f"/candidates/transfers/{transfer().id}/accept")

    mail = db.session.scalars(select(OutboxMail).where(OutboxMail.kind == "candidates/moved")).one()
    assert mail.address == "amina@beispiel.example"
    assert staff.elsewhere.name in mail.body
    assert ("umgezogen" in mail.body) is (locale in ("de", "fa"))


def test_a_transfer_is_refused_with_a_reason_or_taken_back(client, staff):
    hand_over(client, staff, f"user:{staff.colleague.id}")
    twice = hand_over(client, staff, f"office:{staff.elsewhere.id}")
    sign_in(client, staff.colleague)
    silent = client.post(f"/candidates/transfers/{transfer().id}/decline", data={"reason": ""})
    client.post(f"/candidates/transfers/{transfer().id}/decline", data={"reason": "Meine Akte ist voll."})

    assert (twice.status_code, silent.status_code) == (422, 422)
    assert transfer().state is TransferState.DECLINED
    assert keeper(staff) == (staff.giver.id, staff.office.id)
    assert hand_over(client, staff, f"user:{staff.colleague.id}").status_code == 303
    waiting = db.session.scalars(select(Transfer).where(Transfer.state == TransferState.REQUESTED)).one()
    client.post(f"/candidates/transfers/{waiting.id}/withdraw")
    assert waiting.state is TransferState.WITHDRAWN


@pytest.mark.parametrize("to", ["", "user:x", "office:x", "nonsense", "self", "stranger"])
def test_a_file_goes_to_nobody_who_cannot_keep_it(client, staff, to):
    named = {"self": f"user:{staff.giver.id}", "stranger": f"user:{staff.other.id}"}.get(to, to)

    assert hand_over(client, staff, named).status_code == 422
    assert db.session.scalars(select(Transfer)).all() == []


def test_a_file_that_was_closed_meanwhile_goes_nowhere(client, staff):
    hand_over(client, staff, f"office:{staff.elsewhere.id}")
    services.step(staff.person, "close", actor=actor_of(staff.giver), reason="Weggezogen.")
    db.session.commit()
    sign_in(client, staff.other)

    answer = client.post(f"/candidates/transfers/{transfer().id}/accept")

    assert answer.status_code == 422
    assert transfer().state is TransferState.REQUESTED
    assert keeper(staff) == (staff.giver.id, staff.office.id)


def test_others_do_not_learn_of_a_transfer(client, staff):
    made = TransferFactory(person=staff.person, to_user_id=staff.colleague.id)
    for stranger in (office_member(staff.office), staff.other, staff.giver):
        sign_in(client, stranger)
        assert client.post(f"/candidates/transfers/{made.id}/accept").status_code in (
            {404, 403} if stranger is staff.giver else {404}
        )
    sign_in(client, staff.other)
    assert client.get(f"/candidates/{staff.person.id}/hand-over").status_code == 404
    assert client.get(f"/candidates/transfers/{made.id}/decline").status_code == 404
    assert staff.person.number not in client.get("/candidates/transfers").text
    assert made.state is TransferState.REQUESTED


def leave(user):
    membership = db.session.scalars(select(Membership).where(Membership.user_id == user.id)).one()
    membership.ended_at, membership.is_active = clock.now(), False
    db.session.commit()


def take_over(client, staff, reader, to=None):
    sign_in(client, reader)
    data = {"to": str((to or reader).id), "reason": "Die Kollegin ist gegangen."}
    return client.post(f"/candidates/{staff.person.id}/take-over", data=data)


def test_a_file_that_nobody_keeps_is_taken_over_with_a_reason(client, staff):
    kept = take_over(client, staff, staff.colleague)
    leave(staff.giver)
    lead = office_member(staff.office, role=Role.COORDINATOR)
    given = take_over(client, staff, lead, staff.colleague)

    assert (kept.status_code, given.status_code) == (422, 303)
    assert keeper(staff) == (staff.colleague.id, staff.office.id)
    assert audit.latest("transfer", transfer().id).reason == "Die Kollegin ist gegangen."
    assert kinds() == {"candidates/transfer_taken"}


def test_a_deputy_takes_over_and_nobody_of_another_office_does(client, staff):
    giver = db.session.get_one(User, staff.giver.id)
    giver.deputy_id, giver.absent_until = staff.colleague.id, clock.today()
    db.session.commit()

    foreign = take_over(client, staff, staff.other)
    own = take_over(client, staff, staff.colleague)

    assert (foreign.status_code, own.status_code) == (404, 303)
    assert keeper(staff)[0] == staff.colleague.id


def test_several_files_are_handed_over_at_once(client, staff):
    on_its_way = CandidateFactory(caseworker=staff.giver)
    TransferFactory(person=on_its_way)
    sign_in(client, staff.giver)
    data = {
        "chosen": [str(staff.person.id), str(on_its_way.id)],
        "deed": "hand",
        "hand-to": f"user:{staff.colleague.id}",
    }

    answer = client.post("/candidates/several", data={**data, "hand-reason": "Neuer Zuschnitt."})

    assert "Bei 1 von 2 Personen ist es geschehen." in answer.text
    assert "läuft schon eine Übergabe" in answer.text
