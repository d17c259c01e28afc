"""The way of a person's file, as data; what happens beside the state is an event of the same table."""

from datetime import date, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete

from portal.candidates import mails, queries
from portal.candidates.models import Candidate, DownloadDeletion, ListedPerson, PersonMessage
from portal.candidates.rules import (
    MINIMUM_AGE,
    MOST_DOCUMENTS,
    MOST_WAITING,
    SENDINGS_A_DAY,
    CandidateState,
    DeletionState,
    FileFull,
    Grade,
    SentTooOften,
    TooManyWaiting,
    age_on,
)
from portal.candidates.rules.messages import ADOPTABLE, MessageState
from portal.core import clock, db
from portal.core.actor import Actor
from portal.core.audit import Change
from portal.core.errors import GuardRefused, TransitionNotAllowed
from portal.core.merging import end_leftovers, move_references, refuse_doubles
from portal.core.workflow import Reason, Transition, Workflow

refuse_doubles(Candidate)

S = CandidateState
OPEN = (S.REGISTERED, S.IN_SCREENING, S.READY, S.PAUSED, S.FOLLOW_UP)
Params = dict[str, Any]


class TooYoung(GuardRefused):
    """The person is a child for the law of youth employment."""

    message = _l("Die Person ist noch keine 15 Jahre alt. Vorher ist ein Einsatz im Betrieb nicht erlaubt (JArbSchG).")


class NotReady(GuardRefused):
    """The checklist lacks what the lower grade needs."""

    message = _l("Im Profil-Check fehlen noch Identität, Kontakt oder Einwilligung.")


class StillPlaced(GuardRefused):
    """Something goes on for which the file is needed."""

    message = _l("Ein Einsatz ist noch offen. Bitte beenden Sie ihn zuerst, oder sagen Sie ihn ab.")


class NotTheSame(GuardRefused):
    """Two files of one office are merged while both are open."""

    message = _l(
        "Diese Profile lassen sich so nicht zusammenlegen. Beide müssen offen sein und zu einer Stelle gehören."
    )


class NotErasable(GuardRefused):
    """The law wants the papers to be there while a placement is open (Art. 17 Abs. 3 DSGVO)."""

    message = _l(
        "Löschen geht noch nicht: Ein Einsatz ist noch offen. Solange er dauert, muss es die Unterlagen geben "
        "(Art. 17 Abs. 3 DSGVO). Bitte beenden Sie ihn zuerst."
    )


class NotByTheSame(GuardRefused):
    """Two people decide on an erasure."""

    message = _l("Sie haben die Löschung selbst beantragt. Bitte lassen Sie jemand anderen entscheiden.")


class IsAnonymised(GuardRefused):
    """The data of this file were deleted; there is nobody to take up again."""

    message = _l("Die Daten dieser Person sind gelöscht. Bitte legen Sie ein neues Profil an.")


class IsListed(GuardRefused):
    """Somebody has put the person there already."""

    message = _l("Steht schon auf dieser Liste.")


def _old_enough(candidate: Candidate, _actor: Actor, _params: Params) -> None:
    if age_on(candidate.birth_date, clock.today()) < MINIMUM_AGE:
        raise TooYoung


def _is_graded(candidate: Candidate, _actor: Actor, _params: Params) -> None:
    if not queries.grade(candidate.id, clock.today()).covers(Grade.SHADOWING):
        raise NotReady


def _still_there(candidate: Candidate, _actor: Actor, _params: Params) -> None:
    if candidate.anonymised_at is not None:
        raise IsAnonymised
    if candidate.merged_into_id is not None:
        raise NotTheSame


def _is_not_needed(candidate: Candidate, _actor: Actor, _params: Params) -> None:
    if queries.is_needed(candidate.id):
        raise StillPlaced


def _is_erasable(candidate: Candidate, actor: Actor, params: Params) -> None:
    _still_there(candidate, actor, params)
    if queries.is_needed(candidate.id):
        raise NotErasable


def _is_asked_by_another(candidate: Candidate, actor: Actor, _params: Params) -> None:
    if candidate.erasure_asked_at is None:
        raise TransitionNotAllowed
    if candidate.erasure_asked_by_id == actor.id:
        raise NotByTheSame


def _note_erasure(candidate: Candidate, actor: Actor, change: Change, _params: Params) -> None:
    candidate.erasure_asked_at, candidate.erasure_asked_by_id = change.at, actor.id


def _drop_erasure(candidate: Candidate, _actor: Actor, _change: Change, _params: Params) -> None:
    candidate.erasure_asked_at = candidate.erasure_asked_by_id = None


def _can_take_over(kept: Candidate, _actor: Actor, params: Params) -> None:
    double: Candidate = params["double"]
    if double.id == kept.id or double.office_id != kept.office_id or double.state not in OPEN:
        raise NotTheSame


def _is_not_merged(candidate: Candidate, _actor: Actor, _params: Params) -> None:
    """Refuse what was meant for a file that was merged meanwhile: what it says must reach the one that stays."""
    if candidate.merged_into_id is not None:
        raise TransitionNotAllowed


def _move_everything(double: Candidate, _actor: Actor, _change: Change, params: Params) -> None:
    # The one effect that reaches into other areas: a table nobody thought of would keep its rows with the double.
    move_references(double, db.session.get_one(Candidate, params["merged_into_id"]))
    end_leftovers(double)


def _close(candidate: Candidate, _actor: Actor, change: Change, _params: Params) -> None:
    candidate.closed_on = clock.local(change.at).date()


def _reopen(candidate: Candidate, _actor: Actor, _change: Change, _params: Params) -> None:
    candidate.closed_on = None


def _note_wish(candidate: Candidate, _actor: Actor, change: Change, _params: Params) -> None:
    candidate.call_asked_at = change.at


def _has_called(candidate: Candidate, _actor: Actor, change: Change, _params: Params) -> None:
    candidate.call_asked_at = None
    _spoken(candidate, clock.local(change.at).date())


def _had_contact(candidate: Candidate, _actor: Actor, _change: Change, params: Params) -> None:
    _spoken(candidate, params["on"])


def _spoken(candidate: Candidate, on: date) -> None:
    candidate.last_contact_on = max(on, candidate.last_contact_on or on)


def _is_not_listed(candidate: Candidate, _actor: Actor, params: Params) -> None:
    if queries.is_listed(params["on_list"], candidate.id):
        raise IsListed


def _list(candidate: Candidate, _actor: Actor, _change: Change, params: Params) -> None:
    db.session.add(ListedPerson(list_id=params["on_list"], candidate_id=candidate.id))


def _unlist(candidate: Candidate, _actor: Actor, _change: Change, params: Params) -> None:
    entry = (ListedPerson.list_id == params["on_list"]) & (ListedPerson.candidate_id == candidate.id)
    db.session.execute(delete(ListedPerson).where(entry))


def _has_room(candidate: Candidate, _actor: Actor, params: Params) -> None:
    if queries.sendings_since(candidate.id, clock.now() - timedelta(days=1)) >= SENDINGS_A_DAY:
        raise SentTooOften
    if queries.papers_waiting(candidate.id) + params["files"] > MOST_WAITING:
        raise TooManyWaiting
    if len(queries.file_keys_of(candidate.id)) + params["files"] > MOST_DOCUMENTS:
        raise FileFull


def _note_data_wish(candidate: Candidate, _actor: Actor, change: Change, _params: Params) -> None:
    candidate.data_asked_at = change.at


def _has_given_data(candidate: Candidate, _actor: Actor, _change: Change, _params: Params) -> None:
    candidate.data_asked_at = None


WORKFLOW = Workflow(
    "candidate",
    Candidate,
    (
        Transition("register", (), S.REGISTERED, guards=(_old_enough,)),
        Transition("start_screening", (S.REGISTERED,), S.IN_SCREENING),
        Transition("make_ready", (S.IN_SCREENING,), S.READY, guards=(_is_graded,)),
        Transition("pause", (S.IN_SCREENING, S.READY), S.PAUSED, reason=Reason.REQUIRED),
        Transition("resume", (S.PAUSED,), S.IN_SCREENING),
        Transition("follow_up", (S.READY, S.PAUSED), S.FOLLOW_UP),
        Transition("close", OPEN, S.CLOSED, guards=(_is_not_needed,), effects=(_close,), reason=Reason.REQUIRED),
        Transition("reopen", (S.FOLLOW_UP, S.CLOSED), S.IN_SCREENING, guards=(_still_there,), effects=(_reopen,)),
        Transition("take_over", OPEN, None, guards=(_can_take_over,), reason=Reason.REQUIRED, automatic=True),
        Transition(
            "merge",
            OPEN,
            S.CLOSED,
            reason=Reason.REQUIRED,
            effects=(_close, _move_everything),
            columns=("merged_into_id",),
            automatic=True,
        ),
        Transition("edit", OPEN, None),
        Transition("check", OPEN, None),
        Transition("confirm", OPEN, None),
        Transition("send_link", OPEN, None, mails=(mails.LINK,)),
        Transition("give_consent", OPEN, None),
        Transition("withdraw_consent", tuple(S), None, guards=(_is_not_merged,), mails=(mails.CONSENT_WITHDRAWN,)),
        Transition("exclude", tuple(S), None, guards=(_still_there,), mails=(mails.EXCLUDED,)),
        Transition("include", OPEN, None),
        Transition("ask_for_call", OPEN, None, effects=(_note_wish,), mails=(mails.CALL_ASKED,)),
        Transition(
            "ask_for_data",
            tuple(S),
            None,
            guards=(_is_not_merged,),
            effects=(_note_data_wish,),
            mails=(mails.DATA_ASKED,),
        ),
        Transition("give_data", tuple(S), None, effects=(_has_given_data,)),
        Transition("call", OPEN, None, effects=(_has_called,)),
        Transition("add_document", OPEN, None),
        Transition("send_documents", OPEN, None, guards=(_has_room,), mails=(mails.PAPERS_SENT,)),
        Transition("take_back_document", tuple(S), None),
        Transition("file_document", OPEN, None),
        Transition("refuse_document", tuple(S), None, mails=(mails.PAPER_REFUSED,), reason=Reason.REQUIRED),
        Transition("replace_document", OPEN, None),
        Transition("clean_document", OPEN, None),
        Transition("unclean_document", OPEN, None),
        Transition("remove_document", tuple(S), None),
        Transition("note_contact", OPEN, None, effects=(_had_contact,), reason=Reason.REQUIRED),
        Transition("put_on_list", OPEN, None, guards=(_is_not_listed,), effects=(_list,)),
        Transition("take_off_list", tuple(S), None, effects=(_unlist,)),
        Transition(
            "ask_erasure",
            tuple(S),
            None,
            guards=(_is_not_merged, _is_erasable),
            effects=(_note_erasure,),
            mails=(mails.ERASURE_ASKED, mails.ERASURE_UNREAD),
            reason=Reason.REQUIRED,
        ),
        Transition(
            "refuse_erasure",
            tuple(S),
            None,
            guards=(_is_asked_by_another,),
            effects=(_drop_erasure,),
            mails=(mails.ERASURE_REFUSED,),
            reason=Reason.REQUIRED,
        ),
        Transition("confirm_erasure", tuple(S), None, guards=(_is_asked_by_another, _is_erasable)),
        Transition("anonymise", tuple(S), S.CLOSED, automatic=True),
    ),
)


def _confirm(deletion: DownloadDeletion, _actor: Actor, change: Change, _params: Params) -> None:
    deletion.confirmed_on = clock.local(change.at).date()


DOWNLOADS = Workflow(
    "download_deletion",
    DownloadDeletion,
    (
        Transition("ask", (), DeletionState.ASKED, mails=(mails.DELETE_SAVED,), automatic=True),
        Transition("remind", (DeletionState.ASKED,), None, mails=(mails.DELETE_SAVED_AGAIN,), automatic=True),
        Transition("confirm", (DeletionState.ASKED,), DeletionState.CONFIRMED, effects=(_confirm,)),
    ),
)


def _note_day(message: PersonMessage, _actor: Actor, change: Change, _params: Params) -> None:
    message.closed_on = clock.local(change.at).date()


def _is_change(message: PersonMessage, _actor: Actor, _params: Params) -> None:
    if message.kind not in ADOPTABLE:
        raise TransitionNotAllowed


MESSAGES = Workflow(
    "person_message",
    PersonMessage,
    (
        Transition("say", (), MessageState.OPEN, mails=(mails.SAID, mails.COMPLAINED, mails.COMPLAINT_UNREAD)),
        Transition("adopt", (MessageState.OPEN,), MessageState.CLOSED, guards=(_is_change,), effects=(_note_day,)),
        Transition("close", (MessageState.OPEN,), MessageState.CLOSED, effects=(_note_day,), reason=Reason.OPTIONAL),
    ),
)
