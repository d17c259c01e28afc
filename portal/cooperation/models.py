"""Referrals between bodies, courses, who attends them or waits for a seat, requests to be called back."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, String, UniqueConstraint, func
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.candidates.models import Candidate
from portal.cooperation.rules import Purpose, ReferralState
from portal.cooperation.rules.call_backs import CallBackState, CallOutcome, CallTime
from portal.cooperation.rules.waiting import WaitingState
from portal.core import clock
from portal.core.actor import Channel
from portal.core.db import Base, Record
from portal.organisations.models import Office
from portal.vacancies.models import Vacancy


class Referral(Record, Base):
    """One office asks another to do something for a person, with the person's consent.

    Outward it is somebody of a file; inward somebody the Integration Point does not know yet.
    """

    __tablename__ = "referral"
    __table_args__ = (CheckConstraint("(candidate_id IS NULL) <> (person_name IS NULL)", name="one_person"),)

    state: Mapped[ReferralState] = mapped_column(index=True)
    candidate_id: Mapped[UUID | None] = mapped_column(ForeignKey("candidate.id"), index=True)
    person_name: Mapped[str | None] = mapped_column(String(160))
    person_contact: Mapped[str | None] = mapped_column(String(160))
    person_language: Mapped[str | None] = mapped_column(String(10))
    from_office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"), index=True)
    to_office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"), index=True)
    author_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    purpose: Mapped[Purpose]
    note: Mapped[str | None] = mapped_column(String(1000))
    due_on: Mapped[date | None]
    consented_on: Mapped[date]
    consent_channel: Mapped[Channel]
    by_guardian: Mapped[bool] = mapped_column(default=False)
    answer: Mapped[str | None] = mapped_column(String(1000))
    next_step: Mapped[str | None] = mapped_column(String(300))
    next_step_on: Mapped[date | None]
    ended_on: Mapped[date | None] = mapped_column(index=True)

    candidate: Mapped[Candidate | None] = relationship(lazy="raise_on_sql")
    from_office: Mapped[Office] = relationship(lazy="raise_on_sql", foreign_keys=[from_office_id])
    to_office: Mapped[Office] = relationship(lazy="raise_on_sql", foreign_keys=[to_office_id])

    @property
    def person_id(self) -> UUID | None:
        """Whom mails about this referral tell of, once there is a file."""
        return self.candidate_id

    @hybrid_property
    def awaited_on(self) -> date | None:
        """When something is to be heard: the day of the next step, else that by which an answer is wanted."""
        return self.next_step_on or self.due_on

    @awaited_on.inplace.expression
    @classmethod
    def _awaited_on(cls) -> ColumnElement[date | None]:
        return func.coalesce(cls.next_step_on, cls.due_on)


class Course(Record, Base):
    """A language or entry course with its dates and seats."""

    __tablename__ = "course"
    __table_args__ = (CheckConstraint("taken >= 0 AND taken <= seats", name="seats_hold"),)

    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"), index=True)
    title: Mapped[str] = mapped_column(String(160))
    level: Mapped[str | None] = mapped_column(String(2))
    town: Mapped[str] = mapped_column(String(80))
    starts_on: Mapped[date]
    ends_on: Mapped[date] = mapped_column(index=True)
    weekly_hours: Mapped[int]
    seats: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)

    provider: Mapped[Office] = relationship(lazy="raise_on_sql")

    @property
    def seats_left(self) -> int:
        """How many seats are still free."""
        return self.seats - self.taken


class Enrolment(Record, Base):
    """A person in a course and what came of it; who left it stays on record, so that the person can be told."""

    __tablename__ = "enrolment"
    __table_args__ = (UniqueConstraint("course_id", "candidate_id"),)

    course_id: Mapped[UUID] = mapped_column(ForeignKey("course.id"), index=True)
    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidate.id"), index=True)
    result: Mapped[str | None] = mapped_column(String(2))
    competences: Mapped[str | None] = mapped_column(String(600))
    missed: Mapped[list[str]] = mapped_column(default=list)
    """The days, as in ISO 8601, on which the person did not come, in their order; a reason is not asked."""
    left_on: Mapped[date | None]

    course: Mapped[Course] = relationship(lazy="raise_on_sql")
    candidate: Mapped[Candidate] = relationship(lazy="raise_on_sql")


class WaitingPlace(Record, Base):
    """A person who waits for a seat in a full course; whoever waits for it once more does so in the same row."""

    __tablename__ = "waiting_place"
    __table_args__ = (
        UniqueConstraint("course_id", "candidate_id"),
        CheckConstraint("(state IN ('taken', 'given_up')) = (ended_on IS NOT NULL)", name="ended_if_over"),
        CheckConstraint("state <> 'offered' OR held_until IS NOT NULL", name="held_if_offered"),
    )

    state: Mapped[WaitingState] = mapped_column(index=True)
    course_id: Mapped[UUID] = mapped_column(ForeignKey("course.id"), index=True)
    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidate.id"), index=True)
    waits_since: Mapped[datetime] = mapped_column(default=clock.now)
    held_until: Mapped[date | None]
    """Until when a free seat is, or was last, kept for the person."""
    ended_on: Mapped[date | None]

    course: Mapped[Course] = relationship(lazy="raise_on_sql")
    candidate: Mapped[Candidate] = relationship(lazy="raise_on_sql")

    @property
    def person_id(self) -> UUID:
        """Whom mails about this place tell of."""
        return self.candidate_id


class CallBack(Record, Base):
    """Somebody read an offer and wants the office of its town to call; kept for a short while only."""

    __tablename__ = "call_back"
    __table_args__ = (
        CheckConstraint("(state IN ('reached', 'not_reached')) = (outcome IS NOT NULL)", name="outcome_if_called"),
        CheckConstraint("(state = 'open') = (taken_by_id IS NULL)", name="taken_by_somebody"),
    )

    state: Mapped[CallBackState] = mapped_column(default=CallBackState.OPEN, index=True)
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"), index=True)
    vacancy_id: Mapped[UUID] = mapped_column(ForeignKey("vacancy.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    phone: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(10))
    call_at: Mapped[CallTime]
    taken_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    outcome: Mapped[CallOutcome | None]
    candidate_id: Mapped[UUID | None] = mapped_column(ForeignKey("candidate.id"), index=True)

    office: Mapped[Office] = relationship(lazy="raise_on_sql")
    vacancy: Mapped[Vacancy] = relationship(lazy="raise_on_sql")
    taken_by: Mapped[User | None] = relationship(lazy="raise_on_sql")

    @property
    def person_id(self) -> UUID | None:
        """Whom mails about this request tell of, once there is a file."""
        return self.candidate_id
