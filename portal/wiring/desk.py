"""What brings a person to the desk of the own caseworker, from all areas, in the order of urgency."""

from portal.candidates.queries import reasons as people
from portal.placements.queries import reasons as placements
from portal.proposals.queries import reasons as proposals

REASONS = (
    people.CALL,
    people.MESSAGE,
    people.PAPERS,
    placements.CHANGED,
    proposals.CHANGED,
    placements.STARTS,
    proposals.QUESTION,
    proposals.NAME,
    proposals.NO,
    people.UNTOLD,
    people.STEP,
    proposals.SILENT,
    placements.TO_REQUEST,
    placements.OVERDUE,
    people.PAPER,
    proposals.YES,
    proposals.ASKED,
    people.CHECK,
    placements.OUTCOME,
    people.NO_CONTACT,
    proposals.QUIET,
)


def declare_reasons() -> None:
    """Hand the table to the people's list, which knows nothing of proposals and placements."""
    people.declare(REASONS)
