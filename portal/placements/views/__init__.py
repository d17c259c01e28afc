"""Pages of placements, their agreements and their clearances."""

from portal.placements.views import (
    agreements,
    assessments,
    attendance,
    confirming,
    lists,
    nudging,
    opening,
    papers,
    record,
    steps,
)
from portal.placements.views.blueprint import bp
from portal.placements.views.clearances import bp as clearances

__all__ = [
    "agreements",
    "assessments",
    "attendance",
    "bp",
    "clearances",
    "confirming",
    "lists",
    "nudging",
    "opening",
    "papers",
    "record",
    "steps",
]
