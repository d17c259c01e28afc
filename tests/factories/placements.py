"""Builders of placements, the versions of their agreement and their clearances; whole ways through the services."""

import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import factory
from sqlalchemy import select

from portal.accounts.models import User
from portal.candidates.models import Candidate
from portal.candidates.policy import as_person
from portal.core import clock, db, links
from portal.core.actor import SYSTEM, Actor, ActorKind, Role
from portal.core.attachments import Attachment
from portal.core.links import LinkFor, PersonalLink
from portal.organisations.models import Office, Organisation
from portal.placements import mails, queries, rules, services
from portal.placements.models import Agreement, Clearance, Placement
from portal.placements.queries.records import WHOLE
from portal.placements.rules import ClearanceState, Origin, Party, PlacementState
from portal.placements.services import Content, Decision
from portal.reference.calendar import add_working_days
from portal.reference.codes import Verdict
from tests.factories.base import Factory
from tests.factories.candidates import CandidateFactory, ResidenceFactory
from tests.factories.organisations import OfficeFactory, OrganisationFactory, actor_of, company_member, office_member

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
"""The smallest thing that calls itself a PDF."""


class PlacementFactory(Factory):
    """A direct placement being prepared: nothing but the agreement and an approval is missing."""

    class Meta:
        model = Placement

    number = factory.Sequence(lambda number: f"E-{number:06}")
    state = PlacementState.PREPARING
    origin = Origin.DIRECT
    candidate = factory.SubFactory(CandidateFactory, ready_for_work=True)
    organisation = factory.SubFactory(OrganisationFactory, verified=True)
    caseworker_id = factory.LazyAttribute(lambda placement: placement.candidate.caseworker_id)
    office_id = factory.LazyAttribute(lambda placement: placement.candidate.office_id)
    legal_kind = "orientierungspraktikum"
    title = "Praktikum im Lager"
    verdict = Verdict.ALLOWED
    verdict_seen = factory.SelfAttribute("verdict")
    verdict_firm = "Die Person darf bei Ihnen arbeiten."
    needs_approval = False
    agreements = factory.LazyFunction(list)
    clearances = factory.LazyFunction(list)


def next_working_day(days: int = 20) -> date:
    """Give a day on which offices work, some days ahead."""
    return add_working_days(clock.today() + timedelta(days=days), 1)


def content(**changed: Any) -> Content:
    """Write an agreement nobody objects to."""
    start = changed.pop("starts_on", None) or next_working_day()
    values: dict[str, Any] = {
        "starts_on": start,
        "ends_on": start + timedelta(days=27),
        "weekly_hours": Decimal(30),
        "times": "Montag bis Freitag, 8 bis 14 Uhr",
        "place": "Industriestraße 1, 52525 Heinsberg",
        "tutor_name": "Sabine Reuter",
        "tasks": "Pakete packen und Etiketten kleben",
    }
    return Content(**{**values, **changed})


class Case:
    """One placement with everybody around it, and the steps they take."""

    def __init__(self, **placement: Any) -> None:
        """Open it for a person of a new caseworker at a verified company with one member."""
        kind = placement.pop("kind", "orientierungspraktikum")
        residence = placement.pop("residence", {})
        caseworker = placement.pop("caseworker", None)
        person = placement.pop("person", {})
        self.caseworker: User = caseworker or office_member()
        self.person: Candidate = CandidateFactory(caseworker=self.caseworker, ready_for_work=True, **person)
        ResidenceFactory(candidate_id=self.person.id, **residence)
        self.company: Organisation = placement.pop("company", None) or OrganisationFactory(verified=True)
        self.member: User = company_member(self.company)
        plan = services.Plan(kind, "Praktikum im Lager", **placement)
        self.placement = services.open_direct(
            self.person, self.company, plan, actor=self.staff, reason="Die Person kennt den Betrieb."
        )
        db.session.commit()

    @property
    def staff(self) -> Actor:
        """Act as the caseworker."""
        return actor_of(self.caseworker)

    @property
    def firm(self) -> Actor:
        """Act as the member of the company."""
        return actor_of(self.member)

    @property
    def person_actor(self) -> Actor:
        """Act as the person behind a link."""
        return as_person(self.person.id, "de")

    @property
    def version(self) -> Agreement:
        """Give the newest version."""
        self.reload()
        return self.placement.agreements[-1]

    def reload(self) -> None:
        """Load everything again: a refused request forgets what was loaded."""
        query = select(Placement).where(Placement.id == self.placement.id).options(*WHOLE)
        self.placement = db.session.scalars(query.execution_options(populate_existing=True)).one()

    def write(self, **changed: Any) -> Agreement:
        """Draft a version."""
        version = services.new_version(self.placement, content(**changed), actor=self.staff)
        db.session.commit()
        return version

    def send(self, **changed: Any) -> Agreement:
        """Draft a version and send it out."""
        version = self.write(**changed)
        services.send(version, actor=self.staff)
        db.session.commit()
        return version

    def link(self, version: Agreement, party: Party = Party.PERSON) -> PersonalLink:
        """Give a party a link to confirm by."""
        token, _ = links.issue(LinkFor(mails.CONFIRM, version.id, party, links.days(30), candidate_id=self.person.id))
        return links.find(token)

    def token(self, version: Agreement, party: Party = Party.PERSON) -> str:
        """Give the token of such a link."""
        wanted = LinkFor(mails.CONFIRM, version.id, party, links.days(30), candidate_id=self.person.id)
        token, _ = links.issue(wanted)
        db.session.commit()
        return token

    def company_confirms(self, version: Agreement) -> None:
        """Let the company say yes."""
        services.confirm_on_page(version, actor=self.firm, name="Kim Beispiel", text_hash=version.text_hash or "")
        db.session.commit()

    def person_confirms(self, version: Agreement, party: Party = Party.PERSON) -> None:
        """Let the person (or the guardian) say yes."""
        link = self.link(version, party)
        services.confirm_by_link(
            version, link, actor=self.person_actor, name="Amina Beispiel", text_hash=version.text_hash or ""
        )
        db.session.commit()

    def agree(self, **changed: Any) -> Agreement:
        """Let everybody confirm a version."""
        version = self.send(**changed)
        self.company_confirms(version)
        self.person_confirms(version)
        return version

    def sign_dossier(self) -> None:
        """Let the person sign what the authority needs, today."""
        for clearance in self.placement.clearances:
            if clearance.state is ClearanceState.TO_PREPARE and rules.needs_dossier(clearance.item):
                today = clock.today()
                services.sign_dossier(clearance, actor=self.staff, request_signed_on=today, proxy_signed_on=today)
        db.session.commit()

    def ask(self, clearance: Clearance, office_id: UUID, due_on: date | None = None) -> None:
        """Ask an office, with everything signed."""
        self.sign_dossier()
        services.request(clearance, actor=self.staff, office_id=office_id, due_on=due_on)

    def allow(self) -> None:
        """Let every authority grant what it is asked for."""
        for clearance in self.placement.clearances:
            if clearance.state is ClearanceState.TO_PREPARE:
                office = OfficeFactory(can_receive=[f"clearance:{clearance.item}"])
                self.ask(clearance, office.id)
            if clearance.state is ClearanceState.REQUESTED:
                services.grant(clearance, Decision(clock.today(), "Az. 1"), actor=self.staff)
        db.session.commit()

    def approve(self) -> None:
        """Let the coordinator of the office agree, and note the signature where the law wants one."""
        if self.placement.needs_approval:
            services.approve(self.placement, actor=actor_of(self.coordinator()))
        if queries.readiness(self.placement).needs_signature:
            services.sign(self.placement, actor=self.staff, signed_on=clock.today())
        db.session.commit()

    def coordinator(self) -> User:
        """Make a coordinator of the same office."""
        return office_member(db.session.get_one(Office, self.placement.office_id), role=Role.COORDINATOR)

    def make_ready(self, **changed: Any) -> None:
        """Go the whole way to the first day."""
        self.agree(**changed)
        self.allow()
        self.approve()
        assert self.placement.state is PlacementState.READY

    def run(self) -> None:
        """Go on to the running placement; it starts today."""
        self.make_ready(starts_on=clock.today())
        services.start(self.placement, actor=self.firm, started_on=clock.today())
        db.session.commit()

    def next_clearance(self) -> Clearance:
        """Give the first thing that must be allowed."""
        self.reload()
        return self.placement.clearances[0]


def scan(data: bytes = PDF) -> Attachment:
    """Give a signed page."""
    return Attachment(io.BytesIO(data), ".pdf")


def stranger(role: Role) -> Actor:
    """Act as somebody of the same role in another home."""
    if role is Role.SYSTEM:
        return SYSTEM
    if role is Role.CANDIDATE:
        return as_person(CandidateFactory().id, "de")
    if role in (Role.RECRUITER, Role.COMPANY_ADMIN):
        return actor_of(company_member(role=role))
    if role is Role.VISITOR:
        return Actor(ActorKind.NOBODY, Role.VISITOR)
    return actor_of(office_member(role=role))
