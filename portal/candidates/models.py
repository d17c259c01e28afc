"""People, what is known of them, what they agreed to, and which company may know what until when."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, UniqueConstraint, or_, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.candidates.rules import (
    CandidateState,
    ConsentPurpose,
    DeletionState,
    DisclosureLevel,
    DocumentKind,
    EmailUse,
    GuardianKind,
    InterpreterGender,
    PhoneUse,
    Reach,
    ScreeningItem,
)
from portal.candidates.rules.calls import CallReason, CallState, ToldBy
from portal.candidates.rules.messages import ComplaintTopic, MessageKind, MessageState
from portal.candidates.rules.transfers import TransferState
from portal.core.actor import Channel
from portal.core.db import Base, Record, Row
from portal.organisations.models import Office, Organisation

_IS_OPEN = text("state IN ('texted', 'waiting')")


class Candidate(Record, Base):
    """A person in an office's file; which field a company may see is the ladder's word alone."""

    __tablename__ = "candidate"

    number: Mapped[str] = mapped_column(String(12), unique=True)
    state: Mapped[CandidateState] = mapped_column(default=CandidateState.REGISTERED, index=True)
    caseworker_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"), index=True)
    first_name: Mapped[str] = mapped_column(String(80))
    last_name: Mapped[str] = mapped_column(String(80))
    search_name: Mapped[str] = mapped_column(String(200), index=True)
    birth_date: Mapped[date]
    gender: Mapped[str | None] = mapped_column(String(20))
    locale: Mapped[str] = mapped_column(String(10), default="de")
    phone: Mapped[str | None] = mapped_column(String(40))
    email: Mapped[str | None] = mapped_column(String(254))
    phone_key: Mapped[str | None] = mapped_column(String(40), index=True)
    phone_use: Mapped[PhoneUse | None]
    email_use: Mapped[EmailUse | None]
    told_by: Mapped[ToldBy | None]
    """How the person is told what is due where no mail reaches them."""
    best_time: Mapped[str | None] = mapped_column(String(80))
    street: Mapped[str | None] = mapped_column(String(120))
    postal_code: Mapped[str | None] = mapped_column(String(5))
    town: Mapped[str | None] = mapped_column(String(80))
    ags: Mapped[str | None] = mapped_column(String(8))
    is_address_protected: Mapped[bool] = mapped_column(default=False)
    interpreter_language: Mapped[str | None] = mapped_column(String(10))
    interpreter_gender: Mapped[InterpreterGender | None]
    guardian_kind: Mapped[GuardianKind | None]
    guardian_office_id: Mapped[UUID | None] = mapped_column(ForeignKey("office.id"), index=True)
    """The office that is guardian; then the name, telephone and address are those of who is in charge there."""
    guardian_name: Mapped[str | None] = mapped_column(String(120))
    guardian_phone: Mapped[str | None] = mapped_column(String(40))
    guardian_email: Mapped[str | None] = mapped_column(String(254))
    emergency_contact: Mapped[str | None] = mapped_column(String(200))
    schooling_level: Mapped[str | None] = mapped_column(String(40))
    schooling: Mapped[str | None] = mapped_column(String(500))
    qualification: Mapped[str | None] = mapped_column(String(500))
    recognition: Mapped[str | None] = mapped_column(String(40))
    wish_occupations: Mapped[list[str]] = mapped_column(default=list)
    experience_years: Mapped[int | None]
    experience: Mapped[str | None] = mapped_column(String(2000))
    experience_own_words: Mapped[str | None] = mapped_column(String(2000))
    skills: Mapped[list[str]] = mapped_column(default=list)
    tasks: Mapped[dict[str, Any]] = mapped_column(default=dict)
    licence: Mapped[str | None] = mapped_column(String(20))
    reach: Mapped[Reach | None]
    radius_km: Mapped[int | None]
    weekly_hours: Mapped[Decimal | None]
    work_times: Mapped[list[str]] = mapped_column(default=list)
    is_same_in_holidays: Mapped[bool] = mapped_column(default=True)
    holiday_times: Mapped[list[str]] = mapped_column(default=list)
    hours_note: Mapped[str | None] = mapped_column(String(500))
    available_from: Mapped[date | None]
    wishes: Mapped[str | None] = mapped_column(String(1000))
    work_limits: Mapped[str | None] = mapped_column(String(500))
    notes: Mapped[str | None] = mapped_column(String(4000))
    next_step: Mapped[str | None] = mapped_column(String(200))
    next_step_on: Mapped[date | None]
    call_asked_at: Mapped[datetime | None]
    last_contact_on: Mapped[date | None]
    data_asked_at: Mapped[datetime | None]
    closed_on: Mapped[date | None]
    erasure_asked_at: Mapped[datetime | None] = mapped_column(index=True)
    erasure_asked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    anonymised_at: Mapped[datetime | None]
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("candidate.id"), index=True)

    caseworker: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[caseworker_id])
    office: Mapped[Office] = relationship(lazy="raise_on_sql", foreign_keys=[office_id])
    languages: Mapped[list["CandidateLanguage"]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan", order_by="CandidateLanguage.language"
    )
    experiences: Mapped[list["Experience"]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan", order_by="Experience.created_at, Experience.id"
    )
    residence: Mapped["Residence | None"] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")
    checks: Mapped[list["ScreeningCheck"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")
    consents: Mapped[list["Consent"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")

    @property
    def person_id(self) -> UUID:
        """Whom mails about this file tell of."""
        return self.id


class CandidateLanguage(Row, Base):
    """How well a person understands, speaks, reads and writes a language (CEFR A0-C2), and what shows it."""

    __tablename__ = "candidate_language"
    __table_args__ = (UniqueConstraint("candidate_id", "language"),)

    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidate.id"), index=True)
    language: Mapped[str] = mapped_column(String(10))
    speaking: Mapped[str] = mapped_column(String(2))
    reading: Mapped[str] = mapped_column(String(2))
    listening: Mapped[str | None] = mapped_column(String(2))
    writing: Mapped[str | None] = mapped_column(String(2))
    evidence: Mapped[str | None] = mapped_column(String(200))
    evidenced_on: Mapped[date | None]


class Experience(Row, Base):
    """Something a person has worked at, paid or not: as a company reads it, and in the person's own words."""

    __tablename__ = "experience"

    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidate.id"), index=True)
    what: Mapped[str] = mapped_column(String(200))
    place: Mapped[str | None] = mapped_column(String(120))
    years: Mapped[Decimal | None]
    is_paid: Mapped[bool] = mapped_column(default=True)
    own_words: Mapped[str | None] = mapped_column(String(1000))


class Residence(Record, Base):
    """What the residence document says, as far as the work permission depends on it; own file only."""

    __tablename__ = "residence"

    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidate.id"), unique=True)
    status_key: Mapped[str | None] = mapped_column(String(60))
    stay_since: Mapped[date | None]
    housing: Mapped[str | None] = mapped_column(String(20))
    safe_origin_after_cutoff: Mapped[str | None] = mapped_column(String(10))
    abh_ban_decision: Mapped[str | None] = mapped_column(String(10))
    permission_on_paper: Mapped[str | None] = mapped_column(String(20))
    card_valid_until: Mapped[date | None]
    old_title: Mapped[str | None] = mapped_column(String(60))
    nationality_ukraine: Mapped[str | None] = mapped_column(String(10))
    title_valid_2026_02_01: Mapped[str | None] = mapped_column(String(10))
    named_job: Mapped[str | None] = mapped_column(String(10))


class ScreeningCheck(Record, Base):
    """One line of the checklist that was checked: by whom, when, on what evidence, good until when."""

    __tablename__ = "screening_check"
    __table_args__ = (
        UniqueConstraint("candidate_id", "item"),
        CheckConstraint("confirmed_by_id <> checked_by_id", name="by_two_people"),
    )

    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidate.id"), index=True)
    item: Mapped[ScreeningItem]
    checked_by_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    checked_on: Mapped[date]
    evidence: Mapped[str] = mapped_column(String(300))
    valid_until: Mapped[date]
    needs_second: Mapped[bool] = mapped_column(default=False)
    confirmed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    confirmed_on: Mapped[date | None]


class Consent(Record, Base):
    """A yes for one purpose and one recipient (a company, or for cards a field of work); proof included.

    Of somebody under 18 the own yes and the guardian's are two rows, each with its proof.
    """

    __tablename__ = "consent"

    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidate.id"), index=True)
    purpose: Mapped[ConsentPurpose]
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    work_field: Mapped[str | None] = mapped_column(String(60))
    given_at: Mapped[datetime]
    counts_from: Mapped[datetime | None]
    """When it began to count; nothing while the second yes is missing that somebody under 18 needs."""
    valid_until: Mapped[date | None]
    withdrawn_at: Mapped[datetime | None]
    channel: Mapped[Channel]
    language: Mapped[str] = mapped_column(String(10))
    text_version: Mapped[str] = mapped_column(String(20))
    interpreter: Mapped[str | None] = mapped_column(String(120))
    by_guardian: Mapped[bool] = mapped_column(default=False)
    guardian_kind: Mapped[GuardianKind | None]
    guardian_name: Mapped[str | None] = mapped_column(String(120))
    scan_key: Mapped[str | None] = mapped_column(String(60))
    recorded_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    legal_basis: Mapped[str] = mapped_column(String(120))


class Transfer(Record, Base):
    """A file on its way to another caseworker, in the office or in another one."""

    __tablename__ = "file_transfer"

    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidate.id"), index=True)
    state: Mapped[TransferState] = mapped_column(index=True)
    from_user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    from_office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    to_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    to_office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"), index=True)
    reason: Mapped[str] = mapped_column(String(500))
    readable_until: Mapped[date | None]
    is_untold: Mapped[bool] = mapped_column(default=False)
    """Somebody concerned reads no mail, and has not been told by letter or telephone that another office looks after
    them."""

    candidate: Mapped[Candidate] = relationship(lazy="raise_on_sql")
    from_user: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[from_user_id])
    to_user: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[to_user_id])
    from_office: Mapped[Office] = relationship(lazy="raise_on_sql", foreign_keys=[from_office_id])
    to_office: Mapped[Office] = relationship(lazy="raise_on_sql", foreign_keys=[to_office_id])

    @property
    def changes_office(self) -> bool:
        """Tell whether another controller gets the file."""
        return self.from_office_id != self.to_office_id


class CallTask(Record, Base):
    """Somebody whom no mail reaches, and what they are to be told of: a line of the office's call list."""

    __tablename__ = "call_task"
    __table_args__ = (
        Index(
            "ix_call_task_open",
            "reason",
            "record_id",
            "by_guardian",
            unique=True,
            sqlite_where=_IS_OPEN,
            postgresql_where=_IS_OPEN,
        ),
    )

    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidate.id"), index=True)
    state: Mapped[CallState] = mapped_column(index=True)
    reason: Mapped[CallReason]
    record_id: Mapped[UUID]
    """The proposal, the placement or the file it is about."""
    by_guardian: Mapped[bool] = mapped_column(default=False)
    way: Mapped[ToldBy]
    until: Mapped[date]
    """The day it is about, after which nothing is left to tell."""
    moment: Mapped[datetime | None]
    misses: Mapped[int] = mapped_column(default=0)
    tried_on: Mapped[date | None]

    candidate: Mapped[Candidate] = relationship(lazy="raise_on_sql")

    @property
    def person_id(self) -> UUID:
        """Whom a short message about it tells of."""
        return self.candidate_id


class PeopleList(Record, Base):
    """People a caseworker keeps together under a name: a job fair, a cohort."""

    __tablename__ = "people_list"

    caseworker_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    name: Mapped[str] = mapped_column(String(80))


class ListedPerson(Row, Base):
    """Somebody on a list; whether the list shows the person is still the file's word."""

    __tablename__ = "listed_person"
    __table_args__ = (UniqueConstraint("list_id", "candidate_id"),)

    list_id: Mapped[UUID] = mapped_column(ForeignKey("people_list.id"))
    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidate.id"), index=True)


class DisclosureGrant(Row, Base):
    """A company may know a person up to a level, because of one deed, for one span of time."""

    __tablename__ = "disclosure_grant"
    __table_args__ = (Index("ix_disclosure_grant_pair", "organisation_id", "candidate_id"),)

    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidate.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    level: Mapped[DisclosureLevel]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    cause_type: Mapped[str] = mapped_column(String(20))
    cause_id: Mapped[UUID] = mapped_column(index=True)

    @classmethod
    def holds_at(cls, moment: datetime) -> ColumnElement[bool]:
        """Give the condition under which a grant has begun by a moment and has not ended."""
        return (cls.starts_at <= moment) & or_(cls.ends_at.is_(None), cls.ends_at > moment)


class DownloadDeletion(Record, Base):
    """A company that saved something of a person is asked to delete it, and says that it has."""

    __tablename__ = "download_deletion"

    state: Mapped[DeletionState]
    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidate.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    asked_on: Mapped[date]
    confirmed_on: Mapped[date | None]

    candidate: Mapped[Candidate] = relationship(lazy="raise_on_sql")
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")


class CandidateDocument(Record, Base):
    """A paper of a person; a company gets it only after somebody took out what it must not know."""

    __tablename__ = "candidate_document"
    __table_args__ = (
        CheckConstraint("(cleaned_at IS NULL) = (cleaned_by_id IS NULL)", name="cleaned_by_somebody"),
        CheckConstraint("filed_at IS NOT NULL OR uploaded_by_id IS NULL", name="filed_by_office"),
        CheckConstraint("filed_at IS NOT NULL OR cleaned_at IS NULL", name="filed_before_cleaned"),
    )

    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidate.id"), index=True)
    kind: Mapped[DocumentKind]
    title: Mapped[str] = mapped_column(String(120))
    file_key: Mapped[str] = mapped_column(String(60))
    uploaded_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    """Who of the office; nobody where the person sent it."""
    filed_at: Mapped[datetime | None]
    """When somebody of the office took it to the file; until then the person can take it back."""
    cleaned_at: Mapped[datetime | None]
    cleaned_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))

    candidate: Mapped[Candidate] = relationship(lazy="raise_on_sql")
    cleaned_by: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[cleaned_by_id])

    @property
    def is_waiting(self) -> bool:
        """Tell whether the person sent it and nobody has looked at it yet."""
        return self.filed_at is None


class ExcludedOrganisation(Row, Base):
    """A company this person is never to be proposed to; the reason stays with the person."""

    __tablename__ = "excluded_organisation"
    __table_args__ = (UniqueConstraint("candidate_id", "organisation_id"),)

    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidate.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")


class PersonMessage(Record, Base):
    """What a person said on the own page; a correction holds the new values, column by column."""

    __tablename__ = "person_message"

    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidate.id"), index=True)
    kind: Mapped[MessageKind]
    state: Mapped[MessageState] = mapped_column(default=MessageState.OPEN, index=True)
    topic: Mapped[ComplaintTopic | None]
    values: Mapped[dict[str, Any] | None]
    text: Mapped[str | None] = mapped_column(String(2000))
    closed_on: Mapped[date | None] = mapped_column(index=True)

    candidate: Mapped[Candidate] = relationship(lazy="raise_on_sql")

    @property
    def person_id(self) -> UUID:
        """Whom mails about this tell of."""
        return self.candidate_id
