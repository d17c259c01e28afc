"""What caseworkers of the demo do with a file beside checking it: papers filed, a list kept, the file handed on."""

from collections.abc import Callable, Mapping

from sqlalchemy import select

from portal.candidates import queries, services
from portal.candidates.models import CandidateDocument, PeopleList, Transfer
from portal.candidates.queries import transfers as on_their_way
from portal.candidates.services import lists, transfers
from portal.core import db
from portal.demo.stage import Stage


def _paper(stage: Stage, key: str, *, is_filed: bool) -> CandidateDocument:
    """Give the newest paper of a person that waits, or that is filed."""
    same = CandidateDocument.candidate_id == stage.people[key].id
    found = db.session.scalars(select(CandidateDocument.id).where(same).order_by(CandidateDocument.created_at.desc()))
    papers = (queries.document(stage.caseworker_of(stage.people[key]), one, "document:edit") for one in found.all())
    return next(one for one in papers if one.is_waiting is not is_filed)


def _file_paper(stage: Stage, key: str, kind: str, title: str) -> None:
    actor = stage.caseworker_of(stage.people[key])
    services.file_document(_paper(stage, key, is_filed=False), kind, title, actor=actor)


def _clean_paper(stage: Stage, key: str) -> None:
    services.clean_document(_paper(stage, key, is_filed=True), actor=stage.caseworker_of(stage.people[key]))


def _put_on_list(stage: Stage, key: str, name: str) -> None:
    person = stage.people[key]
    actor = stage.caseworker_of(person)
    same = (PeopleList.name == name) & (PeopleList.caseworker_id == actor.id)
    known = db.session.scalars(select(PeopleList).where(same)).one_or_none()
    on_list = known or lists.make_list(name, list_id=db.new_id(), actor=actor)
    lists.put_on_list(person, on_list, actor=actor)


def _hand_over(stage: Stage, key: str, to: str, reason: str) -> None:
    """Ask a colleague to take a file, or another office where `to` is none of the staff."""
    person = stage.people[key]
    colleague, office_id = stage.actors.get(to), stage.offices[to].id if to in stage.offices else person.office_id
    receiver = colleague.id if colleague else None
    actor = stage.caseworker_of(person)
    transfers.hand_over(person, to_user_id=receiver, to_office_id=office_id, reason=reason, actor=actor)


def _take(stage: Stage, key: str, receiver: str) -> None:
    actor = stage.actors[receiver]
    asked = db.session.scalars(select(Transfer.id).where(Transfer.candidate_id == stage.people[key].id)).one()
    transfers.accept(on_their_way.one_transfer(actor, asked), actor=actor)


DEEDS: Mapping[str, Callable[..., None]] = {
    "file_paper": _file_paper,
    "clean_paper": _clean_paper,
    "put_on_list": _put_on_list,
    "hand_over": _hand_over,
    "take": _take,
}
