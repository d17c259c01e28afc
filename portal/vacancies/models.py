"""Offers and the versions of their text."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core import clock
from portal.core.db import Base, Record, Row
from portal.organisations.models import Organisation
from portal.vacancies.rules import PayUnit, PhysicalLoad, VacancyState, VersionState, WorkingTime
from portal.vacancies.rules.alerts import MOST_ALERTS, Criterion, ends_at
from portal.vacancies.rules.reports import ReportOutcome, ReportReason, ReportState


class Vacancy(Record, Base):
    """An offer: its state, its places, its dates; what it says stands in its versions."""

    __tablename__ = "vacancy"
    __table_args__ = (
        CheckConstraint("taken >= 0 AND taken <= places", name="places_hold"),
        UniqueConstraint("organisation_id", "external_ref"),
    )

    number: Mapped[str] = mapped_column(String(12), unique=True)
    external_ref: Mapped[str | None] = mapped_column(String(60), index=True)
    state: Mapped[VacancyState] = mapped_column(default=VacancyState.DRAFT, index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    places: Mapped[int] = mapped_column(default=1)
    taken: Mapped[int] = mapped_column(default=0)
    publish_on: Mapped[date | None]
    published_at: Mapped[datetime | None]
    confirmed_on: Mapped[date | None]
    paused_until: Mapped[date | None]
    expires_on: Mapped[date | None] = mapped_column(index=True)

    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    versions: Mapped[list["VacancyVersion"]] = relationship(
        lazy="raise_on_sql", order_by="VacancyVersion.number", back_populates="vacancy"
    )

    @property
    def places_left(self) -> int:
        """How many places are still free."""
        return self.places - self.taken

    @property
    def title(self) -> str:
        """What the offer is called: as its text says, else by its number."""
        return self.text.title or self.number

    def version_in(self, state: VersionState) -> "VacancyVersion | None":
        """Give the version in a state, of those loaded; the last one where there are several old ones."""
        return next((version for version in reversed(self.versions) if version.text_state == state), None)

    @property
    def text(self) -> "VacancyVersion":
        """The version that stands for the offer: the live one, else the one being written or reviewed."""
        states = (VersionState.LIVE, VersionState.IN_REVIEW, VersionState.DRAFT, VersionState.OLD)
        return next(version for state in states if (version := self.version_in(state)))


class VacancyVersion(Record, Base):
    """What an offer says at one time; the live one stays on the board while a newer one is in review.

    `editor_ids` names everybody who wrote or submitted it: none of them may review it.
    """

    __tablename__ = "vacancy_version"
    __table_args__ = (
        UniqueConstraint("vacancy_id", "number"),
        Index(
            "uq_vacancy_version_current",
            "vacancy_id",
            "text_state",
            unique=True,
            sqlite_where=text("text_state <> 'old'"),
            postgresql_where=text("text_state <> 'old'"),
        ),
    )

    vacancy_id: Mapped[UUID] = mapped_column(ForeignKey("vacancy.id"), index=True)
    number: Mapped[int]
    text_state: Mapped[VersionState] = mapped_column(default=VersionState.DRAFT)
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    editor_ids: Mapped[list[str]] = mapped_column(default=list)
    saved_at: Mapped[datetime] = mapped_column(default=clock.now)
    submitted_at: Mapped[datetime | None]
    reviewer_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    reviewed_at: Mapped[datetime | None]

    offer_kind: Mapped[str | None] = mapped_column(String(40))
    training_aim: Mapped[bool | None]
    mag_possible: Mapped[bool] = mapped_column(default=False)
    is_standing: Mapped[bool] = mapped_column(default=False)
    starts_per_month: Mapped[int | None]
    title: Mapped[str | None] = mapped_column(String(120))
    search_title: Mapped[str | None] = mapped_column(String(250), index=True)
    tasks: Mapped[str | None] = mapped_column(String(4000))
    occupation: Mapped[str | None] = mapped_column(String(60))
    occupation_title: Mapped[str | None] = mapped_column(String(120))
    kldb: Mapped[str | None] = mapped_column(String(5))
    positions: Mapped[int] = mapped_column(default=1)
    street: Mapped[str | None] = mapped_column(String(120))
    postal_code: Mapped[str | None] = mapped_column(String(5))
    town: Mapped[str | None] = mapped_column(String(80))
    ags: Mapped[str | None] = mapped_column(String(8), index=True)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    duration_days: Mapped[int | None]
    weekly_hours: Mapped[Decimal | None]
    working_time: Mapped[WorkingTime | None]
    times: Mapped[str | None] = mapped_column(String(500))
    has_shifts: Mapped[bool] = mapped_column(default=False)
    pay_eur: Mapped[Decimal | None]
    pay_unit: Mapped[PayUnit | None]
    pay_note: Mapped[str | None] = mapped_column(String(200))
    german_speaking: Mapped[str | None] = mapped_column(String(2))
    german_reading: Mapped[str | None] = mapped_column(String(2))
    german_can_be_learned: Mapped[bool] = mapped_column(default=False)
    languages_welcome: Mapped[list[str]] = mapped_column(default=list)
    needed: Mapped[str | None] = mapped_column(String(2000))
    can_be_learned: Mapped[str | None] = mapped_column(String(2000))
    needs_training: Mapped[bool | None]
    licence: Mapped[str | None] = mapped_column(String(20))
    physical_load: Mapped[PhysicalLoad | None]
    reach: Mapped[str | None] = mapped_column(String(500))
    by_train: Mapped[bool | None]
    support: Mapped[str | None] = mapped_column(String(1000))
    may_lead_to_job: Mapped[bool] = mapped_column(default=False)
    is_name_public: Mapped[bool] = mapped_column(default=True)
    direct_application: Mapped[bool] = mapped_column(default=False)
    easy_german: Mapped[str | None] = mapped_column(String(2000))

    vacancy: Mapped[Vacancy] = relationship(lazy="raise_on_sql", back_populates="versions")


class OfferReport(Record, Base):
    """Somebody says that something is wrong with an offer; who it was is not asked."""

    __tablename__ = "offer_report"
    __table_args__ = (CheckConstraint("(state = 'closed') = (outcome IS NOT NULL)", name="outcome_if_closed"),)

    vacancy_id: Mapped[UUID] = mapped_column(ForeignKey("vacancy.id"), index=True)
    state: Mapped[ReportState] = mapped_column(default=ReportState.OPEN, index=True)
    reason: Mapped[ReportReason]
    text: Mapped[str | None] = mapped_column(String(2000))
    outcome: Mapped[ReportOutcome | None]
    closed_on: Mapped[date | None] = mapped_column(index=True)

    vacancy: Mapped[Vacancy] = relationship(lazy="raise_on_sql")


class Alert(Row, Base):
    """What a visitor wants to hear of by mail: one place and one criterion; who they are is not asked.

    Nothing is sent before `confirmed_at`; `kept_at` is their last yes, `asked_at` when they were asked again.
    `slot` numbers the alerts of an address, so that no two requests at once make one too many.
    """

    __tablename__ = "alert"
    __table_args__ = (
        UniqueConstraint("email_key", "slot"),
        CheckConstraint(f"slot BETWEEN 1 AND {MOST_ALERTS}", name="slot_exists"),
        CheckConstraint("(confirmed_at IS NULL) = (kept_at IS NULL)", name="kept_once_confirmed"),
    )

    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254))
    slot: Mapped[int]
    locale: Mapped[str] = mapped_column(String(10))
    label: Mapped[str] = mapped_column(String(300))
    place: Mapped[str] = mapped_column(String(120))
    radius_km: Mapped[int]
    criterion: Mapped[Criterion]
    wanted: Mapped[str] = mapped_column(String(100))
    confirmed_at: Mapped[datetime | None] = mapped_column(index=True)
    kept_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]
    looked_on: Mapped[date | None]

    @property
    def ends_on(self) -> date | None:
        """The day an alert ends, once it has begun."""
        return clock.local(ends_at(self.confirmed_at)).date() if self.confirmed_at else None


class AlertOffer(Row, Base):
    """An offer an alert has told of, and in which mail: never again, whatever becomes of the offer."""

    __tablename__ = "alert_offer"
    __table_args__ = (UniqueConstraint("alert_id", "vacancy_id"),)

    alert_id: Mapped[UUID] = mapped_column(ForeignKey("alert.id"))
    vacancy_id: Mapped[UUID] = mapped_column(ForeignKey("vacancy.id"), index=True)
    mail_id: Mapped[UUID] = mapped_column(index=True)


class UnmetSearch(Base):
    """Words that nothing on the board had, and on how many days of a week they were asked for; never by whom.

    Its id is random, since ours tell the moment of their birth.
    """

    __tablename__ = "unmet_search"
    __table_args__ = (UniqueConstraint("week_on", "words"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    week_on: Mapped[date]
    words: Mapped[str] = mapped_column(String(60), index=True)
    days: Mapped[int]
    last_on: Mapped[date]


class OfferReads(Base):
    """How often the page of an offer was read by somebody who is not signed in; never by whom or when."""

    __tablename__ = "offer_reads"

    vacancy_id: Mapped[UUID] = mapped_column(ForeignKey("vacancy.id"), primary_key=True)
    times: Mapped[int]


class QuietCompany(Row, Base):
    """A company that does not want to be asked whether it has something to offer."""

    __tablename__ = "quiet_company"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), unique=True)


class SearchWord(Record, Base):
    """A word of the office for the search: what people type, the German word it leads to, and how often it was used.

    `spelling` is what is typed in one spelling; a day counts once, and nothing is kept of who asked.
    """

    __tablename__ = "search_word"

    spelling: Mapped[str] = mapped_column(String(120), unique=True)
    typed: Mapped[str] = mapped_column(String(60))
    means: Mapped[str] = mapped_column(String(60))
    is_mutual: Mapped[bool] = mapped_column(default=False)
    days_used: Mapped[int] = mapped_column(default=0)
    last_used_on: Mapped[date | None]
