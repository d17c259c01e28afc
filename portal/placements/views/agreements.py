"""Writing an agreement: the first draft from the offer, versions, what changed, sending it out, giving it back."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.candidates.queries.values import say
from portal.core import audit
from portal.core.actor import Actor
from portal.core.deeds import check_possible, is_done
from portal.core.forms import BaseForm
from portal.core.permissions import may, require
from portal.core.web import acting_user, done, page, requires
from portal.placements import forms, queries, rules, services
from portal.placements.models import Agreement, Placement
from portal.placements.rules import AgreementState
from portal.placements.views.blueprint import bp, placement_for, version_address, version_for
from portal.placements.views.history import timeline
from portal.placements.views.words import concerns, schedule, terms
from portal.placements.workflow import AGREEMENT
from portal.reference.findings import Finding


@bp.route("/<uuid:placement_id>/agreements/new", methods=["GET", "POST"])
@requires("agreement:draft")
def new_agreement(placement_id: UUID) -> ResponseReturnValue:
    """Begin a version: the first from the offer and the company, a later one from the one in force."""
    placement = placement_for(placement_id)
    require(acting_user(), "placement:write", placement)
    form = forms.NewAgreementForm(data=services.first_words(placement))
    if form.validate_on_submit() and is_done(
        form,
        lambda: services.new_version(placement, form.content, actor=acting_user(), record_id=form.new_id),
    ):
        flash(_("Der Entwurf ist gespeichert. Bitte lesen Sie ihn noch einmal, dann schicken Sie ihn los."), "success")
        made = next(version for version in placement_for(placement_id).agreements if version.id == form.new_id)
        return done(version_address(made))
    return page("placements/new_agreement.html", placement=placement_for(placement_id), form=form)


@bp.route("/<uuid:placement_id>/extend", methods=["GET", "POST"])
@requires("agreement:draft")
def extend(placement_id: UUID) -> ResponseReturnValue:
    """Begin a version that ends later and says the same."""
    placement = placement_for(placement_id)
    require(acting_user(), "placement:write", placement)
    form = forms.ExtendForm()
    if form.validate_on_submit() and is_done(form, lambda: _extend(placement, form)):
        flash(_("Die neue Fassung ist ein Entwurf. Bitte lesen Sie sie, dann schicken Sie sie los."), "success")
        made = next(version for version in placement_for(placement_id).agreements if version.id == form.new_id)
        return done(version_address(made))
    return page("placements/extend.html", placement=placement_for(placement_id), form=form)


def _extend(placement: Placement, form: forms.ExtendForm) -> None:
    if form.ends_on.data is not None:
        services.extend(placement, form.ends_on.data, actor=acting_user(), record_id=form.new_id)


@bp.route("/<uuid:placement_id>/agreements/<int:number>")
@requires("agreement:view")
def agreement(placement_id: UUID, number: int) -> ResponseReturnValue:
    """Show a version: what it says, what the law says to it, what changed, who has confirmed."""
    actor, version = acting_user(), version_for(placement_id, number)
    sight = queries.sight(actor, version.placement)
    return page(
        "placements/agreement.html",
        placement=version.placement,
        version=version,
        sight=sight,
        lines=terms(services.lines(version, sight.name)),
        rows=schedule(version),
        findings=concerns(_findings(actor, version) if version.state in _OPEN else ()),
        changes=_changes(version),
        waiting=queries.waiting_for(version) if version.state is AgreementState.CONFIRMING else [],
        possible={row.event for row in AGREEMENT.possible(actor, version)},
        can_edit=may(actor, "agreement:edit", version) and version.state is AgreementState.DRAFT,
        is_staff=actor.company_id is None,
        no_contract=say(rules.NO_CONTRACT),
        history=timeline(actor, audit.history(AGREEMENT.name, version.id), forms.AGREEMENT_EVENTS),
    )


def _findings(actor: Actor, version: Agreement) -> Iterable[Finding]:
    """Give what the law says; a company learns how old somebody is only once the paper that names it is out."""
    is_out = version.state is not AgreementState.DRAFT
    return services.findings(version, tells_age=actor.company_id is None or is_out)


_OPEN = (AgreementState.DRAFT, AgreementState.CONFIRMING)


def _changes(version: Agreement) -> list[tuple[str, Any, Any]]:
    """List label, old and new value of what differs from the version before."""
    before = next((one for one in version.placement.agreements if one.number == version.number - 1), None)
    if before is None:
        return []
    old, new = services.lines(before, ""), services.lines(version, "")
    return [(say(label), was, now) for (label, was), (_label, now) in zip(old, new, strict=True) if was != now]


@bp.route("/<uuid:placement_id>/agreements/<int:number>/edit", methods=["GET", "POST"])
@requires("agreement:edit")
def edit_agreement(placement_id: UUID, number: int) -> ResponseReturnValue:
    """Change a draft."""
    version = version_for(placement_id, number)
    require(acting_user(), "agreement:edit", version)
    check_possible(AGREEMENT, "send", version)  # what can be sent is a draft, and only that is edited
    form = forms.AgreementForm(obj=version)
    if form.validate_on_submit():
        form.check_version(version)
        services.edit(version, form.content, actor=acting_user())
        flash(_("Gespeichert."), "success")
        return done(version_address(version))
    return page("placements/edit_agreement.html", placement=version.placement, version=version, form=form)


@bp.route("/<uuid:placement_id>/agreements/<int:number>/send", methods=["GET", "POST"])
@requires("agreement:send")
def send_agreement(placement_id: UUID, number: int) -> ResponseReturnValue:
    """Ask everybody to confirm this version."""
    version = version_for(placement_id, number)
    require(acting_user(), "agreement:send", version)
    check_possible(AGREEMENT, "send", version)
    form = BaseForm()
    if form.validate_on_submit() and is_done(form, lambda: services.send(version, actor=acting_user())):
        flash(_("Die Vereinbarung ist unterwegs. Jede Seite bestätigt für sich."), "success")
        return done(version_address(version))
    version = version_for(placement_id, number)
    sight = queries.sight(acting_user(), version.placement)
    return page(
        "placements/send_agreement.html",
        placement=version.placement,
        version=version,
        form=form,
        lines=terms(services.lines(version, sight.name)),
        rows=schedule(version),
        findings=concerns(_findings(acting_user(), version)),
    )


@bp.route("/<uuid:placement_id>/agreements/<int:number>/return", methods=["GET", "POST"])
@requires("agreement:return")
def return_agreement(placement_id: UUID, number: int) -> ResponseReturnValue:
    """Take a version back to the draft."""
    version = version_for(placement_id, number)
    require(acting_user(), "agreement:return", version)
    check_possible(AGREEMENT, "return", version)
    form = forms.ReturnForm()
    if form.validate_on_submit() and is_done(
        form, lambda: services.return_version(version, actor=acting_user(), reason=form.reason.data)
    ):
        flash(_("Die Vereinbarung ist wieder ein Entwurf. Was bestätigt war, gilt nicht mehr."), "success")
        return done(version_address(version))
    version = version_for(placement_id, number)
    return page("placements/return_agreement.html", placement=version.placement, version=version, form=form)
