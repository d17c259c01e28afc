"""What the people of the demo send and say on their own page: papers, corrections, found work, a complaint."""

import io
from collections.abc import Callable, Mapping
from typing import Any

from PIL import Image, ImageDraw

from portal.candidates import services
from portal.candidates.models import Candidate
from portal.candidates.policy import as_person
from portal.candidates.rules import DocumentKind
from portal.candidates.rules.messages import ComplaintTopic
from portal.candidates.services import messages
from portal.core import db, uploads
from portal.core.actor import Actor
from portal.core.attachments import Attachment
from portal.demo.stage import Stage

PAGE, MARGIN = (420, 594), 40
"""A sheet of DIN A4, small enough to be drawn and kept in no time."""


def _person(stage: Stage, key: str) -> tuple[Candidate, Actor]:
    person = stage.people[key]
    return person, as_person(person.id, person.locale)


def _photo(kind: str, place: int) -> Attachment:
    """Photograph a page on which nothing stands but what it is."""
    sheet, taken = Image.new("RGB", PAGE, "white"), io.BytesIO()
    ImageDraw.Draw(sheet).text((MARGIN, MARGIN), f"Muster: {kind}, {place}", fill="black")
    sheet.save(taken, "JPEG")
    taken.seek(0)
    return Attachment(*uploads.paper(taken))


def _send_papers(stage: Stage, key: str, kind: str, pages: int) -> None:
    person, itself = _person(stage, key)
    photos = [_photo(kind, place + 1) for place in range(pages)]
    services.send_documents(person, DocumentKind(kind), photos, actor=itself, record_id=db.new_id())


def _correct(stage: Stage, key: str, wanted: dict[str, Any]) -> None:
    person, itself = _person(stage, key)
    messages.propose_change(person, wanted, db.new_id(), actor=itself)


def _tell_language(stage: Stage, key: str, language: str, level: str) -> None:
    person, itself = _person(stage, key)
    messages.tell_language(person, services.Skill(language, level, level), db.new_id(), actor=itself)


def _find_work(stage: Stage, key: str, text: str) -> None:
    person, itself = _person(stage, key)
    messages.tell_work_found(person, text, db.new_id(), actor=itself)


def _complain(stage: Stage, key: str, topic: str, text: str) -> None:
    person, itself = _person(stage, key)
    messages.complain(person, ComplaintTopic(topic), text, db.new_id(), actor=itself)


DEEDS: Mapping[str, Callable[..., None]] = {
    "send_papers": _send_papers,
    "correct": _correct,
    "tell_language": _tell_language,
    "find_work": _find_work,
    "complain": _complain,
}
