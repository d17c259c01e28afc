"""What people said on their own page, as those read it who may."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from portal.candidates.models import Candidate, PersonMessage
from portal.candidates.rules import ScreeningItem
from portal.candidates.rules.messages import SECTION_OF, MessageKind, MessageState
from portal.core import clock, db, paging
from portal.core.actor import Actor
from portal.core.permissions import visible_or_404, where

GERMAN = "de"
WITH_PERSON = (joinedload(PersonMessage.candidate).options(joinedload(Candidate.caseworker)),)


def one_message(actor: Actor, message_id: UUID, action: str = "person_message:view") -> PersonMessage:
    """Give what was said, with the person. Raises: NotFound."""
    return visible_or_404(PersonMessage, message_id, actor, action, *WITH_PERSON)


def messages_of(actor: Actor, candidate_id: UUID) -> Sequence[PersonMessage]:
    """List what a person said, as far as the actor may read it, what is open first."""
    mine = (PersonMessage.candidate_id == candidate_id) & where(actor, "person_message:view")
    order = (PersonMessage.state.desc(), PersonMessage.created_at.desc(), PersonMessage.id)
    query = select(PersonMessage).where(mine).options(*WITH_PERSON).order_by(*order)
    return db.session.scalars(query.limit(paging.PAGE_SIZE)).all()


def told_of(candidate_id: UUID) -> set[ScreeningItem]:
    """Give the lines of the checklist about which the person said something that nobody has dealt with yet."""
    mine = (PersonMessage.candidate_id == candidate_id) & (PersonMessage.state == MessageState.OPEN)
    found: set[ScreeningItem] = set()
    for kind, values in db.session.execute(select(PersonMessage.kind, PersonMessage.values).where(mine)):
        if kind is MessageKind.LANGUAGE and values["language"] == GERMAN:
            found.add(ScreeningItem.GERMAN)
        elif kind is MessageKind.CHANGE:
            found |= {ScreeningItem(SECTION_OF[name]) for name in values}
    return found


def complaints(actor: Actor, *, is_open: bool, page: int = 1) -> tuple[list[PersonMessage], int]:
    """Give a page of the complaints to this office, the oldest open one first."""
    state = PersonMessage.state == (MessageState.OPEN if is_open else MessageState.CLOSED)
    query = select(PersonMessage).where(where(actor, "person_message:complaints"), state)
    return paging.rows(query.options(*WITH_PERSON).order_by(PersonMessage.created_at, PersonMessage.id), page)


def messages_closed_before(cutoff: datetime) -> Select[Any]:
    """Pick what somebody dealt with so long ago that nobody needs it any more."""
    day = clock.local(cutoff).date()
    return select(PersonMessage).where(PersonMessage.closed_on <= day)
