"""Placements, agreements and clearances: one, lists, and what stands for them."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import immediateload, joinedload, selectinload

import portal.placements.policy  # noqa: F401 - declares the permissions asked for here
from portal.candidates.models import Candidate
from portal.candidates.queries import CARD_OPTIONS, is_closed_to
from portal.candidates.rules import CandidateState, is_minor
from portal.core import audit, clock, db, paging
from portal.core.actor import Actor
from portal.core.links import PersonalLink
from portal.core.permissions import visible_or_404, where
from portal.organisations import queries as organisations
from portal.organisations.models import Office
from portal.placements import rules
from portal.placements.models import Agreement, Clearance, Confirmation, Placement
from portal.placements.rules import AgreementState, ClearanceItem, ClearanceState, Party, PlacementState, Readiness
from portal.reference import snapshot
from portal.reference.codes import Approver, PlacementKindCode
from portal.reference.youth import Exam, exam_holds, exam_needed

WHOLE = (
    selectinload(Placement.candidate).options(*CARD_OPTIONS),
    selectinload(Placement.organisation),
    selectinload(Placement.caseworker),
    selectinload(Placement.agreements).options(
        immediateload(Agreement.placement), selectinload(Agreement.confirmations)
    ),
    selectinload(Placement.clearances).options(immediateload(Clearance.placement), selectinload(Clearance.office)),
)
"""What a page or a deed with one placement needs; what hangs on it holds it, so that none of it is let go."""
LISTED = (joinedload(Placement.candidate).options(*CARD_OPTIONS), joinedload(Placement.organisation))
"""What a line of a list needs, in two statements."""
BODIES = {
    Approver.ABH: ("immigration_authority",),
    Approver.BA: ("agency",),
    Approver.AGENCY: ("agency",),
    Approver.JOBCENTER: ("ip_office",),
    Approver.AGENCY_OR_JOBCENTER: ("ip_office", "agency"),
    Approver.CHAMBER: ("chamber",),
    Approver.SOCIAL_OFFICE: ("social_office",),
    Approver.COURSE_PROVIDER_AND_BAMF: ("course_provider",),
}


@dataclass(frozen=True)
class Filters:
    """What a list of placements can be narrowed by."""

    states: tuple[PlacementState, ...] = ()
    candidate_id: UUID | None = None
    waits_for_approval: bool = False


def one(actor: Actor, placement_id: UUID) -> Placement:
    """Give a placement the actor may see. Raises: NotFound."""
    return visible_or_404(Placement, placement_id, actor, "placement:view", *WHOLE)


def agreement(actor: Actor, agreement_id: UUID) -> Agreement:
    """Give an agreement the actor may see, with its placement. Raises: NotFound."""
    whole = (selectinload(Agreement.placement).options(*WHOLE), selectinload(Agreement.confirmations))
    return visible_or_404(Agreement, agreement_id, actor, "agreement:view", *whole)


def clearance(actor: Actor, clearance_id: UUID) -> Clearance:
    """Give a clearance the actor may see, with its placement. Raises: NotFound."""
    whole = (selectinload(Clearance.placement).options(*WHOLE), selectinload(Clearance.office))
    return visible_or_404(Clearance, clearance_id, actor, "clearance:view", *whole)


def visible_to(actor: Actor, filters: Filters, *, page: int = 1) -> tuple[list[Placement], int]:
    """Give a page of placements, the next start first, and how many there are."""
    query = select(Placement).where(where(actor, "placement:view"))
    if filters.states:
        query = query.where(Placement.state.in_(filters.states))
    if filters.candidate_id:
        query = query.where(Placement.candidate_id == filters.candidate_id)
    if filters.waits_for_approval:
        query = query.where(waits_for_approval())
    ordered = query.order_by(Placement.starts_on.is_(None), Placement.starts_on, Placement.created_at.desc())
    return paging.rows(ordered.options(*LISTED), page)


def waits_for_approval() -> ColumnElement[bool]:
    """Give the condition on `Placement` under which the Integration Point has yet to say yes."""
    in_force = exists().where(Agreement.placement_id == Placement.id, Agreement.state == AgreementState.IN_FORCE)
    return and_(
        Placement.state.in_((PlacementState.PREPARING, PlacementState.RUNNING)),
        Placement.needs_approval,
        Placement.approved_at.is_(None),
        in_force,
    )


def clearances_to(actor: Actor, *, is_open: bool, page: int = 1) -> tuple[list[Clearance], int]:
    """Give a page of the clearances an office is asked for, the next deadline first, and how many there are."""
    waiting = Clearance.state == ClearanceState.REQUESTED
    query = select(Clearance).where(where(actor, "clearance:view"), waiting if is_open else ~waiting)
    placement = joinedload(Clearance.placement)
    around = (
        placement.joinedload(Placement.candidate),
        placement.joinedload(Placement.organisation),
        joinedload(Clearance.office),
    )
    ordered = query.order_by(Clearance.due_on.is_(None), Clearance.due_on, Clearance.created_at)
    return paging.rows(ordered.options(*around), page)


def ahead_of_person(candidate_id: UUID) -> list[Placement]:
    """Give the placements of a person that are prepared or go on, for the own page."""
    known = (PlacementState.PREPARING, PlacementState.READY, PlacementState.RUNNING)
    query = select(Placement).where(Placement.candidate_id == candidate_id, Placement.state.in_(known)).options(*WHOLE)
    return list(db.session.scalars(query.order_by(Placement.created_at, Placement.id)))


def current_agreement(placement: Placement) -> Agreement | None:
    """Give the version people work on now: the newest that is a draft, out for confirmation or in force."""
    alive = (AgreementState.DRAFT, AgreementState.CONFIRMING, AgreementState.IN_FORCE)
    return next((version for version in reversed(placement.agreements) if version.state in alive), None)


def agreement_in_force(placement: Placement) -> Agreement | None:
    """Give the version that counts."""
    return next((version for version in placement.agreements if version.state is AgreementState.IN_FORCE), None)


def readiness(placement: Placement) -> Readiness:
    """Gather what the way to the first day depends on, fresh from the database."""
    of_it = select(Clearance.item, Clearance.state).where(Clearance.placement_id == placement.id)
    noted = [(item, state) for item, state in db.session.execute(of_it)]
    in_force = select(func.count(Agreement.id)).where(
        Agreement.placement_id == placement.id, Agreement.state == AgreementState.IN_FORCE
    )
    kind = snapshot().placement_kind(placement.legal_kind)
    return Readiness(
        is_wanted=not is_closed_to(placement.candidate_id, placement.organisation_id),
        has_agreement=bool(db.session.scalar(in_force)),
        clearances=tuple(state for item, state in noted if item is not ClearanceItem.SUBSIDY),
        needs_approval=placement.needs_approval,
        is_approved=placement.approved_at is not None,
        needs_signature=rules.needs_signature(kind),
        is_signed=placement.signed_on is not None,
        lacks_exam=exam_of(placement) is Exam.NEEDED and not has_exam(placement),
        lacks_funding=(ClearanceItem.SUBSIDY, ClearanceState.TO_PREPARE) in noted,
    )


def exam_of(placement: Placement) -> Exam:
    """Tell whether the first medical exam is needed for what is agreed; nobody knows before there is a first day."""
    if placement.starts_on is None:
        return Exam.NOT_NEEDED
    return exam_needed(
        PlacementKindCode(placement.legal_kind),
        birth_date=placement.candidate.birth_date,
        starts_on=placement.starts_on,
        ends_on=placement.ends_on,
        tables=snapshot(),
    )


def has_exam(placement: Placement) -> bool:
    """Tell whether an exam is noted that is not too old for the first day."""
    return placement.starts_on is not None and exam_holds(placement.examined_on, placement.starts_on, snapshot())


def office_for(body: Approver) -> Office | None:
    """Give the first open office that is such a body; which one it is can be changed when the request goes out."""
    query = select(Office).where(Office.body_kind.in_(BODIES[body]), Office.closed_on.is_(None)).order_by(Office.key)
    return db.session.scalars(query).first()


def last_number(placement: Placement) -> int:
    """Give the number of the newest version, 0 where there is none."""
    query = select(func.max(Agreement.number)).where(Agreement.placement_id == placement.id)
    return db.session.scalar(query) or 0


def has_confirmed(agreement_id: UUID, party: Party, text_hash: str) -> bool:
    """Tell whether a party has confirmed exactly this text already."""
    query = select(Confirmation.id).where(
        Confirmation.agreement_id == agreement_id,
        Confirmation.party == party,
        Confirmation.text_hash == text_hash,
    )
    return db.session.scalar(query) is not None


def has_note(placement: Placement, event: str, key: str) -> bool:
    """Tell whether this very form was sent already."""
    notes = audit.history("placement", placement.id)
    return any(note.name == event and note.details and note.details.get("key") == key for note in notes)


def is_busy(candidate_id: UUID, first: date, last: date | None, asking: UUID | None) -> bool:
    """Tell whether a person is in a placement, other than the asking one, between two days; none: without an end."""
    query = select(Placement.id).where(
        Placement.candidate_id == candidate_id,
        Placement.state.in_(rules.OPEN),
        or_(Placement.ends_on.is_(None), Placement.ends_on >= first),
    )
    if last is not None:
        query = query.where(Placement.starts_on <= last)
    if asking is not None:
        query = query.where(Placement.id != asking)
    return db.session.scalar(query.limit(1)) is not None


def open_of_company(organisation_id: UUID) -> list[Placement]:
    """Give the placements of a company that are not over."""
    query = select(Placement).where(Placement.organisation_id == organisation_id, Placement.state.in_(rules.OPEN))
    return list(db.session.scalars(query.options(*WHOLE)))


def own_people(actor: Actor) -> list[tuple[UUID, str]]:
    """List the own people a placement can be made for, for a choice."""
    query = (
        select(Candidate.id, Candidate.last_name, Candidate.first_name, Candidate.number)
        .where(where(actor, "candidate:list"), Candidate.state == CandidateState.READY)
        .order_by(Candidate.search_name, Candidate.id)
    )
    rows = db.session.execute(query)
    return [(key, f"{last_name}, {first_name} ({number})") for key, last_name, first_name, number in rows]


def was_linked(record_id: UUID, since: datetime) -> bool:
    """Tell whether a personal link to a version or a placement was made since a moment."""
    query = select(PersonalLink.id).where(PersonalLink.record_id == record_id, PersonalLink.created_at > since)
    return db.session.scalar(query.limit(1)) is not None


def unscoped(placement_id: UUID) -> Placement | None:
    """Give a placement, as fresh as it is, to somebody who holds a link to it; what may be done is asked afterwards."""
    query = select(Placement).where(Placement.id == placement_id).options(*WHOLE)
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def unscoped_agreement(agreement_id: UUID) -> Agreement | None:
    """Give a version to somebody who holds a link to it; whoever may do what with it is asked afterwards."""
    whole = (selectinload(Agreement.placement).options(*WHOLE), selectinload(Agreement.confirmations))
    return db.session.scalars(select(Agreement).where(Agreement.id == agreement_id).options(*whole)).one_or_none()


def offices_for(item: ClearanceItem) -> list[tuple[UUID, str]]:
    """List the open offices that decide something, for a choice."""
    receiving = rules.decides(item)
    return [(office.id, office.name) for office in organisations.offices() if receiving in office.can_receive]


def waiting_for(version: Agreement) -> list[Party]:
    """List who has not confirmed this version yet."""
    confirmed = {one.party for one in version.confirmations}
    needed = rules.parties(is_minor=is_minor(version.placement.candidate.birth_date, clock.today()))
    return [party for party in needed if party not in confirmed]
