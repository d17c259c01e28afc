"""Pages of proposals; importing this package fills the blueprint."""

from portal.proposals.views import (
    compare,
    fitting,
    letter,
    lists,
    new,
    orders,
    others,
    paper,
    record,
    several,
    steps,
    texts,
    together,
)
from portal.proposals.views.blueprint import bp

__all__ = [
    "bp",
    "compare",
    "fitting",
    "letter",
    "lists",
    "new",
    "orders",
    "others",
    "paper",
    "record",
    "several",
    "steps",
    "texts",
    "together",
]
