"""The pages of one file: facts, checklist, consents, work permission, who looked, history."""

from typing import Any
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from portal.candidates import queries, rules
from portal.candidates.forms import CONSENT_PURPOSES, LOOKS, SECTIONS, PermissionForm, SightForm
from portal.candidates.models import Candidate, Residence, ScreeningCheck
from portal.candidates.queries.values import done_text, language_name, skill_text, task_label, times_text, word
from portal.candidates.rules import FOR_SHADOWING, Field, ScreeningItem
from portal.candidates.rules import words as say
from portal.candidates.views.blueprint import bp, file_for, words
from portal.candidates.workflow import WORKFLOW
from portal.core import clock
from portal.core.web import acting_user, page, requires
from portal.reference import snapshot
from portal.reference.duties import caveat, duties_of, sentence
from portal.reference.permission_texts import VERIFY_NOTE
from portal.reference.texts import Text


def file_page(template: str, candidate: Candidate, **context: Any) -> ResponseReturnValue:
    """Show a page of one file inside its frame."""
    actor = acting_user()
    steps = [row for row in WORKFLOW.possible(actor, candidate) if row.target is not None]
    return page(
        template,
        candidate=candidate,
        grade=rules.grade(candidate.checks, clock.today()),
        is_minor=rules.is_minor(candidate.birth_date, clock.today()),
        steps=steps,
        **{**words(), **context},
    )


@bp.route("/<uuid:candidate_id>")
@requires("candidate:view")
def show(candidate_id: UUID) -> ResponseReturnValue:
    """Show the facts."""
    candidate = file_for("candidate:view", candidate_id)
    return file_page(
        "candidates/show.html",
        candidate,
        sections=SECTIONS,
        words=say,
        word=word,
        language_name=language_name,
        skill_text=skill_text,
        guardian=queries.guardian_said(candidate),
        times_text=times_text,
        done_text=done_text,
        task_label=task_label,
    )


@bp.route("/<uuid:candidate_id>/checklist")
@requires("candidate:view")
def checklist(candidate_id: UUID) -> ResponseReturnValue:
    """Show the pre-screening, line by line."""
    candidate = file_for("candidate:view", candidate_id)
    lines = queries.checklist(candidate.id)
    return file_page(
        "candidates/checklist.html",
        candidate,
        lines=[(item, lines.get(item), item in FOR_SHADOWING) for item in ScreeningItem],
        waits=rules.waits_for_second,
        can_confirm=any(rules.waits_for_second(line.check) and _is_others(line.check) for line in lines.values()),
        today=clock.today(),
    )


def _is_others(check: ScreeningCheck) -> bool:
    return check.checked_by_id != acting_user().id


@bp.route("/<uuid:candidate_id>/consents")
@requires("candidate:view")
def consents(candidate_id: UUID) -> ResponseReturnValue:
    """Show what the person agreed to, with whom something is shared, and whom the person does not want."""
    candidate = file_for("candidate:view", candidate_id)
    return file_page(
        "candidates/consents.html",
        candidate,
        lines=queries.consents_of(candidate.id),
        purposes=CONSENT_PURPOSES,
        shared=queries.shared_with(candidate.id),
        exclusions=queries.exclusions_of(candidate.id),
        word=word,
        words=say,
        language_name=language_name,
    )


@bp.route("/<uuid:candidate_id>/permission")
@requires("candidate:view_residence")
def permission(candidate_id: UUID) -> ResponseReturnValue:
    """Decide for a kind of work and a day what the law says, and whom to ask."""
    candidate = file_for("candidate:view_residence", candidate_id)
    form = PermissionForm(request.args)
    is_asked = bool(form.kind.data) and form.validate()
    on = form.starts_on.data or clock.today()
    answer = queries.work_permission(candidate.id, form.kind.data, on) if is_asked else None
    residence = queries.residence_of(candidate.id)
    return file_page(
        "candidates/permission.html",
        candidate,
        form=form,
        answer=answer,
        on=on,
        residence=residence,
        duties=_duties(residence),
        verify_note=VERIFY_NOTE,
    )


def _duties(residence: Residence | None) -> list[tuple[Text, str, Text | None]]:
    """Say who must tell the authority what while the person works on this paper."""
    found = duties_of(residence.status_key if residence else None, clock.today(), tables=snapshot())
    return [(sentence(one), one.legal_basis, caveat(one)) for one in found]


@bp.route("/<uuid:candidate_id>/reads")
@requires("candidate:view")
def reads(candidate_id: UUID) -> ResponseReturnValue:
    """Show who looked."""
    candidate = file_for("candidate:view", candidate_id)
    return file_page(
        "candidates/reads.html",
        candidate,
        reads=queries.reads_of(candidate.id),
        looks=LOOKS,
        deletions=queries.deletions_of(candidate.id),
    )


@bp.route("/<uuid:candidate_id>/who-sees")
@requires("candidate:audit")
def who_sees(candidate_id: UUID) -> ResponseReturnValue:
    """Show who could see one field of this person on a day; the file was opened for it with a reason."""
    candidate, form = file_for("candidate:audit", candidate_id), SightForm(request.args)
    is_asked = bool(form.field.data) and form.validate()
    on = form.on.data or clock.today()
    found = queries.who_sees(Field(form.field.data), on, candidate.id) if is_asked else None
    return file_page("candidates/who_sees.html", candidate, form=form, found=found, on=on)
