"""Confirming an agreement: the company on its page, ink on paper by the caseworker, links once more or by letter."""

from contextlib import closing
from uuid import UUID

from flask import flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.core import attachments, pdf
from portal.core.actor import COMPANY_ROLES
from portal.core.attachments import Attachment
from portal.core.deeds import is_done
from portal.core.errors import NotFound
from portal.core.permissions import require
from portal.core.uploads import paper
from portal.core.web import acting_user, done, page, requires
from portal.placements import forms, queries, services
from portal.placements.models import Agreement
from portal.placements.rules import AgreementState, Party
from portal.placements.services import letters
from portal.placements.views.blueprint import bp, version_address, version_for
from portal.placements.views.words import schedule, terms


@bp.route("/<uuid:placement_id>/agreements/<int:number>/confirm", methods=["GET", "POST"])
@requires("agreement:confirm")
def confirm_agreement(placement_id: UUID, number: int) -> ResponseReturnValue:
    """Let the company read the whole text and say yes to it."""
    actor, version = acting_user(), version_for(placement_id, number)
    require(actor, "agreement:confirm", version)
    sight = queries.sight(actor, version.placement)
    if actor.role not in COMPANY_ROLES or not _is_out(version):
        raise NotFound
    form = forms.ConfirmForm(text_hash=version.text_hash)
    if sight.knows_contract and form.validate_on_submit() and is_done(form, lambda: _confirm(version, form)):
        flash(_("Danke. Ihre Bestätigung ist gespeichert."), "success")
        return done(version_address(version))
    version = version_for(placement_id, number)
    return page(
        "placements/confirm_agreement.html",
        placement=version.placement,
        version=version,
        form=form,
        sight=sight,
        lines=terms(services.lines(version, sight.name)),
        rows=schedule(version),
    )


def _is_out(version: Agreement) -> bool:
    return version.state in (AgreementState.CONFIRMING, AgreementState.IN_FORCE)


def _confirm(version: Agreement, form: forms.ConfirmForm) -> None:
    services.confirm_on_page(
        version, actor=acting_user(), name=form.name.data or "", text_hash=form.text_hash.data or ""
    )


@bp.route("/<uuid:placement_id>/agreements/<int:number>/paper", methods=["GET", "POST"])
@requires("agreement:read_scan")
def paper_agreement(placement_id: UUID, number: int) -> ResponseReturnValue:
    """Take a signed page that was scanned or photographed."""
    version = version_for(placement_id, number)
    require(acting_user(), "agreement:read_scan", version)
    form = forms.PaperForm().offer(queries.waiting_for(version) if _is_out(version) else [])
    if form.validate_on_submit() and is_done(form, lambda: _keep(version, form)):
        flash(_("Die unterschriebene Seite ist gespeichert."), "success")
        return done(version_address(version))
    version = version_for(placement_id, number)
    return page("placements/paper_agreement.html", placement=version.placement, version=version, form=form)


def _keep(version: Agreement, form: forms.PaperForm) -> None:
    with closing(form.scan.data.stream) as stream:
        scan = Attachment(*paper(stream))
        services.confirm_on_paper(version, form.party.data, scan, actor=acting_user(), name=form.name.data or "")


@bp.route("/<uuid:placement_id>/agreements/<int:number>/scans/<uuid:confirmation_id>")
@requires("agreement:read_scan")
def scan(placement_id: UUID, number: int, confirmation_id: UUID) -> ResponseReturnValue:
    """Hand out a signed page, to be saved and never to be run in the browser."""
    version = version_for(placement_id, number)
    require(acting_user(), "agreement:read_scan", version)
    key = next((one.file_key for one in version.confirmations if one.id == confirmation_id), None)
    if key is None:
        raise NotFound
    return attachments.handed_out(key, f"{version.placement.number}-{number}", is_inside=True)


@bp.route("/<uuid:placement_id>/agreements/<int:number>/links", methods=["POST"])
@requires("agreement:send_links")
def send_links(placement_id: UUID, number: int) -> ResponseReturnValue:
    """Mail the person (and the guardian) a new link."""
    version = version_for(placement_id, number)
    services.send_links(version, actor=acting_user())
    flash(_("Der Link ist noch einmal verschickt, wenn eine E-Mail-Adresse hinterlegt ist."), "success")
    return done(version_address(version))


@bp.route("/<uuid:placement_id>/agreements/<int:number>/letter/<any(person, guardian):party>", methods=["POST"])
@requires("agreement:send_links")
def letter(placement_id: UUID, number: int, party: str) -> ResponseReturnValue:
    """Print the agreement for who reads no mail, with a code to confirm by; it can never be shown again."""
    version = version_for(placement_id, number)
    content = letters.confirmation_letter(version, Party(party), actor=acting_user())
    done(version_address(version))
    return pdf.shown(content, f"{version.placement.number}-{number}")
