"""What people said on their own page: corrections side by side, found work, and complaints for the coordinator."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.candidates import queries
from portal.candidates.forms.messages import MESSAGE_EVENTS, MESSAGE_KINDS, MESSAGE_STATES, CloseForm
from portal.candidates.models import PersonMessage
from portal.candidates.queries import messages as said
from portal.candidates.queries.values import Skill, language_name, say, skill_text, word
from portal.candidates.rules.messages import ADOPTABLE, CORRECTED, TOPICS, MessageKind, as_said
from portal.candidates.rules.words import REACHES, SCHOOLING_LEVELS
from portal.candidates.services import messages as services
from portal.candidates.views.blueprint import address, bp, file_for
from portal.candidates.views.record import file_page
from portal.candidates.workflow import MESSAGES
from portal.core import audit, history, i18n, paging
from portal.core.deeds import is_done
from portal.core.web import acting_user, done, page, requires

CODED = {"reach": REACHES, "schooling_level": SCHOOLING_LEVELS}
NOTHING = "–"


@bp.route("/<uuid:candidate_id>/messages")
@requires("candidate:view")
def messages(candidate_id: UUID) -> ResponseReturnValue:
    """Show what a person said on the own page, a correction beside what stands in the profile now."""
    candidate = file_for("candidate:view", candidate_id)
    found = said.messages_of(acting_user(), candidate.id)
    lines = [(one, _lines(one)) for one in found]
    return file_page(
        "candidates/messages.html",
        candidate,
        found=lines,
        states_said=MESSAGE_STATES,
        kinds_said=MESSAGE_KINDS,
        adoptable=ADOPTABLE,
    )


def _lines(message: PersonMessage) -> list[tuple[str, str, str]]:
    """Give what is to be corrected: its name, what stands there now, and what the person wrote."""
    wanted = message.values or {}
    if message.kind is MessageKind.LANGUAGE:
        known = queries.skill(message.candidate_id, wanted["language"])
        return [
            (language_name(wanted["language"]), skill_text(known) if known else NOTHING, skill_text(Skill(**wanted)))
        ]
    now = {name: getattr(message.candidate, name) for name in wanted}
    return [
        (say(CORRECTED[name]), _written(name, now[name]), _written(name, as_said(name, wanted[name])))
        for name in wanted
    ]


def _written(name: str, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    if name in CODED:
        return word(CODED[name], value) or NOTHING
    if isinstance(value, date):
        return i18n.day(value)
    return i18n.number(value) if isinstance(value, Decimal) else str(value or NOTHING)


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
