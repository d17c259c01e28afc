"""Pages of placements, their agreements and their clearances."""

from portal.placements.views import agreements, attendance, confirming, lists, nudging, opening, papers, record, steps
from portal.placements.views.blueprint import bp
from portal.placements.views.clearances import bp as clearances

__all__ = [
    "agreements",
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
