"""Two entries of one company: looked at beside each other, and merged."""

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.views.security import fresh
from portal.core.deeds import is_done
from portal.core.web import acting_user, done, page, requires
from portal.organisations import forms, queries
from portal.organisations.forms.merging import MergeForm, OtherForm
from portal.organisations.services import merging
from portal.organisations.views.companies import bp
from portal.organisations.workflow import WORKFLOW, NotTheSame


@bp.route("/<uuid:organisation_id>/merge", methods=["GET", "POST"])
@requires("company:merge")
@fresh
def merge(organisation_id: UUID) -> ResponseReturnValue:
    """Ask for the other entry, show both beside each other, and merge them."""
    actor = acting_user()
    company = queries.company(actor, organisation_id)
    asked = OtherForm(request.args)
    number = asked.other.data or ""
    other = queries.to_merge_with(actor, company, number) if number else None
    if other is None:
        if number:
            asked.other.errors = [_("Diesen Eintrag gibt es nicht. Bitte prüfen Sie die Nummer.")]
        return page("organisations/merge_with.html", company=company, form=asked)
    stays = company.merged_into_id or other.merged_into_id
    if stays:
        return redirect(url_for("organisations.show", organisation_id=stays), code=303)
    form = MergeForm(obj=company)
    form.offer(company, other)
    if form.validate_on_submit():
        form.check_version(company)
        kept, double = (company, other) if form.stays.data == company.number else (other, company)
        if is_done(form, lambda: merging.merge(double, kept, actor=actor, reason=form.reason.data)):
            flash(_("Die beiden Einträge sind jetzt einer."), "success")
            return done(url_for("organisations.show", organisation_id=kept.id))
        company, other = queries.company(actor, company.id), queries.company(actor, other.id)
    is_blocked = any(WORKFLOW.find("merge", one.state) is None for one in (company, other))
    both = [(one, len(queries.members_of(one.id))) for one in (company, other)]
    return page(
        "organisations/merge.html",
        company=company,
        other=other,
        both=both,
        form=form,
        forms=forms,
        blocked=NotTheSame.message if is_blocked else None,
    )
