"""Offers that wait for a reviewer: the queue, the page with everything to judge by, and the verdict."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.core import clock, paging
from portal.core.audit import history
from portal.core.deeds import is_done
from portal.core.web import acting_user, done, get_or_404, page, requires
from portal.organisations.rules import CompanyState
from portal.reference import snapshot
from portal.reference.calendar import count_working_days
from portal.vacancies import queries, services
from portal.vacancies.forms import choices
from portal.vacancies.forms.deeds import PublishForm, ReturnForm
from portal.vacancies.forms.words import changes, sections
from portal.vacancies.models import Vacancy, VacancyVersion
from portal.vacancies.queries.duplicates import open_beside
from portal.vacancies.rules import REVIEW_DAYS, VersionState, missing
from portal.vacancies.rules.comparing import compare
from portal.vacancies.rules.findings import Concern, concerns
from portal.vacancies.rules.findings.duplicates import duplicates
from portal.vacancies.views.parts import timeline

bp = Blueprint("review", __name__, url_prefix="/review")


@bp.route("/")
@requires("vacancy:review")
def queue() -> ResponseReturnValue:
    """List the offers that wait, the longest waiting first."""
    found, total = queries.review_queue(acting_user(), page=paging.number())
    return page("vacancies/queue.html", rows=[waits(vacancy) for vacancy in found], **paging.of(total))


def waits(vacancy: Vacancy) -> dict[str, Any]:
    """Say of an offer that waits for a reviewer how long it does, and what the reviewer has to look at first."""
    version = get_or_404(vacancy.version_in(VersionState.IN_REVIEW))
    found = concerns(version, on=clock.today(), tables=snapshot())
    since = clock.local(version.submitted_at or version.saved_at).date()
    days = count_working_days(since, clock.today()) - 1
    is_own = str(acting_user().id) in version.editor_ids
    return {
        "vacancy": vacancy,
        "version": version,
        "days": max(days, 0),
        "is_late": days > REVIEW_DAYS,
        "concerns": len(found),
        "is_own": is_own,
        "can_be_chosen": not is_own and not any(one.blocks or one.needs_reason for one in found),
    }


@bp.route("/<uuid:vacancy_id>")
@requires("vacancy:review")
def check(vacancy_id: UUID) -> ResponseReturnValue:
    """Show one offer with checklist, findings and what differs from the text on the board."""
    vacancy, version = _waiting(vacancy_id)
    if version is None:
        return redirect(url_for("vacancies.show", vacancy_id=vacancy.id), 303)
    return _page(vacancy, version)


@bp.route("/<uuid:vacancy_id>/publish", methods=["POST"])
@requires("vacancy:publish")
def publish(vacancy_id: UUID) -> ResponseReturnValue:
    """Let the text onto the board."""
    vacancy, version = _waiting(vacancy_id)
    form = PublishForm(prefix="publish")
    if version and form.is_submitted():
        form.check_version(version)
    if form.validate_on_submit() and is_done(
        form,
        lambda: services.publish(
            vacancy, actor=acting_user(), publish_on=form.publish_on.data, reason=form.reason.data
        ),
    ):
        flash(_("Danke. Der Betrieb bekommt eine E-Mail."), "success")
        return done(url_for("review.queue"))
    return _page(vacancy, version, publish_form=form)


@bp.route("/<uuid:vacancy_id>/return", methods=["POST"])
@requires("vacancy:return")
def send_back(vacancy_id: UUID) -> ResponseReturnValue:
    """Give the text back to the company; once it is a draft again, only who did so is told nothing new."""
    if queries.has_just_returned(acting_user(), vacancy_id):
        return redirect(url_for("review.queue"), 303)
    vacancy, version = _waiting(vacancy_id)
    form = ReturnForm(prefix="return")
    if version and form.is_submitted():
        form.check_version(version)
    if form.validate_on_submit() and is_done(
        form, lambda: services.send_back(vacancy, actor=acting_user(), reason=form.reason.data)
    ):
        flash(_("Der Betrieb bekommt Ihre Anmerkung per E-Mail."), "success")
        return done(url_for("review.queue"))
    return _page(vacancy, version, return_form=form)


def _waiting(vacancy_id: UUID) -> tuple[Vacancy, VacancyVersion | None]:
    vacancy = queries.reviewable(acting_user(), vacancy_id)
    return vacancy, vacancy.version_in(VersionState.IN_REVIEW)


def _page(vacancy: Vacancy, version: VacancyVersion | None, **forms: Any) -> ResponseReturnValue:
    if version is None:
        return redirect(url_for("vacancies.show", vacancy_id=vacancy.id), 303)
    live = vacancy.version_in(VersionState.LIVE)
    found = concerns(version, on=clock.today(), tables=snapshot())
    filled = {"version": version.version, "publish_on": vacancy.publish_on}
    context = {
        "publish_form": PublishForm(formdata=None, prefix="publish", data=filled),
        "return_form": ReturnForm(formdata=None, prefix="return", data=filled),
        **forms,
    }
    return page(
        "vacancies/check.html",
        form=next(iter(forms.values()), None),
        vacancy=vacancy,
        version=version,
        is_own=str(acting_user().id) in version.editor_ids,
        sections=sections(version),
        changes=[(one.label, *compare(one.before, one.after)) for one in changes(live, version)] if live else (),
        concerns=(*found, *duplicates(version, open_beside(vacancy, version))),
        checklist=_checklist(vacancy, version, found),
        history=timeline(history("vacancy", vacancy.id)),
        words=choices,
        **context,
    )


def _checklist(vacancy: Vacancy, version: VacancyVersion, found: tuple[Concern, ...]) -> list[dict[str, Any]]:
    """List what a reviewer looks at, as far as the machine can tell."""
    is_late = version.starts_on is not None and version.starts_on < clock.today()
    points = (
        (_("Der Betrieb ist bestätigt"), vacancy.organisation.state is CompanyState.VERIFIED),
        (_("Alle nötigen Angaben sind da"), not missing(version)),
        (_("Der Beginn liegt in der Zukunft"), not is_late),
        (_("Wortlaut, Lohn und Zeiten sind erlaubt"), not any(concern.blocks for concern in found)),
        (_("Es braucht keine Ausnahme"), not any(concern.needs_reason for concern in found)),
        (_("Es reicht für die schon vergebenen Plätze"), version.positions >= vacancy.taken),
    )
    return [
        {"label": label, "state": _("in Ordnung") if good else _("prüfen"), "tone": "success" if good else "warning"}
        for label, good in points
    ]
