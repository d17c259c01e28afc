"""Placements, the versions of their agreement, who confirmed, and what the authorities allowed."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.candidates.models import Candidate
from portal.core.actor import Channel
from portal.core.db import Base, Record, Row, codes
from portal.organisations.models import Office, Organisation
from portal.placements.rules import (
    Agreed,
    AgreementState,
    BaConsent,
    BreakOffBy,
    ClearanceItem,
    ClearanceState,
    ConfirmationMethod,
    GoOn,
    Hire,
    Origin,
    Party,
    PlacementState,
    Rating,
)
from portal.proposals.models import Proposal
from portal.reference.codes import Verdict
from portal.reference.schedule import read_week
from portal.reference.working_time import Shift
from portal.vacancies.rules import PayUnit


class Placement(Record, Base):
    """A person in a company for a time: shadowing, internship, training or a job."""

    __tablename__ = "placement"
    __table_args__ = (
        CheckConstraint("(origin = 'proposal') = (proposal_id IS NOT NULL)", name="proposal_if_origin"),
        CheckConstraint("(origin = 'next') = (previous_id IS NOT NULL)", name="previous_if_next"),
    )

    number: Mapped[str] = mapped_column(String(12), unique=True)
    state: Mapped[PlacementState] = mapped_column(index=True)
    origin: Mapped[Origin]
    proposal_id: Mapped[UUID | None] = mapped_column(ForeignKey("proposal.id"), unique=True)
    previous_id: Mapped[UUID | None] = mapped_column(ForeignKey("placement.id"))
    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidate.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    vacancy_id: Mapped[UUID | None] = mapped_column(ForeignKey("vacancy.id"), index=True)
    caseworker_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"), index=True)
    legal_kind: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(120))
    starts_on: Mapped[date | None] = mapped_column(index=True)
    ends_on: Mapped[date | None] = mapped_column(index=True)
    verdict: Mapped[Verdict]
    verdict_seen: Mapped[Verdict] = mapped_column(codes(Verdict, "verdict_seen"))
    """What the caseworker knows; where the verdict is another by now, somebody has to look."""
    verdict_firm: Mapped[str] = mapped_column(String(500))
    names_this_job: Mapped[bool] = mapped_column(default=False)
    """A caseworker has read on a paper for one job that it is given for this company and this work."""
    needs_approval: Mapped[bool] = mapped_column(default=True)
    approved_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    approved_at: Mapped[datetime | None]
    signed_on: Mapped[date | None]
    examined_on: Mapped[date | None]
    """The first medical exam of somebody under 18, as the certificate names it; what was found stands nowhere."""
    started_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    broken_off_by: Mapped[BreakOffBy | None]
    outcome_code: Mapped[str | None] = mapped_column(String(40))
    outcome_on: Mapped[date | None]

    candidate: Mapped[Candidate] = relationship(lazy="raise_on_sql")
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    caseworker: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[caseworker_id])
    proposal: Mapped[Proposal | None] = relationship(lazy="raise_on_sql")
    agreements: Mapped[list["Agreement"]] = relationship(
        lazy="raise_on_sql", order_by="Agreement.number", back_populates="placement"
    )
    clearances: Mapped[list["Clearance"]] = relationship(
        lazy="raise_on_sql", order_by="Clearance.created_at", back_populates="placement"
    )

    @property
    def person_id(self) -> UUID:
        """Whom mails about this placement tell of."""
        return self.candidate_id


class Agreement(Record, Base):
    """One version of what company and person agree on; confirmed as a text with a hash."""

    __tablename__ = "agreement"
    __table_args__ = (UniqueConstraint("placement_id", "number"),)

    placement_id: Mapped[UUID] = mapped_column(ForeignKey("placement.id"), index=True)
    number: Mapped[int]
    state: Mapped[AgreementState] = mapped_column(default=AgreementState.DRAFT, index=True)
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    weekly_hours: Mapped[Decimal]
    week: Mapped[list[str]] = mapped_column(default=list)
    """The shifts of a week as `reference.schedule` writes them; none where the times change, `times` says how."""
    times: Mapped[str] = mapped_column(String(500))
    place: Mapped[str] = mapped_column(String(200))
    tutor_name: Mapped[str] = mapped_column(String(120))
    tutor_phone: Mapped[str | None] = mapped_column(String(40))
    tasks: Mapped[str] = mapped_column(String(2000))
    pay_eur: Mapped[Decimal | None]
    pay_unit: Mapped[PayUnit] = mapped_column(default=PayUnit.NONE)
    conditions: Mapped[str | None] = mapped_column(String(1000))
    text: Mapped[str | None] = mapped_column(String(20000))
    text_hash: Mapped[str | None] = mapped_column(String(64))

    placement: Mapped[Placement] = relationship(lazy="raise_on_sql", back_populates="agreements")
    confirmations: Mapped[list["Confirmation"]] = relationship(
        lazy="raise_on_sql", order_by="Confirmation.created_at", back_populates="agreement"
    )

    @property
    def person_id(self) -> UUID:
        """Whom mails about this version tell of."""
        return self.placement.candidate_id

    @property
    def shifts(self) -> tuple[Shift, ...]:
        """Give the shifts of a week."""
        return read_week(self.week)


class Confirmation(Row, Base):
    """One party said yes to exactly this text: the evidence."""

    __tablename__ = "confirmation"
    __table_args__ = (UniqueConstraint("agreement_id", "party"),)

    agreement_id: Mapped[UUID] = mapped_column(ForeignKey("agreement.id"), index=True)
    party: Mapped[Party]
    method: Mapped[ConfirmationMethod]
    channel: Mapped[Channel]
    name_typed: Mapped[str] = mapped_column(String(120))
    statement: Mapped[str] = mapped_column(String(500))
    text_hash: Mapped[str] = mapped_column(String(64))
    actor_id: Mapped[UUID | None]
    link_id: Mapped[UUID | None]
    file_key: Mapped[str | None] = mapped_column(String(60))

    agreement: Mapped[Agreement] = relationship(lazy="raise_on_sql", back_populates="confirmations")


class Clearance(Record, Base):
    """Something an authority or another body must allow before the start."""

    __tablename__ = "clearance"
    __table_args__ = (CheckConstraint("state <> 'granted' OR decided_on IS NOT NULL", name="dated_if_granted"),)

    placement_id: Mapped[UUID] = mapped_column(ForeignKey("placement.id"), index=True)
    item: Mapped[ClearanceItem]
    state: Mapped[ClearanceState] = mapped_column(default=ClearanceState.TO_PREPARE, index=True)
    office_id: Mapped[UUID | None] = mapped_column(ForeignKey("office.id"), index=True)
    request_signed_on: Mapped[date | None]
    proxy_signed_on: Mapped[date | None]
    requested_on: Mapped[date | None]
    due_on: Mapped[date | None]
    decided_on: Mapped[date | None]
    reference: Mapped[str | None] = mapped_column(String(80))
    conditions: Mapped[str | None] = mapped_column(String(1000))
    to_observe: Mapped[str | None] = mapped_column(String(500))
    """What company and person must keep to while they work; the conditions themselves stay with the offices."""
    travel_eur: Mapped[Decimal | None]
    """What a measure pays the person for the way, per month (SGB III sections 44 and 45); so for childcare."""
    childcare_eur: Mapped[Decimal | None]
    consent: Mapped[BaConsent | None]
    consent_on: Mapped[date | None]
    valid_until: Mapped[date | None]
    terms_hash: Mapped[str | None] = mapped_column(String(64))

    placement: Mapped[Placement] = relationship(lazy="raise_on_sql", back_populates="clearances")
    office: Mapped[Office | None] = relationship(lazy="raise_on_sql")

    @property
    def person_id(self) -> UUID:
        """Whom mails about this permission tell of."""
        return self.placement.candidate_id


def _rating(name: str) -> Mapped[Rating | None]:
    return mapped_column(codes(Rating, name))


class Assessment(Record, Base):
    """How a placement was: the company's part, and the person's, which the company never reads."""

    __tablename__ = "assessment"
    __table_args__ = (
        CheckConstraint("(hire IS NULL) = (reliability IS NULL)", name="whole_part_of_company"),
        CheckConstraint("agrees IS NULL OR hire IS NOT NULL", name="agrees_to_something"),
    )

    placement_id: Mapped[UUID] = mapped_column(ForeignKey("placement.id"), unique=True)
    reliability: Mapped[Rating | None] = _rating("reliability")
    care: Mapped[Rating | None] = _rating("care")
    teamwork: Mapped[Rating | None] = _rating("teamwork")
    learning: Mapped[Rating | None] = _rating("learning")
    understands: Mapped[Rating | None] = _rating("understands")
    talks: Mapped[Rating | None] = _rating("talks")
    strengths: Mapped[str | None] = mapped_column(String(1000))
    in_certificate: Mapped[bool] = mapped_column(default=False)
    """The company wants these words of praise in the certificate."""
    hire: Mapped[Hire | None]
    hire_needs: Mapped[str | None] = mapped_column(String(300))
    agrees: Mapped[Agreed | None]
    own_good: Mapped[str | None] = mapped_column(String(1000))
    own_hard: Mapped[str | None] = mapped_column(String(1000))
    would_go_on: Mapped[GoOn | None]
