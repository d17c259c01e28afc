"""The file itself: quick entry, changes section by section, languages, residence data, states, the personal link."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete

from portal.candidates import queries
from portal.candidates.mails import person_link
from portal.candidates.models import Candidate, CandidateLanguage, Residence, ScreeningCheck
from portal.candidates.policy import FILE_LEVEL
from portal.candidates.rules import CandidateState, Grade, ScreeningItem, TellsTooMuch, phone_key
from portal.candidates.workflow import WORKFLOW
from portal.core import audit, clock, db, links, sms
from portal.core.actor import Actor
from portal.core.permissions import require
from portal.core.search.normalise import words
from portal.reference import snapshot

GERMAN = "de"


@dataclass(frozen=True)
class Skill:
    """How well a person speaks, reads, understands and writes a language, and what shows it."""

    language: str
    speaking: str
    reading: str
    evidence: str | None = None
    evidenced_on: date | None = None
    listening: str | None = None
    writing: str | None = None


def folded(first_name: str, last_name: str) -> str:
    """Give a name as it is searched: folded, since neither database folds umlauts for us."""
    return " ".join(words(f"{first_name} {last_name}"))


def register(values: Mapping[str, Any], *, german: str | None, record_id: UUID, actor: Actor) -> Candidate:
    """Open a file in the own office; the second half of a double click gets the file of the first.

    Args: values: columns of `Candidate`. german: level of spoken German, if it is known already.
    """
    existing = db.session.get(Candidate, record_id)
    if existing is not None and existing.caseworker_id == actor.id:
        return existing
    candidate = Candidate(
        **_with_town(values),
        id=record_id,
        number=db.short_number("K"),
        caseworker_id=actor.id,
        office_id=actor.office_id,
        search_name=folded(values["first_name"], values["last_name"]),
        phone_key=phone_key(values.get("phone")),
    )
    WORKFLOW.create("register", candidate, actor=actor)
    if german:
        db.session.add(CandidateLanguage(candidate_id=candidate.id, language=GERMAN, speaking=german, reading=german))
    return candidate


def _with_town(values: Mapping[str, Any]) -> dict[str, Any]:
    ags = values.get("ags")
    return {**values, "town": snapshot().municipality(ags).name} if ags else dict(values)


def _addresses(candidate: Candidate) -> set[str]:
    known = (candidate.email, candidate.guardian_email, sms.number(candidate.phone))
    return {address for address in known if address}


def edit(candidate: Candidate, section: str, values: Mapping[str, Any], *, actor: Actor) -> None:
    """Change a section of the profile; the history says which one, never what it held.

    Raises: TellsTooMuch: a company reads the card at this moment, and would read too much.
    """
    before, told = _addresses(candidate), queries.telling(candidate)
    for column, value in _with_town(values).items():
        setattr(candidate, column, value)
    if values.get("guardian_office_id"):
        _reach_office(candidate)
    telling = queries.telling(candidate)
    passages = [telling[column] for column in telling if column in values or column not in told]
    if passages and queries.shared_with(candidate.id):
        raise TellsTooMuch(passages[0])
    for address in before - _addresses(candidate):
        links.end_for_address(candidate.id, address)
    candidate.search_name = folded(candidate.first_name, candidate.last_name)
    candidate.phone_key = phone_key(candidate.phone)
    note_edit(candidate, section, actor)


def _reach_office(candidate: Candidate) -> None:
    """Write to the office that is guardian, and call it, where nobody has named the ways to the person in charge."""
    body = queries.guardian_body(candidate)
    if body is not None:
        candidate.guardian_phone = candidate.guardian_phone or body.phone
        candidate.guardian_email = candidate.guardian_email or body.email


def set_language(candidate: Candidate, skill: Skill, *, actor: Actor) -> None:
    """Add a language or correct one that is there."""
    known = queries.skill(candidate.id, skill.language)
    row = known or CandidateLanguage(candidate_id=candidate.id, language=skill.language)
    for name, value in asdict(skill).items():
        setattr(row, name, value)
    db.session.add(row)
    note_edit(candidate, "languages", actor)


def remove_language(candidate: Candidate, language: str, *, actor: Actor) -> None:
    """Take a language out."""
    same = (CandidateLanguage.candidate_id == candidate.id) & (CandidateLanguage.language == language)
    db.session.execute(delete(CandidateLanguage).where(same))
    db.session.expire(candidate, ["languages"])
    note_edit(candidate, "languages", actor)


def set_residence(candidate: Candidate, values: Mapping[str, Any], *, actor: Actor) -> None:
    """Enter what the residence document says; what was checked before must be looked at again."""
    require(actor, "candidate:view_residence", candidate)
    residence = queries.residence_of(candidate.id) or Residence(candidate_id=candidate.id)
    for column, value in values.items():
        setattr(residence, column, value)
    db.session.add(residence)
    forget_check(candidate, ScreeningItem.RESIDENCE)
    note_edit(candidate, "residence", actor)


def forget_check(candidate: Candidate, item: ScreeningItem) -> None:
    """Take a line back to "never checked": what it rested on has changed."""
    same = (ScreeningCheck.candidate_id == candidate.id) & (ScreeningCheck.item == item)
    db.session.execute(delete(ScreeningCheck).where(same))
    db.session.expire(candidate, ["checks"])


def step(candidate: Candidate, event: str, *, actor: Actor, reason: str | None = None) -> None:
    """Move the file on; whoever comes back with a good checklist is ready again at once."""
    WORKFLOW.apply(event, candidate, actor=actor, reason=reason)
    is_back = event == "resume" and candidate.state is CandidateState.IN_SCREENING
    if is_back and queries.grade(candidate.id, clock.today()).covers(Grade.SHADOWING):
        WORKFLOW.apply("make_ready", candidate, actor=actor)


def ask_for_call(candidate: Candidate, *, actor: Actor) -> None:
    """Note that the person wants to be called; who asks again before that is called once."""
    if candidate.call_asked_at is None:
        WORKFLOW.apply("ask_for_call", candidate, actor=actor)


def note_contact(candidate: Candidate, line: str, *, on: date, channel: str, actor: Actor) -> None:
    """Keep that somebody was spoken with, and in one line what about; it stands in the history."""
    details = {"contact": channel, "on": on.isoformat()}
    WORKFLOW.apply("note_contact", candidate, actor=actor, reason=line, on=on, details=details)


def ask_for_data(candidate: Candidate, *, actor: Actor) -> None:
    """Note that the person wants all that is kept about them (Art. 15 DSGVO); asking again changes nothing."""
    if candidate.data_asked_at is None:
        WORKFLOW.apply("ask_for_data", candidate, actor=actor)


def open_with_reason(candidate: Candidate, reason: str, *, actor: Actor) -> None:
    """Open a colleague's file for a working day; the reason stands in the read log, where the person sees it."""
    require(actor, "candidate:open", candidate)
    audit.read(candidate.id, actor=actor, level=FILE_LEVEL, reason=reason)


def send_link(candidate: Candidate, *, actor: Actor) -> None:
    """Mail the link to the own page to the person, and to the guardian of a minor."""
    WORKFLOW.apply("send_link", candidate, actor=actor)


def print_link(candidate: Candidate, *, actor: Actor) -> str:
    """Make a link and give its short code for a letter; it can never be shown again."""
    require(actor, "candidate:send_link", candidate)
    _token, code = links.issue(person_link(candidate, "candidate"), short_code=True)
    return code or ""


def note_edit(candidate: Candidate, section: str, actor: Actor) -> None:
    """Write down which section was changed, never what it held."""
    WORKFLOW.apply("edit", candidate, actor=actor, details={"section": section})
