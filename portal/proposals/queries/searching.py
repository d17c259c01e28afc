"""The search for a person: every offer with what fits, is near, is missing; and the people for one offer."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import selectinload

import portal.proposals.policy  # noqa: F401 - declares the permissions asked for here
from portal.candidates.models import Candidate, ExcludedOrganisation
from portal.candidates.queries import RECORD_OPTIONS, residence_of, took_care_back
from portal.candidates.rules import CandidateState
from portal.core import db
from portal.core.actor import Actor
from portal.core.permissions import visible_or_404, where
from portal.core.search.backend import SearchUnavailable
from portal.proposals.models import OfferMark, Proposal
from portal.proposals.queries.facts import Beside, of_offer, of_person
from portal.proposals.rules import STANDING
from portal.proposals.rules.facts import PersonFacts
from portal.proposals.rules.matching import Match, match
from portal.proposals.rules.searching import MarkKind, Preset, Question, hiding
from portal.reference import OfferKindCode
from portal.reference.places import Place, middle
from portal.vacancies import queries as vacancies
from portal.vacancies import search
from portal.vacancies.models import Vacancy, VacancyVersion
from portal.vacancies.search import WHOLE, Order, Wanted

EVERYWHERE_KM = 1_000
OTHERS = 3
"""How many other offers stand beside a refusal."""
OPEN_FILES = (CandidateState.REGISTERED, CandidateState.IN_SCREENING, CandidateState.READY, CandidateState.FOLLOW_UP)


@dataclass(frozen=True)
class Hit:
    """An offer for a person: how it fits, what its company already had of this person, what was noted of it."""

    version: VacancyVersion
    match: Match
    earlier: tuple[Proposal, ...] = ()
    mark: OfferMark | None = None

    @property
    def standing(self) -> Proposal | None:
        """Give the proposal that stands against another one for this offer."""
        return _standing(self.earlier, self.version.vacancy_id)

    @property
    def was_proposed(self) -> bool:
        """Tell whether the person was ever proposed for this very offer."""
        return any(one.vacancy_id == self.version.vacancy_id for one in self.earlier)


@dataclass(frozen=True)
class Answer:
    """What a search for a person finds, the best first.

    `hidden` counts, for each filter that is set, the offers that it alone leaves out. `is_cut` tells that there are
    more offers than are looked at.
    """

    hits: Sequence[Hit]
    set_aside: Sequence[Hit]
    hidden: Mapping[Preset, int]
    is_cut: bool = False


@dataclass(frozen=True)
class PersonHit:
    """A person for an offer: how it fits, what its company already had of the person."""

    person: Candidate
    vacancy_id: UUID
    match: Match
    earlier: tuple[Proposal, ...] = ()
    mark: OfferMark | None = None

    @property
    def standing(self) -> Proposal | None:
        """Give the proposal that stands against another one for this offer."""
        return _standing(self.earlier, self.vacancy_id)


def _standing(earlier: Iterable[Proposal], vacancy_id: UUID) -> Proposal | None:
    same = (one for one in earlier if one.vacancy_id == vacancy_id and one.state in STANDING)
    return next(same, None)


def person(actor: Actor, candidate_id: UUID, action: str = "search:view") -> Candidate:
    """Give somebody of the own people to search for. Raises: NotFound."""
    return visible_or_404(Candidate, candidate_id, actor, action, *RECORD_OPTIONS)


def offers_for(candidate: Candidate, question: Question, on: date) -> Answer:
    """Search the board for a person; companies the person does not want are never among the hits.

    Raises: SearchUnavailable.
    """
    found = search.find(_wanted(candidate, question), size=WHOLE)
    pool = _pool(candidate, found.ids, on)
    hits, hidden = [], Counter[Preset]()
    for hit in pool:
        out = hiding(hit.match, question.presets)
        if len(out) == 1 and not _is_unsuitable(hit):
            hidden[out[0]] += 1
        if not out:
            hits.append(hit)
    return Answer(
        hits=[hit for hit in hits if not _is_unsuitable(hit)],
        set_aside=[hit for hit in pool if _is_unsuitable(hit)],
        hidden=hidden,
        is_cut=found.total > WHOLE,
    )


def others_for(candidate: Candidate, on: date) -> list[Hit]:
    """Give the best offers for a person who was refused: nothing stands against them, and none was tried before."""
    try:
        hits = offers_for(candidate, Question(), on).hits
    except SearchUnavailable:
        return []
    return [hit for hit in hits if not hit.was_proposed and not hit.match.stops][:OTHERS]


def shortlist(candidate: Candidate, on: date) -> list[Hit]:
    """Give the offers noted for a person that are still on the board, the best first."""
    noted = select(OfferMark.vacancy_id).where(
        OfferMark.candidate_id == candidate.id, OfferMark.kind == MarkKind.SHORTLISTED
    )
    return _pool(candidate, list(db.session.scalars(noted)), on)


def hit_for(candidate: Candidate, vacancy_id: UUID, on: date) -> Hit | None:
    """Compare a person with one offer; nothing where it is not on the board or the company is not wanted."""
    return next(iter(_pool(candidate, [vacancy_id], on)), None)


def may_be_marked(candidate_id: UUID, vacancy_id: UUID, on: date) -> bool:
    """Tell whether an offer is on the board, of a company that the person has nothing against."""
    shown = vacancies.shown([vacancy_id], on)
    return any(version.vacancy.organisation_id not in _excluded_by(candidate_id) for version in shown)


def mark_of(candidate_id: UUID, vacancy_id: UUID) -> OfferMark | None:
    """Give what was noted of an offer for a person."""
    same = (OfferMark.candidate_id == candidate_id) & (OfferMark.vacancy_id == vacancy_id)
    return db.session.scalars(select(OfferMark).where(same)).one_or_none()


def _wanted(candidate: Candidate, question: Question) -> Wanted:
    """Ask for everything, the nearest first where no words say what is best: the filters look at the matches."""
    lives = middle(candidate.postal_code, candidate.ags)
    home = Place(candidate.ags or "", "", "", lives.lat, lives.lon) if lives else None
    ticked = {"kind": question.kinds} if question.kinds else {}
    order = Order.RELEVANCE if question.text else Order.DISTANCE
    return Wanted(text=question.text, place=home, radius_km=EVERYWHERE_KM, ticked=ticked, order=order)


def _pool(candidate: Candidate, vacancy_ids: Sequence[UUID], on: date) -> list[Hit]:
    facts = of_person(candidate, Beside(residence_of(candidate.id), _excluded_by(candidate.id)), on)
    earlier, marks = _earlier(Proposal.candidate_id == candidate.id), _marks(candidate.id)
    hits = [
        Hit(
            version,
            match(facts, of_offer(version)),
            tuple(earlier.get((candidate.id, version.vacancy.organisation_id), ())),
            marks.get(version.vacancy_id),
        )
        for version in vacancies.shown(vacancy_ids, on)
        if version.vacancy.organisation_id not in facts.excluded
    ]
    return sorted(hits, key=lambda hit: hit.match.rank)


def _is_unsuitable(hit: Hit) -> bool:
    return hit.mark is not None and hit.mark.kind is MarkKind.UNSUITABLE


def _excluded_by(candidate_id: UUID) -> frozenset[UUID]:
    query = select(ExcludedOrganisation.organisation_id).where(ExcludedOrganisation.candidate_id == candidate_id)
    return frozenset(db.session.scalars(query))


def _earlier(condition: ColumnElement[bool]) -> dict[tuple[UUID, UUID], list[Proposal]]:
    """Give proposals by person and company, newest first."""
    query = select(Proposal).where(condition)
    found: defaultdict[tuple[UUID, UUID], list[Proposal]] = defaultdict(list)
    for proposal in db.session.scalars(query.order_by(Proposal.created_at.desc(), Proposal.id.desc())):
        found[proposal.candidate_id, proposal.organisation_id].append(proposal)
    return found


def _marks(candidate_id: UUID) -> dict[UUID, OfferMark]:
    query = select(OfferMark).where(OfferMark.candidate_id == candidate_id)
    return {mark.vacancy_id: mark for mark in db.session.scalars(query)}


def people_for(actor: Actor, vacancy: Vacancy, on: date) -> list[PersonHit]:
    """Compare the own people with an offer, the best first.

    Who does not want its company, or does not want to be looked after any more, is not among them.
    """
    people = _people_who_may_be_asked(actor, vacancy.organisation_id, on)
    offer = of_offer(vacancy.text)
    ids = [one.id for one in people]
    same_company = (Proposal.organisation_id == vacancy.organisation_id) & Proposal.candidate_id.in_(ids)
    earlier, marks = _earlier(same_company), _marks_of_offer(vacancy.id, ids)
    hits = [
        PersonHit(
            one,
            vacancy.id,
            match(_facts(one, on, offer.kind), offer),
            tuple(earlier.get((one.id, vacancy.organisation_id), ())),
            marks.get(one.id),
        )
        for one in people
    ]
    return sorted(hits, key=lambda hit: hit.match.rank)


def _facts(one: Candidate, on: date, kind: OfferKindCode | None) -> PersonFacts:
    return of_person(one, Beside(one.residence), on, kinds=(kind,) if kind else ())


def _people_who_may_be_asked(actor: Actor, organisation_id: UUID, on: date) -> Sequence[Candidate]:
    refused = select(ExcludedOrganisation.candidate_id).where(ExcludedOrganisation.organisation_id == organisation_id)
    query = (
        select(Candidate)
        .where(where(actor, "search:view"), Candidate.state.in_(OPEN_FILES), Candidate.id.not_in(refused))
        .where(~took_care_back(on))
        .options(*RECORD_OPTIONS, selectinload(Candidate.residence))
        .order_by(Candidate.search_name, Candidate.id)
    )
    return db.session.scalars(query).all()


def _marks_of_offer(vacancy_id: UUID, candidate_ids: Iterable[UUID]) -> dict[UUID, OfferMark]:
    query = select(OfferMark).where(OfferMark.vacancy_id == vacancy_id, OfferMark.candidate_id.in_(candidate_ids))
    return {mark.candidate_id: mark for mark in db.session.scalars(query)}
