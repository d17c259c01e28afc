"""Users, their sign-ins and the invitations that make new ones."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask_security.core import UserMixin
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.rules import FactorState, InvitationState
from portal.core.actor import Role
from portal.core.db import Base, Record, Row


class User(Record, UserMixin, Base):  # type: ignore[misc]  # both declare `id`
    """Somebody who signs in; what they may do hangs on their memberships, not on this row."""

    __tablename__ = "user_account"

    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    phone: Mapped[str | None] = mapped_column(String(40))
    locale: Mapped[str] = mapped_column(String(10), default="de")
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    confirmed_at: Mapped[datetime | None]
    failed_sign_ins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    last_seen_at: Mapped[datetime | None]
    first_seen_at: Mapped[datetime | None]
    """Since when there is a second step to set up, for those who need one."""
    absent_from: Mapped[date | None]
    absent_until: Mapped[date | None]
    deputy_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    bounced_at: Mapped[datetime | None]

    deputy: Mapped["User | None"] = relationship(lazy="raise_on_sql", remote_side="User.id")

    @property
    def roles(self) -> list[Any]:  # type: ignore[override]
        """Flask-Security asks for roles of its own; ours are memberships."""
        return []


class SignIn(Row, Base):
    """One signed-in session: listed for its owner, who can end it."""

    __tablename__ = "sign_in"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    session_hash: Mapped[str] = mapped_column(String(64), unique=True)
    device: Mapped[str] = mapped_column(String(120))
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SecondFactor(Record, Base):
    """The app that shows the codes of somebody's sign-in; one row each, whatever became of earlier ones."""

    __tablename__ = "second_factor"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), unique=True)
    state: Mapped[FactorState] = mapped_column(default=FactorState.PENDING)
    secret: Mapped[str | None] = mapped_column(String(255))
    """Encrypted with the keys of the installation."""
    last_step: Mapped[int | None]
    """The step of the last code that was taken: neither it nor an older one is taken again."""
    confirmed_at: Mapped[datetime | None]


class SpareCode(Row, Base):
    """A printed code for the day the telephone is gone; good once."""

    __tablename__ = "spare_code"

    second_factor_id: Mapped[UUID] = mapped_column(ForeignKey("second_factor.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]


class Invitation(Record, Base):
    """An offer of a role in a company or an office, good for fourteen days."""

    __tablename__ = "invitation"

    state: Mapped[InvitationState] = mapped_column(default=InvitationState.OPEN, index=True)
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), index=True)
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[Role]
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    office_id: Mapped[UUID | None] = mapped_column(ForeignKey("office.id"), index=True)
    invited_by_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    expires_at: Mapped[datetime]
    accepted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
