"""Opening a placement without a proposal: at a company the person brings, or as the next step at the same one."""

from typing import Any
from uuid import UUID

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.candidates import queries as candidates
from portal.core.deeds import is_done
from portal.core.errors import NotFound
from portal.core.permissions import require
from portal.core.web import acting_user, done, page, requires
from portal.organisations import queries as organisations
from portal.placements import forms, queries, services
from portal.placements.models import Placement
from portal.placements.services import Plan
from portal.placements.views.blueprint import address, bp, placement_for


def _plan(form: forms.NextForm | forms.DirectForm) -> Plan:
    return Plan(
        form.legal_kind.data,
        form.title.data or "",
        form.starts_on.data,
        form.ends_on.data,
        record_id=form.new_id,
        names_this_job="names_this_job" in form and bool(form.names_this_job.data),
    )


@bp.route("/direct", methods=["GET", "POST"])
@requires("placement:open_direct")
def direct() -> ResponseReturnValue:
    """Open a placement at a company the person brings."""
    chosen: Any = request.args.get("candidate", type=UUID)
    form = forms.DirectForm(candidate_id=chosen)
    people = queries.own_people(acting_user())
    if chosen in dict(people) and not candidates.is_for_one_job(chosen):
        del form.names_this_job
    form.candidate_id.choices = [("", _("Bitte wählen")), *people]
    form.organisation_id.choices = [("", _("Bitte wählen")), *organisations.verified_companies()]
    if form.validate_on_submit() and is_done(form, lambda: _open(form)):
        flash(_("Der Einsatz ist angelegt. Als Nächstes schreiben Sie die Vereinbarung."), "success")
        return done(address(placement_for(form.new_id)))
    return page("placements/direct.html", form=form)


def _open(form: forms.DirectForm) -> None:
    candidate = candidates.one(acting_user(), form.candidate_id.data)
    company = organisations.company(acting_user(), form.organisation_id.data)
    services.open_direct(candidate, company, _plan(form), actor=acting_user(), reason=form.reason.data or "")


@bp.route("/<uuid:placement_id>/next", methods=["GET", "POST"])
@requires("placement:open_next")
def following(placement_id: UUID) -> ResponseReturnValue:
    """Open the next step at the same company."""
    before = _goes_on(placement_id)
    form = forms.NextForm(title=before.title)
    if not candidates.is_for_one_job(before.candidate_id):
        del form.names_this_job
    if form.validate_on_submit() and is_done(
        form, lambda: services.open_next(before, _plan(form), actor=acting_user())
    ):
        flash(_("Der nächste Schritt ist angelegt. Die Erlaubnis ist neu geprüft."), "success")
        return done(address(placement_for(form.new_id)))
    return page("placements/following.html", form=form, placement=_goes_on(placement_id))


def _goes_on(placement_id: UUID) -> Placement:
    before = placement_for(placement_id)
    require(acting_user(), "placement:open_next", before)
    if before.state not in services.GOES_ON:
        raise NotFound
    return before
