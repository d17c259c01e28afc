"""The workflows of placements, agreements and clearances, as tables."""

from portal.core import nudging
from portal.core.workflow import Reason, Transition, Workflow
from portal.placements import mails
from portal.placements.models import Agreement, Clearance, Placement
from portal.placements.rules import ASSESSABLE, ENDED, OPEN
from portal.placements.rules import AgreementState as A
from portal.placements.rules import ClearanceState as C
from portal.placements.rules import PlacementState as P
from portal.placements.workflow import (
    agreement_steps,
    assessment_steps,
    clearance_steps,
    effects,
    follow_up_steps,
    guards,
)

PLACEMENT = Workflow(
    "placement",
    Placement,
    (
        Transition("open", (), P.PREPARING, mails=(mails.OPENED,), automatic=True),
        Transition("open_direct", (), P.PREPARING, guards=guards.NEW, mails=(mails.OPENED,), reason=Reason.REQUIRED),
        Transition("open_next", (), P.PREPARING, guards=guards.NEW, mails=(mails.OPENED,)),
        Transition(
            "approve", (P.PREPARING, P.RUNNING), None, guards=(guards.approver_is_another,), effects=(effects.approve,)
        ),
        Transition("sign", (P.PREPARING, P.RUNNING), None, guards=(guards.signed_in_time,), columns=("signed_on",)),
        Transition(
            "make_ready",
            (P.PREPARING,),
            P.READY,
            guards=(guards.nothing_is_missing,),
            effects=(effects.show_start,),
            mails=(mails.READY, mails.FIRST_DAY),
            automatic=True,
        ),
        Transition("unready", (P.READY,), P.PREPARING, automatic=True),
        Transition(
            "start",
            (P.READY,),
            P.RUNNING,
            guards=(guards.nothing_is_missing, guards.day_has_come, guards.permission_holds),
            columns=("started_on",),
            mails=(mails.STARTED,),
        ),
        Transition(
            "starts_later",
            (P.READY,),
            None,
            guards=(guards.later_start_is_covered,),
            columns=("starts_on",),
            mails=(mails.STARTS_LATER, mails.FIRST_DAY),
            reason=Reason.REQUIRED,
        ),
        Transition(
            "no_show",
            (P.READY,),
            P.CANCELLED,
            guards=(guards.day_has_come,),
            effects=(effects.cancel,),
            mails=(mails.NO_SHOW,),
            reason=Reason.REQUIRED,
        ),
        Transition(
            nudging.EVENT,
            (P.PREPARING,),
            None,
            guards=(nudging.reaches((mails.NUDGE_OFFICE,)),),
            mails=(mails.NUDGE_OFFICE,),
        ),
        Transition("check_in", (P.RUNNING,), None, reason=Reason.OPTIONAL),
        Transition(
            "absent",
            (P.RUNNING,),
            None,
            guards=(follow_up_steps.was_day_of_work,),
            mails=(mails.ABSENT,),
        ),
        Transition("present", (P.RUNNING, *ENDED), None, guards=(follow_up_steps.was_missed,)),
        Transition("incident", (P.RUNNING,), None, mails=(mails.INCIDENT,), reason=Reason.REQUIRED),
        Transition(
            "settle_incident",
            (P.RUNNING, *ENDED, P.CLOSED),
            None,
            guards=(follow_up_steps.incident_is_open,),
            reason=Reason.REQUIRED,
        ),
        Transition("still_there", (P.RUNNING,), None, guards=(follow_up_steps.check_is_due,)),
        Transition(
            "break_off",
            (P.RUNNING,),
            P.BROKEN_OFF,
            guards=(guards.end_is_sane,),
            columns=("ended_on", "broken_off_by"),
            effects=(effects.end,),
            mails=(mails.BROKEN_OFF,),
            reason=Reason.REQUIRED,
        ),
        Transition(
            "complete",
            (P.RUNNING,),
            P.COMPLETED,
            guards=(guards.end_is_sane,),
            columns=("ended_on",),
            effects=(effects.end,),
            mails=(mails.COMPLETED,),
        ),
        Transition(
            "outcome",
            (P.RUNNING, *ENDED),
            None,
            guards=(guards.outcome_is_known,),
            columns=("outcome_code", "outcome_on"),
        ),
        Transition(
            "assess",
            ASSESSABLE,
            None,
            guards=(assessment_steps.texts_are_of_work, assessment_steps.person_has_not_answered),
            effects=(assessment_steps.keep,),
            mails=(mails.ASSESSED, mails.ASSESSED_PERSON),
        ),
        Transition(
            "assess_own",
            ASSESSABLE,
            None,
            guards=(assessment_steps.agrees_to_something,),
            effects=(assessment_steps.keep,),
            mails=(mails.ASSESSED_OWN,),
        ),
        Transition("recheck", OPEN, None, effects=(effects.keep_verdict,), automatic=True),
        Transition("see_permission", OPEN, None, effects=(effects.see_verdict,)),
        Transition("close", ENDED, P.CLOSED, guards=(guards.outcome_is_there,)),
        Transition(
            "cancel",
            (P.PREPARING, P.READY),
            P.CANCELLED,
            effects=(effects.cancel,),
            mails=(mails.CANCELLED, mails.FIRST_DAY_OFF),
            reason=Reason.REQUIRED,
        ),
    ),
)

AGREEMENT = Workflow(
    "agreement",
    Agreement,
    (
        Transition("draft", (), A.DRAFT, guards=(agreement_steps.no_other_version_is_open,)),
        Transition(
            "send",
            (A.DRAFT,),
            A.CONFIRMING,
            guards=(
                agreement_steps.person_wants_it,
                agreement_steps.starts_ahead,
                agreement_steps.person_is_free,
                agreement_steps.rules_hold,
                agreement_steps.guardian_is_known,
            ),
            effects=(agreement_steps.seal, agreement_steps.show_contract),
            mails=(mails.CONFIRM_COMPANY, mails.CONFIRM_PERSON, mails.CONFIRM_GUARDIAN),
        ),
        Transition(
            "return",
            (A.CONFIRMING,),
            A.DRAFT,
            effects=(agreement_steps.unseal,),
            mails=(mails.RETURNED,),
            reason=Reason.REQUIRED,
        ),
        Transition(
            nudging.EVENT,
            (A.CONFIRMING,),
            None,
            guards=(nudging.reaches(mails.NUDGES, asking=("send",)),),
            mails=mails.NUDGES,
        ),
        Transition(
            "confirm",
            (A.CONFIRMING,),
            None,
            guards=(agreement_steps.same_text, agreement_steps.is_in_time, agreement_steps.right_party),
            effects=(agreement_steps.confirm,),
        ),
        Transition(
            "take_effect",
            (A.CONFIRMING,),
            A.IN_FORCE,
            guards=(agreement_steps.all_have_confirmed,),
            effects=(agreement_steps.fix_dates,),
            mails=(mails.IN_FORCE,),
            automatic=True,
        ),
        Transition("supersede", (A.IN_FORCE,), A.SUPERSEDED, effects=(agreement_steps.close,), automatic=True),
        Transition(
            "void",
            (A.DRAFT, A.CONFIRMING, A.IN_FORCE),
            A.VOID,
            effects=(agreement_steps.close,),
            automatic=True,
        ),
    ),
)

CLEARANCE = Workflow(
    "clearance",
    Clearance,
    (
        Transition("prepare", (), C.TO_PREPARE, automatic=True),
        Transition("prepare_prior", (), C.TO_PREPARE, guards=(clearance_steps.there_is_none_yet,)),
        Transition(
            "request",
            (C.TO_PREPARE,),
            C.REQUESTED,
            guards=(clearance_steps.company_has_confirmed, clearance_steps.office_can_receive),
            columns=("office_id", "due_on"),
            effects=(clearance_steps.request,),
            mails=(mails.REQUESTED,),
        ),
        Transition(
            nudging.EVENT,
            (C.REQUESTED,),
            None,
            guards=(nudging.reaches((mails.REQUESTED,)),),
            mails=(mails.REQUESTED,),
        ),
        Transition(
            "note_consent",
            (C.REQUESTED,),
            None,
            guards=(clearance_steps.agency_has_a_say,),
            columns=("consent", "consent_on"),
        ),
        Transition(
            "grant",
            (C.REQUESTED,),
            C.GRANTED,
            guards=(
                clearance_steps.decision_is_dated,
                clearance_steps.agency_is_not_against,
                clearance_steps.nothing_is_told,
            ),
            columns=("decided_on", "reference", "conditions", "to_observe", "valid_until"),
            mails=(mails.DECIDED,),
        ),
        Transition(
            "refuse",
            (C.REQUESTED,),
            C.REFUSED,
            guards=(clearance_steps.decision_is_dated,),
            columns=("decided_on", "reference"),
            mails=(mails.DECIDED, mails.NOT_GRANTED, mails.REFUSED_PERSON),
            reason=Reason.REQUIRED,
        ),
        Transition("waive", (C.TO_PREPARE, C.REQUESTED), C.NOT_NEEDED, reason=Reason.REQUIRED),
        Transition(
            "reset",
            (C.REQUESTED, C.GRANTED, C.REFUSED, C.NOT_NEEDED),
            C.TO_PREPARE,
            effects=(clearance_steps.forget_decision,),
            automatic=True,
        ),
    ),
)
