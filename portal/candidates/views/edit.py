"""Changing a file: its sections, languages, residence data, checklist and state."""

from functools import partial
from typing import Any
from uuid import UUID

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.candidates import queries, services
from portal.candidates.forms import (
    ITEMS,
    SECTIONS,
    STEPS,
    CheckForm,
    LanguageForm,
    NoteContactForm,
    ResidenceForm,
    StepForm,
)
from portal.candidates.models import Candidate
from portal.candidates.queries.values import day_names, language_name, parts_of_day, skill_text
from portal.candidates.rules import ScreeningItem
from portal.candidates.services import Skill
from portal.candidates.views.blueprint import address, bp, file_for
from portal.candidates.workflow import WORKFLOW
from portal.core import clock
from portal.core.deeds import check_possible, is_done
from portal.core.errors import NotFound
from portal.core.permissions import require
from portal.core.web import acting_user, done, get_or_404, page, requires
from portal.core.workflow import Reason


def _values(form: Any) -> dict[str, Any]:
    return {field.name: field.data for field in form if field.name not in ("csrf_token", "version")}


@bp.route("/<uuid:candidate_id>/edit/<section>", methods=["GET", "POST"])
@requires("candidate:edit")
def edit(candidate_id: UUID, section: str) -> ResponseReturnValue:
    """Change one section of the profile."""
    candidate = file_for("candidate:edit", candidate_id)
    kind, label = get_or_404(SECTIONS.get(section))
    form = kind(obj=candidate)
    if form.validate_on_submit():
        form.check_version(candidate)
        if is_done(form, lambda: services.edit(candidate, section, _values(form), actor=acting_user())):
            flash(_("Gespeichert."), "success")
            return done(request.path if _telling(form, candidate) else address(candidate))
    return page(
        "candidates/edit.html",
        form=form,
        candidate=candidate,
        label=label,
        day_names=day_names,
        parts_of_day=parts_of_day,
        telling=_telling(form, candidate) if request.method == "GET" else {},
    )


def _telling(form: Any, candidate: Candidate) -> dict[str, str]:
    """Give the fields of a section that a company must not read like that, each with the passage to take out."""
    return {name: passage for name, passage in queries.telling(candidate).items() if name in form}


@bp.route("/<uuid:candidate_id>/languages", methods=["GET", "POST"])
@requires("candidate:edit")
def languages(candidate_id: UUID) -> ResponseReturnValue:
    """List the languages; add or correct one."""
    candidate = file_for("candidate:edit", candidate_id)
    form = LanguageForm()
    if form.validate_on_submit():
        skill = Skill(**_values(form))
        if is_done(form, lambda: services.set_language(candidate, skill, actor=acting_user())):
            return done(address(candidate, "languages"))
    known = [(row, language_name(row.language), skill_text(row)) for row in candidate.languages]
    return page("candidates/languages.html", form=form, candidate=candidate, known=known)


@bp.route("/<uuid:candidate_id>/languages/<language>/remove", methods=["POST"])
@requires("candidate:edit")
def remove_language(candidate_id: UUID, language: str) -> ResponseReturnValue:
    """Take a language out."""
    candidate = file_for("candidate:edit", candidate_id)
    services.remove_language(candidate, language, actor=acting_user())
    return done(address(candidate, "languages"))


@bp.route("/<uuid:candidate_id>/residence", methods=["GET", "POST"])
@requires("candidate:view_residence")
def residence(candidate_id: UUID) -> ResponseReturnValue:
    """Enter what the residence document says."""
    candidate = file_for("candidate:view_residence", candidate_id)
    known = queries.residence_of(candidate.id)
    form = ResidenceForm(obj=known)
    if form.validate_on_submit():
        if known is not None:
            form.check_version(known)
        if is_done(form, lambda: services.set_residence(candidate, _values(form), actor=acting_user())):
            flash(_("Gespeichert. Bitte prüfen Sie den Punkt „Aufenthaltspapier“ im Profil-Check neu."), "success")
            return done(address(candidate, "permission"))
    return page("candidates/residence.html", form=form, candidate=candidate)


def _item(code: str) -> ScreeningItem:
    if code not in set(ScreeningItem):
        raise NotFound
    return ScreeningItem(code)


@bp.route("/<uuid:candidate_id>/check/<item>", methods=["GET", "POST"])
@requires("candidate:check")
def check(candidate_id: UUID, item: str) -> ResponseReturnValue:
    """Check a line of the pre-screening."""
    candidate, line, form = file_for("candidate:check", candidate_id), _item(item), CheckForm()
    if form.validate_on_submit():
        evidence, until = form.evidence.data or "", form.document_until.data
        deed = partial(services.check, candidate, line, evidence, actor=acting_user(), document_until=until)
        if is_done(form, deed):
            return done(address(candidate, "checklist"))
    return page("candidates/check.html", form=form, candidate=candidate, label=ITEMS[line])


@bp.route("/<uuid:candidate_id>/check/<item>/renew", methods=["POST"])
@requires("candidate:check")
def renew(candidate_id: UUID, item: str) -> ResponseReturnValue:
    """Note that a line is unchanged."""
    candidate = file_for("candidate:check", candidate_id)
    services.renew(candidate, _item(item), actor=acting_user())
    return done(address(candidate, "checklist"))


@bp.route("/<uuid:candidate_id>/contact", methods=["GET", "POST"])
@requires("candidate:note_contact")
def note_contact(candidate_id: UUID) -> ResponseReturnValue:
    """Keep that somebody spoke with the person."""
    candidate, form = file_for("candidate:note_contact", candidate_id), NoteContactForm(on=clock.today())
    if form.validate_on_submit() and is_done(form, lambda: _note(candidate, form)):
        flash(_("Gespeichert."), "success")
        return done(address(candidate))
    return page("candidates/note_contact.html", form=form, candidate=candidate)


def _note(candidate: Candidate, form: Any) -> None:
    services.note_contact(candidate, form.line.data, on=form.on.data, channel=form.channel.data, actor=acting_user())


@bp.route("/<uuid:candidate_id>/checklist/confirm", methods=["POST"])
@requires("candidate:confirm")
def confirm(candidate_id: UUID) -> ResponseReturnValue:
    """Confirm as the second person what somebody else checked."""
    candidate = file_for("candidate:confirm", candidate_id)
    services.confirm(candidate, actor=acting_user())
    flash(_("Bestätigt."), "success")
    return done(address(candidate, "checklist"))


@bp.route("/<uuid:candidate_id>/step/<event>", methods=["GET", "POST"])
@requires("candidate:edit")
def step(candidate_id: UUID, event: str) -> ResponseReturnValue:
    """Move the file on, with a reason where one is needed."""
    candidate = file_for("candidate:edit", candidate_id)
    row = get_or_404(next((one for one in WORKFLOW.transitions if one.event == event and event in STEPS), None))
    require(acting_user(), f"candidate:{event}", candidate)
    needs_reason = row.reason is Reason.REQUIRED
    check_possible(WORKFLOW, event, candidate)
    form = StepForm()
    if request.method == "POST" and (not needs_reason or form.validate_on_submit()):
        reason = form.reason.data if needs_reason else None
        if is_done(form, lambda: services.step(candidate, event, actor=acting_user(), reason=reason)):
            return done(address(candidate))
    label = STEPS[event]
    return page("candidates/step.html", form=form, candidate=candidate, label=label, needs_reason=needs_reason)
