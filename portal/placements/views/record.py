"""The page of one placement: where it stands, what is missing and who has it, what can be done, what happened."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.core import audit, i18n
from portal.core.actor import Actor, Role
from portal.core.permissions import may
from portal.core.web import acting_user, page, requires
from portal.placements import forms, queries, rules, services
from portal.placements.models import Agreement, Placement
from portal.placements.queries import attendance
from portal.placements.rules import AgreementState, Missing, PlacementState
from portal.placements.views import assessments
from portal.placements.views.blueprint import bp, placement_for, version_address
from portal.placements.views.history import timeline
from portal.placements.views.steps import actions
from portal.placements.workflow import PLACEMENT
from portal.reference.youth import Exam

MOST_MONTHS = 6
"""Of a long time the last months are offered: older lists are signed by then."""
_OFFICE = _l("Integration Point")
_NEXT = {
    PlacementState.READY: (_l("Alles ist da. Bitte melden Sie den ersten Tag."), _l("Betrieb"), "success"),
    PlacementState.RUNNING: (_l("Der Einsatz läuft. Sagen Sie uns, wie es geht."), _l("Betrieb"), "success"),
    PlacementState.COMPLETED: (_l("Bitte tragen Sie ein, was daraus geworden ist."), _OFFICE, "warning"),
    PlacementState.BROKEN_OFF: (_l("Bitte tragen Sie ein, was daraus geworden ist."), _OFFICE, "warning"),
    PlacementState.CANCELLED: (_l("Der Einsatz findet nicht statt."), "", "neutral"),
    PlacementState.CLOSED: (_l("Der Einsatz ist abgeschlossen."), "", "neutral"),
}


@bp.route("/<uuid:placement_id>")
@requires("placement:view")
def show(placement_id: UUID) -> ResponseReturnValue:
    """Show one placement."""
    actor, placement = acting_user(), placement_for(placement_id)
    sight = queries.sight(actor, placement)
    return page(
        "placements/show.html",
        placement=placement,
        kind=_kind(placement),
        sight=sight,
        assessment=assessments.shown(actor, placement, sight),
        is_company=actor.company_id is not None,
        is_staff=actor.company_id is None and actor.role is Role.CASEWORKER,
        months=attendance.months(placement)[-MOST_MONTHS:] if may(actor, "placement:write", placement) else [],
        todo=_todo(actor, placement),
        next_step=_next_step(placement),
        actions=actions(actor, placement),
        must_wait=_must_wait(placement),
        history=timeline(actor, audit.history(PLACEMENT.name, placement.id), forms.EVENTS),
        can_write=_can_write(actor, placement),
        can_extend=_can_write(actor, placement) and placement.ends_on is not None and _is_running(placement),
        is_changed=placement.state in rules.OPEN and placement.verdict is not placement.verdict_seen,
        owed=queries.owed_at_end(placement) if may(actor, "candidate:view_residence", placement.candidate) else (),
        asks_company=actor.company_id is not None and queries.asks_company(placement),
        goes_on=may(actor, "placement:open_next", placement) and placement.state in services.GOES_ON,
    )


def _kind(placement: Placement) -> str:
    return dict(forms.kinds()).get(placement.legal_kind, placement.legal_kind)


def _must_wait(placement: Placement) -> bool:
    open_still = placement.state in (PlacementState.PREPARING, PlacementState.RUNNING)
    return open_still and bool(rules.missing(queries.readiness(placement)))


def _can_write(actor: Actor, placement: Placement) -> bool:
    """Tell whether a new version may be begun: none is being written, and the placement is not over."""
    current = queries.current_agreement(placement)
    is_free = current is None or current.state is AgreementState.IN_FORCE
    return is_free and placement.state in rules.OPEN and may(actor, "placement:write", placement)


def _is_running(placement: Placement) -> bool:
    return placement.state is PlacementState.RUNNING


def _next_step(placement: Placement) -> dict[str, Any]:
    if placement.state in rules.ENDED and placement.outcome_code is not None:
        return {
            "title": _("Alles ist eingetragen. Bitte schließen Sie den Einsatz ab."),
            "who": _OFFICE,
            "tone": "info",
        }
    if placement.state in _NEXT:
        title, who, tone = _NEXT[placement.state]
        return {"title": title, "who": who, "tone": tone, "due": _due(placement)}
    lacking = rules.missing(queries.readiness(placement))
    title, who = _missing(placement, lacking[0]) if lacking else (_("Alles ist da."), _OFFICE)
    return {"title": title, "who": who, "tone": "warning", "due": _due(placement)}


def in_short(placement: Placement) -> str:
    """Say who does what until when, as far as the placement alone tells; what is missing stands on its page."""
    lacks = (_("Noch fehlt etwas. Was, steht auf der Seite des Einsatzes."), _("Betrieb und Integration Point"), "")
    title, who, _tone = _NEXT.get(placement.state, lacks)
    return " · ".join(str(part) for part in (title, who, _due(placement)) if part)


def _due(placement: Placement) -> str:
    if placement.state in (PlacementState.PREPARING, PlacementState.READY) and placement.starts_on:
        return str(_("Erster Tag: %(day)s", day=i18n.day(placement.starts_on)))
    if placement.state is PlacementState.RUNNING and placement.ends_on:
        return str(_("Letzter Tag: %(day)s", day=i18n.day(placement.ends_on)))
    return ""


def _missing(placement: Placement, what: Missing) -> tuple[Any, Any]:
    """Say what is missing and who has it."""
    if what is Missing.AGREEMENT:
        return _agreement_missing(queries.current_agreement(placement))
    return {
        Missing.CONSENT: (_("Das Ja der Person zu diesem Betrieb fehlt."), _OFFICE),
        Missing.CLEARANCE: (_("Eine Erlaubnis oder Bewilligung fehlt noch."), _OFFICE),
        Missing.APPROVAL: (_("Die Zustimmung des Integration Points fehlt noch."), _("Leitung des Integration Points")),
        Missing.FUNDING: (_("Der Eingliederungszuschuss ist noch nicht beantragt."), _OFFICE),
        Missing.SIGNATURE: (_("Der schriftliche Vertrag ist noch nicht unterschrieben."), _("Betrieb und Person")),
        Missing.EXAM: (_("Die ärztliche Erstuntersuchung ist noch nicht eingetragen."), _("Person und Betrieb")),
    }[what]


def _agreement_missing(version: Agreement | None) -> tuple[Any, Any]:
    if version is None:
        return _("Bitte schreiben Sie die Vereinbarung."), _("Betrieb und Integration Point")
    if version.state is AgreementState.DRAFT:
        return _("Bitte schicken Sie die Vereinbarung zur Bestätigung."), _("Betrieb und Integration Point")
    waiting = queries.waiting_for(version)
    return _("Die Vereinbarung wartet auf Bestätigung."), ", ".join(str(forms.PARTIES[party]) for party in waiting)


def _todo(actor: Actor, placement: Placement) -> list[dict[str, Any]]:
    """List everything that must be there before the first day, with its state and who has it."""
    known = queries.readiness(placement)
    lacking = rules.missing(known)
    current = queries.current_agreement(placement)
    rows = [
        {
            "label": _("Vereinbarung"),
            "url": version_address(current) if current else None,
            "state": forms.AGREEMENT_STATES[current.state] if current else _("Noch nicht geschrieben"),
            "tone": forms.AGREEMENT_TONES[current.state] if current else "warning",
            "hint": _agreement_missing(current)[1] if Missing.AGREEMENT in lacking else "",
        },
        *(_clearance_row(actor, clearance) for clearance in placement.clearances),
    ]
    if not known.is_wanted:
        rows.append(_line(_("Ja der Person zu diesem Betrieb"), is_open=True))
    if known.needs_approval:
        rows.append(_line(_("Zustimmung des Integration Points"), is_open=Missing.APPROVAL in lacking))
    if known.needs_signature:
        rows.append(_line(_("Schriftlicher Vertrag, unterschrieben"), is_open=Missing.SIGNATURE in lacking))
    if queries.exam_of(placement) is Exam.NEEDED:
        rows.append(_line(_("Ärztliche Erstuntersuchung (unter 18 Jahren)"), is_open=Missing.EXAM in lacking))
    return rows


def _line(label: Any, *, is_open: bool) -> dict[str, Any]:
    return {
        "label": label,
        "state": _("Fehlt noch") if is_open else _("Ist da"),
        "tone": "warning" if is_open else "success",
    }


def _clearance_row(actor: Actor, clearance: Any) -> dict[str, Any]:
    is_company = actor.company_id is not None
    words = forms.CLEARANCE_STATES_FOR_COMPANY if is_company else forms.CLEARANCE_STATES
    may_open = may(actor, "clearance:view", clearance)
    until = clearance.valid_until
    return {
        "label": forms.CLEARANCE_ITEMS[clearance.item],
        "url": url_for("clearances.show", clearance_id=clearance.id) if may_open else None,
        "state": words[clearance.state],
        "tone": forms.CLEARANCE_TONES[clearance.state],
        "hint": " ".join(filter(None, (_until(until) if until and not is_company else "", clearance.to_observe))),
    }


def _until(day: date) -> str:
    return str(_("Gültig bis %(day)s", day=i18n.day(day)))
