"""Proposals, their thread and their interviews; notes on offers for a person, and searches that are repeated."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.candidates.models import Candidate
from portal.core.db import Base, Record, Row, codes
from portal.organisations.models import Organisation
from portal.proposals.rules import DeclineReason, InterviewOutcome, ProposalState, Side, TextUse
from portal.proposals.rules.searching import MarkKind, UnsuitableReason
from portal.reference.codes import Verdict
from portal.vacancies.models import Vacancy

_OPEN = text("state IN ('asked', 'proposed', 'on_hold', 'interested', 'interview', 'accepted')")


class Proposal(Record, Base):
    """One person proposed for one offer; at most one open at a time for the pair."""

    __tablename__ = "proposal"
    __table_args__ = (
        CheckConstraint("(state = 'declined') = (decline_reason IS NOT NULL)", name="reason_if_declined"),
        Index(
            "uq_proposal_open_pair",
            "candidate_id",
            "vacancy_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    number: Mapped[str] = mapped_column(String(12), unique=True)
    state: Mapped[ProposalState] = mapped_column(index=True)
    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidate.id"), index=True)
    vacancy_id: Mapped[UUID] = mapped_column(ForeignKey("vacancy.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    caseworker_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"), index=True)
    legal_kind: Mapped[str] = mapped_column(String(40))
    offer_kind: Mapped[str | None] = mapped_column(String(40))
    german: Mapped[str | None] = mapped_column(String(2))
    """The level of the person's spoken German when the proposal was made; for the numbers of the year."""
    starts_on: Mapped[date | None]
    verdict: Mapped[Verdict]
    verdict_seen: Mapped[Verdict] = mapped_column(codes(Verdict, "verdict_seen"))
    """What the caseworker knows; where the verdict is another by now, somebody has to look."""
    verdict_rule: Mapped[str | None] = mapped_column(String(40))
    verdict_firm: Mapped[str] = mapped_column(String(500))
    verdict_caseworker: Mapped[str] = mapped_column(String(1000))
    earliest_start_on: Mapped[date | None]
    names_this_job: Mapped[bool] = mapped_column(default=False)
    """A caseworker has read on a paper for one job that it is given for this company and this work."""
    note_to_company: Mapped[str | None] = mapped_column(String(1000))
    asked_at: Mapped[datetime | None]
    own_yes_at: Mapped[datetime | None]
    guardian_yes_at: Mapped[datetime | None]
    """Of somebody under 18 both must say yes, each by a link of their own; together they are the yes."""
    name_agreed_at: Mapped[datetime | None]
    proposed_at: Mapped[datetime | None]
    answer_due_on: Mapped[date | None] = mapped_column(index=True)
    clock_stopped_on: Mapped[date | None]
    waiting_for: Mapped[Side | None]
    on_hold_until: Mapped[date | None]
    interested_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None] = mapped_column(index=True)
    decline_reason: Mapped[DeclineReason | None]
    decline_note: Mapped[str | None] = mapped_column(String(1000))
    decline_text_for_person: Mapped[str | None] = mapped_column(String(1000))
    has_place: Mapped[bool] = mapped_column(default=False)
    interview_sequence: Mapped[int] = mapped_column(default=0)
    """How often calendars were told of the interview."""
    interview_note: Mapped[str | None] = mapped_column(String(500))

    candidate: Mapped[Candidate] = relationship(lazy="raise_on_sql")
    vacancy: Mapped[Vacancy] = relationship(lazy="raise_on_sql")
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    caseworker: Mapped[User] = relationship(lazy="raise_on_sql")

    @property
    def person_id(self) -> UUID:
        """Whom mails about this proposal tell of."""
        return self.candidate_id


class Message(Row, Base):
    """One text of the thread between company and caseworker, or the person's wish for another time."""

    __tablename__ = "proposal_message"

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposal.id"), index=True)
    side: Mapped[Side]
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    text: Mapped[str] = mapped_column(String(4000))
    file_key: Mapped[str | None] = mapped_column(String(60))


class ProposalNote(Row, Base):
    """What people of a company note on a proposal for each other; nobody else reads it."""

    __tablename__ = "proposal_note"

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposal.id"), index=True)
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    text: Mapped[str] = mapped_column(String(1000))


class InterviewSlot(Row, Base):
    """A time a company offers for an interview; one of up to three is chosen. What was called off stays."""

    __tablename__ = "interview_slot"

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposal.id"), index=True)
    starts_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(String(200))
    is_chosen: Mapped[bool] = mapped_column(default=False)
    cancelled_at: Mapped[datetime | None]
    outcome: Mapped[InterviewOutcome | None]


class TextBlock(Record, Base):
    """A short text of a company, to be put into its refusals and invitations."""

    __tablename__ = "text_block"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    use: Mapped[TextUse]
    title: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(String(500))


class OfferMark(Record, Base):
    """An offer that was noted for a person, or put aside as nothing for them."""

    __tablename__ = "offer_mark"
    __table_args__ = (
        UniqueConstraint("candidate_id", "vacancy_id"),
        CheckConstraint("(kind = 'unsuitable') = (reason IS NOT NULL)", name="reason_if_unsuitable"),
    )

    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidate.id"), index=True)
    vacancy_id: Mapped[UUID] = mapped_column(ForeignKey("vacancy.id"), index=True)
    kind: Mapped[MarkKind]
    reason: Mapped[UnsuitableReason | None]
    note: Mapped[str | None] = mapped_column(String(300))


class SearchOrder(Record, Base):
    """A question that is put again every day for a person; what is new goes to who keeps the file."""

    __tablename__ = "search_order"

    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidate.id"), index=True)
    question: Mapped[dict[str, Any]]
    confirmed_on: Mapped[date] = mapped_column(index=True)
    paused_on: Mapped[date | None]

    candidate: Mapped[Candidate] = relationship(lazy="raise_on_sql")


class ToldOffer(Row, Base):
    """An offer that a search order has named; it is never named again, whatever becomes of the offer."""

    __tablename__ = "told_offer"
    __table_args__ = (UniqueConstraint("search_order_id", "vacancy_id"),)

    search_order_id: Mapped[UUID] = mapped_column(ForeignKey("search_order.id"), index=True)
    vacancy_id: Mapped[UUID] = mapped_column(ForeignKey("vacancy.id"), index=True)
