"""What lies on a desk from all areas: why a person needs the own caseworker, by urgency, and piles from above."""

from flask_babel import lazy_gettext as _l

from portal.administration.forms import TABLES
from portal.administration.models import ReferenceOverride
from portal.administration.queries import to_decide
from portal.candidates.queries import reasons as people
from portal.cooperation.queries import reasons as cooperation
from portal.core.actor import Role
from portal.insight.queries.sources import Line, Source, at, put_on_desk
from portal.placements.queries import reasons as placements
from portal.proposals.queries import reasons as proposals

REASONS = (
    placements.INCIDENT,
    people.CALL,
    placements.TO_CALL,
    proposals.TO_CALL,
    people.CALL_LIST,
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
    placements.TO_FUND,
    placements.OVERDUE,
    people.PAPER,
    cooperation.SEAT,
    cooperation.UNANSWERED,
    proposals.YES,
    proposals.ASKED,
    people.CHECK,
    placements.OUTCOME,
    people.NO_CONTACT,
    proposals.QUIET,
)


def _override_line(proposed: ReferenceOverride) -> Line:
    label = str(TABLES[proposed.table_name])
    return Line(label, at("administration.override", override_id=proposed.id), proposed.valid_from, is_deadline=False)


OVERRIDES = Source(
    _l("Zeilen des Rechts, die auf Ihre Freigabe warten"),
    to_decide,
    _override_line,
    "stamp",
    at("administration.reference"),
    is_urgent=True,
)


def lay() -> None:
    """Hand both tables to those below, who know nothing of the areas above them."""
    people.declare(REASONS)
    put_on_desk(Role.ADMINISTRATOR, OVERRIDES)
