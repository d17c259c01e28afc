"""Users, mails and jobs as an administrator reads them: never a text, never a person's name."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import User
from portal.administration import rules
from portal.administration.models import ReferenceOverride
from portal.administration.rules import OverrideState
from portal.candidates.models import Candidate
from portal.core import clock, db, paging
from portal.core.actor import Actor
from portal.core.errors import NotFound
from portal.core.jobs import Job
from portal.core.outbox import MailState, OutboxMail
from portal.core.permissions import where
from portal.organisations.models import Membership, Office
from portal.reference import Override, Snapshot, decide_work_permission, with_overrides
from portal.reference.loading import TableError, read_cells, read_table, shipped_cells
from portal.reference.snapshots import row_classes, shipped
from portal.reference.vectors import Vector
from portal.vacancies.models import VacancyVersion


def mails(state: MailState | None, *, page: int) -> tuple[list[OutboxMail], int]:
    """Give a page of the outbox, newest first, and how many there are."""
    query = select(OutboxMail).where(OutboxMail.state == state) if state else select(OutboxMail)
    return paging.rows(query.order_by(OutboxMail.created_at.desc(), OutboxMail.id), page)


def mail(mail_id: UUID) -> OutboxMail:
    """Give one mail's envelope. Raises: NotFound."""
    found = db.session.get(OutboxMail, mail_id)
    if found is None:
        raise NotFound
    return found


def jobs(*, page: int) -> tuple[list[Job], int]:
    """Give a page of the job runs, newest first, and how many there are."""
    return paging.rows(select(Job).order_by(Job.slot.desc(), Job.name), page)


def job(job_id: UUID) -> Job:
    """Give one run of a job. Raises: NotFound."""
    found = db.session.get(Job, job_id)
    if found is None:
        raise NotFound
    return found


def members(*, page: int) -> tuple[list[Membership], int]:
    """Give a page of the living memberships of offices and companies, by name, and how many there are."""
    query = (
        select(Membership)
        .join(User, User.id == Membership.user_id)
        .where(Membership.ended_at.is_(None))
        .options(joinedload(Membership.user), joinedload(Membership.organisation), joinedload(Membership.office))
        .order_by(func.lower(User.name), Membership.id)
    )
    return paging.rows(query, page)


def offices() -> list[Office]:
    """Give all offices by name."""
    return list(db.session.scalars(select(Office).order_by(Office.name)))


def uses_of_titles(titles: Collection[str]) -> dict[str, int]:
    """Count the offers that have one of these titles of occupations, and the files that wish for it."""
    wanted = set(titles)
    if not wanted:
        return {}
    offered = select(VacancyVersion.vacancy_id, VacancyVersion.occupation_title).distinct()
    used = Counter(title for _offer, title in db.session.execute(offered) if title in wanted)
    for wished in db.session.scalars(select(Candidate.wish_occupations)):
        used.update(wanted.intersection(wished))
    return dict(used)


def overrides() -> Sequence[ReferenceOverride]:
    """Give all rows that were ever proposed, newest first, with the people who proposed and decided."""
    people = (joinedload(ReferenceOverride.proposed_by), joinedload(ReferenceOverride.decided_by))
    query = select(ReferenceOverride).options(*people)
    return db.session.scalars(query.order_by(ReferenceOverride.created_at.desc(), ReferenceOverride.id)).all()


def to_decide(actor: Actor, _today: date) -> Select[Any]:
    """Pick the rows somebody else has proposed: the second of two administrators decides."""
    others = (ReferenceOverride.state == OverrideState.PROPOSED, ReferenceOverride.proposed_by_id != actor.id)
    query = select(ReferenceOverride).where(where(actor, "override:approve"), *others)
    return query.order_by(ReferenceOverride.created_at, ReferenceOverride.id)


def override(override_id: UUID) -> ReferenceOverride:
    """Give one of them. Raises: NotFound."""
    found = next((one for one in overrides() if one.id == override_id), None)
    if found is None:
        raise NotFound
    return found


def generation(on: date) -> tuple[date, int, datetime | None]:
    """Tell which rows hold, as cheaply as can be: the day, how many were decided, and when the last was."""
    decided = select(func.count(ReferenceOverride.decided_at), func.max(ReferenceOverride.decided_at))
    count, last = db.session.execute(decided).one()
    return on, count, last


def approved() -> Sequence[ReferenceOverride]:
    """Give the approved rows, oldest first."""
    query = select(ReferenceOverride).where(ReferenceOverride.state == OverrideState.APPROVED)
    return db.session.scalars(query.order_by(ReferenceOverride.decided_at, ReferenceOverride.id)).all()


def laid_over(rows: Iterable[ReferenceOverride]) -> Snapshot:
    """Lay rows over the shipped tables. Raises: TableError: one of them does not fit."""
    return with_overrides(shipped(), [Override(row.table_name, row.values) for row in rows])


def tables_with(proposed: ReferenceOverride) -> Snapshot:
    """Give the tables as they are once a proposal holds. Raises: TableError."""
    day = max(proposed.valid_from, clock.today())
    held = rules.in_force(approved(), day)
    if proposed.ends_id is not None:
        return laid_over(row for row in held if row.id != proposed.ends_id)
    return laid_over([*(row for row in held if row.id != proposed.id), proposed])


def only_changed(table: str, values: dict[str, str]) -> dict[str, str]:
    """Leave out the cells that are as they are shipped, but for those that say which row it is."""
    row_class = row_classes()[table]
    keys = [column.header for column in row_class.columns() if column.field in row_class.KEY]
    try:
        found = read_cells(row_class, {header: values[header] for header in keys}, table)
    except (KeyError, TableError):
        return values  # the table itself says what is wrong
    before = shipped_cells(row_class, tuple(found[name] for name in row_class.KEY))
    return {column: value for column, value in values.items() if column in keys or before.get(column) != value}


def error_of(proposed: ReferenceOverride) -> str | None:
    """Tell what a table has against a row, nothing where it fits."""
    if proposed.table_name not in rules.LAW:
        return proposed.table_name
    try:
        tables_with(proposed)
    except TableError as error:
        return str(error)
    return None


def changed_cases(proposed: ReferenceOverride) -> tuple[list[tuple[str, str, str]], int]:
    """Give the shipped cases a proposal makes come out differently (case, verdict now, then), and how many there are.

    Raises: TableError.
    """
    now, then = laid_over(rules.in_force(approved(), clock.today())), tables_with(proposed)
    found, cases = [], read_table(Vector)
    for case in cases:
        before, after = (
            decide_work_permission(case.facts, case.kind_key, case.date, tables=tables) for tables in (now, then)
        )
        if (before.verdict, before.abh_permission, before.ba_consent) != (
            after.verdict,
            after.abh_permission,
            after.ba_consent,
        ):
            found.append((case.id, before.verdict.value, after.verdict.value))
    return found, len(cases)
