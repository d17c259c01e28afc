"""A scope says the same of a loaded record as of a list, whoever asks: no page shows what its list would hide."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.accounts.models import Invitation, SecondFactor, User
from portal.api.models import ApiToken
from portal.candidates.models import (
    CallTask,
    Candidate,
    CandidateDocument,
    DisclosureGrant,
    DownloadDeletion,
    PeopleList,
    PersonMessage,
    Transfer,
)
from portal.candidates.policy import FILE_LEVEL
from portal.candidates.rules import DeletionState
from portal.candidates.rules.calls import CallReason, CallState, ToldBy
from portal.candidates.rules.messages import MessageKind
from portal.cooperation.models import CallBack, Course, Enrolment, Referral, WaitingPlace
from portal.cooperation.rules import Purpose, ReferralState
from portal.cooperation.rules.waiting import WaitingState
from portal.core import audit, clock, db, permissions
from portal.core.actor import NOBODY, SYSTEM, Actor, ActorKind, Channel, Role
from portal.core.audit import ReadLog
from portal.core.permissions import ANYTHING, Scope
from portal.organisations.models import FirmTip, Instruction, JoinRequest, Membership, Office, Organisation
from portal.organisations.services import companies as companies_services
from portal.placements.models import Agreement, Clearance, Placement
from portal.placements.rules import ClearanceItem
from portal.proposals.models import Proposal, TextBlock
from portal.proposals.rules import TextUse
from portal.vacancies.models import OfferReport, Vacancy
from portal.vacancies.rules.reports import ReportReason
from tests.api.conftest import key_of
from tests.factories.accounts import InvitationFactory, UserFactory, with_second_step
from tests.factories.candidates import CandidateFactory, DisclosureGrantFactory, PeopleListFactory, TransferFactory
from tests.factories.cooperation import CallBackFactory
from tests.factories.documents import DocumentFactory
from tests.factories.organisations import (
    MembershipFactory,
    OfficeFactory,
    OrganisationFactory,
    actor_of,
    company_member,
    office_member,
)
from tests.factories.placements import Case
from tests.factories.proposals import ProposalFactory
from tests.factories.vacancies import VacancyFactory


def accounts() -> None:
    """Make two users."""
    UserFactory.create_batch(2)


def second_factors() -> None:
    """Give two users an app each."""
    for user in UserFactory.create_batch(2):
        with_second_step(user)


def invitations() -> None:
    """Make one into a company and one into an office."""
    InvitationFactory(organisation_id=OrganisationFactory().id)
    InvitationFactory(office_id=OfficeFactory().id)


def people() -> None:
    """Make files, one of which a colleague opened with a reason, and one without."""
    opened, looked_at, _ = CandidateFactory.create_batch(3)
    for person, reason in ((opened, "Vertretung"), (looked_at, None)):
        colleague = MembershipFactory(role=Role.CASEWORKER, office_id=person.office_id)
        reader = Actor(ActorKind.USER, Role.CASEWORKER, id=colleague.user_id, office_id=person.office_id)
        audit.read(person.id, actor=reader, level=FILE_LEVEL, reason=reason)
        audit.keep_reads(db.session())


def companies() -> None:
    """Make two."""
    OrganisationFactory.create_batch(2)


def memberships() -> None:
    """Make one in a company and one in an office."""
    company_member()
    office_member()


def placements() -> None:
    """Make two with their agreements: one sent out, one a draft; and clearances asked and not asked for."""
    sent, case = Case(), Case()
    sent.send()
    for requested_on in (None, clock.today()):
        db.session.add(
            Clearance(
                placement_id=case.placement.id,
                item=ClearanceItem.WORK_PERMISSION,
                office_id=OfficeFactory(authority=True).id,
                requested_on=requested_on,
            )
        )
    db.session.commit()


def vacancies() -> None:
    """Make a draft, one handed in and one on the board."""
    for state in ("draft", "in_review", "published"):
        VacancyFactory(**{state: True})


def proposals() -> None:
    """Make one the company does not know of, and two it knows."""
    for state in ("asked", "interested", "declined"):
        ProposalFactory(**{state: True})


def referrals() -> None:
    """Make one of somebody's file, one handed in, and one between bodies that have nothing to do with either."""
    person = CandidateFactory()
    away, here = OfficeFactory(authority=True).id, person.office_id
    shared = {"state": ReferralState.SENT, "purpose": Purpose.LANGUAGE, "consented_on": clock.today()}
    shared |= {"consent_channel": Channel.DESK, "author_id": person.caseworker_id}
    db.session.add(Referral(candidate_id=person.id, from_office_id=here, to_office_id=away, **shared))
    db.session.add(Referral(person_name="Amina", from_office_id=away, to_office_id=here, **shared))
    db.session.add(Referral(person_name="Omar", from_office_id=away, to_office_id=OfficeFactory().id, **shared))
    db.session.commit()


def call_backs() -> None:
    """Make one to each of two offices."""
    CallBackFactory.create_batch(2)


def reports() -> None:
    """Make one about an offer."""
    db.session.add(OfferReport(vacancy_id=VacancyFactory(published=True).id, reason=ReportReason.GONE))
    db.session.commit()


def person_messages() -> None:
    """Let two people of different files say something of every kind."""
    for person in CandidateFactory.create_batch(2):
        db.session.add_all(PersonMessage(candidate_id=person.id, kind=kind) for kind in MessageKind)
    db.session.commit()


def call_tasks() -> None:
    """Put two people of different files on the call list."""
    for person in CandidateFactory.create_batch(2):
        for reason in (CallReason.PAPER, CallReason.ANSWER):
            call = {"reason": reason, "record_id": person.id, "until": clock.today()}
            db.session.add(CallTask(candidate_id=person.id, state=CallState.WAITING, way=ToldBy.CALL, **call))
    db.session.commit()


def courses() -> None:
    """Make courses of two bodies, a person in one of them."""
    dates = {"starts_on": clock.today(), "ends_on": clock.today() + timedelta(days=90), "weekly_hours": 20, "seats": 9}
    for _ in range(2):
        course = Course(office_id=OfficeFactory(authority=True).id, title="A2", town="Heinsberg", **dates)
        db.session.add(course)
        db.session.flush()
        db.session.add(Enrolment(course_id=course.id, candidate_id=CandidateFactory().id))
        waits = {"candidate_id": CandidateFactory().id, "state": WaitingState.WAITING}
        db.session.add(WaitingPlace(course_id=course.id, **waits))
    db.session.commit()


def instructions() -> None:
    """Make one deed that was done for a company."""
    company = OrganisationFactory()
    acting = actor_of(office_member(role=Role.EMPLOYER_SERVICE)).acting_for(company.id, "Kim", Channel.PHONE)
    companies_services.edit(company, {"about": "Wir backen."}, actor=acting)
    db.session.commit()


def tips() -> None:
    """Make two companies that two people named."""
    for user in UserFactory.create_batch(2):
        db.session.add(FirmTip(name=user.name, sort_name="x", town="Heinsberg", named_by_id=user.id))
    db.session.commit()


def join_requests() -> None:
    """Make one to a company."""
    address = "kim@firma.example"
    who = {"name": "Kim", "email": address, "email_key": address}
    for columns in ({}, {"verified": True}):
        db.session.add(JoinRequest(organisation_id=OrganisationFactory(**columns).id, **who))
    db.session.commit()


def documents() -> None:
    """Make two, one of a person whom a company knows."""
    known, other = DocumentFactory.create_batch(2)
    colleague = MembershipFactory(role=Role.CASEWORKER, office_id=other.candidate.office_id)
    reader = Actor(ActorKind.USER, Role.CASEWORKER, id=colleague.user_id, office_id=other.candidate.office_id)
    audit.read(other.candidate_id, actor=reader, level=FILE_LEVEL, reason="Vertretung")
    audit.keep_reads(db.session())
    company = company_member()
    DisclosureGrantFactory(candidate_id=known.candidate_id, organisation_id=actor_of(company).organisation_id)


def deletions() -> None:
    """Make one at each of two companies."""
    for company in OrganisationFactory.create_batch(2):
        who = {"candidate_id": CandidateFactory().id, "organisation_id": company.id}
        db.session.add(DownloadDeletion(state=DeletionState.ASKED, asked_on=clock.today(), **who))
    db.session.commit()


def api_tokens() -> None:
    """Make a key of each of two companies and of two authorities."""
    for user in (company_member(role=Role.COMPANY_ADMIN), company_member(role=Role.COMPANY_ADMIN)):
        key_of(user)
    for user in (office_member(role=Role.AUTHORITY), office_member(role=Role.AUTHORITY)):
        key_of(user)


def text_blocks() -> None:
    """Make a text of each of two companies."""
    for company in OrganisationFactory.create_batch(2):
        db.session.add(TextBlock(organisation_id=company.id, use=TextUse.DECLINE, title="Besetzt", text="Alles Gute!"))
    db.session.commit()


def people_lists() -> None:
    """Make one of each of two caseworkers."""
    PeopleListFactory.create_batch(2)


def transfers() -> None:
    """Make one to a colleague and one to another office."""
    TransferFactory.create_batch(2)
    TransferFactory(to_user_id=None)


RECORDS: Mapping[str, tuple[type[Any], Callable[[], None]]] = {
    "account": (User, accounts),
    "invitation": (Invitation, invitations),
    "second_factor": (SecondFactor, second_factors),
    "candidate": (Candidate, people),
    "document": (CandidateDocument, documents),
    "download_deletion": (DownloadDeletion, deletions),
    "company": (Organisation, companies),
    "membership": (Membership, memberships),
    "office": (Office, memberships),
    "instruction": (Instruction, instructions),
    "tip": (FirmTip, tips),
    "join_request": (JoinRequest, join_requests),
    "placement": (Placement, placements),
    "agreement": (Agreement, placements),
    "clearance": (Clearance, placements),
    "vacancy": (Vacancy, vacancies),
    "proposal": (Proposal, proposals),
    "text_block": (TextBlock, text_blocks),
    "api_token": (ApiToken, api_tokens),
    "referral": (Referral, referrals),
    "call_back": (CallBack, call_backs),
    "call_task": (CallTask, call_tasks),
    "report": (OfferReport, reports),
    "person_message": (PersonMessage, person_messages),
    "course": (Course, courses),
    "enrolment": (Enrolment, courses),
    "waiting_place": (WaitingPlace, courses),
    "search": (Candidate, people),
    "people_list": (PeopleList, people_lists),
    "transfer": (Transfer, transfers),
}
"""What each kind of record is, and a builder of some that differ in all that scopes look at."""
HANGS_ON = ("placement", "candidate", "course")
OWNERS = ("id", "user_id", "caseworker_id", "candidate_id", "named_by_id", "made_by_id")
OFFICES = ("office_id", "from_office_id", "to_office_id")


def scopes() -> dict[str, dict[int, Scope]]:
    """Give the scopes of every kind of record that say more than yes."""
    found: dict[str, dict[int, Scope]] = {}
    for action, row in permissions.declared().items():
        for scope in row.values():
            if scope is not ANYTHING and not action.startswith("lamp:"):
                found.setdefault(action.split(":", maxsplit=1)[0], {})[id(scope)] = scope
    return found


def test_every_kind_of_record_with_a_scope_has_a_builder_here(app: Flask) -> None:
    assert set(scopes()) == set(RECORDS)


@pytest.mark.parametrize("subject", RECORDS)
def test_a_scope_says_the_same_of_a_record_as_of_a_list(app: Flask, subject: str) -> None:
    model, build = RECORDS[subject]
    build()
    records = loaded(model)

    spoken = {True: 0, False: 0}
    for scope, actor in product(scopes()[subject].values(), actors(records)):
        listed = set(db.session.scalars(select(model.id).where(scope.where(actor))))
        held = {record.id for record in records if scope.holds(actor, record)}
        assert listed == held, f"{subject}: {scope.name} for {actor}"
        spoken[bool(held)] += 1

    assert min(spoken.values()) > 0, "the actors are all let in, or all kept out: the comparison says nothing"


@pytest.mark.parametrize("subject", RECORDS)
def test_every_scope_covers_something_for_somebody_and_nothing_for_nobody(app: Flask, subject: str) -> None:
    model, build = RECORDS[subject]
    build()
    records = loaded(model)

    for scope in scopes()[subject].values():
        reached = {record.id for actor in actors(records) for record in records if scope.holds(actor, record)}
        assert reached, f"{subject}: {scope.name} covers none of the records built here"
    for action in permissions.declared():
        if action.startswith(f"{subject}:"):
            assert not permissions.may(NOBODY, action, records[0]) or Role.VISITOR in permissions.declared()[action]


def loaded(model: type[Any]) -> list[Any]:
    """Load all records of a kind, with what they hang on."""
    related = [joinedload(getattr(model, name)) for name in HANGS_ON if hasattr(model, name)]
    query = select(model).order_by(model.id).options(*related).execution_options(populate_existing=True)
    return list(db.session.scalars(query).unique())


def actors(records: list[Any]) -> Iterator[Actor]:
    """Give actors of every role who stand in every relation to the records, and strangers of all kinds."""
    yield from (NOBODY, SYSTEM)
    roles = {Role.CANDIDATE: ActorKind.LINK}
    for record in records:
        for role, who in product(Role, relations(record)):
            yield replace(who, role=role, kind=roles.get(role, ActorKind.USER))


def relations(record: Any) -> Iterator[Actor]:
    """Give the ways in which somebody may have to do with a record, each alone and the home of the owner with it."""
    parts = [record, *(getattr(record, name, None) for name in HANGS_ON)]
    companies = [getattr(part, "organisation_id", None) for part in parts] + _knowing(record)
    company = next(filter(None, companies), record.id)
    offices = {getattr(part, name, None) for part in parts for name in OFFICES} | _readers_offices(record)
    offices |= {record.id} if isinstance(record, Office) else set()
    people = {getattr(part, name, None) for part in parts for name in OWNERS} | _readers(record)
    stranger = Actor(ActorKind.USER, Role.VISITOR, id=db.new_id(), organisation_id=db.new_id(), office_id=db.new_id())
    yield replace(stranger, id=None, organisation_id=None, office_id=None)
    yield replace(stranger, organisation_id=company)
    for person in people - {None}:
        yield replace(stranger, id=person)
        yield replace(stranger, id=person, organisation_id=company)
        yield replace(stranger, deputy_for=frozenset([person]))
        for one in offices - {None}:
            owner = replace(stranger, id=person, office_id=one, organisation_id=None)
            yield owner
            yield owner.acting_for(company, "Kim Beispiel", Channel.PHONE)
    for one in (*(offices - {None}), db.new_id()):
        someone = replace(stranger, office_id=one, organisation_id=None)
        yield someone
        yield someone.acting_for(company, "Kim Beispiel", Channel.PHONE)
        yield someone.acting_for(db.new_id(), "Kim Beispiel", Channel.PHONE)


def _knowing(record: Any) -> list[UUID]:
    known = DisclosureGrant.candidate_id == getattr(record, "candidate_id", None)
    return list(db.session.scalars(select(DisclosureGrant.organisation_id).where(known)))


def _person(record: Any) -> UUID:
    found: UUID = getattr(record, "candidate_id", record.id)
    return found


def _readers(record: Any) -> set[UUID | None]:
    return set(db.session.scalars(select(ReadLog.actor_id).where(ReadLog.candidate_id == _person(record))))


def _readers_offices(record: Any) -> set[UUID | None]:
    return set(db.session.scalars(select(ReadLog.office_id).where(ReadLog.candidate_id == _person(record))))
