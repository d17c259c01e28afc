"""What a person has worked at, one by one, and the tasks that are ticked together with the person."""

from uuid import UUID

from flask import flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.candidates import services
from portal.candidates.forms.abilities import ExperienceForm, by_group, tasks_form, ticked
from portal.candidates.mails import locale_of
from portal.candidates.models import Candidate
from portal.candidates.queries.values import done_text, label_of_task, say
from portal.candidates.views.blueprint import address, bp, file_for
from portal.core.deeds import is_done
from portal.core.web import acting_user, done, get_or_404, page, requires


@bp.route("/<uuid:candidate_id>/experience", methods=["GET", "POST"])
@requires("candidate:edit")
def experience(candidate_id: UUID) -> ResponseReturnValue:
    """List what the person has worked at; add an entry."""
    candidate, form = file_for("candidate:edit", candidate_id), ExperienceForm()
    if form.validate_on_submit() and is_done(form, lambda: _keep(candidate, form.new_id, form)):
        return done(address(candidate, "experience"))
    known = [(row, done_text(row)) for row in candidate.experiences]
    return page("candidates/experience.html", form=form, candidate=candidate, known=known, is_new=True)


def _keep(candidate: Candidate, experience_id: UUID, form: ExperienceForm) -> None:
    services.set_experience(candidate, experience_id, form.values, actor=acting_user())


@bp.route("/<uuid:candidate_id>/experience/<uuid:experience_id>", methods=["GET", "POST"])
@requires("candidate:edit")
def experience_entry(candidate_id: UUID, experience_id: UUID) -> ResponseReturnValue:
    """Correct an entry."""
    candidate = file_for("candidate:edit", candidate_id)
    row = get_or_404(next((one for one in candidate.experiences if one.id == experience_id), None))
    form = ExperienceForm(obj=row, record_id=str(row.id), is_unpaid=not row.is_paid)
    if form.validate_on_submit() and is_done(form, lambda: _keep(candidate, row.id, form)):
        return done(address(candidate, "experience"))
    return page("candidates/experience.html", form=form, candidate=candidate, known=[], is_new=False)


@bp.route("/<uuid:candidate_id>/experience/<uuid:experience_id>/remove", methods=["POST"])
@requires("candidate:edit")
def remove_experience(candidate_id: UUID, experience_id: UUID) -> ResponseReturnValue:
    """Take an entry out."""
    candidate = file_for("candidate:edit", candidate_id)
    services.remove_experience(candidate, experience_id, actor=acting_user())
    return done(address(candidate, "experience"))


@bp.route("/<uuid:candidate_id>/tasks", methods=["GET", "POST"])
@requires("candidate:edit")
def tasks(candidate_id: UUID) -> ResponseReturnValue:
    """Tick what the person can do, read together on one screen: in German and in the person's language."""
    candidate = file_for("candidate:edit", candidate_id)
    form = tasks_form(candidate.tasks, candidate.version)
    if form.validate_on_submit():
        form.check_version(candidate)
        if is_done(form, lambda: services.set_tasks(candidate, ticked(form), actor=acting_user())):
            flash(_("Gespeichert."), "success")
            return done(address(candidate))
    locale = locale_of(candidate)
    return page(
        "candidates/tasks.html",
        form=form,
        candidate=candidate,
        groups=[(say(name), rows) for name, rows in by_group()],
        language=locale.split("@")[0],
        said=lambda task: label_of_task(task, locale),
    )
