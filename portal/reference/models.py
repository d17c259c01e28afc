"""Official lists that an operator imports: they may not be shipped with the portal."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base


class OccupationClass(Base):
    """A class of the KldB 2010: one to five digits, each but the shortest with the class it belongs to.

    `requirement` is the fifth digit: 1 helper, 2 skilled, 3 specialist, 4 expert.
    """

    __tablename__ = "occupation_class"
    __table_args__ = (
        CheckConstraint("level BETWEEN 1 AND 5 AND (level = 1) = (parent IS NULL)", name="level_has_parent"),
        CheckConstraint("(level = 5) = (requirement IS NOT NULL)", name="requirement_of_whole_codes"),
    )

    code: Mapped[str] = mapped_column(String(5), primary_key=True)
    level: Mapped[int]
    title: Mapped[str] = mapped_column(String(250))
    short_title: Mapped[str] = mapped_column(String(120))
    parent: Mapped[str | None] = mapped_column(ForeignKey("occupation_class.code"))
    requirement: Mapped[int | None]


class OccupationTitle(Base):
    """The name of an occupation in the official list, and both its forms in the spelling they are looked up by."""

    __tablename__ = "occupation_title"

    dkz_code: Mapped[str] = mapped_column(String(9), primary_key=True)
    title: Mapped[str] = mapped_column(String(120))
    kldb: Mapped[str] = mapped_column(ForeignKey("occupation_class.code"), index=True)
    masculine: Mapped[str] = mapped_column(String(150))
    feminine: Mapped[str] = mapped_column(String(150))
    imported_at: Mapped[datetime]
