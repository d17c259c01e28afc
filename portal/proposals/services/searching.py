"""The deeds around the search for a person: offers noted or put aside, and searches that are put again every day."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select

from portal.candidates.models import Candidate
from portal.core import clock, db, outbox
from portal.core.actor import Actor
from portal.core.audit import Change
from portal.core.errors import NotFound
from portal.core.permissions import require
from portal.organisations.queries import keeper_of_file
from portal.proposals import mails
from portal.proposals.models import OfferMark, SearchOrder, ToldOffer
from portal.proposals.queries import orders, searching
from portal.proposals.queries.orders import Keeper
from portal.proposals.rules.searching import MOST_ORDERS, MarkKind, Question, TooManyOrders, UnsuitableReason


def note(candidate: Candidate, vacancy_id: UUID, *, actor: Actor) -> None:
    """Put an offer on the person's list."""
    mark = _mark(candidate, vacancy_id, actor)
    mark.kind, mark.reason, mark.note = MarkKind.SHORTLISTED, None, None
    db.session.add(mark)


@dataclass(frozen=True)
class Why:
    """Why an offer is nothing for a person."""

    reason: UnsuitableReason
    note: str | None = None


def put_aside(candidate: Candidate, vacancy_id: UUID, why: Why, *, actor: Actor) -> None:
    """Leave an offer out of the person's searches from now on."""
    mark = _mark(candidate, vacancy_id, actor)
    mark.kind, mark.reason, mark.note = MarkKind.UNSUITABLE, why.reason, why.note
    db.session.add(mark)


def take_back(candidate: Candidate, vacancy_id: UUID, *, actor: Actor) -> None:
    """Forget what was noted of an offer for a person."""
    require(actor, "search:mark", candidate)
    same = (OfferMark.candidate_id == candidate.id) & (OfferMark.vacancy_id == vacancy_id)
    db.session.execute(delete(OfferMark).where(same))


def _mark(candidate: Candidate, vacancy_id: UUID, actor: Actor) -> OfferMark:
    require(actor, "search:mark", candidate)
    _one_at_a_time(candidate)
    if not searching.may_be_marked(candidate.id, vacancy_id, clock.today()):
        raise NotFound
    known = searching.mark_of(candidate.id, vacancy_id)
    return known or OfferMark(candidate_id=candidate.id, vacancy_id=vacancy_id)


def _one_at_a_time(candidate: Candidate) -> None:
    db.session.execute(select(Candidate.id).where(Candidate.id == candidate.id).with_for_update())


def save_order(candidate: Candidate, question: Question, *, actor: Actor) -> SearchOrder:
    """Put a question again every day from now on; the same question is kept once. Raises: TooManyOrders."""
    require(actor, "search:order", candidate)
    _one_at_a_time(candidate)
    known = orders.orders_of(candidate.id)
    same = next((order for order in known if order.question == question.stored()), None)
    if same is not None:
        return same
    if len(known) >= MOST_ORDERS:
        raise TooManyOrders
    made = SearchOrder(candidate_id=candidate.id, question=question.stored(), confirmed_on=clock.today())
    db.session.add(made)
    db.session.flush()
    return made


def pause_order(order: SearchOrder, *, actor: Actor) -> None:
    """Search no more until it is resumed."""
    require(actor, "search:order", order.candidate)
    order.paused_on = order.paused_on or clock.today()


def resume_order(order: SearchOrder, *, actor: Actor) -> None:
    """Search again; what came meanwhile is told as well."""
    require(actor, "search:order", order.candidate)
    order.paused_on, order.confirmed_on = None, clock.today()


def keep_order(order: SearchOrder, *, actor: Actor) -> None:
    """Say that a search order is still wanted."""
    require(actor, "search:order", order.candidate)
    order.confirmed_on = clock.today()


def end_order(order: SearchOrder, *, actor: Actor) -> None:
    """End a search order for good."""
    require(actor, "search:order", order.candidate)
    erase_order(order)


def erase_order(order: SearchOrder) -> None:
    """Delete a search order and what it has named."""
    db.session.execute(delete(ToldOffer).where(ToldOffer.search_order_id == order.id))
    db.session.delete(order)


def erase_mark(mark: OfferMark) -> None:
    """Delete a note on an offer."""
    db.session.delete(mark)


def file_ended(candidate: Candidate, _actor: Actor, change: Change) -> None:
    """End a person's search orders when the file is closed or care is not wanted any more; other consents stay."""
    companies = (change.details or {}).get("companies")
    if companies is None:
        for order in orders.orders_of(candidate.id):
            erase_order(order)


def forget_person(candidate: Candidate, actor: Actor, change: Change) -> None:
    """Delete all that was searched and noted for a person whose data are deleted."""
    file_ended(candidate, actor, change)
    db.session.execute(delete(OfferMark).where(OfferMark.candidate_id == candidate.id))


@dataclass(frozen=True)
class News:
    """What is new for one search order; a mail names the person by the short number alone."""

    number: str
    count: int
    link: str


def tell_news() -> None:
    """Tell every caseworker once what is new for their people; a job.

    What is told and the mail that tells it are one transaction: neither is lost, and nothing is told twice.
    """
    failed: list[Exception] = []
    keepers: list[Keeper] = []
    with db.attempt(failed):
        keepers = orders.keepers()
    for keeper in keepers:
        with db.attempt(failed):
            _tell(keeper)
    if failed:
        raise ExceptionGroup("search orders", failed)


def _tell(keeper: Keeper) -> None:
    reader = keeper_of_file(*keeper)
    if reader is None:
        return  # it is news for whoever takes the files over
    found = [(order, orders.news(order, clock.today())) for order in orders.running(keeper)]
    lines = [News(order.candidate.number, len(hits), mails.order_link(order)) for order, hits in found if hits]
    for order, hits in found:
        told = (ToldOffer(search_order_id=order.id, vacancy_id=hit.version.vacancy_id) for hit in hits)
        db.session.add_all(told)
    if lines:
        total = sum(line.count for line in lines)
        outbox.put(mails.NEWS, reader, {"lines": lines, "total": total})


def ask_whether_wanted(order: SearchOrder) -> None:
    """Ask the caseworker whether a search order is still wanted."""
    person = orders.with_person(order).candidate
    context = {"number": person.number, "link": mails.orders_link(person)}
    if reader := keeper_of_file(person.caseworker_id, person.office_id):
        outbox.put(mails.STILL_WANTED, reader, context)
