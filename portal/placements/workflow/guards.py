"""What may stand against an event of a placement, in words the reader can act on."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.candidates import queries as candidates
from portal.candidates.rules import CandidateState
from portal.core import clock
from portal.core.actor import Actor
from portal.core.errors import GuardRefused
from portal.organisations.rules import CompanyState
from portal.placements import queries, rules
from portal.placements.models import Placement
from portal.placements.rules import ClearanceItem, ClearanceState, Missing
from portal.proposals.queries.facts import grade_needed
from portal.proposals.workflow.guards import IS_ELSEWHERE, is_busy
from portal.reference import snapshot
from portal.reference.codes import PlacementKindCode, Verdict
from portal.reference.youth import Exam, exam_holds

Params = dict[str, Any]
IS_MISSING = {
    Missing.CONSENT: _l("Das Ja der Person zu diesem Betrieb fehlt. Bitte klären Sie es zuerst mit ihr."),
    Missing.AGREEMENT: _l("Die Vereinbarung ist noch nicht von allen bestätigt."),
    Missing.CLEARANCE: _l("Eine Erlaubnis oder Bewilligung fehlt noch."),
    Missing.APPROVAL: _l("Die Zustimmung des Integration Points fehlt noch."),
    Missing.FUNDING: _l(
        "Der Eingliederungszuschuss ist noch nicht beantragt. Bitte beantragen Sie ihn zuerst, sonst geht er verloren, "
        "oder tragen Sie ein, dass er doch nicht nötig ist."
    ),
    Missing.SIGNATURE: _l("Der schriftliche Vertrag ist noch nicht als unterschrieben eingetragen."),
    Missing.EXAM: _l("Die Bescheinigung der ärztlichen Erstuntersuchung ist noch nicht eingetragen."),
}


def company_is_verified(placement: Placement, _actor: Actor, _params: Params) -> None:
    """Refuse a company that is not checked, or is suspended."""
    if placement.organisation.state is not CompanyState.VERIFIED:
        raise GuardRefused(_l("Dieser Betrieb ist zurzeit nicht freigegeben."))


def person_is_ready(placement: Placement, _actor: Actor, _params: Params) -> None:
    """Ask the same of a direct placement as of a proposal."""
    needed = grade_needed(placement.legal_kind)
    is_ready = placement.candidate.state is CandidateState.READY
    if not (is_ready and candidates.grade(placement.candidate_id, clock.today()).covers(needed)):
        raise GuardRefused(_l("Für diese Art fehlt im Profil-Check noch etwas, oder es ist abgelaufen."))


def is_not_excluded(placement: Placement, _actor: Actor, _params: Params) -> None:
    """Refuse a company the person does not want."""
    if candidates.is_excluded(placement.candidate_id, placement.organisation_id):
        raise GuardRefused(_l("Die Person möchte mit diesem Betrieb nichts zu tun haben."))


def is_not_forbidden(placement: Placement, _actor: Actor, _params: Params) -> None:
    """Refuse what the law forbids on the day of the start."""
    if placement.verdict is Verdict.FORBIDDEN:
        raise GuardRefused(placement.verdict_firm)


def is_free(placement: Placement, _actor: Actor, _params: Params) -> None:
    """Refuse two placements at once, or one in the time of a full course; an open end is not looked at yet."""
    first = placement.starts_on
    if first and is_busy(placement.candidate_id, first, placement.ends_on or first, placement.id):
        raise GuardRefused(IS_ELSEWHERE)


def span_is_sane(placement: Placement, _actor: Actor, _params: Params) -> None:
    """Refuse an end before the start."""
    if placement.starts_on and placement.ends_on and placement.ends_on < placement.starts_on:
        raise GuardRefused(_l("Das Ende liegt vor dem Beginn."))


NEW = (span_is_sane, company_is_verified, person_is_ready, is_not_excluded, is_not_forbidden, is_free)


def approver_is_another(placement: Placement, actor: Actor, _params: Params) -> None:
    """Refuse to approve what one has written or arranged oneself."""
    authors = {placement.caseworker_id, *(version.author_id for version in placement.agreements)}
    if actor.id in authors:
        raise GuardRefused(_l("Wer den Einsatz vorbereitet hat, kann ihm nicht selbst zustimmen."))
    if queries.agreement_in_force(placement) is None:
        raise GuardRefused(IS_MISSING[Missing.AGREEMENT])


def signed_in_time(_placement: Placement, _actor: Actor, params: Params) -> None:
    """Refuse a day of signing that lies ahead."""
    if params["signed_on"] > clock.today():
        raise GuardRefused(_l("Dieser Tag liegt in der Zukunft."))


def funding_is_asked_first(placement: Placement, _actor: Actor, params: Params) -> None:
    """Refuse a signature before the funding was asked for: it would be lost (SGB III section 324 Abs. 1)."""
    for one in placement.clearances:
        if not rules.is_asked_before_signing(one.item):
            continue
        is_late = one.state is ClearanceState.REQUESTED and one.requested_on and params["signed_on"] < one.requested_on
        if is_late or one.state is ClearanceState.TO_PREPARE:
            raise GuardRefused(
                _l(
                    "Die Förderung muss vor der Unterschrift beantragt sein, sonst geht sie verloren. Bitte beantragen "
                    "Sie sie zuerst, oder tragen Sie ein, dass sie doch nicht nötig ist."
                )
            )


def can_still_be_subsidised(placement: Placement, _actor: Actor, _params: Params) -> None:
    """Refuse a subsidy for work that gets none, a second one, and one that comes too late."""
    if not rules.can_be_subsidised(PlacementKindCode(placement.legal_kind)):
        raise GuardRefused(_l("Für diese Art gibt es keinen Eingliederungszuschuss."))
    if any(one.item is ClearanceItem.SUBSIDY for one in placement.clearances):
        raise GuardRefused(_l("Der Eingliederungszuschuss ist schon vorgemerkt."))
    if placement.signed_on is not None:
        raise GuardRefused(_l("Der Vertrag ist schon unterschrieben. Ein Zuschuss kommt dafür zu spät."))


def exam_fits(placement: Placement, _actor: Actor, params: Params) -> None:
    """Refuse an exam of tomorrow, one too old for the first day, and one nobody has to have (JArbSchG section 32)."""
    need, examined_on = queries.exam_of(placement), params["examined_on"]
    if need is Exam.NOT_NEEDED:
        raise GuardRefused(_l("Für diesen Einsatz ist keine Erstuntersuchung nötig."))
    start = placement.starts_on or clock.today()
    if examined_on > clock.today() or not exam_holds(examined_on, start, snapshot()):
        raise GuardRefused(
            _l("Die Untersuchung muss in den 14 Monaten vor dem ersten Tag gewesen sein. Bitte prüfen Sie den Tag.")
        )


def nothing_is_missing(placement: Placement, _actor: Actor, _params: Params) -> None:
    """Refuse while anything stands before the first day: nobody starts before everything is allowed."""
    lacking = rules.missing(queries.readiness(placement))
    if lacking:
        raise GuardRefused(IS_MISSING[lacking[0]])


def day_has_come(placement: Placement, _actor: Actor, params: Params) -> None:
    """Refuse a start, or a no-show, before the agreed day."""
    day = params.get("started_on") or clock.today()
    if placement.starts_on is None or not placement.starts_on <= day <= clock.today():
        raise GuardRefused(_l("Der vereinbarte erste Tag ist noch nicht da."))


def permission_holds(placement: Placement, _actor: Actor, _params: Params) -> None:
    """Decide anew on the first day: a permission may have ended, or been given for another job."""
    today, settled = clock.today(), (ClearanceState.GRANTED, ClearanceState.NOT_NEEDED)
    word = placement.names_this_job
    verdict = candidates.work_permission(
        placement.candidate_id, placement.legal_kind, today, names_this_job=word
    ).verdict
    has_ended = any(until < today for until in _permitted_until(placement))
    is_settled = any(one.item is ClearanceItem.WORK_PERMISSION and one.state in settled for one in placement.clearances)
    if verdict is Verdict.FORBIDDEN or has_ended or (verdict is not Verdict.ALLOWED and not is_settled):
        raise GuardRefused(
            _l("Die Erlaubnis gilt heute nicht. Bitte nicht beginnen und den Integration Point anrufen.")
        )


def _permitted_until(placement: Placement) -> list[date]:
    """Give the last days of what was permitted; a subsidy that ends stops nobody from working."""
    allowed = (one for one in placement.clearances if one.item is not ClearanceItem.SUBSIDY)
    return [one.valid_until for one in allowed if one.valid_until is not None]


def later_start_is_covered(placement: Placement, _actor: Actor, params: Params) -> None:
    """Refuse a later start that no permission or agreement covers any more."""
    start = params["starts_on"]
    ends = [*_permitted_until(placement), placement.ends_on or start]
    if not clock.today() < start <= min(ends) or start > clock.today() + rules.LONGEST_DELAY:
        raise GuardRefused(_l("Zu diesem Tag passt die Vereinbarung oder die Erlaubnis nicht mehr."))


def end_is_sane(placement: Placement, _actor: Actor, params: Params) -> None:
    """Refuse an end before the start or after today."""
    ended = params["ended_on"]
    if ended > clock.today() or (placement.started_on and ended < placement.started_on):
        raise GuardRefused(_l("Dieser Tag passt nicht zum Einsatz."))


def outcome_is_known(_placement: Placement, _actor: Actor, params: Params) -> None:
    """Refuse a code that is not in the list."""
    if params["outcome_code"] not in {row.code for row in snapshot().outcome_codes}:
        raise GuardRefused(_l("Bitte wählen Sie ein Ergebnis aus der Liste."))


def outcome_is_there(placement: Placement, _actor: Actor, _params: Params) -> None:
    """Refuse to close what nobody knows the result of."""
    if placement.outcome_code is None:
        raise GuardRefused(_l("Bitte tragen Sie zuerst ein, was daraus geworden ist."))
