"""What people said on their own page: corrections side by side, found work, and complaints for the coordinator."""

from typing import Any
from uuid import UUID

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.candidates import queries
from portal.candidates.forms.messages import MESSAGE_EVENTS, MESSAGE_STATES, CloseForm
from portal.candidates.models import PersonMessage
from portal.candidates.queries import messages as said
from portal.candidates.queries.values import say, word
from portal.candidates.rules.messages import CORRECTED, TOPICS
from portal.candidates.services import messages as services
from portal.candidates.views.blueprint import address, bp, file_for
from portal.candidates.views.record import file_page
from portal.candidates.workflow import MESSAGES
from portal.core import audit, history, paging
from portal.core.deeds import is_done
from portal.core.web import acting_user, done, page, requires


@bp.route("/<uuid:candidate_id>/messages")
@requires("candidate:view")
def messages(candidate_id: UUID) -> ResponseReturnValue:
    """Show what a person said on the own page, a correction beside what stands in the profile now."""
    candidate = file_for("candidate:view", candidate_id)
    found = said.messages_of(acting_user(), candidate.id)
    lines = [(one, _lines(one)) for one in found]
    return file_page("candidates/messages.html", candidate, found=lines, states_said=MESSAGE_STATES)


def _lines(message: PersonMessage) -> list[tuple[str, str, str]]:
    """Give what is to be corrected: its name, what stands there now, and what the person wrote."""
    wanted = message.values or {}
    now = {name: getattr(message.candidate, name) for name in wanted}
    return [(say(CORRECTED[name]), _written(now[name]), _written(wanted[name])) for name in wanted]


def _written(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else value or "–"


@bp.route("/messages/<uuid:person_message_id>/adopt", methods=["POST"])
@requires("person_message:adopt")
def adopt(person_message_id: UUID) -> ResponseReturnValue:
    """Put a correction into the profile."""
    message = said.one_message(acting_user(), person_message_id, "person_message:adopt")
    services.adopt(message, actor=acting_user())
    flash(_("Übernommen."), "success")
    return done(address(message.candidate, "messages"))


@bp.route("/messages/<uuid:person_message_id>/settle", methods=["POST"])
@requires("person_message:close")
def settle(person_message_id: UUID) -> ResponseReturnValue:
    """Note that somebody has dealt with it, or that a correction is not taken over."""
    message = said.one_message(acting_user(), person_message_id, "person_message:close")
    services.close(message, actor=acting_user())
    return done(address(message.candidate, "messages"))


@bp.route("/complaints")
@requires("person_message:complaints")
def complaints() -> ResponseReturnValue:
    """List the complaints to this office."""
    is_open = paging.is_open()
    found, total = said.complaints(acting_user(), is_open=is_open, page=paging.number())
    lines = [(one, word(TOPICS, one.topic)) for one in found]
    return page("candidates/complaints.html", found=lines, is_open=is_open, **paging.of(total))


@bp.route("/complaints/<uuid:person_message_id>", methods=["GET", "POST"])
@requires("person_message:complaints")
def complaint(person_message_id: UUID) -> ResponseReturnValue:
    """Show a complaint with who can be called back, and take what came of it."""
    message = said.one_message(acting_user(), person_message_id, "person_message:complaints")
    form = CloseForm()
    if form.validate_on_submit() and is_done(
        form, lambda: services.close(message, actor=acting_user(), reason=form.reason.data)
    ):
        return done(url_for("candidates.complaints"))
    return page(
        "candidates/complaint.html",
        form=form,
        message=message,
        state=MESSAGE_STATES[message.state],
        history=history.timeline(
            audit.history(MESSAGES.name, message.id), MESSAGE_EVENTS, said=lambda event: event.reason
        ),
        topic=word(TOPICS, message.topic),
        language=queries.values.language_name(message.candidate.locale),
    )
