"""Own offers: the list, the page of one, and writing its text step by step."""

from types import SimpleNamespace
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.core import clock, paging
from portal.core.audit import history
from portal.core.deeds import is_done
from portal.core.permissions import may
from portal.core.web import acting_user, done, get_or_404, page, requires
from portal.reference import snapshot, titles
from portal.vacancies import queries, services
from portal.vacancies.forms import choices
from portal.vacancies.forms.deeds import OwnOffersForm, SubmitForm
from portal.vacancies.forms.steps import STEP_FORMS, STEP_TITLES
from portal.vacancies.forms.words import sections
from portal.vacancies.models import Vacancy, VacancyVersion
from portal.vacancies.queries.duplicates import open_beside
from portal.vacancies.rules import CONTENT, STEPS, VersionState, likely
from portal.vacancies.rules.findings import concerns
from portal.vacancies.rules.findings.duplicates import duplicates
from portal.vacancies.rules.mending import replacement, told
from portal.vacancies.views.occupations import is_looking_up, left_out
from portal.vacancies.views.parts import actions, next_step, open_step, tasks_of, timeline

bp = Blueprint("vacancies", __name__, url_prefix="/vacancies")


@bp.route("/")
@requires("vacancy:list_own")
def index() -> ResponseReturnValue:
    """List the company's offers."""
    form = OwnOffersForm(request.args)
    filters = queries.Filters(state=form.chosen("state"), query=form.chosen("query") or "")
    rows, total = queries.own(acting_user(), filters, page=paging.number())
    labels = {"state": choices.STATES[filters.state] if filters.state else None, "query": filters.query}
    return page(
        "vacancies/index.html",
        vacancies=rows,
        search=form,
        chips=paging.chips(labels),
        words=choices,
        **paging.of(total),
    )


@bp.route("/occupations")
@requires("vacancy:list_own")
def occupations() -> ResponseReturnValue:
    """Suggest titles of occupations for what is being typed."""
    return jsonify([found.title for found in titles.suggest(request.args.get("text", ""))])


@bp.route("/<uuid:vacancy_id>")
@requires("vacancy:view")
def show(vacancy_id: UUID) -> ResponseReturnValue:
    """Show an offer: its state, what is next, what it says, what happened."""
    vacancy = queries.one(acting_user(), vacancy_id)
    versions = _readable(vacancy)
    return page(
        "vacancies/show.html",
        vacancy=vacancy,
        version=vacancy.text,
        versions=versions,
        draft=next((one for one in versions if one.text_state is VersionState.DRAFT), None),
        sections=sections(vacancy.text),
        next_step=next_step(vacancy, acting_user()),
        actions=actions(vacancy, acting_user()),
        history=timeline(history("vacancy", vacancy.id)),
        words=choices,
    )


@bp.route("/<uuid:vacancy_id>/version/<int:number>")
@requires("vacancy:view")
def version(vacancy_id: UUID, number: int) -> ResponseReturnValue:
    """Show what one version of an offer says."""
    vacancy = queries.one(acting_user(), vacancy_id)
    chosen = get_or_404(next((one for one in _readable(vacancy) if one.number == number), None))
    return page("vacancies/version.html", vacancy=vacancy, version=chosen, sections=sections(chosen), words=choices)


def _readable(vacancy: Vacancy) -> list[VacancyVersion]:
    """Give the versions the reader may see; what is still being written is its company's own business."""
    reads_drafts = may(acting_user(), "vacancy:edit", vacancy)
    return [one for one in vacancy.versions if reads_drafts or one.text_state is not VersionState.DRAFT]


@bp.route("/<uuid:vacancy_id>/edit")
@requires("vacancy:edit")
def tasks(vacancy_id: UUID) -> ResponseReturnValue:
    """Show the steps of the text that is being written, and which are done."""
    vacancy, written = written_of(vacancy_id)
    if written is None:
        return redirect(url_for("vacancies.show", vacancy_id=vacancy.id), 303)
    return page(
        "vacancies/tasks.html",
        vacancy=vacancy,
        version=written,
        tasks=tasks_of(vacancy, written),
        open_step=open_step(vacancy, written),
    )


@bp.route(f"/<uuid:vacancy_id>/edit/<any({','.join(STEPS)}):step>", methods=["GET", "POST"])
@requires("vacancy:edit")
def step(vacancy_id: UUID, step: str) -> ResponseReturnValue:
    """Ask one step; what is sent is kept at once."""
    vacancy, written = written_of(vacancy_id)
    if written is None:
        return redirect(url_for("vacancies.show", vacancy_id=vacancy.id), 303)
    form = STEP_FORMS[step](obj=written if request.method == "POST" else _with_likely(vacancy, written))
    if not is_looking_up() and form.validate_on_submit() and form.is_complete_with(written):
        if not form.says_the_same_as(written):
            form.check_version(written)
            services.save(vacancy, written, actor=acting_user(), content=form.content)
        return done(_after(vacancy, step))
    return page(
        "vacancies/step.html",
        form=form,
        vacancy=vacancy,
        step=step,
        title=STEP_TITLES[step],
        number=list(STEPS).index(step) + 1,
        steps=len(STEPS),
        concerns=told(written, on=clock.today(), tables=snapshot()),
        version=written,
        replacement=replacement,
        left_out=left_out(form),
    )


def _with_likely(vacancy: Vacancy, written: VacancyVersion) -> SimpleNamespace:
    said = {name: getattr(written, name) for name in (*CONTENT, "version")}
    return SimpleNamespace(**said | likely(written, vacancy.organisation, tables=snapshot()))


def _after(vacancy: Vacancy, step: str) -> str:
    order = list(STEPS)
    following = order[order.index(step) + 1 :]
    if following:
        return url_for("vacancies.step", vacancy_id=vacancy.id, step=following[0])
    return url_for("vacancies.tasks", vacancy_id=vacancy.id)


@bp.route("/<uuid:vacancy_id>/preview")
@requires("vacancy:edit")
def preview(vacancy_id: UUID) -> ResponseReturnValue:
    """Show the text that is being written as a whole, with what stands against it."""
    vacancy, written = written_of(vacancy_id)
    if written is None:
        return redirect(url_for("vacancies.show", vacancy_id=vacancy.id), 303)
    return page("vacancies/preview.html", **_checked(vacancy, written))


@bp.route("/<uuid:vacancy_id>/submit", methods=["GET", "POST"])
@requires("vacancy:submit")
def submit(vacancy_id: UUID) -> ResponseReturnValue:
    """Hand the text in for review."""
    vacancy, written = written_of(vacancy_id)
    if written is None and request.method == "GET":
        return redirect(url_for("vacancies.show", vacancy_id=vacancy.id), 303)
    form = SubmitForm(data={"publish_on": vacancy.publish_on})
    if form.validate_on_submit() and is_done(
        form,
        lambda: services.submit(
            vacancy, actor=acting_user(), publish_on=form.publish_on.data, expires_on=form.expires_on.data
        ),
    ):
        flash(_("Danke. Wir prüfen Ihr Angebot in den nächsten zwei Arbeitstagen."), "success")
        return done(url_for("vacancies.show", vacancy_id=vacancy.id))
    return page("vacancies/submit.html", form=form, **_checked(vacancy, get_or_404(written)))


@bp.route("/<uuid:vacancy_id>/copy/<uuid:record_id>", methods=["POST"])
@requires("vacancy:draft")
def copy(vacancy_id: UUID, record_id: UUID) -> ResponseReturnValue:
    """Begin a new offer with the text of this one."""
    vacancy = services.copy(queries.one(acting_user(), vacancy_id), record_id, actor=acting_user())
    flash(_("Die Kopie ist als Entwurf gespeichert. Bitte prüfen Sie die Daten."), "success")
    return done(url_for("vacancies.tasks", vacancy_id=vacancy.id))


@bp.route("/<uuid:vacancy_id>/revise", methods=["POST"])
@requires("vacancy:revise")
def revise(vacancy_id: UUID) -> ResponseReturnValue:
    """Begin to change the text of an offer that was published."""
    vacancy = queries.one(acting_user(), vacancy_id)
    services.revise(vacancy, actor=acting_user())
    return done(url_for("vacancies.tasks", vacancy_id=vacancy.id))


def written_of(vacancy_id: UUID) -> tuple[Vacancy, VacancyVersion | None]:
    """Give an offer the reader may write, and the text that is being written, if any. Raises: NotFound."""
    vacancy = queries.editable(acting_user(), vacancy_id)
    return vacancy, vacancy.version_in(VersionState.DRAFT)


def _checked(vacancy: Vacancy, written: VacancyVersion) -> dict[str, Any]:
    found = concerns(written, on=clock.today(), tables=snapshot())
    return {
        "vacancy": vacancy,
        "version": written,
        "sections": sections(written),
        "tasks": tasks_of(vacancy, written),
        "open_step": open_step(vacancy, written),
        "concerns": (*found, *duplicates(written, open_beside(vacancy, written))),
        "replacement": replacement,
    }
