"""What readers say against an offer: the form everybody can send, and where staff look at it."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.core import audit, clock, history, paging
from portal.core.actor import NOBODY
from portal.core.deeds import is_done
from portal.core.permissions import may
from portal.core.web import acting_user, done, page, public, public_form, public_url, requires
from portal.vacancies import queries
from portal.vacancies.forms import reports as forms
from portal.vacancies.models import OfferReport
from portal.vacancies.queries import reports
from portal.vacancies.services import reports as services
from portal.vacancies.views.blueprint import board
from portal.vacancies.views.offer import gone
from portal.vacancies.workflow import REPORTS

bp = Blueprint("reports", __name__, url_prefix="/reports")


@bp.context_processor
def _words() -> dict[str, Any]:
    return {"words": forms}


@board.route("/offers/<number>/report", methods=["GET", "POST"])
@public_form
def report(number: str) -> ResponseReturnValue:
    """Let everybody say that something is wrong with an offer; who they are is not asked."""
    version = queries.by_number(number, clock.today())
    if version is None:
        return gone(number)
    form = forms.ReportForm()
    if form.validate_on_submit():
        if not form.is_from_machine:
            said = {"reason": form.reason.data, "text": form.text.data}
            services.report(version.vacancy, form.new_id, actor=NOBODY, **said)
        return done(public_url("board.reported"))
    return page("board/report.html", form=form, version=version)


@board.route("/reported")
@public
def reported() -> ResponseReturnValue:
    """Thank whoever reported an offer, and say what happens now."""
    return page("board/reported.html")


@bp.route("/")
@requires("report:view")
def index() -> ResponseReturnValue:
    """List the offers somebody reported, those nobody has looked at first."""
    is_open = paging.is_open()
    found, total = reports.reported(acting_user(), is_open=is_open, page=paging.number())
    return page("vacancies/reports.html", found=found, is_open=is_open, **paging.of(total))


@bp.route("/<uuid:vacancy_id>")
@requires("report:view")
def show(vacancy_id: UUID) -> ResponseReturnValue:
    """Show what was said about an offer."""
    found, total = reports.of_offer(acting_user(), vacancy_id, page=paging.number())
    return page(
        "vacancies/report.html",
        vacancy=found[0].vacancy,
        found=found,
        waits=reports.is_waiting(vacancy_id),
        can_see_offer=may(acting_user(), "vacancy:view", found[0].vacancy),
        history=_history(found),
        **paging.of(total),
    )


def _history(found: list[OfferReport]) -> list[dict[str, Any]]:
    events = audit.history(REPORTS.name, *(one.id for one in found))
    return history.timeline(events, forms.REPORT_EVENTS, said=lambda event: event.reason)


@bp.route("/<uuid:vacancy_id>/close", methods=["GET", "POST"])
@requires("report:close")
def close(vacancy_id: UUID) -> ResponseReturnValue:
    """Say what came of looking at the offer; that closes what the page showed, and nothing that came meanwhile."""
    actor, form = acting_user(), forms.CloseReportsForm()
    if form.validate_on_submit():
        seen = reports.seen(actor, vacancy_id, form.seen_ids)
        answer = {"outcome": form.outcome.data, "reason": form.reason.data}
        if is_done(form, lambda: services.close(seen, actor=actor, **answer)):
            return _closed(vacancy_id)
    waiting = reports.to_close(actor, vacancy_id)
    form.show(said.id for said in waiting)
    return page("vacancies/close_reports.html", form=form, found=waiting, vacancy=waiting[0].vacancy)


def _closed(vacancy_id: UUID) -> ResponseReturnValue:
    if reports.is_waiting(vacancy_id):
        flash(_("Gespeichert. Es warten noch Meldungen, die Sie nicht gesehen haben. Hier stehen sie."), "info")
        return done(url_for("reports.close", vacancy_id=vacancy_id))
    flash(_("Danke. Die Meldung ist erledigt."), "success")
    return done(url_for("reports.show", vacancy_id=vacancy_id))
