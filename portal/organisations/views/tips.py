"""Companies that somebody named: name one, the list, the invitation, and what became of it."""

from uuid import UUID

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.core import audit, db, paging, pdf
from portal.core.deeds import is_done
from portal.core.errors import NotFound
from portal.core.forms import BaseForm
from portal.core.permissions import may, require
from portal.core.web import acting_user, done, page, requires
from portal.organisations.forms import StepForm
from portal.organisations.forms import tips as forms
from portal.organisations.models import FirmTip
from portal.organisations.queries import tips as queries
from portal.organisations.rules import TipState
from portal.organisations.services import tips as services
from portal.organisations.views.companies import bp
from portal.organisations.workflow.tips import TIPS


@bp.route("/tips")
@requires("tip:view")
def tips() -> ResponseReturnValue:
    """List the companies that were named: all of them for the employer service, the own ones for others."""
    is_open = paging.is_open()
    found, total = queries.listed(acting_user(), is_open=is_open, page=paging.number())
    return page("organisations/tips.html", found=found, words=forms, is_open=is_open, **paging.of(total))


@bp.route("/tips/new", methods=["GET", "POST"])
@requires("tip:name")
def name_tip() -> ResponseReturnValue:
    """Name a company that may have work."""
    form = forms.TipForm()
    if form.validate_on_submit() and is_done(
        form, lambda: services.name(form.new_id, form.company(), actor=acting_user())
    ):
        if may(acting_user(), "tip:invite"):
            return done(url_for("organisations.tip", tip_id=form.new_id))
        flash(_("Danke. Der Arbeitgeber-Service lädt den Betrieb ein."), "success")
        return done(url_for("organisations.tips"))
    return page("organisations/name_tip.html", form=form)


@bp.route("/tips/<uuid:tip_id>")
@requires("tip:view")
def tip(tip_id: UUID) -> ResponseReturnValue:
    """Show a company that was named, and what can be done."""
    return _page(queries.tip(acting_user(), tip_id), forms.LetterAddressForm())


@bp.route("/tips/<uuid:tip_id>/invite", methods=["GET", "POST"])
@requires("tip:invite")
def invite_tip(tip_id: UUID) -> ResponseReturnValue:
    """Invite a company: by mail where it has an address, else by a letter that is printed."""
    found = queries.tip(acting_user(), tip_id)
    require(acting_user(), "tip:invite", found)
    form = BaseForm() if found.email else forms.LetterAddressForm(obj=found)
    address = form.address() if isinstance(form, forms.LetterAddressForm) else {}
    if form.validate_on_submit() and is_done(form, lambda: services.invite(found, actor=acting_user(), **address)):
        flash(_("Der Betrieb ist eingeladen."), "success")
        return done(url_for("organisations.tip", tip_id=tip_id))
    return _page(queries.tip(acting_user(), tip_id), form)


@bp.route("/tips/<uuid:tip_id>/letter", methods=["POST"])
@requires("tip:invite")
def tip_letter(tip_id: UUID) -> ResponseReturnValue:
    """Print the letter of an invited company without e-mail."""
    found = queries.tip(acting_user(), tip_id)
    require(acting_user(), "tip:invite", found)
    if not _is_by_letter(found):
        raise NotFound
    paper = services.invitation_letter(found, actor=acting_user())
    db.session.commit()
    return pdf.shown(paper, "invitation")


@bp.route("/tips/<uuid:tip_id>/<any(join, decline):event>", methods=["GET", "POST"])
@requires("tip:view")
def close_tip(tip_id: UUID, event: str) -> ResponseReturnValue:
    """Note that a company has come, or that it wants to be left alone."""
    found = queries.tip(acting_user(), tip_id)
    require(acting_user(), f"tip:{event}", found)
    form = StepForm(obj=found)
    if form.validate_on_submit():
        services.close(found, event, actor=acting_user(), reason=form.reason.data)
        flash(_("Das ist erledigt."), "success")
        return done(url_for("organisations.tips"))
    return page("organisations/close_tip.html", tip=found, event=event, form=form, words=forms)


def _is_by_letter(found: FirmTip) -> bool:
    return found.state is TipState.INVITED and bool(found.street) and not found.email


def _page(found: FirmTip, form: BaseForm) -> ResponseReturnValue:
    possible = {row.event for row in TIPS.possible(acting_user(), found)}
    return page(
        "organisations/tip.html",
        tip=found,
        form=form,
        possible=possible,
        is_by_letter=_is_by_letter(found),
        history=audit.history("tip", found.id),
        words=forms,
    )
