"""What people say on their own page: corrections, found work, complaints; and what staff do with it. None commits."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from portal.candidates import queries
from portal.candidates.models import Candidate, PersonMessage
from portal.candidates.rules.messages import SECTION_OF, ComplaintTopic, MessageKind, as_said, kept
from portal.candidates.services.files import Skill, edit, set_language
from portal.candidates.workflow import MESSAGES
from portal.core import audit, db
from portal.core.actor import Actor

SPOKEN = ("language", "speaking", "reading", "listening", "writing")
OWN_WORD = "Eigene Angabe"
"""Evidence of a level nobody has checked, in the German of the office."""


def _say(candidate: Candidate, message: PersonMessage, actor: Actor) -> None:
    """Keep it once: the same id again is the second half of a double click."""
    if db.session.get(PersonMessage, message.id) is None:
        message.candidate_id, message.candidate = candidate.id, candidate
        MESSAGES.create("say", message, actor=actor)


def propose_change(candidate: Candidate, wanted: Mapping[str, Any], record_id: UUID, *, actor: Actor) -> bool:
    """Ask for corrections; only what differs is kept. Gives whether there is anything."""
    values = {name: kept(value) for name, value in wanted.items() if value != getattr(candidate, name)}
    if not values:
        return False
    _say(candidate, PersonMessage(id=record_id, kind=MessageKind.CHANGE, values=values), actor)
    return True


def tell_language(candidate: Candidate, skill: Skill, record_id: UUID, *, actor: Actor) -> bool:
    """Say how well one speaks a language; what is known already is not said again. Gives whether it is new."""
    known = queries.skill(candidate.id, skill.language)
    values = {name: value for name, value in asdict(skill).items() if name in SPOKEN}
    if known is not None and all(getattr(known, name) == value for name, value in values.items()):
        return False
    _say(candidate, PersonMessage(id=record_id, kind=MessageKind.LANGUAGE, values=values), actor)
    return True


def tell_work_found(candidate: Candidate, text: str | None, record_id: UUID, *, actor: Actor) -> None:
    """Tell that the person has found work without the portal."""
    _say(candidate, PersonMessage(id=record_id, kind=MessageKind.WORK_FOUND, text=text), actor)


def complain(candidate: Candidate, topic: ComplaintTopic, text: str, record_id: UUID, *, actor: Actor) -> None:
    """Complain to the coordinator; the caseworker is not told."""
    said = PersonMessage(id=record_id, kind=MessageKind.COMPLAINT, topic=topic, text=text)
    _say(candidate, said, actor)


def adopt(message: PersonMessage, *, actor: Actor) -> None:
    """Put what the person corrected into the profile; each section is an edit of its own in the history."""
    MESSAGES.apply("adopt", message, actor=actor)
    wanted = message.values or {}
    if message.kind is MessageKind.LANGUAGE:
        _adopt_language(message.candidate, Skill(**wanted), actor)
        return
    for section in dict.fromkeys(SECTION_OF[name] for name in wanted if name in SECTION_OF):
        part = {name: as_said(name, value) for name, value in wanted.items() if SECTION_OF.get(name) == section}
        edit(message.candidate, section, part, actor=actor)


def _adopt_language(candidate: Candidate, said: Skill, actor: Actor) -> None:
    """Put a level into the profile; what shows it is the person's word, where nothing else has shown it."""
    known = queries.skill(candidate.id, said.language)
    shown = (known.evidence, known.evidenced_on) if known and known.evidence else (OWN_WORD, None)
    set_language(candidate, replace(said, evidence=shown[0], evidenced_on=shown[1]), actor=actor)


def close(message: PersonMessage, *, actor: Actor, reason: str | None = None) -> None:
    """Note that somebody has dealt with it."""
    MESSAGES.apply("close", message, actor=actor, reason=reason)


def erase(message: PersonMessage) -> None:
    """Delete what was said."""
    audit.forget_words(MESSAGES.name, message.id)
    db.session.delete(message)


def forget_person(candidate: Candidate, *_change: Any) -> None:
    """Delete all that somebody said whose data are deleted; a reaction."""
    said = PersonMessage.candidate_id == candidate.id
    audit.forget_words(MESSAGES.name, *db.session.scalars(select(PersonMessage.id).where(said)))
    db.session.execute(delete(PersonMessage).where(said))
