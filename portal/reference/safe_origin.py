"""Derives the fact "from a safe country of origin, applied after its cut-off day"; store the answer, not the state."""

from dataclasses import dataclass
from datetime import date

from portal.reference.codes import Answer, Housing
from portal.reference.snapshots import Snapshot, UnknownCode
from portal.reference.tables import SafeOriginState

COUNTS_WITHOUT_APPLICATION_FROM = date(2020, 1, 1)
"""Since then a Duldung without any application falls under the ban as well (AufenthG section 60a Abs. 6 S. 1 Nr. 3)."""


@dataclass(frozen=True)
class OriginFacts:
    """What the derivation needs to know, asked once and not kept.

    Args:
        state: nationality, ISO 3166-1 alpha-2 (XK for Kosovo); nothing if not known.
        has_applied: was an asylum application lodged? `no` is the case of a Duldung without one.
        applied_on: day of that application.
        tolerated_on_spared_day: with a Duldung in Germany on the day that spares people without an application.
        is_exempt: unaccompanied minor, or application withdrawn after counselling by the BAMF.
    """

    state: str | None = None
    has_applied: Answer = Answer.UNKNOWN
    applied_on: date | None = None
    tolerated_on_spared_day: Answer = Answer.UNKNOWN
    is_exempt: Answer = Answer.NO
    housing: Housing = Housing.UNKNOWN


def safe_origin_after_cutoff(facts: OriginFacts, on: date, *, tables: Snapshot) -> Answer:
    """Answer for a day asked whether the ban for safe countries of origin can apply; unknown where a fact is missing.

    Source: AsylG sections 61, 87d; AufenthG sections 60a Abs. 6, 104 Abs. 18; days from safe_origin_states.csv.
    """
    if not facts.state:
        return Answer.UNKNOWN
    state = _listed(facts.state, on, tables)
    if state is None:
        return Answer.NO
    answer = _by_application(state, facts, on)
    if answer is Answer.YES and facts.is_exempt is not Answer.NO:
        return Answer.UNKNOWN
    # The reception centre's own rule (AsylG section 61 Abs. 1 S. 2 Nr. 3) knows no cut-off day.
    if answer is Answer.NO and facts.housing is Housing.RECEPTION:
        return Answer.UNKNOWN
    return answer


def _listed(iso2: str, on: date, tables: Snapshot) -> SafeOriginState | None:
    try:
        state: SafeOriginState = tables.row("safe_origin_states", iso2.upper())
    except UnknownCode:
        return None
    return state if state.listed_since_29a <= on else None


def _by_application(state: SafeOriginState, facts: OriginFacts, on: date) -> Answer:
    if facts.has_applied is Answer.NO:
        return _without_application(state, facts.tolerated_on_spared_day, on)
    if facts.has_applied is Answer.UNKNOWN or facts.applied_on is None:
        return Answer.UNKNOWN
    return Answer.YES if facts.applied_on > state.cutoff_asylum_application else Answer.NO


def _without_application(state: SafeOriginState, tolerated: Answer, on: date) -> Answer:
    if state.tolerated_on_spared is not None and tolerated is not Answer.NO:
        return Answer.NO if tolerated is Answer.YES else Answer.UNKNOWN
    return Answer.YES if on >= COUNTS_WITHOUT_APPLICATION_FROM else Answer.UNKNOWN
