"""The deeds with a placement as one table: each event's form, words and service, and the page they share."""

from typing import Any
from uuid import UUID

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from portal.candidates import queries as candidates
from portal.core import clock, i18n
from portal.core.actor import Actor
from portal.core.deeds import Step, check_possible, is_done, of, route
from portal.core.forms import BaseForm
from portal.core.permissions import require
from portal.core.web import acting_user, done, page
from portal.placements import forms, queries, rules, services
from portal.placements.models import Placement
from portal.placements.queries import attendance, follow_up
from portal.placements.rules import ClearanceItem
from portal.placements.services import attendance as attendance_services
from portal.placements.services import follow_up as follow_up_services
from portal.placements.services import nudging
from portal.placements.views.blueprint import address, bp, placement_for
from portal.placements.workflow import PLACEMENT
from portal.reference.codes import PlacementKindCode
from portal.reference.youth import Exam


def _seen_form(placement: Placement, _actor: Actor) -> Any:
    form = forms.SeenForm(names_this_job=placement.names_this_job)
    if not candidates.is_for_one_job(placement.candidate_id):
        del form.names_this_job
    return form


def _presence_form(placement: Placement, _actor: Actor) -> Any:
    form = forms.PresenceForm()
    form.day.choices = [(day.isoformat(), i18n.day(day)) for day in attendance.absences(placement)]
    return form


STEPS = (
    Step(
        "see_permission",
        _l("Geänderte Erlaubnis ansehen"),
        _l("Danke. Die Antwort ist neu geprüft."),
        _seen_form,
        lambda placement, form, actor: services.see_permission(
            placement, actor=actor, names_this_job=form.names_this_job.data if "names_this_job" in form else None
        ),
        _l("Unter „Arbeitserlaubnis“ im Profil steht, was jetzt gilt. Danach ist notiert, was erlaubt werden muss."),
        "primary",
    ),
    Step(
        "approve",
        _l("Zustimmen"),
        _l("Danke. Ihre Zustimmung ist eingetragen."),
        of(BaseForm),
        lambda placement, _form, actor: services.approve(placement, actor=actor),
        _l("Sie bestätigen für den Integration Point: Dieser Einsatz darf so stattfinden."),
        "primary",
    ),
    Step(
        "start",
        _l("Erster Tag: Die Person ist da"),
        _l("Wie schön. Der Einsatz läuft."),
        lambda placement, _actor: forms.StartForm(started_on=min(placement.starts_on or clock.today(), clock.today())),
        lambda placement, form, actor: services.start(placement, actor=actor, started_on=form.started_on.data),
        "",
        "primary",
    ),
    Step(
        "sign",
        _l("Vertrag ist unterschrieben"),
        _l("Der Tag der Unterschrift ist eingetragen."),
        lambda _placement, _actor: forms.SignForm(signed_on=clock.today()),
        lambda placement, form, actor: services.sign(placement, actor=actor, signed_on=form.signed_on.data),
        _l("Das Gesetz verlangt einen schriftlichen Vertrag. Wann haben beide unterschrieben?"),
    ),
    Step(
        "want_subsidy",
        _l("Eingliederungszuschuss vormerken"),
        _l("Vorgemerkt. Bitte beantragen Sie ihn, bevor der Vertrag unterschrieben wird."),
        of(BaseForm),
        lambda placement, _form, actor: services.want_subsidy(placement, actor=actor),
        _l("Agentur für Arbeit oder Jobcenter zahlen dem Betrieb einen Teil des Lohns, wenn er es vorher beantragt."),
    ),
    Step(
        "note_exam",
        _l("Ärztliche Erstuntersuchung eintragen"),
        _l("Der Tag der Untersuchung ist eingetragen."),
        of(forms.ExamForm),
        lambda placement, form, actor: services.note_exam(placement, actor=actor, examined_on=form.examined_on.data),
        _l("Unter 18 Jahren braucht die Person vor dem ersten Tag eine Untersuchung. Der Betrieb behält das Papier."),
    ),
    Step(
        "nudge",
        _l("Nach dem Stand fragen"),
        _l("Der Integration Point sieht nach und meldet sich."),
        of(BaseForm),
        lambda placement, _form, actor: nudging.ask_office(placement, actor=actor),
        _l("Was noch fehlt und wer es hat, steht auf der Seite. Wir bitten die Fachkraft, nachzusehen."),
    ),
    Step(
        "check_in",
        _l("Wie läuft es?"),
        _l("Danke für Ihre Rückmeldung."),
        of(forms.CheckInForm),
        lambda placement, form, actor: services.check_in(
            placement, actor=actor, reason=form.reason.data, key=str(form.new_id)
        ),
    ),
    Step(
        "absent",
        _l("Die Person fehlt heute"),
        _l("Der Fehltag ist eingetragen, die Beratung weiß Bescheid."),
        lambda _placement, _actor: forms.AbsenceForm(day=clock.today()),
        lambda placement, form, actor: attendance_services.note_absence(placement, form.day.data, actor=actor),
        _l("Warum jemand fehlt, brauchen wir nicht. Bitte schreiben Sie nichts über die Gesundheit."),
    ),
    Step(
        "present",
        _l("Fehltag war ein Irrtum"),
        _l("Der Fehltag ist gestrichen."),
        _presence_form,
        lambda placement, form, actor: attendance_services.note_presence(placement, form.day.data, actor=actor),
        _l("Die Person war an diesem Tag doch da."),
    ),
    Step(
        "incident",
        _l("Etwas ist passiert"),
        _l("Danke. Der Integration Point weiß jetzt Bescheid."),
        of(forms.IncidentForm),
        lambda placement, form, actor: services.report_incident(
            placement, actor=actor, reason=form.reason.data, key=str(form.new_id)
        ),
    ),
    Step(
        "settle_incident",
        _l("Meldung ist erledigt"),
        _l("Danke. Die Meldung ist als erledigt eingetragen."),
        of(forms.SettleForm),
        lambda placement, form, actor: follow_up_services.settle_incident(
            placement, actor=actor, reason=form.reason.data
        ),
        "",
        "primary",
    ),
    Step(
        "still_there",
        _l("Die Person ist noch da"),
        _l("Danke. Die Antwort ist eingetragen."),
        of(BaseForm),
        lambda placement, _form, actor: follow_up_services.still_there(placement, actor=actor),
        _l("Ist die Person nicht mehr dort? Dann tragen Sie bitte das Ende und das Ergebnis ein."),
        "primary",
    ),
    Step(
        "complete",
        _l("Wie vereinbart beendet"),
        _l("Danke. Der Einsatz ist beendet."),
        lambda placement, _actor: forms.CompleteForm(ended_on=min(placement.ends_on or clock.today(), clock.today())),
        lambda placement, form, actor: services.complete(placement, actor=actor, ended_on=form.ended_on.data),
    ),
    Step(
        "outcome",
        _l("Ergebnis eintragen"),
        _l("Das Ergebnis ist eingetragen."),
        lambda placement, _actor: forms.OutcomeForm(outcome_code=placement.outcome_code),
        lambda placement, form, actor: services.record_outcome(
            placement, actor=actor, outcome_code=form.outcome_code.data
        ),
        _l("Was ist aus dem Einsatz geworden?"),
    ),
    Step(
        "close",
        _l("Abschließen"),
        _l("Der Einsatz ist abgeschlossen."),
        of(BaseForm),
        lambda placement, _form, actor: services.close(placement, actor=actor),
        _l("Danach ist nichts mehr zu tun."),
    ),
    Step(
        "starts_later",
        _l("Beginnt später"),
        _l("Der neue erste Tag ist eingetragen. Alle bekommen eine Nachricht."),
        of(forms.LaterForm),
        lambda placement, form, actor: services.starts_later(
            placement, actor=actor, starts_on=form.starts_on.data, reason=form.reason.data
        ),
        _l("Der neue Tag muss in der vereinbarten Zeit liegen, und die Erlaubnis muss dann noch gelten."),
    ),
    Step(
        "no_show",
        _l("Die Person ist nicht gekommen"),
        _l("Danke. Der Integration Point spricht mit der Person."),
        of(forms.ReasonForm),
        lambda placement, form, actor: services.no_show(placement, actor=actor, reason=form.reason.data),
        _l("Das ist eine Angabe des Betriebs. Die Person kann darauf antworten."),
        "danger",
    ),
    Step(
        "break_off",
        _l("Vorzeitig beenden"),
        _l("Der Einsatz ist beendet. Alle bekommen eine Nachricht."),
        lambda _placement, _actor: forms.BreakOffForm(ended_on=clock.today()),
        lambda placement, form, actor: services.break_off(
            placement, actor=actor, ended_on=form.ended_on.data, by=form.by.data, reason=form.reason.data
        ),
        _l("Bitte sprechen Sie vorher mit dem Integration Point. Bei Verträgen gelten Fristen für die Kündigung."),
        "danger",
    ),
    Step(
        "cancel",
        _l("Absagen"),
        _l("Der Einsatz ist abgesagt. Alle bekommen eine Nachricht, der Platz ist wieder frei."),
        of(forms.ReasonForm),
        lambda placement, form, actor: services.cancel(placement, actor=actor, reason=form.reason.data),
        _l("Der Einsatz findet dann nicht statt."),
        "danger",
    ),
)


def actions(actor: Actor, placement: Placement) -> list[dict[str, Any]]:
    """List what this actor can do now, in the order of the table."""
    possible = {row.event for row in PLACEMENT.possible(actor, placement)} - _done_already(placement)
    return [
        {
            "label": step.label,
            "url": url_for(f"placements.{step.event}", placement_id=placement.id),
            "variant": step.variant,
        }
        for step in STEPS
        if step.event in possible
    ]


def _done_already(placement: Placement) -> set[str]:
    """Name what needs no button any more, or never did."""
    known = queries.readiness(placement)
    done_already = {
        *(() if _asks_exam(placement) else ("note_exam",)),
        *(() if _may_want_subsidy(placement) else ("want_subsidy",)),
    }
    if known.is_approved or not known.needs_approval or not known.has_agreement:
        done_already.add("approve")
    if known.is_signed or not known.needs_signature:
        done_already.add("sign")
    if placement.verdict is placement.verdict_seen:
        done_already.add("see_permission")
    if placement.outcome_code is None:
        done_already.add("close")
    if not attendance.absences(placement):
        done_already.add("present")
    if follow_up.check_due(placement) is None:
        done_already.add("still_there")
    if not placement.started_on or not follow_up.is_incident_open(placement):
        done_already.add("settle_incident")
    return done_already


def _asks_exam(placement: Placement) -> bool:
    """Tell whether the first medical exam of somebody under 18 can still be noted."""
    return queries.exam_of(placement) is not Exam.NOT_NEEDED and not queries.has_exam(placement)


def _may_want_subsidy(placement: Placement) -> bool:
    """Tell whether a wage subsidy can still be asked for."""
    has_one = any(one.item is ClearanceItem.SUBSIDY for one in placement.clearances)
    kind = PlacementKindCode(placement.legal_kind)
    return rules.can_be_subsidised(kind) and placement.signed_on is None and not has_one


def _serve(step: Step, placement_id: UUID) -> ResponseReturnValue:
    placement = placement_for(placement_id)
    require(acting_user(), f"placement:{step.event}", placement)
    check_possible(PLACEMENT, step.event, placement)
    form = step.form(placement, acting_user())
    if form.validate_on_submit() and is_done(form, lambda: step.deed(placement, form, acting_user())):
        flash(step.said, "success")
        return done(address(placement))
    placement = placement_for(placement_id)
    sight = queries.sight(acting_user(), placement)
    return page("placements/step.html", placement=placement, form=form, step=step, sight=sight)


route(bp, "placement", STEPS, _serve)
