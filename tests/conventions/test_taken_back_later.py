"""After a yes was taken back nothing opens the company again, and what still waits to be mailed does not leave."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from portal.accounts.models import User
from portal.candidates import queries
from portal.candidates import services as files
from portal.candidates.models import Consent
from portal.candidates.policy import as_person
from portal.candidates.rules import ConsentProof, DisclosureLevel
from portal.candidates.rules import ConsentPurpose as P
from portal.core import clock, db, delivery, outbox
from portal.core.actor import Channel, Role
from portal.core.errors import GuardRefused
from portal.core.outbox import OutboxMail
from portal.insight import services as insight
from portal.organisations.services import companies
from portal.placements import services
from portal.placements.rules import AgreementState, PlacementState
from portal.wiring.mails import LAST_WORDS
from tests.conventions.test_taken_back import Known
from tests.factories.candidates import ConsentFactory
from tests.factories.organisations import actor_of, company_member, office_member
from tests.factories.placements import Case, content
from tests.mailbox import Mailbox

DESK = ConsentProof(Channel.DESK, "de")


def take_back(case: Case, purpose: P) -> None:
    """Take every yes of a kind back, as the person does."""
    of_kind = (Consent.candidate_id == case.person.id) & (Consent.purpose == purpose)
    for one in db.session.scalars(select(Consent).where(of_kind)).all():
        files.withdraw_consent(case.person, one, actor=case.person_actor)
    db.session.commit()


def exclude(case: Case) -> None:
    """Shut the company out, as the person does."""
    files.exclude(case.person, case.company.id, actor=case.person_actor)
    db.session.commit()


NOES: dict[str, Callable[[Case], None]] = {
    "name": lambda case: take_back(case, P.NAME),
    "care": lambda case: take_back(case, P.CARE),
    "company": exclude,
}


def known(**placement: object) -> Case:
    """Open a placement of somebody whose name the company may know."""
    case = Case(**placement)
    ConsentFactory(candidate_id=case.person.id, purpose=P.NAME, organisation_id=case.company.id)
    return case


def level(case: Case) -> DisclosureLevel:
    """Give what the company may know now."""
    return queries.disclosure(case.firm, [case.person.id]).get(case.person.id, DisclosureLevel.L0)


@pytest.mark.parametrize("no", NOES)
@pytest.mark.parametrize("who", ["firm", "staff"])
def test_a_new_agreement_does_not_open_the_company_again(no: str, who: str) -> None:
    case = known()
    NOES[no](case)
    actor = getattr(case, who)
    version = services.new_version(case.placement, content(), actor=actor)

    with pytest.raises(GuardRefused) as refused:
        services.send(version, actor=actor)

    assert ("Ja der Person" in str(refused.value.message)) is (who == "staff")
    assert (level(case), version.state) == (DisclosureLevel.L0, AgreementState.DRAFT)


@pytest.mark.parametrize("no", NOES)
def test_the_last_permission_does_not_open_it_and_a_new_yes_does(no: str) -> None:
    case = known(residence={"unknown": True})
    case.agree()
    NOES[no](case)

    case.allow()
    case.approve()

    assert (case.placement.state, level(case)) == (PlacementState.PREPARING, DisclosureLevel.L0)
    files.include(case.person, case.company.id, actor=case.staff)
    for purpose, company_id in ((P.CARE, None), (P.NAME, case.company.id)):
        files.record_consent(case.person, purpose=purpose, proof=DESK, actor=case.staff, organisation_id=company_id)
    case.reload()
    assert (case.placement.state, level(case)) == (PlacementState.READY, DisclosureLevel.L3_START)


@pytest.mark.parametrize("no", NOES)
def test_what_an_employer_must_know_stays_and_so_do_its_mails(no: str) -> None:
    case = known()
    case.run()
    NOES[no](case)

    version = case.send(tasks="Regale einräumen", starts_on=case.placement.starts_on)

    assert (version.state, level(case)) == (AgreementState.CONFIRMING, DisclosureLevel.L3_START)
    assert "placements/confirm_company" in leaving(case.member)


def leaving(member: User) -> set[str]:
    """Name the mails that would leave for somebody now."""
    rows = db.session.scalars(select(OutboxMail).where(OutboxMail.user_id == member.id)).all()
    return {row.kind for row in rows if outbox.is_still_wanted(row)}


@pytest.mark.parametrize("no", NOES)
def test_mails_of_an_agreement_that_waited_do_not_leave(no: str) -> None:
    case = known()
    case.send()
    assert {"placements/opened", "placements/confirm_company"} <= leaving(case.member)

    NOES[no](case)

    assert leaving(case.member) <= LAST_WORDS
    services.cancel(case.placement, actor=case.staff, reason="Die Person möchte nicht mehr.")
    assert "placements/cancelled" in leaving(case.member)


def test_a_company_without_an_account_gets_none_of_them_either(mailbox: Mailbox) -> None:
    case = known()
    case.company.contact_email, case.member.active = "chef@betrieb.example", False
    case.send()
    exclude(case)

    services.cancel(case.placement, actor=case.staff, reason="Die Person möchte nicht mehr.")
    delivery.deliver_due()

    assert [mail["Subject"] for mail in mailbox.to("chef@betrieb.example")] == ["Ein Einsatz findet nicht statt"]


def test_a_digest_that_waited_says_what_is_so_when_it_leaves(mailbox: Mailbox) -> None:
    known = Known(until="card")
    insight.send_digest(known.member)
    row = db.session.scalars(select(OutboxMail).where(OutboxMail.kind == "insight/digest")).one()
    assert known.proposal.number in row.body

    files.withdraw_consent(known.person, known.consent(P.NAME), actor=as_person(known.person.id, "de"))
    delivery.deliver_due()

    assert [mail["Subject"] for mail in mailbox.to(known.member.email)] == ["Ein Bewerbervorschlag hat sich erledigt"]


def test_a_digest_of_somebody_who_is_away_still_tells_of_their_company(mailbox: Mailbox) -> None:
    known = Known(until="card")
    deputy = company_member(known.company)
    known.member.deputy_id, known.member.absent_until = deputy.id, clock.today()
    insight.send_digest(known.member)

    delivery.deliver_due()

    (digest,) = [mail.get_body().get_content() for mail in mailbox.to(deputy.email) if "Sache" in mail["Subject"]]
    assert known.proposal.number in digest
    assert "in Vertretung" in digest


def test_a_suspended_company_gets_no_mail_about_a_person() -> None:
    known = Known()
    officer = actor_of(office_member(role=Role.EMPLOYER_SERVICE))
    assert not leaving(known.member) <= LAST_WORDS

    companies.step("suspend", known.company, actor=officer, reason="Lohn nicht gezahlt")

    assert leaving(known.member) <= LAST_WORDS | {"organisations/suspended", "vacancies/paused"}
