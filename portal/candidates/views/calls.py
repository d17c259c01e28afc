"""The call list of the own office: who is to be told what today, what came of it, and the list on paper."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.accounts.views.security import fresh
from portal.candidates.models import CallTask
from portal.candidates.policy import CALLS_LEVEL
from portal.candidates.queries import calls as queries
from portal.candidates.queries.values import language_name
from portal.candidates.rules.calls import CallReason, ToldBy
from portal.candidates.services import calls as services
from portal.candidates.views.blueprint import bp
from portal.core import audit, pdf
from portal.core.permissions import may, require
from portal.core.web import acting_user, done, page, requires

ABOUT: Mapping[CallReason, tuple[str, str]] = {
    CallReason.ANSWER: ("proposals.show", "proposal_id"),
    CallReason.INTERVIEW: ("proposals.show", "proposal_id"),
    CallReason.FIRST_DAY: ("placements.show", "placement_id"),
    CallReason.PERMISSION: ("placements.show", "placement_id"),
    CallReason.PAPER: ("candidates.show", "candidate_id"),
}
"""Where the details stand, for whoever keeps the file."""
SAID: Mapping[str, Any] = {
    "reach": _l("Gespeichert: Die Person weiß Bescheid."),
    "miss": _l("Gespeichert. Die Person bleibt auf der Liste."),
    "wrong_number": _l("Gespeichert. Bitte schreiben Sie einen Brief, und klären Sie die Nummer."),
}


@bp.route("/calls", endpoint="calls")
@requires("call_task:view")
def list_calls() -> ResponseReturnValue:
    """List who of the own office is to be told something; a colleague's people see that they were read."""
    tasks = _read("page")
    own = {task.id for task in tasks if may(acting_user(), "candidate:edit", task.candidate)}
    return page(
        "candidates/calls.html",
        tasks=tasks,
        own=own,
        address=lambda task: url_for(ABOUT[task.reason][0], **{ABOUT[task.reason][1]: task.record_id}),
        letters=ToldBy.LETTER,
        services=services,
        language_name=language_name,
    )


@bp.route("/calls.pdf")
@requires("call_task:view")
@fresh
def calls_paper() -> ResponseReturnValue:
    """Print the list; each person on it sees in the read log that it was taken out."""
    return pdf.shown(services.paper(_read("pdf")), "anrufliste")


def _read(channel: str) -> list[CallTask]:
    """Give the lines, and note the reads: on the page those of other people's files, on paper all."""
    actor, tasks = acting_user(), queries.listed(acting_user())
    for person in {task.candidate_id: task.candidate for task in tasks}.values():
        if channel != "page" or not may(actor, "candidate:edit", person):
            audit.read(person.id, actor=actor, level=CALLS_LEVEL, channel=channel)
    return tasks


def _after_call(event: str, deed: Callable[..., None]) -> None:
    @requires(f"call_task:{event}")
    def view(call_task_id: UUID) -> ResponseReturnValue:
        task = queries.one(acting_user(), call_task_id)
        require(acting_user(), f"call_task:{event}", task)
        deed(task, actor=acting_user())
        flash(SAID[event], "success")
        return done(url_for("candidates.calls"))

    bp.add_url_rule(f"/calls/<uuid:call_task_id>/{event}", f"call_{event}", view, methods=["POST"])


_after_call("reach", services.reach)
_after_call("miss", services.miss)
_after_call("wrong_number", services.wrong_number)


@bp.route("/calls/<uuid:call_task_id>/letter", methods=["POST"])
@requires("call_task:write")
def call_letter(call_task_id: UUID) -> ResponseReturnValue:
    """Print the letter to who is not reached by telephone."""
    task = queries.one(acting_user(), call_task_id)
    require(acting_user(), "call_task:write", task)
    content = services.write(task, actor=acting_user())
    number = task.candidate.number
    flash(_("Der Brief ist gedruckt. Bitte bringen Sie ihn zur Post."), "success")
    done(url_for("candidates.calls"))
    return pdf.shown(content, number)
