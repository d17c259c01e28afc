"""Handing files on: to a colleague, to another office, and taking over what nobody keeps."""

from typing import Any
from uuid import UUID

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.candidates import queries, services
from portal.candidates.forms import StepForm
from portal.candidates.forms.choices import CHOOSE
from portal.candidates.forms.transfers import OFFICE, PERSON, HandOverForm, TakeOverForm
from portal.candidates.models import Candidate
from portal.candidates.queries import transfers as found
from portal.candidates.rules.transfers import Told
from portal.candidates.services import letters, transfers
from portal.candidates.views.blueprint import address, bp, file_for
from portal.core import pdf
from portal.core.actor import Role
from portal.core.deeds import is_done
from portal.core.forms import BaseForm, as_choices
from portal.core.permissions import may, require
from portal.core.web import acting_user, done, page, requires


@bp.route("/<uuid:candidate_id>/hand-over", methods=["GET", "POST"])
@requires("transfer:request")
def hand_over(candidate_id: UUID) -> ResponseReturnValue:
    """Ask a colleague or another office to take the file."""
    candidate, form = file_for("candidate:edit", candidate_id), HandOverForm()
    form.to.choices = receivers(candidate.office_id, candidate.caseworker_id)
    if form.validate_on_submit() and is_done(form, lambda: ask_receiver(candidate, form)):
        flash(_("Die Übergabe ist angefragt. Bis zur Antwort bleiben Sie zuständig."), "success")
        return done(url_for("candidates.transfers"))
    return page("candidates/hand_over.html", form=form, candidate=candidate)


def receivers(office_id: UUID | None, keeper_id: UUID | None) -> Any:
    """Offer the other caseworkers of an office, then the other offices."""
    colleagues = {f"{PERSON}:{one.id}": one.name for one in found.caseworkers_of(office_id) if one.id != keeper_id}
    offices = {f"{OFFICE}:{one.id}": one.name for one in found.other_offices(office_id)}
    return as_choices({**colleagues, **offices}, empty=CHOOSE)


def ask_receiver(candidate: Candidate, form: HandOverForm) -> None:
    """Ask whoever was chosen to take a file."""
    services.hand_over(
        candidate,
        to_user_id=form.user_id,
        to_office_id=form.office_id or candidate.office_id,
        reason=form.reason.data or "",
        actor=acting_user(),
    )


@bp.route("/<uuid:candidate_id>/take-over", methods=["GET", "POST"])
@requires("transfer:take_over")
def take_over(candidate_id: UUID) -> ResponseReturnValue:
    """Take over a file of the own office that nobody keeps."""
    actor, form = acting_user(), TakeOverForm()
    candidate = queries.one_in_office(actor, candidate_id)
    keepers = {str(one.id): one.name for one in found.caseworkers_of(candidate.office_id)}
    if actor.role is Role.CASEWORKER:
        keepers = {key: name for key, name in keepers.items() if key == str(actor.id)}
    form.to.choices = as_choices(keepers)
    if form.validate_on_submit() and is_done(form, lambda: _take_over(candidate, form)):
        flash(_("Das Profil ist übernommen."), "success")
        is_mine = may(actor, "candidate:edit", candidate)
        return done(address(candidate) if is_mine else url_for("candidates.find"))
    return page("candidates/take_over.html", form=form, candidate=candidate)


def _take_over(candidate: Candidate, form: TakeOverForm) -> None:
    services.take_over(candidate, to_user_id=UUID(form.to.data), reason=form.reason.data or "", actor=acting_user())


@bp.route("/transfers", endpoint="transfers")
@requires("transfer:view")
def list_transfers() -> ResponseReturnValue:
    """List the files that are on their way, to the actor and from the actor."""
    actor = acting_user()
    waiting = found.open_transfers(actor)
    asked = [one for one in waiting if may(actor, "transfer:accept", one)]
    return page("candidates/transfers.html", asked=asked, own=[one for one in waiting if one not in asked])


@bp.route("/transfers/<uuid:transfer_id>/accept", methods=["POST"])
@requires("transfer:accept")
def accept_transfer(transfer_id: UUID) -> ResponseReturnValue:
    """Take a file."""
    transfer = found.one_transfer(acting_user(), transfer_id)
    transfers.accept(transfer, actor=acting_user())
    flash(_("Das Profil gehört jetzt zu Ihrer Akte."), "success")
    return done(address(transfer.candidate))


@bp.route("/transfers/<uuid:transfer_id>/decline", methods=["GET", "POST"])
@requires("transfer:decline")
def decline_transfer(transfer_id: UUID) -> ResponseReturnValue:
    """Leave a file where it is."""
    transfer, form = found.one_transfer(acting_user(), transfer_id), StepForm()
    require(acting_user(), "transfer:decline", transfer)
    if form.validate_on_submit():
        transfers.decline(transfer, actor=acting_user(), reason=form.reason.data or "")
        return done(url_for("candidates.transfers"))
    return page("candidates/decline_transfer.html", form=form, transfer=transfer)


@bp.route("/transfers/<uuid:transfer_id>/withdraw", methods=["POST"])
@requires("transfer:withdraw")
def withdraw_transfer(transfer_id: UUID) -> ResponseReturnValue:
    """Take the request back."""
    transfers.withdraw(found.one_transfer(acting_user(), transfer_id), actor=acting_user())
    flash(_("Die Anfrage ist zurückgenommen."), "success")
    return done(url_for("candidates.transfers"))


@bp.route("/transfers/<uuid:transfer_id>/tell", methods=["GET", "POST"])
@requires("transfer:tell")
def tell_move(transfer_id: UUID) -> ResponseReturnValue:
    """Say what to tell a person without e-mail, and note that it was said on the telephone."""
    transfer, form = found.one_to_tell(acting_user(), transfer_id), BaseForm()
    if form.validate_on_submit():
        transfers.tell(transfer, Told.PHONE, actor=acting_user())
        flash(_("Notiert: Die Person weiß Bescheid."), "success")
        return done(address(transfer.candidate))
    said, own = letters.to_say(transfer)
    return page(
        "candidates/tell_move.html", form=form, transfer=transfer, candidate=transfer.candidate, said=said, own=own
    )


@bp.route("/transfers/<uuid:transfer_id>/letter", methods=["POST"])
@requires("transfer:tell")
def move_letter(transfer_id: UUID) -> ResponseReturnValue:
    """Print the letter that another office is there for a person."""
    transfer = found.one_to_tell(acting_user(), transfer_id)
    transfers.tell(transfer, Told.LETTER, actor=acting_user())
    content = letters.moved(transfer)
    done(address(transfer.candidate))
    return pdf.shown(content, transfer.candidate.number)
