"""Telling people without mail what is due: by short message, else on the call list, by telephone or letter."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l

from portal.candidates import mails
from portal.candidates.mails import person_link
from portal.candidates.models import CallTask, Candidate
from portal.candidates.queries import calls
from portal.candidates.queries.calls import as_day
from portal.candidates.queries.values import language_name
from portal.candidates.rules import is_minor
from portal.candidates.rules.calls import WITH_DAY, CallReason, CallState, ToldBy, way
from portal.candidates.services.letters import letter, sender
from portal.candidates.workflow.calls import CALLS
from portal.core import clock, db, i18n, links, outbox, pdf, sms
from portal.core.actor import SYSTEM, Actor
from portal.core.outbox import OutboxMail
from portal.organisations.models import Office

WHAT: Mapping[CallReason, Any] = {
    CallReason.ANSWER: _l("Antwort auf einen Stellenvorschlag fehlt"),
    CallReason.INTERVIEW: _l("Gespräch im Betrieb: wo, wann, womit"),
    CallReason.FIRST_DAY: _l("Erster Tag im Betrieb: wo, wann, womit"),
    CallReason.PAPER: _l("Aufenthaltspapier läuft ab"),
    CallReason.PERMISSION: _l("Erlaubnis für die Arbeit läuft ab"),
}
"""What to say."""


def tell(candidate: Candidate, reason: CallReason, record_id: UUID) -> bool:
    """Tell the person, and the guardian of a minor, each of whom no mail reaches, what is due with a record.

    Returns: whether somebody has to call or to write.
    """
    moment = calls.day_of(reason, record_id)
    if moment is None:
        return False
    told = [_tell(candidate, reason, record_id, moment, by_guardian=one) for one in _unmailed(candidate)]
    return any(told)


def tells(reason: CallReason, person_of: Callable[[Any], UUID]) -> Callable[[Any], None]:
    """Make the deed of a reminder that is one line of the call list, or one short message."""

    def act(record: Any) -> None:
        tell(db.session.get_one(Candidate, person_of(record)), reason, record.id)

    return act


def _unmailed(candidate: Candidate) -> Iterator[bool]:
    """Yield for the person, and for the guardian, whether it is the guardian."""
    if not candidate.email:
        yield False
    if candidate.guardian_name and not candidate.guardian_email and is_minor(candidate.birth_date, clock.today()):
        yield True


def _tell(
    candidate: Candidate, reason: CallReason, record_id: UUID, moment: date | datetime, *, by_guardian: bool
) -> bool:
    known = calls.open_of(reason, record_id, by_guardian=by_guardian)
    task = known if known is not None and known.state is CallState.WAITING else None
    if known is not None and task is None:
        CALLS.apply("end", known, actor=SYSTEM)
    if task is None:
        task = CallTask(candidate_id=candidate.id, candidate=candidate, reason=reason, record_id=record_id)
        task.by_guardian, task.way = by_guardian, _way(candidate, reason, by_guardian=by_guardian)
    task.until, task.moment = as_day(moment), moment if isinstance(moment, datetime) else None
    if known is not task:
        CALLS.create("text" if task.way is ToldBy.SMS else "list", task, actor=SYSTEM)
    return task.way is not ToldBy.SMS


def _way(candidate: Candidate, reason: CallReason, *, by_guardian: bool) -> ToldBy:
    """Choose the way; a guardian was not asked about short messages."""
    if by_guardian:
        return way(None, phone=candidate.guardian_phone, can_text=False, is_soon=True)
    can_text = sms.is_on() and sms.number(candidate.phone) is not None
    return way(candidate.told_by, phone=candidate.phone, can_text=can_text, is_soon=reason in WITH_DAY)


def reach(task: CallTask, *, actor: Actor) -> None:
    """Note that the person, or the guardian, was reached and knows."""
    CALLS.apply("reach", task, actor=actor)


def miss(task: CallTask, *, actor: Actor) -> None:
    """Note that nobody was reached; the line stays."""
    CALLS.apply("miss", task, actor=actor)


def wrong_number(task: CallTask, *, actor: Actor) -> None:
    """Note that the number is somebody else's; a letter is to be written."""
    CALLS.apply("wrong_number", task, actor=actor)


def write(task: CallTask, *, actor: Actor) -> bytes:
    """Print the letter, with a code for the own page: it says more than a letter in a shared mailbox may."""
    CALLS.apply("write", task, actor=actor)
    person, party = task.candidate, "guardian" if task.by_guardian else "candidate"
    _token, code = links.issue(person_link(person, party), short_code=True)
    office = db.session.get_one(Office, person.office_id)
    said = [
        _l("auf Ihrer persönlichen Seite steht eine neue Nachricht für Sie. Bitte lesen Sie sie bald."),
        _l("Adresse: %(address)s", address=outbox.external_url("/l").removeprefix("https://")),
        _l("Code: %(code)s", code=code),
        _l("Bitte halten Sie das Geburtsdatum bereit. Geben Sie den Code nicht weiter."),
    ]
    title = _l("Eine neue Nachricht für Sie")
    return letter(person, office, title, said, to=person.guardian_name if task.by_guardian else None)


def end(task: CallTask) -> None:
    """Take off the list what does not matter any more."""
    CALLS.apply("end", task, actor=SYSTEM)


def erase(task: CallTask) -> None:
    """Delete a line."""
    db.session.delete(task)


@outbox.renews(mails.SHORT)
def is_still_due(mail: OutboxMail) -> bool:
    """Tell whether a short message that waited still has something to tell, and nobody has told it meanwhile."""
    task = db.session.get(CallTask, mail.record_id) if mail.record_id else None
    if task is None or task.state is not CallState.TEXTED or task.until < clock.today():
        return False
    moment = calls.day_of(task.reason, task.record_id)
    return moment is not None and as_day(moment) == task.until


def text_failed(mail: OutboxMail) -> None:
    """Put on the call list whom a short message did not reach."""
    task = db.session.get(CallTask, mail.record_id) if mail.record_id else None
    if task is not None and task.state is CallState.TEXTED:
        CALLS.apply("fail", task, actor=SYSTEM)


def paper(tasks: list[CallTask]) -> bytes:
    """Print the call list of the day, with room for what came of each call."""
    today = str(i18n.day(clock.today()))
    data = {
        "reference": today,
        "title": f"Anrufliste vom {today}",
        "sender": sender(),
        "calls": [_line(task) for task in tasks],
    }
    return pdf.render("call_list", data, language=pdf.GERMAN)


def _line(task: CallTask) -> dict[str, str]:
    person = task.candidate
    spoken = f"Dolmetschen: {language_name(person.interpreter_language)}" if person.interpreter_language else ""
    return {
        "number": person.number,
        "name": called(task),
        "phone": phone_of(task) or "–",
        "language": language_name(person.locale),
        "interpreter": spoken,
        "what": f"{WHAT[task.reason]} ({when(task)})",
    }


def called(task: CallTask) -> str:
    """Name whom to ask for: the first name is enough on the telephone."""
    return (task.candidate.guardian_name if task.by_guardian else None) or task.candidate.first_name


def phone_of(task: CallTask) -> str | None:
    """Give the number to call."""
    return task.candidate.guardian_phone if task.by_guardian else task.candidate.phone


def when(task: CallTask) -> str:
    """Say what day it is about, and the time of an appointment."""
    return str(i18n.moment(task.moment) if task.moment else i18n.day(task.until))
