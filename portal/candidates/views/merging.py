"""Two files of one person: looked at beside each other, and merged."""

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.views.security import fresh
from portal.candidates import queries
from portal.candidates.forms.choices import ALIKE
from portal.candidates.forms.merging import MergeForm, OtherForm
from portal.candidates.models import Candidate
from portal.candidates.services import merging
from portal.candidates.views.blueprint import address, bp, file_for
from portal.core.deeds import is_done
from portal.core.errors import TransitionNotAllowed
from portal.core.web import acting_user, done, page, requires


@bp.route("/<uuid:candidate_id>/merge", methods=["GET", "POST"])
@requires("candidate:merge")
@fresh
def merge(candidate_id: UUID) -> ResponseReturnValue:
    """Ask for the other file, show both beside each other, and merge them."""
    actor = acting_user()
    person = file_for("candidate:merge", candidate_id)
    asked = OtherForm(request.args)
    number = asked.other.data or ""
    other = queries.to_merge_with(actor, person, number) if number else None
    if other is None:
        if number:
            asked.other.errors = [_("Dieses Profil gibt es nicht, oder Sie sind nicht dafür zuständig.")]
        return _ask(person, asked)
    if other.merged_into_id:
        if request.method == "POST" and not merging.has_merged(actor, other):
            raise TransitionNotAllowed
        return redirect(url_for("candidates.show", candidate_id=other.merged_into_id), code=303)
    form = MergeForm(obj=person, other_version=other.version)
    form.offer(person, other)
    if form.validate_on_submit():
        form.check_versions(person, other)
        kept, double = (person, other) if form.stays.data == person.number else (other, person)
        if is_done(form, lambda: merging.merge(double, kept, actor=actor, reason=form.reason.data)):
            flash(_("Die beiden Profile sind jetzt eines."), "success")
            return done(address(kept))
        person = queries.one(actor, person.id, "candidate:merge")
        other = queries.to_merge_with(actor, person, number) or person
    return page("candidates/merge.html", candidate=person, other=other, form=form)


def _ask(person: Candidate, form: OtherForm) -> ResponseReturnValue:
    alike = [one for one in queries.doubles(acting_user(), queries.Look.of(person)) if one.hit.id != person.id]
    return page("candidates/merge_with.html", candidate=person, form=form, alike=alike, reasons=ALIKE)
