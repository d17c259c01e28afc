"""Lists of people under a name, and what is done with several people at once."""

from datetime import date
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete

from portal.candidates.models import Candidate, ListedPerson, PeopleList
from portal.candidates.services.files import edit
from portal.candidates.workflow import WORKFLOW
from portal.core import audit, clock, db, i18n
from portal.core.actor import Actor
from portal.core.audit import Change
from portal.core.errors import GuardRefused
from portal.core.permissions import require

MOST_NOTES = 4000
"""Signs the notes of a file hold."""


class NotesFull(GuardRefused):
    """The line does not fit any more."""

    message = _l("Die Notizen in diesem Profil sind voll. Bitte kürzen Sie sie zuerst.")


def make_list(name: str, *, list_id: UUID, actor: Actor) -> PeopleList:
    """Begin a list; the second half of a double click gets the list of the first."""
    existing = db.session.get(PeopleList, list_id)
    if existing is not None and existing.caseworker_id == actor.id:
        return existing
    made = PeopleList(id=list_id, name=name, caseworker_id=actor.id, office_id=actor.office_id)
    require(actor, "people_list:make", made)
    db.session.add(made)
    db.session.flush()
    _record("make", made, actor)
    return made


def rename_list(renamed: PeopleList, name: str, *, actor: Actor) -> None:
    """Call a list something else."""
    require(actor, "people_list:rename", renamed)
    renamed.name = name
    db.session.flush()
    _record("rename", renamed, actor)


def drop_list(dropped: PeopleList, *, actor: Actor) -> None:
    """Give up a list; the people on it stay as they are."""
    require(actor, "people_list:drop", dropped)
    _record("drop", dropped, actor)
    db.session.execute(delete(ListedPerson).where(ListedPerson.list_id == dropped.id))
    db.session.delete(dropped)
    db.session.flush()


def put_on_list(candidate: Candidate, on_list: PeopleList, *, actor: Actor) -> None:
    """Put a person on a list."""
    require(actor, "people_list:view", on_list)
    WORKFLOW.apply("put_on_list", candidate, actor=actor, on_list=on_list.id)


def take_off_list(candidate: Candidate, on_list: PeopleList, *, actor: Actor) -> None:
    """Take a person off a list."""
    require(actor, "people_list:view", on_list)
    WORKFLOW.apply("take_off_list", candidate, actor=actor, on_list=on_list.id)


def plan_step(candidate: Candidate, text: str, on: date, *, actor: Actor) -> None:
    """Set what is to be done next, and by when."""
    edit(candidate, "notes", {"next_step": text, "next_step_on": on}, actor=actor)


def add_note(candidate: Candidate, text: str, *, actor: Actor) -> None:
    """Add a dated line to the notes."""
    notes = "\n".join(filter(None, (candidate.notes, f"{i18n.day(clock.today())}: {text}")))
    if len(notes) > MOST_NOTES:
        raise NotesFull
    edit(candidate, "notes", {"notes": notes}, actor=actor)


def _record(event: str, row: PeopleList, actor: Actor) -> None:
    audit.record("people_list", row, Change(event, None, event, clock.now()), actor)
