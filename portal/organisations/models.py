"""Companies, offices, memberships and accepted purpose limitations."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.core.actor import Channel, Role
from portal.core.audit import Event
from portal.core.db import Base, Record, Row
from portal.organisations.rules import CompanyState, InstructionState, JoinState, Proof, TipState


class Organisation(Record, Base):
    """A company of the district; it may exist without any user (served by telephone)."""

    __tablename__ = "organisation"
    __table_args__ = (CheckConstraint("max_proposals_per_month BETWEEN 1 AND 99", name="proposals_per_month"),)

    number: Mapped[str] = mapped_column(String(12), unique=True)
    state: Mapped[CompanyState] = mapped_column(default=CompanyState.REGISTERED, index=True)
    name: Mapped[str] = mapped_column(String(160))
    sort_name: Mapped[str] = mapped_column(String(200), index=True)
    proof: Mapped[Proof]
    register_number: Mapped[str | None] = mapped_column(String(60))
    register_key: Mapped[str | None] = mapped_column(String(80), unique=True)
    proof_note: Mapped[str | None] = mapped_column(String(500))
    street: Mapped[str] = mapped_column(String(120))
    postal_code: Mapped[str] = mapped_column(String(5))
    town: Mapped[str] = mapped_column(String(80))
    ags: Mapped[str | None] = mapped_column(String(8), index=True)
    contact_name: Mapped[str] = mapped_column(String(120))
    contact_phone: Mapped[str] = mapped_column(String(40))
    contact_email: Mapped[str | None] = mapped_column(String(254))
    website: Mapped[str | None] = mapped_column(String(200))
    about: Mapped[str | None] = mapped_column(String(2000))
    employees: Mapped[int | None]
    holidays_from: Mapped[date | None]
    holidays_until: Mapped[date | None]
    max_proposals_per_month: Mapped[int | None]
    no_proposals_until: Mapped[date | None]
    team_speaks: Mapped[str | None] = mapped_column(String(200))
    newcomer_help: Mapped[str | None] = mapped_column(String(300))
    logo_key: Mapped[str | None] = mapped_column(String(50), unique=True)
    logo_text: Mapped[str | None] = mapped_column(String(200))
    photo_key: Mapped[str | None] = mapped_column(String(50), unique=True)
    photo_text: Mapped[str | None] = mapped_column(String(200))
    access_reviewed_on: Mapped[date | None]
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"), index=True)


class Office(Record, Base):
    """A body of the Integration Point, an authority or a partner; the list comes from `reference`."""

    __tablename__ = "office"

    key: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    body_kind: Mapped[str] = mapped_column(String(40), index=True)
    can_receive: Mapped[list[str]]
    street: Mapped[str | None] = mapped_column(String(120))
    postal_code: Mapped[str | None] = mapped_column(String(5))
    town: Mapped[str | None] = mapped_column(String(80))
    phone: Mapped[str | None] = mapped_column(String(40))
    email: Mapped[str | None] = mapped_column(String(254))
    checks_twice: Mapped[bool] = mapped_column(default=False)
    closed_on: Mapped[date | None]


class Membership(Record, Base):
    """A role of a user in one company or one office; one membership is active at a time."""

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint("(organisation_id IS NULL) <> (office_id IS NULL)", name="one_home"),
        UniqueConstraint("user_id", "organisation_id", "office_id", "role"),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    role: Mapped[Role]
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    office_id: Mapped[UUID | None] = mapped_column(ForeignKey("office.id"), index=True)
    is_active: Mapped[bool] = mapped_column(default=True)
    ended_at: Mapped[datetime | None]
    muted: Mapped[list[str]] = mapped_column(default=list)

    user: Mapped[User] = relationship(lazy="raise_on_sql")
    organisation: Mapped[Organisation | None] = relationship(lazy="raise_on_sql")
    office: Mapped[Office | None] = relationship(lazy="raise_on_sql")


class PurposeAcceptance(Row, Base):
    """A user promised to use people's data for the placement only (section 78 SGB X)."""

    __tablename__ = "purpose_acceptance"
    __table_args__ = (UniqueConstraint("user_id", "organisation_id", "text_version"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    text_version: Mapped[str] = mapped_column(String(20))


class ContactEntry(Row, Base):
    """A line of the contact log: a call, a visit, a letter, with the next step."""

    __tablename__ = "contact_entry"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    author_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    channel: Mapped[Channel]
    contact: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(String(2000))
    next_step_on: Mapped[date | None]

    author: Mapped[User] = relationship(lazy="raise_on_sql")


class Instruction(Record, Base):
    """A deed done for a company, as its event names it (who asked, by which way, when), and the company's own word."""

    __tablename__ = "instruction"

    state: Mapped[InstructionState] = mapped_column(default=InstructionState.OPEN, index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id"), unique=True)
    number: Mapped[str] = mapped_column(String(20))

    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    event: Mapped[Event] = relationship(lazy="raise_on_sql")


class FirmTip(Record, Base):
    """A company somebody named that may have work, and what is known of it; invited once, reminded once."""

    __tablename__ = "firm_tip"

    state: Mapped[TipState] = mapped_column(default=TipState.NEW, index=True)
    name: Mapped[str] = mapped_column(String(160))
    sort_name: Mapped[str] = mapped_column(String(200), index=True)
    town: Mapped[str] = mapped_column(String(80))
    street: Mapped[str | None] = mapped_column(String(120))
    postal_code: Mapped[str | None] = mapped_column(String(5))
    contact_name: Mapped[str | None] = mapped_column(String(120))
    phone: Mapped[str | None] = mapped_column(String(40))
    email: Mapped[str | None] = mapped_column(String(254))
    how_known: Mapped[str | None] = mapped_column(String(500))
    named_by_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    invited_on: Mapped[date | None]
    reminded_on: Mapped[date | None]

    named_by: Mapped[User] = relationship(lazy="raise_on_sql")


class FirmOptOut(Row, Base):
    """A company that wants no invitation, ever: a hash of its address or of its name and town, nothing else."""

    __tablename__ = "firm_opt_out"

    key_hash: Mapped[str] = mapped_column(String(64), unique=True)


class JoinRequest(Record, Base):
    """Somebody signed up with the register number of a company that is here already."""

    __tablename__ = "join_request"

    state: Mapped[JoinState] = mapped_column(default=JoinState.ASKED, index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), index=True)
    locale: Mapped[str] = mapped_column(String(10), default="de")
