"""Tokens of programs, and the answers to deeds that may be sent again."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.api.rules import TokenState
from portal.core.actor import Role
from portal.core.db import Base, Record, Row


class ApiToken(Record, Base):
    """What opens the portal to a program: as whoever made it, in the role of that day, and no wider than its scopes.

    Of the secret only a hash is kept; the former one is taken until `former_until`.
    """

    __tablename__ = "api_token"
    __table_args__ = (
        CheckConstraint("(organisation_id IS NULL) <> (office_id IS NULL)", name="one_home"),
        CheckConstraint("(former_hash IS NULL) = (former_until IS NULL)", name="former_ends"),
    )

    state: Mapped[TokenState] = mapped_column(default=TokenState.ACTIVE, index=True)
    name: Mapped[str] = mapped_column(String(80))
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    former_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    former_until: Mapped[datetime | None]
    scopes: Mapped[list[str]]
    role: Mapped[Role]
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    office_id: Mapped[UUID | None] = mapped_column(ForeignKey("office.id"), index=True)
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    expires_on: Mapped[date] = mapped_column(index=True)
    revoked_on: Mapped[date | None] = mapped_column(index=True)
    last_used_on: Mapped[date | None]

    made_by: Mapped[User] = relationship(lazy="raise_on_sql")


class ApiAnswer(Row, Base):
    """What a deed was answered, under the key its program gave it; no answer to a deed names a person."""

    __tablename__ = "api_answer"
    __table_args__ = (UniqueConstraint("token_id", "key"),)

    token_id: Mapped[UUID] = mapped_column(ForeignKey("api_token.id"))
    key: Mapped[str] = mapped_column(String(100))
    request_hash: Mapped[str] = mapped_column(String(64))
    status: Mapped[int | None]
    body: Mapped[dict[str, Any] | None]
