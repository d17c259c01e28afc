"""The way of a file to another caseworker: asked and accepted, or taken over where nobody keeps it any more."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete

from portal.candidates import mails
from portal.candidates.models import Candidate, ListedPerson, ScreeningCheck, Transfer
from portal.candidates.queries import transfers
from portal.candidates.rules import CandidateState, ScreeningItem
from portal.candidates.rules.transfers import READABLE_FOR
from portal.candidates.rules.transfers import TransferState as S
from portal.core import clock, db
from portal.core.actor import Actor
from portal.core.audit import Change
from portal.core.errors import GuardRefused, TransitionNotAllowed
from portal.core.workflow import Reason, Transition, Workflow

Params = dict[str, Any]
UNSEEN_ELSEWHERE = (ScreeningItem.RESIDENCE, ScreeningItem.CONSENT)
"""Offices are separate controllers: what one of them saw and was told is no proof for the next."""


class AlreadyOnItsWay(GuardRefused):
    """Somebody has been asked to take the file already."""

    message = _l("Für dieses Profil läuft schon eine Übergabe.")


class IsKept(GuardRefused):
    """The file has a caseworker who is here."""

    message = _l("Dieses Profil hat eine zuständige Fachkraft. Bitten Sie sie um die Übergabe.")


class NoReceiver(GuardRefused):
    """Whoever shall have the file does not keep files there."""

    message = _l("Bitte wählen Sie eine andere Fachkraft oder eine andere Dienststelle.")


class IsClosed(GuardRefused):
    """A closed file goes nowhere."""

    message = _l("Dieses Profil ist abgeschlossen. Nehmen Sie es zuerst wieder auf.")


def _is_open(transfer: Transfer, _actor: Actor, _params: Params) -> None:
    if transfer.candidate.state is CandidateState.CLOSED:
        raise IsClosed


def _may_go(transfer: Transfer, actor: Actor, params: Params) -> None:
    _is_open(transfer, actor, params)
    if transfers.is_on_its_way(transfer.candidate_id):
        raise AlreadyOnItsWay


def _goes_elsewhere(transfer: Transfer, _actor: Actor, _params: Params) -> None:
    same = (transfer.to_user_id, transfer.to_office_id) == (transfer.from_user_id, transfer.from_office_id)
    known = {one.id for one in transfers.caseworkers_of(transfer.to_office_id)}
    nobody = transfer.to_user_id is None and transfer.to_office_id == transfer.from_office_id
    if same or nobody or (transfer.to_user_id is not None and transfer.to_user_id not in known):
        raise NoReceiver


def _is_orphaned(transfer: Transfer, actor: Actor, _params: Params) -> None:
    if not transfers.is_orphaned(transfer.candidate) and transfer.from_user_id not in actor.deputy_for:
        raise IsKept


def _still_where_it_was(transfer: Transfer, _actor: Actor, _params: Params) -> None:
    candidate = transfer.candidate
    if (candidate.caseworker_id, candidate.office_id) != (transfer.from_user_id, transfer.from_office_id):
        raise NoReceiver


def _move(transfer: Transfer, actor: Actor, change: Change, _params: Params) -> None:
    candidate = transfer.candidate
    transfer.to_user_id = transfer.to_user_id or actor.id
    candidate.caseworker_id, candidate.office_id = transfer.to_user_id or candidate.caseworker_id, transfer.to_office_id
    if transfer.changes_office:
        transfer.readable_until = clock.local(change.at).date() + READABLE_FOR
        transfer.is_untold = mails.is_out_of_reach(candidate)
        _forget_what_was_seen(candidate)
    db.session.execute(delete(ListedPerson).where(ListedPerson.candidate_id == candidate.id))


def _forget_what_was_seen(candidate: Candidate) -> None:
    """Take the checks back before other areas react: they decide by what counts as seen from now on."""
    seen = (ScreeningCheck.candidate_id == candidate.id) & ScreeningCheck.item.in_(UNSEEN_ELSEWHERE)
    db.session.execute(delete(ScreeningCheck).where(seen))
    db.session.expire(candidate, ["checks"])


def _went_to_another_office(transfer: Transfer, _actor: Actor, _params: Params) -> None:
    if not transfer.changes_office:
        raise TransitionNotAllowed


def _is_told(transfer: Transfer, _actor: Actor, _change: Change, _params: Params) -> None:
    transfer.is_untold = False


TRANSFERS = Workflow(
    "transfer",
    Transfer,
    (
        Transition("request", (), S.REQUESTED, guards=(_may_go, _goes_elsewhere), mails=(mails.TRANSFER_ASKED,)),
        Transition(
            "take_over",
            (),
            S.ACCEPTED,
            guards=(_may_go, _goes_elsewhere, _is_orphaned),
            effects=(_move,),
            mails=(mails.TRANSFER_TAKEN,),
            reason=Reason.REQUIRED,
        ),
        Transition(
            "accept",
            (S.REQUESTED,),
            S.ACCEPTED,
            guards=(_is_open, _still_where_it_was),
            effects=(_move,),
            mails=(mails.TRANSFER_ANSWERED, mails.MOVED),
        ),
        Transition("decline", (S.REQUESTED,), S.DECLINED, mails=(mails.TRANSFER_ANSWERED,), reason=Reason.REQUIRED),
        Transition("withdraw", (S.REQUESTED,), S.WITHDRAWN),
        Transition("tell", (S.ACCEPTED,), None, guards=(_went_to_another_office,), effects=(_is_told,)),
    ),
)
