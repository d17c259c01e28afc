"""An operator's own rows of the reference tables: who proposed them, who let them hold, from when until when."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.administration.rules import OverrideState
from portal.core.db import Base, Record


class ReferenceOverride(Record, Base):
    """A row laid over a shipped table from a day on, or with `ends_id` the end of such a row from that day on."""

    __tablename__ = "reference_override"
    __table_args__ = (
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> proposed_by_id", name="decided_by_another"),
        CheckConstraint("state = 'proposed' OR decided_by_id IS NOT NULL", name="decided_by_somebody"),
    )

    state: Mapped[OverrideState] = mapped_column(index=True)
    table_name: Mapped[str] = mapped_column(String(40))
    values: Mapped[dict[str, Any]]
    """Header of a column to what its cell holds: the columns that say which row, and those that change."""
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(500))
    reason: Mapped[str] = mapped_column(String(1000))
    proposed_by_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
    ends_id: Mapped[UUID | None] = mapped_column(ForeignKey("reference_override.id"))

    proposed_by: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[proposed_by_id])
    decided_by: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[decided_by_id])
