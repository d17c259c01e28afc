"""Several waiting offers published at once: those nothing stands against, and for each what became of it."""

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.core.deeds import each
from portal.core.errors import StaleVersion
from portal.core.forms import BaseForm
from portal.core.paging import PAGE_SIZE
from portal.core.web import acting_user, done, page, requires
from portal.vacancies import queries, services
from portal.vacancies.models import Vacancy
from portal.vacancies.rules import VersionState
from portal.vacancies.views.review import bp, waits

Chosen = dict[UUID, str]
"""Offers that were ticked, with the version that was read of each."""


@bp.route("/several", methods=["GET", "POST"])
@requires("vacancy:publish")
def several() -> ResponseReturnValue:
    """Show what was ticked in the queue with what stands against it, and publish it."""
    chosen = _chosen()
    found = queries.waiting(acting_user(), list(chosen))
    if not found:
        flash(_("Bitte wählen Sie zuerst Angebote aus."), "info")
        return redirect(url_for("review.queue"), 303)
    form = BaseForm()
    if form.validate_on_submit():
        _publish(found, chosen)
        return done(url_for("review.queue"))
    return page("vacancies/several.html", form=form, rows=[waits(vacancy) for vacancy in found])


def _publish(found: list[Vacancy], chosen: Chosen) -> None:
    refused = each(found, lambda vacancy: _publish_as_read(vacancy, chosen[vacancy.id]), name=lambda one: one.number)
    if count := len(found) - len(refused):
        said = ngettext("%(num)s Angebot ist veröffentlicht.", "%(num)s Angebote sind veröffentlicht.", count)
        flash(said, "success")
    for number, message in refused.items():
        flash(_("Angebot %(number)s nicht: %(reason)s", number=number, reason=message), "warning")


def _publish_as_read(vacancy: Vacancy, read: str) -> None:
    """Publish the text that was read; whoever changed it since has to be read again."""
    version = vacancy.version_in(VersionState.IN_REVIEW)
    if version is None or str(version.version) != read:
        raise StaleVersion
    services.publish(vacancy, actor=acting_user(), publish_on=vacancy.publish_on)


def _chosen() -> Chosen:
    """Read what was ticked, `id:version`, no more than one page of the queue holds."""
    ticked = (value.partition(":") for value in request.values.getlist("chosen")[:PAGE_SIZE])
    return {UUID(key): version for key, _colon, version in ticked if _is_id(key)}


def _is_id(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False
