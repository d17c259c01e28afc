"""Requests to be called back as they are read."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from portal.cooperation.models import CallBack
from portal.cooperation.rules.call_backs import WAITING, CallBackState
from portal.core import db, paging
from portal.core.actor import Actor
from portal.core.permissions import visible_or_404, where
from portal.vacancies.models import Vacancy

WITH_OFFER = (selectinload(CallBack.vacancy).selectinload(Vacancy.versions), joinedload(CallBack.taken_by))
AS_THEY_CAME = (CallBack.created_at, CallBack.id)
"""The order of a queue; the id alone says nothing, since whoever asks can choose it."""
NEWEST_FIRST = tuple(column.desc() for column in AS_THEY_CAME)


def one(actor: Actor, call_back_id: UUID) -> CallBack:
    """Give a request the actor may see. Raises: NotFound."""
    return visible_or_404(CallBack, call_back_id, actor, "call_back:view", *WITH_OFFER)


def listed(actor: Actor, *, is_open: bool, page: int = 1) -> tuple[list[CallBack], int]:
    """Give a page of requests to the own office and how many there are: who waits longest, or who was called last."""
    state = CallBack.state.in_(WAITING)
    query = select(CallBack).where(where(actor, "call_back:view"), state if is_open else ~state).options(*WITH_OFFER)
    return paging.rows(query.order_by(*(AS_THEY_CAME if is_open else NEWEST_FIRST)), page)


def is_known(call_back_id: UUID) -> bool:
    """Tell whether a request of this id was made already."""
    return db.session.get(CallBack, call_back_id) is not None


def is_waiting(vacancy_id: UUID, phone: str) -> bool:
    """Tell whether somebody with this number, written as the form writes it, waits for a call about this offer."""
    same = (CallBack.vacancy_id == vacancy_id) & (CallBack.phone == phone) & CallBack.state.in_(WAITING)
    return db.session.scalar(select(CallBack.id).where(same).limit(1)) is not None


def is_only_one_unseen(request: CallBack) -> bool:
    """Tell whether no other request waits in the same office for somebody to take it on."""
    others = (CallBack.office_id == request.office_id) & (CallBack.id != request.id)
    unseen = CallBack.state == CallBackState.OPEN
    return db.session.scalar(select(CallBack.id).where(others, unseen).limit(1)) is None


def made_before(cutoff: datetime) -> Select[Any]:
    """Pick the requests whose time is over."""
    return select(CallBack).where(CallBack.created_at <= cutoff)
