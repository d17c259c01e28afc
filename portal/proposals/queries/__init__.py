"""Proposals as they are read: one, lists, thread, and what stands against a new one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload, selectinload

import portal.proposals.policy  # noqa: F401 - declares the permissions asked for here
from portal.candidates import queries as candidates
from portal.candidates.models import Candidate
from portal.candidates.queries import Around, DisclosedView
from portal.candidates.rules import DisclosureLevel
from portal.core import audit, clock, db, i18n, paging
from portal.core.actor import COMPANY_ROLES, Actor
from portal.core.permissions import visible_or_404, where
from portal.core.reminders import Due
from portal.core.search.normalise import fold
from portal.organisations.models import Organisation
from portal.organisations.queries import has_accepted_purpose
from portal.organisations.rules import CompanyState
from portal.proposals import rules
from portal.proposals.models import InterviewSlot, Message, Proposal, ProposalNote
from portal.proposals.rules import OPEN, STANDING, ProposalState
from portal.reference import UnknownCode, snapshot
from portal.reference.places import distance_km
from portal.vacancies import queries as vacancies
from portal.vacancies.models import Vacancy, VacancyVersion

MOST_TOLD = 20
"""How many proposals a person reads of on the own page."""
WHOLE = (
    selectinload(Proposal.candidate).options(*candidates.CARD_OPTIONS),
    selectinload(Proposal.vacancy).selectinload(Vacancy.versions),
    selectinload(Proposal.organisation),
    selectinload(Proposal.caseworker),
)
"""What a page or a deed with one proposal needs."""
LISTED = (
    joinedload(Proposal.vacancy).selectinload(Vacancy.versions),
    joinedload(Proposal.organisation),
)
"""What a list needs; a company's list never loads the people."""


@dataclass(frozen=True)
class Filters:
    """What a list of proposals can be narrowed by."""

    states: tuple[ProposalState, ...] = ()
    is_open: bool = False
    vacancy_id: UUID | None = None
    candidate_id: UUID | None = None


def one(actor: Actor, proposal_id: UUID) -> Proposal:
    """Give a proposal the actor may see. Raises: NotFound."""
    return visible_or_404(Proposal, proposal_id, actor, "proposal:view", *WHOLE)


def chosen(actor: Actor, ids: list[UUID], *, is_whole: bool = False) -> list[Proposal]:
    """Give those of some proposals that the actor may see, the next deadline first; as for a list, or whole."""
    loads = WHOLE if is_whole else LISTED
    query = select(Proposal).where(where(actor, "proposal:view"), Proposal.id.in_(ids)).options(*loads)
    return list(
        db.session.scalars(query.order_by(Proposal.answer_due_on.is_(None), Proposal.answer_due_on, Proposal.id))
    )


def by_id(proposal_id: UUID) -> Proposal | None:
    """Give a proposal a link leads to; whether its holder may see it is asked afterwards."""
    return db.session.scalars(select(Proposal).where(Proposal.id == proposal_id).options(*WHOLE)).one_or_none()


def loaded(proposal: Proposal) -> Proposal:
    """Give a proposal with all that a deed needs, whatever it was found for."""
    query = select(Proposal).where(Proposal.id == proposal.id).options(*WHOLE)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def visible_to(actor: Actor, filters: Filters, *, page: int = 1) -> tuple[list[Proposal], int]:
    """Give a page of proposals, the next deadline first, and how many there are."""
    query = _narrowed(select(Proposal).where(where(actor, "proposal:view")), filters)
    ordered = query.order_by(
        Proposal.answer_due_on.is_(None), Proposal.answer_due_on, Proposal.created_at.desc(), Proposal.id
    )
    listed = LISTED if actor.company_id else (*LISTED, joinedload(Proposal.candidate))
    return paging.rows(ordered.options(*listed), page)


def _narrowed(query: Select[Proposal], filters: Filters) -> Select[Proposal]:
    states = filters.states or (OPEN if filters.is_open else ())
    if states:
        query = query.where(Proposal.state.in_(states))
    if filters.vacancy_id:
        query = query.where(Proposal.vacancy_id == filters.vacancy_id)
    if filters.candidate_id:
        query = query.where(Proposal.candidate_id == filters.candidate_id)
    return query


def thread(proposal: Proposal) -> list[Message]:
    """Give the messages between company and caseworker, oldest first."""
    query = select(Message).where(Message.proposal_id == proposal.id).order_by(Message.created_at, Message.id)
    return list(db.session.scalars(query))


def thread_with_card(proposal: Proposal) -> list[Message]:
    """Give the messages that may be read beside the card: since it was sent and until a name was open."""
    since, opened = proposal.proposed_at, (proposal.interested_at, proposal.name_agreed_at)
    if since is None:
        return []
    until = max(filter(None, opened)) if all(opened) else clock.now()
    return [message for message in thread(proposal) if since <= message.created_at <= until]


def notes(proposal: Proposal) -> list[ProposalNote]:
    """Give the notes of the company, oldest first."""
    query = select(ProposalNote).where(ProposalNote.proposal_id == proposal.id)
    return list(db.session.scalars(query.order_by(ProposalNote.created_at, ProposalNote.id)))


def proposed_in_month(organisation_id: UUID, day: date, *, but: UUID) -> int:
    """Count what a company was proposed in the month of a day, or will be if the people asked say yes."""
    since = clock.start_of(day.replace(day=1))
    counts = (Proposal.proposed_at >= since) | (Proposal.state == ProposalState.ASKED)
    query = select(func.count()).where(Proposal.organisation_id == organisation_id, counts, Proposal.id != but)
    return db.session.scalar(query) or 0


def slots(proposal: Proposal) -> list[InterviewSlot]:
    """Give the interview times the company offers, earliest first."""
    offered = (InterviewSlot.proposal_id == proposal.id) & InterviewSlot.cancelled_at.is_(None)
    return list(db.session.scalars(select(InterviewSlot).where(offered).order_by(InterviewSlot.starts_at)))


def stands_against(proposal: Proposal) -> bool:
    """Tell whether another proposal of this pair is open, accepted or declined."""
    query = select(Proposal.id).where(
        Proposal.candidate_id == proposal.candidate_id,
        Proposal.vacancy_id == proposal.vacancy_id,
        Proposal.state.in_(STANDING),
        Proposal.id != proposal.id,
    )
    return db.session.scalar(query.limit(1)) is not None


def open_of_candidate(candidate_id: UUID) -> list[Proposal]:
    """Give a person's open proposals, ready for a deed."""
    return _open(Proposal.candidate_id == candidate_id)


def told_to_person(candidate_id: UUID) -> list[Proposal]:
    """Give what a person was asked or proposed for, the newest first, as much as one page holds."""
    query = select(Proposal).where(Proposal.candidate_id == candidate_id).options(*WHOLE)
    return list(db.session.scalars(query.order_by(Proposal.created_at.desc(), Proposal.id).limit(MOST_TOLD)))


def open_of_vacancy(vacancy_id: UUID) -> list[Proposal]:
    """Give the open proposals for an offer, ready for a deed."""
    return _open(Proposal.vacancy_id == vacancy_id)


def open_of_company(company_id: UUID) -> list[Proposal]:
    """Give the open proposals made to a company, ready for a deed."""
    return _open(Proposal.organisation_id == company_id)


def _open(which: ColumnElement[bool]) -> list[Proposal]:
    query = select(Proposal).where(which, Proposal.state.in_(OPEN)).options(*WHOLE)
    return list(db.session.scalars(query.order_by(Proposal.id)))


def overdue(on: date) -> Iterator[Due]:
    """Find what lapses: asked and proposed ones whose deadline has passed while it was their turn."""
    for proposal in _running(Proposal.answer_due_on < on, ProposalState.ASKED, ProposalState.PROPOSED):
        yield Due(proposal, proposal.answer_due_on or on)


def unanswered(state: ProposalState, *, most: int, least: int) -> Callable[[date], Iterator[Due]]:
    """Make the search for open questions with so many working days left, at most `most`, at least `least`.

    The row of the reminder carries the day the question was put, so that a deadline that moves reminds nobody twice.
    """

    def due(on: date) -> Iterator[Due]:
        for proposal in _running(Proposal.answer_due_on >= on, state):
            closed = holidays_of(proposal.organisation) if state is ProposalState.PROPOSED else None
            left = rules.days_left(on, proposal.answer_due_on or on, holidays=closed)
            if least <= left <= most and not rules.is_closed(on, closed):
                asked_at = proposal.proposed_at or proposal.asked_at or proposal.created_at
                yield Due(proposal, clock.local(asked_at).date())

    return due


def hold_over(on: date) -> Iterator[Due]:
    """Find what a company put off until a day that has come."""
    query = select(Proposal).where(Proposal.state == ProposalState.ON_HOLD, Proposal.on_hold_until <= on)
    for proposal in db.session.scalars(query.order_by(Proposal.id)):
        yield Due(proposal, proposal.on_hold_until or on)


def _running(deadline: ColumnElement[bool], *states: ProposalState) -> list[Proposal]:
    query = select(Proposal).where(Proposal.state.in_(states), deadline, Proposal.clock_stopped_on.is_(None))
    return list(db.session.scalars(query.options(selectinload(Proposal.organisation)).order_by(Proposal.id)))


def lapsed_in_a_row(vacancy_id: UUID) -> int:
    """Count the latest proposals of an offer that its company let lapse, up to the first it answered."""
    query = (
        select(Proposal.state)
        .where(Proposal.vacancy_id == vacancy_id, Proposal.proposed_at.is_not(None), Proposal.ended_at.is_not(None))
        .order_by(Proposal.ended_at.desc(), Proposal.id.desc())
        .limit(rules.LAPSES_BEFORE_PAUSE)
    )
    states = list(db.session.scalars(query))
    return next((n for n, state in enumerate(states) if state is not ProposalState.LAPSED), len(states))


def over_since(at: datetime) -> Select[Any]:
    """Pick what came to nothing before a moment."""
    states = [state for state in ProposalState if state not in (*OPEN, ProposalState.ACCEPTED)]
    return select(Proposal).where(Proposal.state.in_(states), Proposal.ended_at < at).order_by(Proposal.id)


def holidays_of(company: Organisation) -> tuple[date, date] | None:
    """Give the first and last day on which a company is closed, if it said so."""
    first, last = company.holidays_from, company.holidays_until
    return (first, last) if first and last else None


def telltales(proposal: Proposal) -> tuple[str, ...]:
    """Give what in a text would tell who somebody is; the town where the work is does not."""
    return candidates.telltales(proposal.candidate, but=proposal.vacancy.text.town)


def has_card_consent(candidate_id: UUID, vacancy: Vacancy) -> bool:
    """Tell whether the person agreed to cards for companies of the offer's field of work."""
    occupation = vacancy.text.occupation
    if occupation is None:
        return False
    field = snapshot().occupation_group(occupation).area
    return candidates.has_card_consent(candidate_id, field, clock.today())


def around(candidate: Candidate, vacancy: Vacancy, sentence: str, earliest_start_on: date | None) -> Around:
    """Say what a card holds besides the person's own data: the way, what the offer asks for, the permission."""
    offer = vacancy.text
    permission = _(sentence)
    if earliest_start_on and earliest_start_on > clock.today():
        permission += " " + _("Frühestens ab %(day)s.", day=i18n.day(earliest_start_on))
    return Around(
        permission=permission,
        distance_km=_distance(candidate.ags, offer.ags),
        languages=frozenset(offer.languages_welcome),
        asks_licence=offer.licence is not None,
    )


def _distance(home: str | None, work: str | None) -> float | None:
    try:
        return distance_km(snapshot().municipality(home or ""), snapshot().municipality(work or ""))
    except UnknownCode:
        return None


def card(
    actor: Actor, proposal: Proposal, *, at_most: DisclosureLevel = DisclosureLevel.L3_START, channel: str = "page"
) -> DisclosedView:
    """Give what the company may see of the proposed person now; the first look at a card is noted as well."""
    shown = candidates.card(actor, proposal.candidate, _around(proposal), at_most=at_most, channel=channel)
    is_company = actor.role in COMPANY_ROLES
    if shown.level is DisclosureLevel.L1 and is_company and not was_opened(proposal):
        audit.read(proposal.candidate_id, actor=actor, level=shown.level.value, channel=channel)
    return shown


def highest_level(actor: Actor) -> DisclosureLevel:
    """Give how much somebody may be shown at most: a member of a company the card, until the purpose is accepted."""
    owes_purpose = actor.role in COMPANY_ROLES and not has_accepted_purpose(actor)
    return DisclosureLevel.L1 if owes_purpose else DisclosureLevel.L3_START


def was_opened(proposal: Proposal) -> bool:
    """Tell whether anybody of the company has looked at this person."""
    return candidates.was_read(proposal.candidate_id, proposal.organisation_id)


def offers_with_a_place(text: str, *, page: int = 1) -> tuple[list[VacancyVersion], int]:
    """Give a page of the published offers of verified companies that have a place left, newest first."""
    query = vacancies.published().where(Vacancy.taken < Vacancy.places, Organisation.state == CompanyState.VERIFIED)
    if wanted := fold(text).strip():
        query = query.where(VacancyVersion.search_title.contains(wanted, autoescape=True))
    return paging.rows(query.order_by(Vacancy.published_at.desc(), Vacancy.id), page)


def preview(actor: Actor, proposal: Proposal, level: DisclosureLevel) -> DisclosedView:
    """Show the caseworker the proposed person exactly as the company sees it at a level."""
    return candidates.preview(actor, proposal.candidate, proposal.organisation_id, level, _around(proposal))


def _around(proposal: Proposal) -> Around:
    return around(proposal.candidate, proposal.vacancy, proposal.verdict_firm, proposal.earliest_start_on)
