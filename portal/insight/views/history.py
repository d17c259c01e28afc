"""The history of a person: what happened in all areas, who looked and what was written, in one list."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import Optional

from portal.candidates.forms import CONSENT_PURPOSES, CONTACTS, ITEMS, LOOKS, SECTIONS
from portal.candidates.forms.choices import CHOOSE
from portal.candidates.views.blueprint import file_for
from portal.candidates.views.record import file_page
from portal.core import history as told
from portal.core import i18n, paging
from portal.core.actor import OFFICE_ROLES, Channel, Role
from portal.core.audit import Event
from portal.core.forms import GetForm, as_choices
from portal.core.outbox import OutboxMail
from portal.core.web import requires
from portal.insight.queries import history as queries
from portal.insight.queries.code_words import EVENTS, MAILS
from portal.insight.queries.history import Deed, Entry, Look, Part
from portal.insight.views.blueprint import bp

PARTS: Mapping[Part, Any] = {
    Part.FILE: _l("Profil und Akte"),
    Part.CONTACT: _l("Kontakte"),
    Part.CONSENT: _l("Einwilligungen"),
    Part.PROPOSAL: _l("Vorschläge und Gespräche"),
    Part.PLACEMENT: _l("Einsätze und Erlaubnisse"),
    Part.REFERRAL: _l("Weiterleitungen und Kurse"),
    Part.READ: _l("Wer hat was gesehen"),
    Part.MAIL: _l("E-Mails"),
}
RECORDS: Mapping[str, Any] = {
    "proposal": _l("Vorschlag"),
    "placement": _l("Einsatz"),
    "agreement": _l("Vereinbarung"),
    "clearance": _l("Erlaubnis"),
    "referral": _l("Weiterleitung"),
    "enrolment": _l("Kurs"),
    "waiting_place": _l("Warteliste"),
}
CHANNELS: Mapping[Channel, Any] = {
    Channel.LINK: _l("über den Link"),
    Channel.PHONE: _l("am Telefon"),
    Channel.DESK: _l("im Gespräch"),
    Channel.PAPER: _l("auf Papier"),
}


class PartForm(GetForm):
    """Narrows the history."""

    part = SelectField(_l("Was"), [Optional()], choices=lambda: as_choices(PARTS, empty=CHOOSE))


@bp.get("/candidates/<uuid:candidate_id>/history")
@requires("candidate:view")
def history(candidate_id: UUID) -> ResponseReturnValue:
    """Show what happened."""
    candidate, form = file_for("candidate:view", candidate_id), PartForm(request.args)
    part = Part(chosen) if (chosen := form.chosen("part")) else None
    entries, total = queries.history(candidate.id, part, paging.number())
    return file_page(
        "insight/history.html",
        candidate,
        filters=form,
        chips=paging.chips({"part": PARTS[part] if part else None}),
        lines=[_line(entry) for entry in entries],
        **paging.of(total),
    )


def _line(entry: Entry) -> dict[str, Any]:
    at = queries.moment(entry)
    said = _deed(entry) if isinstance(entry, Deed) else _look(entry) if isinstance(entry, Look) else _mail(entry)
    return {"when": i18n.moment(at), "iso": at.isoformat(timespec="seconds"), **said}


def _deed(deed: Deed) -> dict[str, Any]:
    event = deed.event
    label = EVENTS[event.record_type][event.name]
    record = " ".join(str(part) for part in (RECORDS.get(event.record_type), deed.number) if part)
    return {
        "title": ": ".join(str(part) for part in (record, label, _detail(event)) if part),
        "by": ", ".join(str(part) for part in (_who(deed), CHANNELS.get(event.channel)) if part),
        "text": event.reason,
    }


def _who(deed: Deed) -> str:
    """Name a colleague of the office; of a company and of the person the side is enough."""
    if deed.event.actor_role is Role.CANDIDATE:
        return str(_("die Person selbst"))
    is_ours = deed.event.actor_role in OFFICE_ROLES and deed.event.on_behalf_of_id is None
    return deed.by if is_ours and deed.by else told.side(deed.event)


def _detail(event: Event) -> Any:
    details = event.details or {}
    if details.get("section") in SECTIONS:
        return SECTIONS[details["section"]][1]
    tables: tuple[tuple[str, Mapping[Any, Any]], ...] = (
        ("item", ITEMS),
        ("purpose", CONSENT_PURPOSES),
        ("contact", CONTACTS),
    )
    return next((words[details[name]] for name, words in tables if details.get(name) in words), "")


def _look(look: Look) -> dict[str, Any]:
    by = ", ".join(part for part in (look.by, look.body) if part)
    return {
        "title": _("Gesehen: %(what)s", what=LOOKS.get(look.read.level, look.read.level)),
        "by": by,
        "text": look.read.reason,
    }


def _mail(mail: OutboxMail) -> dict[str, Any]:
    return {"title": f"{MAILS[mail.state]}: {mail.subject}", "by": "", "text": ""}
