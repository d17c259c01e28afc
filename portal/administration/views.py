"""The pages of an administrator."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.queries import with_second_factor
from portal.administration import forms, queries, rules, services
from portal.administration.forms import KINDS
from portal.administration.models import ReferenceOverride
from portal.administration.services import Row
from portal.core import audit, clock, history, paging
from portal.core import retention as kept
from portal.core.deeds import is_done
from portal.core.errors import NotFound
from portal.core.forms import BaseForm
from portal.core.outbox import MailState
from portal.core.web import acting_user, done, page, requires
from portal.organisations.forms import ROLES
from portal.reference import snapshot
from portal.reference.loading import shipped_cells
from portal.reference.snapshots import row_classes

SOON = timedelta(days=30)
bp = Blueprint("administration", __name__, url_prefix="/administration")


@bp.get("/outbox")
@requires("administration:view")
def outbox() -> ResponseReturnValue:
    """Show the mails and what became of them."""
    wanted = request.args.get("state")
    state = MailState(wanted) if wanted in set(MailState) else None
    mails, total = queries.mails(state, page=paging.number())
    return page("administration/outbox.html", mails=mails, state=state, states=MailState, **paging.of(total))


@bp.route("/outbox/<uuid:mail_id>", methods=["GET", "POST"])
@requires("administration:view")
def mail(mail_id: UUID) -> ResponseReturnValue:
    """Show a mail's envelope; POST queues a dead one again."""
    form, found = BaseForm(), queries.mail(mail_id)
    if form.validate_on_submit():
        services.retry(found, actor=acting_user())
        flash(_("Die E-Mail wird noch einmal gesendet."), "success")
        return done(url_for("administration.mail", mail_id=mail_id))
    return page("administration/mail.html", mail=found, form=form, can_retry=found.state is MailState.DEAD)


@bp.get("/jobs")
@requires("administration:view")
def jobs() -> ResponseReturnValue:
    """Show the runs of the jobs."""
    rows, total = queries.jobs(page=paging.number())
    return page("administration/jobs.html", jobs=rows, **paging.of(total))


@bp.get("/jobs/<uuid:job_id>")
@requires("administration:view")
def job(job_id: UUID) -> ResponseReturnValue:
    """Show one run of a job."""
    return page("administration/job.html", job=queries.job(job_id))


@bp.get("/retention")
@requires("retention:view")
def retention() -> ResponseReturnValue:
    """Show how long everything is kept, how much goes when, and how much went; nobody is named."""
    rules = current_app.extensions["portal.retention"]
    forecast = kept.preview(rules, SOON)
    return page("administration/retention.html", forecast=forecast, log=kept.erased_by_month(), kinds=KINDS)


@bp.get("/users")
@requires("administration:view")
def users() -> ResponseReturnValue:
    """Show who signs in and as what."""
    members, total = queries.members(page=paging.number())
    secured = with_second_factor([one.user_id for one in members])
    return page("administration/users.html", members=members, roles=ROLES, secured=secured, **paging.of(total))


@bp.get("/offices")
@requires("administration:view")
def offices() -> ResponseReturnValue:
    """Show the offices and what they can receive."""
    return page("administration/offices.html", offices=queries.offices())


@bp.get("/reference")
@requires("override:view")
def reference() -> ResponseReturnValue:
    """Show the tables of law and every row an administrator ever proposed for them."""
    held = {row.id for row in rules.in_force(queries.approved(), clock.today())}
    return page(
        "administration/reference.html",
        tables=[(name, forms.TABLES[name], len(getattr(snapshot(), name))) for name in rules.LAW],
        overrides=queries.overrides(),
        held=held,
        words=forms,
    )


@bp.get("/reference/<table>")
@requires("override:view")
def table(table: str) -> ResponseReturnValue:
    """Show the rows of a table, each to be changed."""
    _check(table)
    rows = [(number, " / ".join(map(str, row.identity))) for number, row in enumerate(getattr(snapshot(), table))]
    return page("administration/table.html", table=table, name=forms.TABLES[table], rows=rows)


def _check(table: str) -> None:
    if table not in rules.LAW:
        raise NotFound


@bp.route("/reference/<table>/new", methods=["GET", "POST"])
@requires("override:propose")
def propose(table: str) -> ResponseReturnValue:
    """Propose a row of a table; what it changes is shown before it is sent."""
    _check(table)
    form = forms.OverrideForm(values=_cells(table), valid_from=clock.today())
    row = _row(table, form) if form.validate_on_submit() else None
    preview = _preview(services.draft(row, actor=acting_user()), form) if row else None
    is_sent = row is not None and preview is not None and request.form.get("deed") == "propose"
    if row and is_sent and is_done(form, lambda: services.propose(row, actor=acting_user(), record_id=form.new_id)):
        flash(_("Die Zeile ist vorgeschlagen. Jemand anderes aus der Administration gibt sie frei."), "success")
        return done(url_for("administration.override", override_id=form.new_id))
    return page(
        "administration/propose.html", table=table, name=forms.TABLES[table], form=form, preview=preview, words=forms
    )


def _cells(table: str) -> str:
    """Write the row that is to be changed, as it is shipped; or the bare columns of a new one."""
    rows = getattr(snapshot(), table)
    number = request.args.get("row", type=int)
    row_class = row_classes()[table]
    if number is not None and 0 <= number < len(rows):
        return rules.written(shipped_cells(row_class, rows[number].identity))
    return rules.written({column.header: "" for column in row_class.columns()})


def _row(table: str, form: forms.OverrideForm) -> Row:
    return Row(
        table,
        queries.only_changed(table, rules.read(form.values.data or "")),
        form.valid_from.data or clock.today(),
        form.valid_to.data,
        form.source.data or "",
        form.reason.data or "",
    )


def _preview(proposed: ReferenceOverride, form: Any) -> dict[str, Any] | None:
    """Tell which shipped cases come out differently; what does not fit the table stands as an error in the form."""
    if error := queries.error_of(proposed):
        form.form_errors = [*form.form_errors, _("Diese Zeile passt nicht in die Tabelle: %(error)s", error=error)]
        return None
    changed, total = queries.changed_cases(proposed)
    return {"changed": changed, "total": total}


@bp.route("/overrides/<uuid:override_id>", methods=["GET", "POST"])
@requires("override:view")
def override(override_id: UUID) -> ResponseReturnValue:
    """Show a row and what it changes; POST lets it hold, or refuses it."""
    form, actor = forms.DecideForm(), acting_user()
    found = queries.override(override_id)
    if form.validate_on_submit() and is_done(form, lambda: _decide(found, form)):
        flash(_("Ihre Entscheidung ist eingetragen."), "success")
        return done(url_for("administration.override", override_id=override_id))
    found = queries.override(override_id)
    return page(
        "administration/override.html",
        override=found,
        form=form,
        words=forms,
        cells=rules.written(found.values),
        can_decide=found.state is rules.OverrideState.PROPOSED and found.proposed_by_id != actor.id,
        can_end=found.id in {row.id for row in rules.in_force(queries.approved(), clock.today())},
        preview=_preview(found, form) if found.state is rules.OverrideState.PROPOSED else None,
        history=history.timeline(
            audit.history("override", found.id), forms.EVENTS, said=lambda event: event.reason or found.reason
        ),
    )


def _decide(found: ReferenceOverride, form: forms.DecideForm) -> None:
    if request.form.get("deed") == "approve":
        services.approve(found, actor=acting_user())
    else:
        services.refuse(found, actor=acting_user(), reason=form.reason.data or "")


@bp.route("/overrides/<uuid:override_id>/end", methods=["GET", "POST"])
@requires("override:propose_end")
def end(override_id: UUID) -> ResponseReturnValue:
    """Propose from when on a row holds no longer."""
    form, found = forms.EndForm(valid_from=clock.today()), queries.override(override_id)
    if form.validate_on_submit():
        day, reason = form.valid_from.data or clock.today(), form.reason.data or ""
        services.propose_end(found, actor=acting_user(), valid_from=day, reason=reason, record_id=form.new_id)
        flash(_("Das Ende ist vorgeschlagen. Jemand anderes aus der Administration gibt es frei."), "success")
        return done(url_for("administration.override", override_id=form.new_id))
    return page("administration/end.html", override=found, name=forms.TABLES[found.table_name], form=form)
